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

const face = (photo) => show('doctor-face', { name: '林知秋', photo });

test('doctor-face: the photo where there is one', () => {
  const shown = face('https://files.example.test/photos/p1.jpg');
  assert.equal(shown.all('.photo').length, 1);
  assert.equal(shown.text(), '');
});

test('doctor-face: the first character where there is none or it does not come', async () => {
  for (const none of [null, undefined, '']) assert.equal(face(none).text(), '林');
  const gone = face('https://files.example.test/photos/gone.jpg');
  gone.all('.photo')[0].dispatchEvent('error');
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(gone.text(), '林');
  gone.set({ photo: 'https://files.example.test/photos/new.jpg' });
  assert.equal(gone.all('.photo').length, 1);
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
  free: false,
  take: '付款 ¥50',
  code: '4082 1736',
  entry_id: null,
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
  assert.match(card.text(), /请在 1[34]:\d\d 内付款.*去付款 ¥50/);
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
  assert.doesNotMatch(card.text(), /付款 ¥|后天|取号凭证/);
});

test('booking-card: a booking to come carries its code', () => {
  const card = show('booking-card', { booking: { ...booking, tone: 'good', payable: false } });
  assert.match(card.text(), /取号凭证 ?4082 1736/);
});

test('booking-card: what is paid and not yet confirmed asks for nothing', () => {
  const settling = {
    ...booking,
    payable: false,
    settling: true,
    advice: '可以离开，结果会自动更新',
  };
  const card = show('booking-card', { booking: settling });
  assert.match(card.text(), /可以离开，结果会自动更新/);
  assert.doesNotMatch(card.text(), /付款 ¥|内付款/);
});

const offer = {
  ...booking,
  id: 'q1',
  status_name: '候补到号，待确认',
  fee: '免费',
  free: true,
  take: '确认要这个号',
  entry_id: 'w1',
  hold_until: '2036-11-23T10:15:00+08:00',
};

test('booking-card: a free offer is taken from the card itself', async () => {
  const asked = [];
  globalThis.wx.cloud = {
    callFunction: async ({ name, data }) => {
      asked.push([name, data]);
      const now = '2026-11-23T10:00:30+08:00';
      return { result: { code: 'OK', message: '', data: {}, request_id: 'r', now } };
    },
  };
  const card = show('booking-card', { booking: offer }, ['open', 'end']);
  assert.match(card.text(), /内确认.*确认要这个号/);
  assert.doesNotMatch(card.text(), /付/);
  await card.tap('.go');
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(asked, [['waitlist', { action: 'accept', entry_id: 'w1' }]]);
  assert.deepEqual(card.events, [
    ['open', { id: 'q1' }],
    ['end', undefined],
  ]);
  card.remove();
});

test('patient-choice: names with who they are; the chosen one is marked; one can be added', async () => {
  const patients = [
    { id: 'p1', name_masked: '李*兰', relation: 'self', sex: 'female', age: 71, reason: '' },
    { id: 'p2', name_masked: '王*宝', relation: 'child', sex: 'male', age: 0, reason: '' },
  ];
  const choice = show('patient-choice', { patients, chosen: 'p1' }, ['choose']);
  assert.match(choice.text(), /李\*兰.*本人 · 女 · 71 岁.*王\*宝.*子女 · 男 · 0 岁.*添加就诊人/);
  assert.match(choice.all('.chosen')[0].dom.textContent, /李\*兰/);
  await choice.tap('.row', 1);
  assert.deepEqual(choice.events, [['choose', { id: 'p2' }]]);
  const opened = [];
  globalThis.wx.navigateTo = ({ url }) => opened.push(url);
  await choice.tap('.add');
  assert.deepEqual(opened, ['/pages/patient/patient']);
});

test('patient-choice: who may not says why, cannot be chosen, and leads to the booking in the way', async () => {
  const shut = { reason: '当天已约这个科室', in_the_way: 'b7' };
  const patients = [
    { id: 'p1', name_masked: '李*兰', relation: 'self', sex: 'female', age: 71, ...shut },
    { id: 'p2', name_masked: '王*', relation: 'spouse', sex: 'male', age: 73, reason: '' },
  ];
  const choice = show('patient-choice', { patients, chosen: 'p2' }, ['choose']);
  assert.match(choice.text(), /李\*兰.*当天已约这个科室.*看李\*兰的这个预约.*王\*/);
  await choice.tap('.shut');
  assert.deepEqual(choice.events, []);
  const opened = [];
  globalThis.wx.navigateTo = ({ url }) => opened.push(url);
  await choice.tap('.way');
  assert.deepEqual(opened, ['/pages/booking/booking?id=b7']);
  assert.equal(choice.all('.way').length, 1);
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
