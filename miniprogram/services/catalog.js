/** Hospitals, departments, doctors and their slots. */

const { repeatable } = require('./request');

/**
 * @typedef {import('./contracts').Hospital} Hospital
 * @typedef {import('./contracts').Department} Department
 * @typedef {import('./contracts').Doctor} Doctor
 * @typedef {import('./contracts').Notice} Notice
 * @typedef {import('./contracts').Slot} Slot
 * @typedef {import('./contracts').CatalogReply} CatalogReply
 */

/** @returns {Promise<{hospitals: Hospital[]}>} */
const hospitals = () => repeatable('catalog', { action: 'hospitals' });

/**
 * @param {string} id
 * @returns {Promise<{hospital: Hospital, departments: Department[], notices: Notice[]}>}
 *   notices: none from a service of the release before, which knows of none
 */
async function hospital(id) {
  const reply = await repeatable('catalog', { action: 'hospital', hospital_id: id });
  return { ...reply, notices: reply.notices || [] };
}

/** @param {string} departmentId @returns {Promise<{doctors: Doctor[]}>} */
const doctors = (departmentId) =>
  repeatable('catalog', { action: 'doctors', department_id: departmentId });

/** @param {string} id @returns {Promise<{doctor: Doctor}>} */
const doctor = (id) => repeatable('catalog', { action: 'doctor', doctor_id: id });

/**
 * @param {string} words
 * @returns {Promise<{hospitals: Hospital[], departments: Department[], doctors: Doctor[], corrected_to: string[]}>}
 *   corrected_to: what the words were taken for; empty where they were found as they are
 */
async function search(words) {
  /** @type {CatalogReply} */
  const {
    hospitals = [],
    departments = [],
    doctors = [],
    corrected_to = [],
  } = await repeatable('catalog', {
    action: 'search',
    q: words,
  });
  return { hospitals, departments, doctors, corrected_to };
}

/** What a scanned code points at. @param {string} scene @returns {Promise<CatalogReply>} */
const scene = (scene) => repeatable('catalog', { action: 'scene', scene });

/**
 * @param {{doctor_id?: string, department_id?: string}} whose
 * @param {string} from YYYY-MM-DD @param {string} [to] at most 14 days
 * @returns {Promise<{slots: Slot[]}>}
 */
const slots = (whose, from, to = from) =>
  repeatable('query_slots', { ...whose, date_from: from, date_to: to });

module.exports = { doctor, doctors, hospital, hospitals, scene, search, slots };
