import assert from 'node:assert/strict';
import test from 'node:test';
import { load, show } from './support.mjs';

const doctor = { id: 'd1', name: '林知秋', title: '主任医师', specialties: '高血压' };

test('doctor-card: who, what is left, the fee; a tap opens it', async () => {
  const halves = [{ title: '上午', word: '余 3', tone: 'free' }];
  const card = show('doctor-card', { doctor, halves, fee: '¥50', place: '心内科' }, ['open']);
  assert.match(card.text(), /林知秋.*主任医师.*¥50.*心内科.*高血压.*上午 余 3/);
  await card.tap('.doctor');
  assert.deepEqual(card.events, [['open', { id: 'd1' }]]);
});

test('doctor-card: found by a search it has no day and no fee', () => {
  const card = show('doctor-card', { doctor });
  assert.equal(card.all('.tag').length + card.all('.fee').length, 0);
});

const booking = {
  id: 'b1',
  status_name: '待支付',
  tone: 'wait',
  near: '后天',
  when: '11月25日 周三 上午 08:30',
  department: { name: '心内科' },
  doctor,
  hospital: { name: '演示医院' },
  patient: { name_masked: '李*兰' },
  fee: '¥50',
  payable: true,
  over: false,
  hold_until: '2026-11-23T10:15:00+08:00',
  refund_view: null,
};

test('booking-card: what waits for payment says how long and how much', async () => {
  const now = Date.parse('2026-11-23T10:00:30+08:00');
  load('services/clock.js').sync('2026-11-23T10:00:30+08:00', Date.now(), Date.now());
  assert.ok(Math.abs(load('services/clock.js').now() - now) < 5000);
  const card = show('booking-card', { booking }, ['open']);
  assert.match(
    card.text(),
    /待支付.*后天.*11月25日 周三 上午 08:30.*心内科 · 林知秋 主任医师.*演示医院.*李\*兰/,
  );
  assert.match(card.text(), /请在 1[34]:\d\d 内付款.*去支付 ¥50/);
  await card.tap('.booking');
  assert.deepEqual(card.events, [['open', { id: 'b1' }]]);
  card.remove();
});

test('booking-card: what is over asks for nothing and names the refund', () => {
  const over = {
    ...booking,
    payable: false,
    over: true,
    refund_view: { word: '已退款', amount: '¥50' },
  };
  const card = show('booking-card', { booking: over });
  assert.match(card.text(), /已退款 ¥50/);
  assert.doesNotMatch(card.text(), /支付 ¥|后天/);
});

test('patient-choice: names with who they are; the chosen one is marked; one can be added', async () => {
  const patients = [
    { id: 'p1', name_masked: '李*兰', relation: 'self', sex: 'female', age: 71 },
    { id: 'p2', name_masked: '王*宝', relation: 'child', sex: 'male', age: 0 },
  ];
  const choice = show('patient-choice', { patients, chosen: 'p1' }, ['choose']);
  assert.match(choice.text(), /李\*兰.*本人 · 女 · 71岁.*王\*宝.*子女 · 男 · 0岁.*添加就诊人/);
  assert.match(choice.all('.chosen')[0].dom.textContent, /李\*兰/);
  await choice.tap('.row', 1);
  assert.deepEqual(choice.events, [['choose', { id: 'p2' }]]);
  const opened = [];
  globalThis.wx.navigateTo = ({ url }) => opened.push(url);
  await choice.tap('.add');
  assert.deepEqual(opened, ['/pages/patient/patient']);
});

test('empty-note: says what is missing and what could be done', () => {
  const note = show('empty-note', { icon: 'calendar', heading: '还没有预约', note: '去首页看看' });
  assert.match(note.text(), /还没有预约.*去首页看看/);
});

test('ui-icon: a drawing of that name, unspoken', () => {
  assert.equal(show('ui-icon', { name: 'search' }).all('.search').length, 1);
});

test('qr-code: a picture for digits, none without', () => {
  const code = show('qr-code', { digits: '40821736' });
  assert.equal(code.all('.code').length, 1);
  code.set({ digits: '' });
  assert.equal(code.all('.code').length, 0);
});
