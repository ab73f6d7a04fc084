/** Staff of a hospital by the desktop's pages, against the running service: inviting, changing, two at once, disabling. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Desktop, demoStaff, phoneOf } from './desktop.mjs';
import { emulator, start } from '../miniprogram/service.mjs';

before(() => start({ desktop: true }));
after(() => emulator.close());

let taps = 0;
const tap = () => `people-test-${(taps += 1)}`;
const staff = (openid, action, data = {}) => emulator.call(openid, 'staff', { action, ...data });

/** Somebody with a role that somebody else gives, without any page. */
async function hired(by, role, hospital_id, name) {
  const openid = await emulator.newPhone(name);
  const wish = { role, hospital_id, name, idempotency_key: tap() };
  const { code } = await staff(by, 'invite', wish);
  const { staff: member } = await staff(openid, 'accept', { code });
  return { openid, ...member };
}

/** The desktop of the hospital's manager, at the list of staff. */
async function managing(t, manager) {
  const desktop = await (await Desktop.with(t)).open();
  const phone = await phoneOf(t, manager.openid);
  await desktop.signInBy(phone);
  await desktop.link('工作人员').click();
  await desktop.row(manager.name).waitFor();
  return { desktop, phone };
}

test('somebody is invited, takes the code by their phone, and stands in the list', async (t) => {
  const { desktop } = await managing(t, await demoStaff('manager'));
  await desktop.button('邀请工作人员').click();
  await desktop.button('生成邀请码').click();
  await desktop.sees('请填写姓名');
  await desktop.fill('姓名', '虚构新人');
  await desktop.button('生成邀请码').click();
  const code = await desktop.page.locator('[data-test=code]').innerText();
  assert.match(code, /^[0-9A-Z]{10}$/);
  await desktop.button('已告诉对方，关闭').click();
  await desktop.gone(code);

  const phone = await phoneOf(t, await emulator.newPhone('新人'));
  await phone.fill('邀请码', `${code.slice(0, 5)}-${code.slice(5).toLowerCase()}`);
  await phone.tap('使用邀请码');
  await phone.sees('好了，角色已生效');
  await phone.sees('门诊服务台（全部科室）');
  await phone.open('pages/mine/mine');
  await phone.tap('医院工作台');
  await phone.sees('扫码登录电脑');

  await desktop.page.reload();
  await desktop.row('虚构新人').getByText('门诊服务台（全部科室）').waitFor();
});

test('a code that was used is refused with a whole sentence', async (t) => {
  const manager = await demoStaff('manager');
  const wish = {
    role: 'auditor',
    hospital_id: manager.hospital_id,
    name: '虚构一次',
    idempotency_key: tap(),
  };
  const { code } = await staff(manager.openid, 'invite', wish);
  await staff(await emulator.newPhone(), 'accept', { code });
  const phone = await phoneOf(t, await emulator.newPhone());
  await phone.fill('邀请码', code);
  await phone.tap('使用邀请码');
  await phone.sees('邀请码不对、已过期或已经用过。请找邀请您的人重新发一个');
});

test('two managers change one person: the slower sees both versions and chooses', async (t) => {
  const [first, operator] = [await demoStaff('manager'), await demoStaff('operator')];
  const other = await hired(operator.openid, 'manager', first.hospital_id, '虚构副手');
  const person = await hired(first.openid, 'desk', first.hospital_id, '虚构两改');
  const { desktop } = await managing(t, first);
  await desktop.row('虚构两改').getByRole('button', { name: '改角色' }).click();
  await desktop.button('＋ 再加一个角色').click();
  await desktop.choose('角色', '审计');
  await desktop.fill('原因（会记入操作记录）', '也看报表');

  const auditor = { role: 'auditor', hospital_id: first.hospital_id };
  await staff(other.openid, 'change', {
    staff_id: person.id,
    grants: [auditor],
    rev: person.rev,
    reason: '调到审计',
  });
  await desktop.button('保存').click();
  await desktop.sees('您要保存的');
  await desktop.sees('现在的（别人刚保存的）');
  await desktop.sees('门诊服务台（全部科室）');
  await desktop.button('仍用我的，盖掉现在的').click();
  await desktop.sees('已改好，马上生效');
  const { staff: all } = await staff(first.openid, 'list', { hospital_id: first.hospital_id });
  const now = all.find((one) => one.id === person.id);
  assert.deepEqual(now.grants.map((one) => one.role).sort(), ['auditor', 'desk']);
});

test('who is disabled is out at the next click, with what they were doing', async (t) => {
  const manager = await demoStaff('manager');
  const person = await hired(manager.openid, 'auditor', manager.hospital_id, '虚构离职');
  const desktop = await (await Desktop.with(t)).open();
  await desktop.signInBy(await phoneOf(t, person.openid));
  await desktop.link('登录的电脑').click();
  await desktop.sees('这台电脑');

  const { desktop: managers } = await managing(t, manager);
  await managers.row('虚构离职').getByRole('button', { name: '停用' }).click();
  await managers.fill('原因（会记入操作记录）', '离职');
  await managers.page.getByRole('dialog').getByRole('button', { name: '停用' }).click();
  await managers.sees('已停用，所有登录都已退出');
  await managers.row('虚构离职').waitFor({ state: 'detached' });

  await desktop.button('刷新').click();
  await desktop.sees('登录已结束，没保存的内容还在。请用同一个人的微信扫码，接着做');
});

test('a session that ended while somebody wrote goes on where it was, once the same person scans again', async (t) => {
  const manager = await demoStaff('manager');
  const { desktop, phone } = await managing(t, manager);
  await desktop.button('邀请工作人员').click();
  await desktop.fill('姓名', '虚构半途');
  await emulator.post('/clock', { advance_seconds: 31 * 60 });
  await desktop.button('生成邀请码').click();
  await desktop.sees('登录已结束，没保存的内容还在。请用同一个人的微信扫码，接着做');
  await phone.open('packages/staff/home/home');
  await desktop.signInBy(phone);
  await desktop.gone('登录已结束，没保存的内容还在');
  assert.equal(await desktop.page.getByLabel('姓名', { exact: true }).inputValue(), '虚构半途');
  await desktop.button('生成邀请码').click();
  await desktop.page.locator('[data-test=code]').waitFor();
});
