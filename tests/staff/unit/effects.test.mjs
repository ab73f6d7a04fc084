/** What a change of the timetable does, in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '../support.mjs';
import { KEPT, PROPOSED } from '../fake-effects.mjs';

const { doneWords, effectsOf, planWords, sumWords, whyWords } = await load('present/effects.ts');

const PLAN = { start: '08:00', end: '12:00', slot_minutes: [20, 30], seats: 30, on_sale: true };
const TOUCHED = { outcome: 'touched', was: PLAN, becomes: PLAN, sold: 0, waiting: 0 };

test('a half-day is told by its times and seats, and whether it is sold', () => {
  assert.equal(planWords(null), '不出诊');
  assert.equal(planWords(PLAN), '08:00–12:00 每段 20、30 分钟 30 号');
  assert.match(planWords({ ...PLAN, on_sale: false }), /（停止预约）$/);
});

test('why a half-day stays as it is', () => {
  const why = (more) => whyWords({ ...TOUCHED, by_hand: false, ...more });
  assert.equal(why({ sold: 2 }), '已约 2 人');
  assert.equal(why({ sold: 2, waiting: 1 }), '已约 2 人，候补 1 人');
  assert.equal(why({ by_hand: true }), '有人手工停过或加过号');
  assert.equal(why({}), '已经开始');
  assert.equal(why({ was: null }), '和没改动的半天时间重叠');
  assert.equal(
    why({ sold: 2, becomes: { ...PLAN, on_sale: false } }),
    '已约 2 人，不再接受新的预约，已约的保留',
  );
  assert.equal(why({ outcome: 'replanned' }), '');
});

test('days are told in their order, and counted by what becomes of their half-days', () => {
  const [first, second] = effectsOf(PROPOSED.days);
  assert.deepEqual([first.title, second.title], ['11月30日 周一', '12月7日 周一']);
  assert.deepEqual(
    second.effects.map(({ outcome, kept }) => [outcome, kept]),
    [
      ['新放号', false],
      ['停止预约', false],
      ['停止预约', true],
    ],
  );
  assert.match(sumWords(PROPOSED.days), /^重新排班 1 个半天，保持原样 2 个半天/);
});

test('at the end the half-days that were kept are named, the first five of them', () => {
  const names = new Map([['dr1', '虚构医生2']]);
  assert.equal(doneWords('已保存', [], names), '已保存');
  assert.match(
    doneWords('已保存', KEPT, names),
    /^已保存。这几个半天.+：11月30日 周一上午 虚构医生2$/,
  );
  const many = Array.from({ length: 6 }, () => KEPT[0]);
  assert.match(doneWords('已保存', many, names), /等 6 个$/);
});
