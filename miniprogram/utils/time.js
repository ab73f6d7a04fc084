/** Dates and times as people in China write them, always in Beijing time whatever the phone is set to. */

const DAY = 24 * 60 * 60 * 1000;
const BEIJING = 8 * 60 * 60 * 1000;
const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const PERIODS = { am: '上午', pm: '下午', night: '夜间' };

/** @typedef {string | number} Instant RFC 3339 or milliseconds since 1970 */

/** @param {number} n */
const two = (n) => String(n).padStart(2, '0');

/** @param {Instant} instant */
const millis = (instant) => (typeof instant === 'number' ? instant : Date.parse(instant));

/**
 * A Date whose UTC fields read as Beijing's wall clock.
 * @param {Instant} instant
 */
const wall = (instant) => new Date(millis(instant) + BEIJING);

/** @param {string} date YYYY-MM-DD, as a Date at UTC midnight */
const midnight = (date) => new Date(`${date}T00:00:00Z`);

/** @param {Instant} instant @returns {string} YYYY-MM-DD in Beijing */
const dateOf = (instant) => wall(instant).toISOString().slice(0, 10);

/** @param {Instant} instant */
const hourMinute = (instant) =>
  `${two(wall(instant).getUTCHours())}:${two(wall(instant).getUTCMinutes())}`;

/** @param {string} date */
const monthDay = (date) => `${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`;

/** @param {string} date */
const weekday = (date) => WEEKDAYS[midnight(date).getUTCDay()];

/** @param {keyof PERIODS} period */
const periodName = (period) => PERIODS[period];

/** @param {string} date @param {number} days */
const addDays = (date, days) =>
  new Date(midnight(date).getTime() + days * DAY).toISOString().slice(0, 10);

/** @param {string} from @param {string} to */
const daysBetween = (from, to) =>
  Math.round((midnight(to).getTime() - midnight(from).getTime()) / DAY);

/**
 * 今天, 明天, 后天, or nothing when the day is further away.
 * @param {string} date @param {string} today
 */
const nearName = (date, today) => ['今天', '明天', '后天'][daysBetween(today, date)] || '';

/** 11月25日 周三 @param {string} date */
const day = (date) => `${monthDay(date)} ${weekday(date)}`;

/** 08:30–09:00 @param {{starts_at: Instant, ends_at: Instant}} span */
const span = (span) => `${hourMinute(span.starts_at)}–${hourMinute(span.ends_at)}`;

/**
 * 11月25日 周三 上午 08:30
 * @param {{date: string, period: keyof PERIODS, starts_at: Instant}} visit
 */
const visit = (visit) =>
  `${day(visit.date)} ${periodName(visit.period)} ${hourMinute(visit.starts_at)}`;

/** 11月25日 08:30 @param {Instant} instant */
const moment = (instant) => `${monthDay(dateOf(instant))} ${hourMinute(instant)}`;

/**
 * An instant as a deadline: midnight is said as the evening before, since 00:00 is misread.
 * @param {Instant} instant
 */
function deadline(instant) {
  if (hourMinute(instant) !== '00:00') return moment(instant);
  return `${monthDay(addDays(dateOf(instant), -1))} 24:00`;
}

/**
 * Time left as a clock: 14:59, 1:02:03, 2天3小时. Never negative.
 * @param {number} left milliseconds
 */
function remaining(left) {
  const seconds = Math.max(0, Math.ceil(left / 1000));
  const hours = Math.floor(seconds / 3600);
  if (hours >= 24) return `${Math.floor(hours / 24)}天${hours % 24}小时`;
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

module.exports = {
  addDays,
  dateOf,
  day,
  daysBetween,
  deadline,
  hourMinute,
  millis,
  moment,
  monthDay,
  nearName,
  periodName,
  remaining,
  span,
  visit,
  weekday,
};
