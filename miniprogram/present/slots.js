/** Slots of a doctor or department, as a patient reads them: by day, by half-day, with one word for each. */

const time = require('../utils/time');
const money = require('../utils/money');

/** @typedef {import('../services/contracts').Slot} Slot */

const PERIODS = /** @type {const} */ (['am', 'pm', 'night']);

/** @param {Slot} slot @param {number} now */
function label(slot, now) {
  switch (slot.availability) {
    case 'free':
      return `余 ${slot.left}`;
    case 'full':
      return slot.waitlist_open ? '约满 · 可候补' : '约满';
    case 'held':
      return slot.waitlist_open ? '约满 · 可候补' : '有人付款中';
    case 'not_released':
      return releaseWords(slot.release_at, now);
    case 'suspended':
      return '停诊';
    default:
      return '已截止';
  }
}

/** 今天 07:00 放号 @param {string} release @param {number} now */
function releaseWords(release, now) {
  const date = time.dateOf(release);
  const day = time.nearName(date, time.dateOf(now)) || time.monthDay(date);
  return `${day} ${time.hourMinute(release)} 放号`;
}

/** Why a slot cannot be booked, as a sentence. @param {Slot} slot @param {number} now */
function goneWords(slot, now) {
  switch (slot.availability) {
    case 'full':
      return '这个号刚刚约满了';
    case 'held':
      return '这个号有人正在付款，暂时约满';
    case 'not_released':
      return `这个号还没有放出来，${label(slot, now)}`;
    case 'suspended':
      return '医生停诊了，请选别的时间';
    default:
      return '这个号已截止预约';
  }
}

/**
 * One slot to tap on, or to see why not.
 * @param {Slot} slot @param {number} now
 */
function tile(slot, now) {
  const queue =
    slot.waitlist_open && (slot.availability === 'full' || slot.availability === 'held');
  const tone = slot.availability === 'free' ? 'free' : queue ? 'queue' : 'shut';
  const words = label(slot, now);
  return {
    id: slot.id,
    time: time.span(slot),
    fee: money.price(slot.fee_fen),
    label: words,
    tone,
    spoken: `${time.span(slot)}，${words}，${money.price(slot.fee_fen)}`,
  };
}

/**
 * Half-days of one day; empty ones are left out.
 * @param {Slot[]} slots @param {number} now
 */
function sections(slots, now) {
  return PERIODS.map((period) => {
    const own = slots
      .filter((slot) => slot.period === period && !isPast(slot, now))
      .sort(earlierFirst);
    return {
      period,
      title: time.periodName(period),
      kind: [...new Set(own.map((slot) => slot.visit_kind))].join('、'),
      tiles: own.map((slot) => tile(slot, now)),
    };
  }).filter((section) => section.tiles.length);
}

/** Gone by, so of no use to anybody. @param {Slot} slot @param {number} now */
const isPast = (slot, now) => slot.availability === 'closed' && time.millis(slot.starts_at) <= now;

/** @param {Slot} a @param {Slot} b */
const earlierFirst = (a, b) => time.millis(a.starts_at) - time.millis(b.starts_at);

/**
 * One word for many slots, the best news first.
 * @param {Slot[]} slots
 * @returns {{word: string, tone: 'free' | 'queue' | 'soon' | 'shut', left: number}}
 */
function summary(slots) {
  const left = slots.reduce((sum, slot) => sum + (slot.availability === 'free' ? slot.left : 0), 0);
  /** @param {...string} kinds */
  const any = (...kinds) => slots.some((slot) => kinds.includes(slot.availability));
  if (left) return { word: '有号', tone: 'free', left };
  if (any('not_released')) return { word: '待放号', tone: 'soon', left };
  if (any('full', 'held')) {
    const queue = slots.some((slot) => slot.waitlist_open);
    return { word: queue ? '可候补' : '约满', tone: queue ? 'queue' : 'shut', left };
  }
  if (any('suspended')) return { word: '停诊', tone: 'shut', left };
  return { word: any('closed') ? '已截止' : '不出诊', tone: 'shut', left };
}

/** Days to ask for, and to show even when there is nothing on them. */
const ASK_DAYS = 14;
const SHOW_DAYS = 8;

/**
 * The strip of days a patient may choose from: the usual window, more where a hospital opens more.
 * @param {Slot[]} slots @param {string} today
 */
function strip(slots, today) {
  const last = slots.reduce(
    (days, slot) => Math.max(days, time.daysBetween(today, slot.date) + 1),
    SHOW_DAYS,
  );
  return Array.from({ length: last }, (_, ahead) => {
    const date = time.addDays(today, ahead);
    const { word, tone } = summary(slots.filter((slot) => slot.date === date));
    const name = ahead === 0 ? '今天' : ahead === 1 ? '明天' : time.weekday(date);
    const short = `${Number(date.slice(5, 7))}/${Number(date.slice(8))}`;
    return { date, name, short, word, tone, spoken: `${time.day(date)}，${word}` };
  });
}

/**
 * The day to open on: the asked one, else the first with seats, else the first with anything, else today.
 * @param {{date: string, tone: string, word: string}[]} days @param {string} [asked]
 */
function openingDay(days, asked) {
  const chosen =
    days.find((day) => day.date === asked) ||
    days.find((day) => day.tone === 'free') ||
    days.find((day) => day.word !== '不出诊') ||
    days[0];
  return chosen.date;
}

/**
 * Doctors of one day with what is left of each half-day; those with seats come first, titles keep their order.
 * @param {Slot[]} slots of one day
 * @param {import('../services/contracts').Doctor[]} doctors
 */
function byDoctor(slots, doctors) {
  return doctors
    .map((doctor) => {
      const own = slots.filter((slot) => slot.doctor_id === doctor.id);
      const halves = PERIODS.map((period) => own.filter((slot) => slot.period === period))
        .filter((half) => half.length)
        .map((half) => {
          const { word, tone, left } = summary(half);
          return { title: time.periodName(half[0].period), word: left ? `余 ${left}` : word, tone };
        });
      const fees = own.map((slot) => slot.fee_fen);
      const fee = fees.length ? money.price(Math.min(...fees)) : '';
      return {
        id: doctor.id,
        doctor,
        halves,
        fee,
        from: new Set(fees).size > 1 ? '起' : '',
        left: summary(own).left,
      };
    })
    .filter((row) => row.halves.length)
    .sort((a, b) => Number(b.left > 0) - Number(a.left > 0));
}

/**
 * Where to go when a slot is gone: free ones nearest in time, of the same doctor.
 * @param {Slot[]} slots @param {Slot} wanted @param {number} [most]
 */
function neighbours(slots, wanted, most = 3) {
  /** @param {Slot} slot */
  const distance = (slot) => Math.abs(time.millis(slot.starts_at) - time.millis(wanted.starts_at));
  return slots
    .filter((slot) => slot.id !== wanted.id && slot.availability === 'free')
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, most)
    .sort(earlierFirst);
}

/**
 * The next instant anything of these slots is released, if any is still to be.
 * @param {Slot[]} slots
 */
function nextRelease(slots) {
  const waiting = slots
    .filter((slot) => slot.availability === 'not_released')
    .map((slot) => slot.release_at);
  return waiting.length ? waiting.reduce((a, b) => (time.millis(a) <= time.millis(b) ? a : b)) : '';
}

module.exports = {
  ASK_DAYS,
  byDoctor,
  goneWords,
  label,
  neighbours,
  nextRelease,
  openingDay,
  releaseWords,
  sections,
  strip,
  summary,
  tile,
};
