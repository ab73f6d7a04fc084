/** What is laid out, in words: days, sessions and their slots. */

import type { AddSeats, Day, SessionDay, SlotDay } from '../services/contracts';

export const PERIODS: Readonly<Record<SessionDay['period'], string>> = {
  am: '上午',
  pm: '下午',
  night: '夜间',
};

/** One of each, for finding it again when it was read anew. */
export const sessionKey = (session: SessionDay): string =>
  [session.doctor_id, session.department_id, session.period].join('|');

/** 已约 12 / 24 号 */
export const soldWords = ({ sold, seats }: Pick<SessionDay, 'sold' | 'seats'>): string =>
  `已约 ${sold} / ${seats} 号`;

/** All seats of a day. */
export function totalOf({ sessions }: Day): { sold: number; seats: number } {
  const sum = (of: 'sold' | 'seats'): number => sessions.reduce((all, one) => all + one[of], 0);
  return { sold: sum('sold'), seats: sum('seats') };
}

/** What of a session cannot be booked: 停诊, or how many of its times; empty where all can. */
export function stoppedWords({ slots }: SessionDay): string {
  const stopped = slots.filter(({ state }) => state !== 'open');
  if (!stopped.length) return '';
  if (stopped.length < slots.length) return `${stopped.length} 个时间停止预约`;
  return stopped.every(({ by_hand }) => !by_hand) ? '停诊' : '全部停止预约';
}

export const slotWords = ({ state, by_hand }: SlotDay): string => {
  if (state === 'open') return '可以预约';
  return by_hand ? '已停止预约' : '停诊，请到“停诊与加诊”里改';
};

/** Who may take a seat, as the window calls it. */
export const POOLS: readonly { value: AddSeats['pool']; label: string }[] = [
  { value: 'phone', label: '线上（患者在手机上约）' },
  { value: 'window', label: '窗口' },
  { value: 'referral', label: '转诊' },
];

/** 3 / 4（加 1） */
export const seatWords = ({ sold, seats, added }: SlotDay): string =>
  `${sold} / ${seats}${added ? `（加 ${added}）` : ''}`;
