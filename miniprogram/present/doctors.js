/** All doctors of a department, each with the first day that still has a number. */

const money = require('../utils/money');
const time = require('../utils/time');
const { summary } = require('./slots');

/**
 * @typedef {import('../services/contracts').Slot} Slot
 * @typedef {import('../services/contracts').Doctor} Doctor
 */

/**
 * Who can be seen soonest comes first; otherwise the order of the list stays.
 * @param {Slot[]} slots of the days that can be booked
 * @param {Doctor[]} doctors
 * @param {string} today YYYY-MM-DD
 */
function everyone(slots, doctors, today) {
  return doctors
    .map((doctor) =>
      row(
        doctor,
        slots.filter((slot) => slot.doctor_id === doctor.id),
        today,
      ),
    )
    .sort((a, b) => (a.date || '9').localeCompare(b.date || '9'));
}

/** @param {Doctor} doctor @param {Slot[]} own @param {string} today */
function row(doctor, own, today) {
  const free = own
    .filter((slot) => slot.availability === 'free')
    .sort((a, b) => time.millis(a.starts_at) - time.millis(b.starts_at))[0];
  return {
    id: doctor.id,
    doctor,
    fee: money.price(doctor.fee_fen),
    date: free ? free.date : '',
    halves: [free ? soonest(free, today) : nothing(own)],
  };
}

/** @param {Slot} slot @param {string} today */
function soonest(slot, today) {
  const near = time.nearName(slot.date, today);
  const day = near ? `${near} ${time.monthDay(slot.date)}` : time.day(slot.date);
  return { title: '最早', word: `${day} ${time.periodName(slot.period)}`, tone: 'free' };
}

/** @param {Slot[]} own */
function nothing(own) {
  if (!own.length) return { title: '近期', word: '不出诊', tone: 'shut' };
  const { word, tone } = summary(own);
  return { title: '近期', word, tone };
}

module.exports = { everyone };
