import assert from 'node:assert/strict';
import test from 'node:test';
import { load, phone } from './support.mjs';

const places = load('utils/places.js');

test('the scene of a mini-program code, or the text of any other', () => {
  assert.equal(places.sceneOf({ path: 'pages/home/home?scene=dr.d1', result: '' }), 'dr.d1');
  assert.equal(places.sceneOf({ path: 'pages/home/home?a=1&scene=h%2Eh1', result: '' }), 'h.h1');
  assert.equal(places.sceneOf({ result: 'd.xnk' }), 'd.xnk');
});

test('what is no code of ours is no scene', () => {
  for (const scene of ['50%', '%', '', 'h1', 'x.h1', 'h.', 'h.%', 'h.' + 'a'.repeat(30), 'h.a/b'])
    assert.equal(places.decoded(scene), '', scene);
  assert.equal(places.decoded('h%2Edemo-a'), 'h.demo-a');
  assert.equal(places.sceneOf({ path: 'pages/home/home?scene=%', result: 'h.h1' }), '');
  for (const result of ['https://example.invalid/?scene=h.h1', '100%', ''])
    assert.equal(places.sceneOf({ result }), '', result);
});

test('the most particular page that was found', () => {
  const hospital = { id: 'h1' };
  const department = { id: 'xnk', hospital_id: 'h1' };
  assert.equal(
    places.urlOf({ hospital, department, doctor: { id: 'd1' } }),
    '/pages/doctor/doctor?id=d1',
  );
  assert.equal(
    places.urlOf({ hospital, department }),
    '/pages/department/department?id=xnk&hospital=h1',
  );
  assert.equal(places.urlOf({ hospital }), '/pages/hospital/hospital?id=h1');
  assert.equal(
    places.urlOf({ department: { id: 'nk', hospital_id: 'h1', has_children: true } }),
    '/pages/hospital/hospital?id=h1&group=nk',
  );
  assert.equal(places.urlOf({}), '');
});

test('large type is the choice made here, else that of the phone', () => {
  const { wx } = phone([]);
  const preferences = load('services/preferences.js');
  assert.equal(preferences.largeType(), false);
  wx.getAppBaseInfo = () => ({ fontSizeSetting: 22 });
  assert.equal(preferences.largeType(), true);
  let told = 0;
  const stop = preferences.watch(() => (told += 1));
  preferences.setLargeType(false);
  assert.deepEqual([preferences.largeType(), told], [false, 1]);
  stop();
  preferences.setLargeType(true);
  assert.equal(told, 1);
});

test('places and words are remembered newest first, without doubles, and only a few', () => {
  phone([]);
  const preferences = load('services/preferences.js');
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'b']) preferences.rememberHospital(id);
  assert.deepEqual(preferences.recentHospitals(), ['b', 'g', 'f', 'e', 'd', 'c']);
});

test('the ticket of a desktop login, however WeChat hands the address over', () => {
  const address = 'https://staff.example.com/staff/?ticket=a-B_9';
  assert.equal(places.ticketOf(address), 'a-B_9');
  assert.equal(places.ticketOf(encodeURIComponent(address)), 'a-B_9');
  for (const other of [
    '',
    '%',
    'd.xnk',
    'https://staff.example.com/?ticket=a',
    `${address}&x=1`,
    `${address}/..`,
    'https://staff.example.com/staff/?ticket=',
    `https://a/staff/?ticket=${'a'.repeat(65)}`,
    `x${address}`,
  ])
    assert.equal(places.ticketOf(other), '', other);
});
