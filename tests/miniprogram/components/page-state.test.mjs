import assert from 'node:assert/strict';
import test from 'node:test';
import { show } from './support.mjs';

test('bones while loading, nothing when the page is there', () => {
  assert.equal(show('page-state', { state: 'loading' }).all('.bones').length, 1);
  assert.equal(show('page-state', { state: 'ready' }).text(), '');
});

test('trouble in its words, with another try', async () => {
  const trouble = { code: 'BUSY', message: '现在有点忙' };
  const state = show('page-state', { state: 'trouble', trouble }, ['retry', 'agree']);
  assert.match(state.text(), /现在有点忙.*再试一次/);
  await state.tap('.button');
  assert.deepEqual(
    state.events.map(([name]) => name),
    ['retry'],
  );
});

test('consent is asked in words and given by a tap', async () => {
  const state = show('page-state', { state: 'consent' }, ['retry', 'agree']);
  assert.match(
    state.text(),
    /使用前，请看我们怎么用您的信息预约要用到就诊人的姓名、证件号码和手机号，交给您预约的医院；付款、通知经微信，数据存在腾讯云.*同意并继续不同意（仍可查号）《用户隐私保护指引》/,
  );
  await state.tap('.primary');
  assert.deepEqual(
    state.events.map(([name]) => name),
    ['agree'],
  );
});

test('who does not agree goes back to looking for a doctor', async () => {
  const went = [];
  globalThis.getCurrentPages = () => [{}];
  globalThis.wx.switchTab = ({ url }) => went.push(url);
  const state = show('page-state', { state: 'consent' }, ['agree']);
  await state.tap('.quiet');
  assert.deepEqual([went, state.events], [['/pages/home/home'], []]);
});

test('without a network a page that is there says that it may be old', () => {
  assert.match(show('page-state', { state: 'ready', offline: true }).text(), /没有网络/);
  const trouble = { code: 'OFFLINE', message: '网络不通' };
  assert.equal(
    show('page-state', { state: 'trouble', trouble, offline: true }).all('.offline').length,
    0,
  );
});
