/** A hospital from nothing, by the pages alone: opened, staffed, given its clinics, and booked at. */
import { after, before, test } from 'node:test';
import { Desktop, demoStaff, phoneOf } from './desktop.mjs';
import { signedUp } from '../miniprogram/people.mjs';
import { Person } from '../miniprogram/person.mjs';
import { emulator, start } from '../miniprogram/service.mjs';
import { dayAfter } from '../miniprogram/slots.mjs';

before(() => start({ desktop: true }));
after(() => emulator.close());

const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const weekdayOf = (day) => WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()];

test('an operator opens a hospital, its manager sets it up, and a patient books there', async (t) => {
  const day = dayAfter((await emulator.now()).slice(0, 10), 2);
  const operating = await (await Desktop.with(t)).open();
  await operating.signInBy(await phoneOf(t, (await demoStaff('operator')).openid));
  await opened(operating);
  const phone = await hired(t, operating);

  const managing = await (await Desktop.with(t)).open();
  await managing.signInBy(phone);
  await withClinics(managing, day);
  await emulator.post('/timers/publish');

  const patient = await Person.with(t, await signedUp());
  await patient.open();
  await patient.tap('虚构新院');
  await patient.button(/^\s*虚构内科/).click();
  await patient.settled();
  await patient.day(day).click();
  await patient.tap('虚构子');
  await patient.settled();
  await patient.tap('08:30');
  await patient.sees('免费');
  await patient.tap('确认预约');
  await patient.answerMessages('取消');
  await patient.sees('预约成功');

  await managing.link('排班').click();
  await managing.page.locator('.day').filter({ hasText: '已约 1' }).waitFor();
});

/** 虚构新院, by the operator's page. */
async function opened(desktop) {
  await desktop.link('医院').click();
  await desktop.button('添加医院').click();
  for (const [label, text] of [
    ['医院编号', 'made-up'],
    ['医院名称', '虚构新院'],
    ['等级', '社区'],
    ['区县', '演示区'],
    ['地址', '演示市虚构路 1 号'],
    ['电话', '400-000-0000'],
  ])
    await desktop.fill(label, text);
  await desktop.button('保存').click();
  await desktop.sees('已保存');
}

/** Its manager's phone, at the staff page, once the code was taken there. */
async function hired(t, desktop) {
  await desktop.link('工作人员').click();
  await desktop.button('邀请工作人员').click();
  await desktop.fill('姓名', '虚构院长');
  await desktop.choose('医院', '虚构新院');
  await desktop.button('生成邀请码').click();
  const code = await desktop.page.locator('[data-test=code]').innerText();
  const phone = await phoneOf(t, await emulator.newPhone('院长'));
  await phone.fill('邀请码', code);
  await phone.tap('使用邀请码');
  await phone.sees('好了，角色已生效');
  return phone;
}

/** A department, its doctor, and the doctor's mornings. */
async function withClinics(desktop, day) {
  await desktop.link('科室').click();
  await added(desktop, '添加科室', [
    ['科室编号', 'made-up-1'],
    ['科室名称', '虚构内科'],
  ]);
  await desktop.link('医生').click();
  await desktop.button('添加医生').first().click();
  await desktop.choose('科室', '虚构内科');
  await desktop.page.keyboard.press('Escape');
  await desktop.choose('职称', '主治医师');
  await filled(desktop, [
    ['医生编号', 'made-up-d1'],
    ['姓名', '虚构子'],
    ['挂号费（元）', '0'],
  ]);
  await desktop.link('出诊表').click();
  await desktop.button('添加出诊').first().click();
  await desktop.choose('医生', '虚构子');
  await desktop.choose('星期', weekdayOf(day));
  await desktop.choose('时段', '上午');
  await desktop.choose('号别', '普通');
  await filled(
    desktop,
    [
      ['开始时间', '08:00'],
      ['结束时间', '12:00'],
      ['每段分钟数', '30'],
      ['每段号数', '3'],
    ],
    '确认',
  );
}

async function added(desktop, button, fields) {
  await desktop.button(button).first().click();
  await filled(desktop, fields);
}

/** @param {string} [agreed] the button that agrees to what a change does to days laid out already */
async function filled(desktop, fields, agreed) {
  for (const [label, text] of fields) await desktop.fill(label, text);
  await desktop.button('保存').click();
  if (agreed) await desktop.button(agreed).click();
  await desktop.sees('已保存');
  await desktop.page.getByRole('dialog').waitFor({ state: 'detached' });
}
