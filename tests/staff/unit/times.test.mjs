/** Times and browsers in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '../support.mjs';

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
  const windows =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';
  const chrome = `${windows} Chrome/126.0.0.0 Safari/537.36`;
  assert.equal(browserOf(chrome), 'Chrome 126 · Windows');
  assert.equal(browserOf(`${chrome} Edg/126.0`), 'Edge 126 · Windows');
  assert.equal(browserOf(`${chrome} QQBrowser/12.1`), 'QQ 浏览器 12 · Windows');
  assert.equal(
    browserOf('Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'),
    'Firefox 128 · Linux',
  );
  assert.equal(
    browserOf(
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/17.1 Safari/605',
    ),
    'Safari 17 · macOS',
  );
  assert.equal(browserOf(''), '没有报名称的浏览器');
  assert.equal(browserOf('<script>'), '没有报名称的浏览器');
});
