/** A patient's way through the mini-program, in a browser, against the whole service. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { residentId, signedUp } from '../people.mjs';
import { Person } from '../person.mjs';
import { emulator } from '../service.mjs';
import { confirmPage, findSlot } from '../slots.mjs';

test('the first time, from nothing to a paid booking and its message', async (t) => {
  const slot = await findSlot({ least: 3 });
  const person = await Person.with(t, { openid: await emulator.newPhone() });
  await person.open();
  await person.sees('选择医院');
  await person.seesNot('使用前，请看我们怎么用您的信息');
  await person.tap('搜医院、科室、医生');
  await person.page.getByLabel('搜索', { exact: true }).first().fill(slot.doctor_name);
  await person.tap('搜索');
  await person.tap(slot.doctor_name);
  await person.settled();
  await person.day(slot.date).click();
  await person.tap(slot.starts_at.slice(11, 16));
  await person.sees('使用前，请看我们怎么用您的信息');
  await person.tap('同意并继续');
  await person.fill('姓名', '李秀兰');
  await person.fill('证件号码', residentId());
  await person.sees(/1953年4月2日出生/);
  await person.fill('手机号', '13800000000');
  await person.tap('保存');
  await person.sees('李*兰');
  await person.sees(/前可以取消，费用全额退回/);
  await person.bookAndMeetPaySheet();
  await person.onPaySheet('确认支付');
  await person.sees('预约成功');
  const [booking] = await person.bookings();
  assert.equal(booking.status, 'confirmed');
  await person.sees(booking.pickup_code.replace(/(....)/, '$1 '));
  await person.sees(booking.department.location || booking.hospital.name);
  const { messages } = await emulator.get(`/messages?openid=${person.openid}`);
  assert.deepEqual(
    messages.map((one) => one.kind),
    ['booking_confirmed'],
  );
  const { orders } = await emulator.get('/orders');
  assert.equal(orders.filter((one) => one.openid === person.openid).length, 1);
});

test('by hospital, department and day to a free number, which needs no pay sheet', async (t) => {
  const slot = await findSlot({ free: true });
  const person = await Person.with(t, await signedUp());
  const about = { action: 'hospital', hospital_id: slot.hospital_id };
  const { hospital, departments } = await emulator.call(person.openid, 'catalog', about);
  const department = departments.find((one) => one.id === slot.department_id);
  const parent = departments.find((one) => one.id === department.parent_id) ?? department;
  await person.open();
  await person.tap(hospital.name);
  await person.sees('选择科室');
  await person.page
    .getByRole('tab', { name: parent.name, exact: true })
    .filter({ visible: true })
    .click();
  await person.button(new RegExp(`^\\s*${department.name}`)).click();
  await person.settled();
  await person.day(slot.date).click();
  await person.tap(slot.doctor_name);
  await person.settled();
  await person.tap(slot.starts_at.slice(11, 16));
  await person.sees('免费');
  await person.tap('确认预约');
  await person.answerMessages('取消');
  await person.sees('预约成功');
  assert.equal((await person.bookings())[0].slot_id, slot.id);
  const { orders } = await emulator.get('/orders');
  assert.equal(orders.filter((one) => one.openid === person.openid).length, 0);
});

test('two taps at once, and going back while paying, make one booking', async (t) => {
  const slot = await findSlot();
  const person = await Person.with(t, await signedUp());
  await person.open(`pages/doctor/doctor?id=${slot.doctor_id}&date=${slot.date}`);
  await person.tap(slot.starts_at.slice(11, 16));
  await person.sees(/确认预约，付款 ¥/);
  await person
    .words(/确认预约，付款 ¥/)
    .last()
    .dblclick();
  await person.answerMessages();
  await person.onPaySheet('取消支付');
  await person.sees('还没有付款，倒计时结束前都可以付款');
  assert.equal((await person.calls('book')).length, 1);
  await person.back();
  await person.tap(slot.starts_at.slice(11, 16));
  // Said before another tap, with the way to the booking that is there already.
  await person.sees('看李*兰的这个预约');
  await person.seesNot(/确认预约，付款 ¥/);
  await person.tap('看李*兰的这个预约');
  await person.sees('号已为您保留');
  assert.equal((await person.calls('book')).length, 1);
  assert.equal((await person.bookings()).length, 1);
});

test('the app closed while paying: the first card leads back to the same number', async (t) => {
  const slot = await findSlot();
  const person = await Person.with(t, await signedUp());
  await person.open(confirmPage(slot));
  await person.bookAndMeetPaySheet();
  await person.open();
  await person.sees('待付款');
  await person.sees(/请在 1[0-5]:\d\d 内付款/);
  // Told to whoever listens and does not look.
  await emulator.post('/clock', { advance_seconds: 10.5 * 60 });
  await person.page
    .getByRole('status')
    .filter({ hasText: /^付款时间还剩 [45] 分钟$/ })
    .waitFor();
  await person.tap(/去付款 ¥/);
  await person.sees('号已为您保留');
  await person.tap(/^\s*付款 ¥/);
  await person.onPaySheet('确认支付');
  await person.sees('预约成功');
  assert.equal((await person.bookings()).length, 1);
});

test('cancelled in time, the money comes back and the page shows it', async (t) => {
  const slot = await findSlot();
  const person = await Person.with(t, await signedUp());
  await person.open(confirmPage(slot));
  await person.bookAndMeetPaySheet();
  await person.onPaySheet('确认支付');
  await person.sees('预约成功');
  await person.tap('取消预约');
  await person.page.getByRole('dialog').getByText('不取消').click();
  await person.sees('预约成功');
  await person.tap('取消预约');
  await person.page.getByRole('dialog').getByText('取消预约', { exact: true }).click();
  // Done at once, and seen: what came of it stands at the top of the page.
  await person.sees('预约已取消');
  const top = () =>
    person.page.locator('.mp-page:not([hidden]) .mp-body').evaluate((one) => one.scrollTop);
  assert.equal(await top(), 0);
  await person.sees(/退款 ¥/);
  await person.tap('退款到账时通知我');
  await person.answerMessages();
  await person.sees('退款到账时微信通知您');
  await emulator.post('/clock', { advance_seconds: 600 });
  // The page that stands open shows the end by itself.
  await person.page.locator('.step.done', { hasText: '已退回付款账户' }).waitFor();
  await person.sees(/¥\d+ 已原路退回/);
  assert.equal((await person.bookings())[0].refund.status, 'success');
  const { messages } = await emulator.get(`/messages?openid=${person.openid}`);
  assert.ok(messages.some((one) => one.kind === 'refund_result'));
});

test('a wrong ID is noticed while it is typed, and nothing is sent', async (t) => {
  const person = await Person.with(t, await signedUp());
  await person.open('pages/patient/patient');
  await person.fill('姓名', '王建国');
  await person.fill('证件号码', '99000119530402');
  await person.sees('已输入 14 位，共 18 位');
  const right = residentId();
  await person.fill('证件号码', right.slice(0, 17) + (right[17] === '1' ? '2' : '1'));
  await person.sees('身份证号不对，请核对');
  await person.fill('手机号', '138');
  await person.tap('保存');
  await person.sees('请填写 11 位手机号');
  assert.deepEqual(
    (await person.calls('patients')).map((data) => data.action),
    ['list'],
  );
  await person.fill('证件号码', right);
  await person.fill('手机号', '13900000000');
  await person.tap('父母');
  await person.tap('保存');
  await person.page.waitForFunction(() =>
    __mini.calls.some((one) => one.data.action === 'add' && one.result),
  );
  assert.equal((await emulator.call(person.openid, 'login')).patients.length, 2);
});

test('a child needs a grown-up', async (t) => {
  const who = await signedUp();
  const person = await Person.with(t, who);
  await person.open('pages/patient/patient');
  await person.fill('姓名', '王小宝');
  const year = Number((await emulator.now()).slice(0, 4));
  await person.fill('证件号码', residentId(`${year - 6}0101`));
  await person.fill('手机号', '13800000000');
  const chosen = (name) => person.page.getByRole('radio', { name, checked: true }).waitFor();
  await chosen('子女');
  await chosen('李*兰');
  await person.tap('保存');
  await person.page.waitForFunction(() =>
    __mini.calls.some((one) => one.data.action === 'add' && one.result),
  );
  const { patients } = await emulator.call(person.openid, 'login');
  assert.equal(patients.find((one) => one.relation === 'child').guardian_id, who.patient);
});

test('the first patient is a child: its mother is added on the same page, and nothing typed is lost', async (t) => {
  const openid = await emulator.newPhone();
  const { consent } = await emulator.call(openid, 'login');
  await emulator.call(openid, 'account', { action: 'accept_consent', version: consent.required });
  const person = await Person.with(t, { openid });
  await person.open();
  await person.page.getByRole('tab', { name: '我的', exact: true }).click();
  await person.tap('就诊人');
  await person.tap('添加就诊人');
  const year = Number((await emulator.now()).slice(0, 4));
  const number = residentId(`${year - 6}0101`);
  await person.fill('姓名', '王小宝');
  await person.fill('证件号码', number);
  await person.fill('手机号', '13800000000');
  await person.sees('监护人是谁');
  await person.fill('监护人姓名', '李秀兰');
  await person.back();
  await person.tap('添加就诊人');
  await person.sees('上次没保存的内容还在');
  await person.fill('监护人证件号码', residentId('19880402'));
  await person.tap('保存');
  await person.sees('李*兰');
  await person.sees('王*宝');
  const { patients } = await emulator.call(person.openid, 'login');
  const [mother, child] = ['self', 'child'].map((relation) =>
    patients.find((one) => one.relation === relation),
  );
  assert.equal(child.guardian_id, mother.id);
});

test('a complaint is found while it is typed, and a parent department leads to its children', async (t) => {
  const person = await Person.with(t, await signedUp());
  await person.open('pages/search/search');
  await person.tap('牙疼');
  await person.sees('口腔科');
  await person.page.getByLabel('清空').click();
  await person.fill('搜索', '皮服科');
  await person.sees('没有“皮服科”，按“皮肤科”找到的');
  await person.page.getByLabel('清空').click();
  const field = person.page.getByLabel('搜索', { exact: true }).first();
  await field.pressSequentially('neike');
  await person.sees(/下设多个科室/);
  await person
    .button(/下设多个科室/)
    .first()
    .click();
  await person.sees('选择科室');
  await person.sees('心血管内科');
  await person.tap('心血管内科');
  await person.tap('全部医生');
  await person.sees(/最早/);
  await person.sees('闻知秋');
});

test('an odd code opens the first page, which says what it is not', async (t) => {
  const person = await Person.with(t, await signedUp());
  await person.open('pages/home/home?scene=50%25');
  await person.sees('这不是医院的预约码');
  await person.sees('选择医院');
});

test('who does not agree goes on looking for a doctor', async (t) => {
  const slot = await findSlot();
  const person = await Person.with(t, { openid: await emulator.newPhone() });
  await person.open(confirmPage(slot));
  await person.tap('《用户隐私保护指引》');
  await person.button('知道了').click();
  await person.tap('不同意（仍可查号）');
  await person.sees('选择医院');
});

test('somebody from abroad types a name with blanks, by passport', async (t) => {
  const person = await Person.with(t, await signedUp());
  await person.open('pages/patient/patient');
  await person.page.getByLabel('姓名', { exact: true }).pressSequentially('Anna-Lena O’Neil Weiß');
  await person.tap('居民身份证');
  await person.page.getByRole('option', { name: '护照' }).click();
  await person.button('确定').click();
  await person.fill('证件号码', 'e1234 5678');
  await person.page.getByRole('radio', { name: '女', exact: true }).click();
  await person.tap('请选择');
  await person.page.getByLabel('日期', { exact: true }).fill('1980-05-05');
  await person.button('确定').click();
  await person.fill('手机号', '+86 139-0000-0000');
  await person.tap('其他亲友');
  await person.tap('保存');
  await person.page.waitForFunction(() =>
    __mini.calls.some((one) => one.data.action === 'add' && one.result),
  );
  const [form] = (await person.calls('patients')).filter((data) => data.action === 'add');
  assert.equal(form.name, "Anna-Lena O'Neil Weiß");
  assert.deepEqual([form.id_number, form.phone], ['E12345678', '13900000000']);
  assert.equal((await emulator.call(person.openid, 'login')).patients.length, 2);
});
