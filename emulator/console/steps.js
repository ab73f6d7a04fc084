/** The steps of the clock: where each one leads, and what happens on the way. All instants are milliseconds. */
const MINUTE = 60e3;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const CHINA = 8 * HOUR;

/** Hours of the day at which something happens that a patient notices; a step stops at each of them. */
const EVENTS = [
  { hour: 7, name: '放号' },
  { hour: 18, name: '发就诊提醒' },
];

/** How far the date field reaches: further on, the stops would take minutes. */
export const FARTHEST = 21 * DAY;

export const STEPS = [
  { text: '+1 分钟', to: (now) => now + MINUTE },
  { text: '+18 分钟', to: (now) => now + 18 * MINUTE, about: '待支付的号到期放回' },
  { text: '+1 小时', to: (now) => now + HOUR },
  { text: '+1 天', to: (now) => now + DAY },
  ...EVENTS.map(({ hour }) => ({ text: `下一个 ${hour}:00`, to: (now) => nextAt(now, hour) })),
];

/** The next time it is `hour` o'clock in China, later than `now`. */
export function nextAt(now, hour) {
  const today = Math.floor((now + CHINA) / DAY) * DAY - CHINA + hour * HOUR;
  return today > now ? today : today + DAY;
}

/** The instants after `now`, up to `goal`, at which something happens, in their order. */
function eventsUntil(now, goal) {
  const found = EVENTS.flatMap(({ hour, name }) => {
    const all = [];
    for (let at = nextAt(now, hour); at <= goal; at += DAY) all.push({ at, name });
    return all;
  });
  return found.sort((a, b) => a.at - b.at);
}

/** Where the clock is set one after another, so that nothing is jumped over; `goal` is the last. */
export function stopsOn(now, goal) {
  const before = eventsUntil(now, goal).map(({ at }) => at);
  return before.at(-1) === goal ? before : [...before, goal];
}

/** "到 11月29日 周日 07:00，途中放号 1 次" */
export function foretold(now, goal, about = '') {
  const counts = EVENTS.map(({ name }) => {
    const times = eventsUntil(now, goal).filter((event) => event.name === name).length;
    return times ? `${name} ${times} 次` : '';
  });
  return [`到 ${spoken(goal)}`, about, ...counts].filter(Boolean).join('，');
}

/** The parts of an instant as a clock in China shows it. */
export function inChina(instant) {
  const text = new Date(instant + CHINA).toISOString();
  const weekday = '日一二三四五六'[new Date(instant + CHINA).getUTCDay()];
  return { date: text.slice(0, 10), time: text.slice(11, 19), weekday: `周${weekday}` };
}

function spoken(instant) {
  const { date, time, weekday } = inChina(instant);
  const [, month, day] = date.split('-').map(Number);
  return `${month}月${day}日 ${weekday} ${time.slice(0, 5)}`;
}

/** "2026-11-28T07:00", as the browser's field for date and time has it, read in China. */
export const toField = (instant) => new Date(instant + CHINA).toISOString().slice(0, 16);
export const fromField = (text) => Date.parse(`${text}:00+08:00`);
