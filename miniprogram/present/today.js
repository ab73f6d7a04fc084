/** A hospital's today and tomorrow, in words. */

const time = require('../utils/time');

/**
 * @typedef {import('../services/contracts').SessionToday} SessionToday
 * @typedef {import('../services/contracts').TodayDay} TodayDay
 */

const NEAR = ['今天', '明天'];

/** What of a session is off sale; empty where nothing is. @param {SessionToday} session */
function offWords({ slots, stopped }) {
  if (!stopped) return '';
  return stopped < slots ? `${stopped} 个时间停止预约` : '停诊或停止预约';
}

/** @param {{seats: number, sold: number, left: number, waiting: number}} counts */
const counted = ({ seats, sold, left, waiting }) =>
  [`已约 ${sold} / ${seats} 号`, `还能约 ${left}`, waiting ? `候补 ${waiting} 人` : '']
    .filter(Boolean)
    .join(' · ');

/** @param {SessionToday} session */
const presentSession = (session) => ({
  key: [session.doctor_id, session.department_id, session.period].join('|'),
  doctor: session.doctor_name,
  where: `${session.department_name} · ${time.periodName(session.period)} ${time.span(session)}`,
  sold: counted(session),
  off: offWords(session),
});

/** All of a day together. @param {SessionToday[]} sessions */
function sumOf(sessions) {
  /** @param {'seats' | 'sold' | 'left' | 'waiting'} of */
  const sum = (of) => sessions.reduce((all, one) => all + one[of], 0);
  return { seats: sum('seats'), sold: sum('sold'), left: sum('left'), waiting: sum('waiting') };
}

/** @param {TodayDay[]} days today's and the one after it */
const presentDays = (days) =>
  days.map(({ date, sessions }, at) => ({
    date,
    near: NEAR[at] || '',
    day: time.day(date),
    counts: sessions.length ? `${sessions.length} 个班次` : '没有出诊，或还没有生成号',
    sum: sessions.length ? counted(sumOf(sessions)) : '',
    sessions: sessions.map(presentSession),
  }));

module.exports = { presentDays };
