/** What was chosen, to book it or to wait for it: the slot, the doctor, and for whom it may be. */

const bookings = require('./bookings');
const catalog = require('./catalog');
const money = require('../utils/money');
const patients = require('./patients');
const clock = require('./clock');
const time = require('../utils/time');
const { Trouble } = require('./request');

/**
 * @typedef {import('./patients').Candidate} Candidate
 * @typedef {{slotId: string, doctorId: string, date: string, patients: Candidate[], patient: string}} Chosen
 */

/** Who was added since the page last looked is the one it is for, if they may. @param {Chosen} before @param {Candidate[]} mine */
function patientOf(before, mine) {
  const fit = mine.filter((one) => !one.reason);
  // Of a guardian and a child added together it is for the child, who was added last; for nobody else if they may not.
  const newest = patients.takeAdded();
  const last = mine.find((one) => one.id === newest);
  if (last) return last.reason ? '' : last.id;
  const known = before.patients.map((one) => one.id);
  const added = known.length && fit.find((one) => !known.includes(one.id));
  if (added) return added.id;
  if (fit.some((one) => one.id === before.patient)) return before.patient;
  // Whoever was chosen and may not any more is not silently exchanged for somebody else.
  if (mine.some((one) => one.id === before.patient)) return '';
  return fit.length ? fit[0].id : '';
}

/** Whoever may have the seat already, by a tap whose answer was lost, may tap again. @param {string} slotId */
async function candidates(slotId) {
  const mine = await patients.candidates(slotId);
  return mine.map((one) =>
    bookings.unanswered(slotId, one.id) ? { ...one, reason: '', in_the_way: '' } : one,
  );
}

/** As it stands now; throws when the slot is no longer there. @param {Chosen} before as the page shows it */
async function look(before) {
  const [mine, { doctor }, day] = await Promise.all([
    candidates(before.slotId),
    catalog.doctor(before.doctorId),
    catalog.slots({ doctor_id: before.doctorId }, before.date),
  ]);
  const slot = day.slots.find((one) => one.id === before.slotId);
  if (!slot) throw new Trouble('NOT_FOUND', '这个号已经不在了，请重新选择');
  const { hospital, departments, notices } = await catalog.hospital(doctor.hospital_id);
  const department = departments.find((one) => one.id === slot.department_id);
  return {
    doctor,
    hospital,
    notices,
    // A doctor may work in several: it is for the one of this clinic.
    department: department ? department.name : doctor.department_name,
    place: department ? department.location : '',
    slot,
    when: `${time.day(slot.date)} ${time.periodName(slot.period)} ${time.span(slot)}`,
    near: time.nearName(slot.date, time.dateOf(clock.now())),
    fee: money.price(slot.fee_fen),
    patients: mine,
    patient: patientOf(before, mine),
    fit: mine.some((one) => !one.reason),
  };
}

module.exports = { look };
