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

/** @param {PatientForm} form @returns {Promise<{patient: Patient}>} */
const add = (form) => once('patients', { action: 'add', ...form });

/** @param {string} id @param {PatientChanges} changes @returns {Promise<{patient: Patient}>} */
const update = (id, changes) =>
  repeatable('patients', { action: 'update', patient_id: id, ...changes });

/** @param {string} id @returns {Promise<unknown>} */
const remove = (id) => once('patients', { action: 'remove', patient_id: id });

module.exports = { add, list, remove, update };
