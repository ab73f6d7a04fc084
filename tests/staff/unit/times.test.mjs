/** Times and browsers in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, WORDS } from '../support.mjs';

const { ago, clock, countdown, moment } = await load('present/time.ts');
const { browserOf } = await load('present/agent.ts');

test('a moment is that of Shanghai, whatever zone it is written in', () => {
  assert.equal(moment('2026-11-25T08:30:00+08:00'), '11月25日 周三 08:30');
  assert.equal(moment('2026-11-24T16:05:00Z'), '11月25日 周三 00:05');
  assert.equal(clock(Date.parse('2026-11-25T23:59:59+08:00')), '23:59');
});

test('what was just now is told by how long ago', () => {
  const at = '2026-11-25T08:30:00+08:00';
  const after = (minutes) => ago(at, Date.parse(at) + minutes * 60_000);
  assert.deepEqual([0, 1, 59, 60, 1439, 1440].map(after), [
    '刚才',
    '1 分钟前',
    '59 分钟前',
    '1 小时前',
    '23 小时前',
    '11月25日 周三 08:30',
  ]);
});

test('seconds that are left', () => {
  assert.deepEqual([120, 61, 9, 0].map(countdown), ['2:00', '1:01', '0:09', '0:00']);
});

test('a browser is told by the first name that is its own', () => {
  for (const [agent, words] of Object.entries(WORDS.browsers))
    assert.equal(browserOf(agent), words);
});
