import assert from 'node:assert/strict';
import test from 'node:test';
import { LOST, fresh, phone, reply } from './support.mjs';

const session = reply({
  message_templates: {
    booking_confirmed: 't1',
    visit_tomorrow: 't2',
    visit_soon: 't3',
    refund_result: 't4',
  },
});

/** @returns what was asked for, and what was passed on */
async function asked(answers, tap = 'book') {
  const { calls, wx } = phone([session, reply({ credits: {} })]);
  const sheets = [];
  wx.requestSubscribeMessage = async ({ tmplIds }) => {
    sheets.push(tmplIds);
    if (answers instanceof Error) throw answers;
    return answers;
  };
  const messages = fresh('services/messages.js');
  await messages.prepare();
  const allowed = await messages.ask(tap);
  return { allowed, sheets, passed: calls.filter((call) => call.name === 'account') };
}

test('the tap that books asks for its three, and the answer is passed on', async () => {
  const { allowed, sheets, passed } = await asked({
    t1: 'accept',
    t2: 'reject',
    t3: 'acceptWithAudio',
    errMsg: 'ok',
  });
  assert.deepEqual(sheets, [['t1', 't2', 't3']]);
  assert.deepEqual(passed[0].data, {
    action: 'grant_messages',
    results: { t1: 'accept', t2: 'reject', t3: 'accept' },
  });
  assert.equal(allowed, 2);
});

test('a template the hospital does not have is not asked for', async () => {
  assert.deepEqual((await asked({}, 'refund')).sheets, [['t4']]);
});

test('a sheet that fails stops nobody', async () => {
  const { allowed, passed } = await asked(
    new Error('requestSubscribeMessage:fail can only be invoked by user TAP'),
  );
  assert.deepEqual([allowed, passed.length], [0, 0]);
});

test('neither does an answer that cannot be passed on', async () => {
  const { wx } = phone([session, LOST]);
  wx.requestSubscribeMessage = async () => ({ t1: 'accept' });
  const messages = fresh('services/messages.js');
  await messages.prepare();
  assert.equal(await messages.ask('book'), 0);
});

test('the sheet opens within the tap: nothing is awaited before it', () => {
  const { wx } = phone([session]);
  let opened = false;
  wx.requestSubscribeMessage = async () => ((opened = true), {});
  const messages = fresh('services/messages.js');
  return messages.prepare().then(() => {
    messages.ask('book');
    assert.equal(opened, true);
  });
});
