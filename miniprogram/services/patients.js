/** The people a user books for. */

const { once, repeatable } = require('./request');

/**
 * @typedef {import('./contracts').Patient} Patient
 * @typedef {Patient & {reason: string, in_the_way: string}} Candidate reason: why not, or empty; in_the_way: the
 *   booking that is, if it is one's own
 * @typedef {Omit<import('./contracts').AddPatient, 'action'>} PatientForm
 * @typedef {Omit<import('./contracts').UpdatePatient, 'action' | 'patient_id'>} PatientChanges
 */

/** @returns {Promise<Patient[]>} */
async function list() {
  /** @type {{patients: Patient[]}} */
  const { patients } = await repeatable('patients', { action: 'list' });
  return patients;
}

/**
 * With why somebody may not have a seat on this slot; the service decides again when it is booked.
 * @param {string} slotId
 * @returns {Promise<Candidate[]>}
 */
async function candidates(slotId) {
  /** @type {import('./contracts').PatientsReply} */
  const { patients, excluded } = await repeatable('patients', {
    action: 'list',
    slot_id: slotId,
  });
  return patients.map((patient) => {
    const found = excluded.find((one) => one.patient_id === patient.id);
    return {
      ...patient,
      reason: found ? found.message : '',
      in_the_way: (found && found.booking_id) || '',
    };
  });
}

/** Added last, and not yet seen by a page that asks for whom. */
let added = '';

/** @param {PatientForm} form @returns {Promise<{patient: Patient}>} */
async function add(form) {
  /** @type {{patient: Patient}} */
  const reply = await once('patients', { action: 'add', ...form });
  added = reply.patient.id;
  return reply;
}

/** @returns {string} once; empty when nobody was added since */
function takeAdded() {
  const id = added;
  added = '';
  return id;
}

/** @param {string} id @param {PatientChanges} changes @returns {Promise<{patient: Patient}>} */
const update = (id, changes) =>
  repeatable('patients', { action: 'update', patient_id: id, ...changes });

/** @param {string} id @returns {Promise<unknown>} */
const remove = (id) => once('patients', { action: 'remove', patient_id: id });

module.exports = { add, candidates, list, remove, takeAdded, update };
