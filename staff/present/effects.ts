/** What a change of the timetable does to days that are laid out, in words. */

import type { DayChange, KeptSession, Plan, SessionChange } from '../services/contracts';
import { PERIODS } from './days';
import { dayWords } from './time';

const OUTCOMES: Readonly<Record<SessionChange['outcome'], string>> = {
  added: '新放号',
  closed: '停止预约',
  replanned: '重新排班',
  touched: '保持原样',
};
const NAMED_AT_MOST = 5;

/** A line of the list: whose half-day, how it is, how it would be, what becomes of it and why. */
export interface Effect {
  key: string;
  who: string;
  was: string;
  becomes: string;
  outcome: string;
  why: string;
  kept: boolean;
}

/** 08:00–12:00 每段 30 分钟 24 号 */
export function planWords(plan: Plan | null): string {
  if (!plan) return '不出诊';
  const words = `${plan.start}–${plan.end} 每段 ${plan.slot_minutes.join('、')} 分钟 ${plan.seats} 号`;
  return plan.on_sale ? words : `${words}（停止预约）`;
}

/** Why a half-day stays as it is; of one that an exception closes, that nobody loses a booking. */
export function whyWords(one: SessionChange): string {
  const people = [
    one.sold ? `已约 ${one.sold} 人` : '',
    one.waiting ? `候补 ${one.waiting} 人` : '',
  ].filter(Boolean);
  if (one.outcome !== 'touched') return people.join('，');
  if (one.becomes && !one.becomes.on_sale && one.was)
    return `${people.join('，')}，不再接受新的预约，已约的保留`;
  if (people.length) return people.join('，');
  if (one.by_hand) return '有人手工停过或加过号';
  return one.was ? '已经开始' : '和没改动的半天时间重叠';
}

const effectOf = (one: SessionChange): Effect => ({
  key: `${one.doctor_id}|${one.period}`,
  who: `${one.doctor_name} ${PERIODS[one.period]}`,
  was: planWords(one.was),
  becomes: planWords(one.becomes),
  outcome: one.becomes && !one.becomes.on_sale ? OUTCOMES.closed : OUTCOMES[one.outcome],
  why: whyWords(one),
  kept: one.outcome === 'touched',
});

/** The days in their order, each with its half-days. */
export const effectsOf = (
  days: readonly DayChange[],
): { date: string; title: string; effects: Effect[] }[] =>
  days.map(({ date, sessions }) => ({
    date,
    title: dayWords(date),
    effects: sessions.map(effectOf),
  }));

/** 新放号 1 个半天，保持原样 2 个半天 */
export function sumWords(days: readonly DayChange[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of days.flatMap(({ sessions }) => sessions.map(effectOf)))
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${outcome} ${count} 个半天`).join('，');
}

/** What is said at the end: which half-days were not laid out anew. */
export function doneWords(
  done: string,
  kept: readonly KeptSession[],
  names: ReadonlyMap<string, string>,
): string {
  if (!kept.length) return done;
  const named = kept.slice(0, NAMED_AT_MOST).map(({ date, doctor_id, period }) => {
    const half = PERIODS[period as keyof typeof PERIODS] ?? '';
    return `${dayWords(date)}${half} ${names.get(doctor_id) ?? doctor_id}`;
  });
  const more = kept.length > NAMED_AT_MOST ? `等 ${kept.length} 个` : '';
  return `${done}。这几个半天已有人预约、候补或手工改过，保持原样：${named.join('、')}${more}`;
}
