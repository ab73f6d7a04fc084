/** The people a user books for. */

const { once, repeatable } = require('./request');

/**
 * @typedef {import('./contracts').Patient} Patient
 * @typedef {Omit<import('./contracts').AddPatient, 'action'>} PatientForm
 * @typedef {Omit<import('./contracts').UpdatePatient, 'action' | 'patient_id'>} PatientChanges
 */

/** @returns {Promise<Patient[]>} */
async function list() {
  /** @type {{patients: Patient[]}} */
  const { patients } = await repeatable('patients', { action: 'list' });
  return patients;
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

module.exports = { add, list, remove, takeAdded, update };
