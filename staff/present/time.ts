/** Times as people read them, in Asia/Shanghai whatever the desktop is set to. */

const SHANGHAI_MS = 8 * 3600 * 1000;
const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const;
const two = (number: number): string => String(number).padStart(2, '0');

/** The same instant with the fields of Shanghai in those of UTC. */
const local = (instant: string | number): Date =>
  new Date(new Date(instant).getTime() + SHANGHAI_MS);

/** 11月25日 周三 08:30 */
export function moment(instant: string | number): string {
  const at = local(instant);
  const weekday = WEEKDAYS[at.getUTCDay()] ?? '';
  return `${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${weekday} ${clock(instant)}`;
}

/** 2026-11-25 of an instant, or so many days after it. */
export function dayOf(instant: string | number, after = 0): string {
  const at = local(instant);
  at.setUTCDate(at.getUTCDate() + after);
  return at.toISOString().slice(0, 10);
}

/** 11月25日 周三 of YYYY-MM-DD. */
export const dayWords = (day: string): string =>
  moment(`${day}T00:00:00+08:00`).split(' ').slice(0, 2).join(' ');

/** 08:30 */
export function clock(instant: string | number): string {
  const at = local(instant);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** 3 分钟前, or the moment itself when it is longer ago than a day. Both in milliseconds or RFC 3339. */
export function ago(instant: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(instant)) / 60_000);
  if (minutes < 1) return '刚才';
  if (minutes < 60) return `${minutes} 分钟前`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} 小时前`;
  return moment(instant);
}

/** 1:59 of seconds that are left. */
export const countdown = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
