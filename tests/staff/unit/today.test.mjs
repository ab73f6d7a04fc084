/** A day at a glance in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '../support.mjs';

const { offWords, sumOf, toldOf } = await load('present/today.ts');

const need = (kind, more) => ({ kind, count: null, date: null, words: '', ...more });

test('what is needed is said with its number and its day, and led to where there is a page', () => {
  const menu = [{ to: '/clinics', text: '出诊表' }];
  assert.deepEqual(toldOf(need('laid_out'), menu), {
    words: '还没有生成号，患者约不到',
    to: menu[0],
  });
  assert.equal(toldOf(need('laid_out'), []).to, null);
  assert.equal(
    toldOf(need('import', { count: 2 }), menu).words,
    '有一次保存或导入一直没有写完，写完以前不能再改资料。请找平台运营',
  );
  assert.match(toldOf(need('refund', { count: 1 }), menu).words, /^有 1 笔退款/);
  assert.match(toldOf(need('untold', { count: 100 }), menu).words, /^至少有 100 位患者/);
});

test('a day is summed, and what is off sale is said', () => {
  const one = { seats: 10, sold: 4, left: 5, waiting: 1 };
  assert.deepEqual(sumOf({ sessions: [one, one] }), { seats: 20, sold: 8, left: 10, waiting: 2 });
  assert.deepEqual(sumOf({ sessions: [] }), { seats: 0, sold: 0, left: 0, waiting: 0 });
  assert.deepEqual(
    [0, 1, 4].map((stopped) => offWords({ slots: 4, stopped })),
    ['', '1 个时间停止预约', '停诊或停止预约'],
  );
});
