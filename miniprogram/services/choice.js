/** What was chosen, to book it or to wait for it: the slot, the doctor, and for whom it may be. */

const catalog = require('./catalog');
const money = require('../utils/money');
const patients = require('./patients');
const time = require('../utils/time');
const { Trouble } = require('./request');

/**
 * @typedef {import('./contracts').Patient} Patient
 * @typedef {{slotId: string, doctorId: string, date: string, patients: Patient[], patient: string}} Chosen
 */

/** Who was added since the page last looked is the one it is for. @param {Chosen} before @param {Patient[]} mine */
function patientOf(before, mine) {
  // Of a guardian and a child added together it is for the child, who was added last.
  const last = patients.takeAdded();
  if (mine.some((one) => one.id === last)) return last;
  const known = before.patients.map((one) => one.id);
  const added = known.length && mine.find((one) => !known.includes(one.id));
  if (added) return added.id;
  const kept = mine.some((one) => one.id === before.patient);
  return kept ? before.patient : mine.length ? mine[0].id : '';
}

/** As it stands now; throws when the slot is no longer there. @param {Chosen} before as the page shows it */
async function look(before) {
  const [mine, { doctor }, day] = await Promise.all([
    patients.list(),
    catalog.doctor(before.doctorId),
    catalog.slots({ doctor_id: before.doctorId }, before.date),
  ]);
  const slot = day.slots.find((one) => one.id === before.slotId);
  if (!slot) throw new Trouble('NOT_FOUND', '这个号已经不在了，请重新选择');
  return {
    doctor,
    slot,
    when: `${time.day(slot.date)} ${time.periodName(slot.period)} ${time.span(slot)}`,
    fee: money.price(slot.fee_fen),
    patients: mine,
    patient: patientOf(before, mine),
  };
}

module.exports = { look };
