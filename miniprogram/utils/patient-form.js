/** The form of a patient, and of a guardian added with a child: what is wrong in it, and what is sent. */

const identity = require('./identity');

/**
 * @typedef {Omit<import('../services/contracts').AddPatient, 'action'>} Form
 * @typedef {Omit<import('../services/contracts').UpdatePatient, 'action' | 'patient_id'>} Changes
 * @typedef {{
 *   id: string, type: string, name: string, idNumber: string, phone: string, relation: string, sex: string,
 *   birthDate: string, child: boolean, guardian: string, guardianName: string, guardianNumber: string,
 *   guardianPhone: string, guardianRelation: string, today: string,
 * }} Fields as typed; `id` empty is a new patient
 */

/** Instead of one of the user's adults: somebody who is added with the child. */
const NEW_GUARDIAN = 'new';

const RESIDENT = 'resident_id';
const NO_DOCUMENT = 'none';

/** A child without a document stands beside the documents where the service takes one. @type {{type: string, name: string}[]} */
const TYPES = [
  .../** @type {any} */ (identity).ID_TYPES,
  /** @type {any} */ (identity).NO_DOCUMENT,
].filter(Boolean);

/** @param {Fields} fields @returns {Record<string, string>} by field, from top to bottom; empty where nothing is wrong */
function problems(fields) {
  const { id, phone, relation, child, guardian } = fields;
  return {
    ...(id ? {} : whoProblems(fields)),
    // Kept as it is when it is left empty on a patient who has one.
    phone: !id || phone ? identity.phoneProblem(phone) : '',
    relation: relation ? '' : '请选择与您的关系',
    guardian: child && !guardian ? '请选择监护人' : '',
    ...(addsGuardian(fields) ? guardianProblems(fields) : {}),
  };
}

/** @param {Fields} fields @returns {Record<string, string>} */
function whoProblems({ type, name, idNumber, sex, birthDate, today }) {
  const wrong = { name: identity.nameProblem(identity.tidyName(name)) };
  if (type === RESIDENT) return { ...wrong, idNumber: identity.idProblem(type, idNumber, today) };
  const born =
    type === NO_DOCUMENT
      ? /** @type {any} */ (identity).infantProblem(birthDate, today)
      : identity.birthProblem(birthDate, today);
  return {
    ...wrong,
    idNumber: type === NO_DOCUMENT ? '' : identity.idProblem(type, idNumber, today),
    sex: sex ? '' : '请选择性别',
    birthDate: born,
  };
}

/** @param {Fields} fields */
const addsGuardian = ({ child, guardian }) => child && guardian === NEW_GUARDIAN;

/** @param {Fields} fields @returns {Record<string, string>} */
function guardianProblems({
  guardianName,
  guardianNumber,
  guardianPhone,
  guardianRelation,
  today,
}) {
  const number = identity.idProblem(RESIDENT, guardianNumber, today);
  const age = number ? 0 : identity.ageOn(identity.birthDate(guardianNumber), today);
  return {
    guardianName: identity.nameProblem(identity.tidyName(guardianName)),
    guardianNumber: number || (identity.mayBeGuardian(age) ? '' : '监护人要满 18 周岁'),
    guardianPhone: guardianPhone ? identity.phoneProblem(guardianPhone) : '',
    guardianRelation: guardianRelation ? '' : '请选择监护人与您的关系',
  };
}

/** @param {Fields} fields @param {string} guardianId of one who is stored @returns {Form} */
function form(fields, guardianId) {
  const { type, name, idNumber, phone, relation, sex, birthDate, child } = fields;
  return /** @type {Form} */ ({
    name: identity.tidyName(name),
    id_type: type,
    ...(type !== NO_DOCUMENT && { id_number: idNumber }),
    phone,
    relation,
    ...(type !== RESIDENT && { sex, birth_date: birthDate }),
    ...(child && { guardian_id: guardianId }),
  });
}

/** Reached by the child's number where none of their own is given. @param {Fields} fields @returns {Form} */
function guardianForm({ guardianName, guardianNumber, guardianPhone, guardianRelation, phone }) {
  return {
    name: identity.tidyName(guardianName),
    id_type: RESIDENT,
    id_number: guardianNumber,
    phone: guardianPhone || phone,
    relation: /** @type {Form['relation']} */ (guardianRelation),
  };
}

/** @param {Fields} fields @param {string} guardianId @returns {Changes} */
function changes({ phone, relation, child }, guardianId) {
  return {
    relation: /** @type {Changes['relation']} */ (relation),
    ...(phone && { phone }),
    ...(child && { guardian_id: guardianId }),
  };
}

module.exports = {
  NEW_GUARDIAN,
  NO_DOCUMENT,
  RESIDENT,
  TYPES,
  addsGuardian,
  changes,
  form,
  guardianForm,
  problems,
};
