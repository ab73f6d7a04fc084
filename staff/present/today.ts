/** A hospital's day at a glance, in words: what is sold and left, and what needs somebody, with the page that mends it. */

import type { Need, SessionToday, TodayDay } from '../services/contracts';
import type { Page } from './menu';
import { dayWords } from './time';

/** Beyond so many the service does not count. */
const MOST = 100;

/** `words`: what is so and what to do; `to`: the page that mends it, for who has it. */
export interface Told {
  words: string;
  to: Page | null;
}

const WORDS: Readonly<Record<Need['kind'], (need: Need) => string>> = {
  untold: (need) =>
    `${counted(need, '位患者')}没收到停诊或出诊变动的通知，要打电话告诉他们。名单请找平台运营`,
  refund: (need) => `${counted(need, '笔退款')}没有退成，要到微信支付商户平台处理。请找平台运营`,
  merchant: () =>
    '没有能收款的商户：没有登记，或密钥不全。不收费的医院不用管，要收费的请找平台运营',
  import: ({ words }) =>
    words
      ? `上次保存或导入没有写入：${words}`
      : '有一次保存或导入一直没有写完，写完以前不能再改资料。请找平台运营',
  laid_out: ({ date }) =>
    date ? `号只生成到 ${dayWords(date)}，再往后患者约不到` : '还没有生成号，患者约不到',
  timetable: ({ date }) => `出诊表到 ${dayWords(date ?? '')} 为止，再往后没有号`,
};
const MENDED_AT: Readonly<Partial<Record<Need['kind'], string>>> = {
  merchant: '/hospitals',
  import: '/sheets',
  laid_out: '/clinics',
  timetable: '/clinics',
};

const counted = ({ count }: Need, what: string): string =>
  (count ?? 0) < MOST ? `有 ${count} ${what}` : `至少有 ${MOST} ${what}`;

/** What is needed, with the way to the page where it is among `menu`. */
export const toldOf = (need: Need, menu: readonly Page[]): Told => ({
  words: WORDS[need.kind](need),
  to: menu.find(({ to }) => to === MENDED_AT[need.kind]) ?? null,
});

/** All of a day together. */
export function sumOf({ sessions }: TodayDay) {
  const sum = (of: 'seats' | 'sold' | 'left' | 'waiting'): number =>
    sessions.reduce((all, one) => all + one[of], 0);
  return { seats: sum('seats'), sold: sum('sold'), left: sum('left'), waiting: sum('waiting') };
}

/** 停诊, or how many of its times are off sale; empty where none is. */
export function offWords({ slots, stopped }: Pick<SessionToday, 'slots' | 'stopped'>): string {
  if (!stopped) return '';
  return stopped < slots ? `${stopped} 个时间停止预约` : '停诊或停止预约';
}
