/** The form of a patient, and of a guardian added with a child: what is wrong in it, and what is sent. */

const identity = require('./identity');
const time = require('./time');
const { RELATIONS, sexName } = require('./words');

/**
 * @typedef {Omit<import('../services/contracts').AddPatient, 'action'>} Form
 * @typedef {Omit<import('../services/contracts').UpdatePatient, 'action' | 'patient_id'>} Changes
 * @typedef {{
 *   id: string, type: string, name: string, idNumber: string, phone: string, relation: string, sex: string,
 *   birthDate: string, child: boolean, guardian: string, guardianName: string, guardianNumber: string,
 *   guardianPhone: string, guardianRelation: string, guardianType: string, guardianSex: string, guardianBirth: string,
 *   today: string,
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

/**
 * What a birth says while the form is filled in: 男，2020年5月5日出生，6 岁.
 * @param {string} birth YYYY-MM-DD @param {string} sex @param {string} today
 */
function reading(birth, sex, today) {
  const born = `${birth.slice(0, 4)}年${time.monthDay(birth)}出生`;
  return [sexName(sex), born, `${identity.ageOn(birth, today)} 岁`].filter(Boolean).join('，');
}

/**
 * Whose child it is, and who the guardian, is plain in most families: guessed until somebody chooses.
 * @param {boolean} child
 * @param {{id: string, relation: string, relationPicked: boolean, guardian: string, first: boolean, adults: {id: string}[]}} known
 */
function guess(child, { id, relation, relationPicked, guardian, first, adults }) {
  const only = adults.length === 1 ? adults[0].id : adults.length ? '' : NEW_GUARDIAN;
  return {
    child,
    relation: relationPicked || id ? relation : child ? 'child' : first ? 'self' : '',
    guardian: child ? guardian || only : guardian,
  };
}

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
function guardianProblems(fields) {
  const { guardianName, guardianPhone, guardianRelation, relation } = fields;
  const twice = relation === 'self' && guardianRelation === 'self';
  const related = twice ? '上面选了“本人”，监护人请选别的' : '';
  return {
    guardianRelation: guardianRelation ? related : '请选择监护人与您的关系',
    guardianName: identity.nameProblem(identity.tidyName(guardianName)),
    ...guardianIdProblems(fields),
    guardianPhone: guardianPhone ? identity.phoneProblem(guardianPhone) : '',
  };
}

/** @param {Fields} fields @returns {Record<string, string>} */
function guardianIdProblems({ guardianType, guardianNumber, guardianSex, guardianBirth, today }) {
  const number = identity.idProblem(guardianType, guardianNumber, today);
  /** @param {string} birth */
  const young = (birth) =>
    identity.mayBeGuardian(identity.ageOn(birth, today)) ? '' : '监护人要满 18 周岁';
  if (guardianType === RESIDENT)
    return { guardianNumber: number || young(identity.birthDate(guardianNumber)) };
  return {
    guardianNumber: number,
    guardianSex: guardianSex ? '' : '请选择监护人的性别',
    guardianBirth: identity.birthProblem(guardianBirth, today) || young(guardianBirth),
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
function guardianForm(fields) {
  const { guardianName, guardianNumber, guardianPhone, guardianRelation, phone } = fields;
  const { guardianType, guardianSex, guardianBirth } = fields;
  return /** @type {Form} */ ({
    name: identity.tidyName(guardianName),
    id_type: guardianType,
    id_number: guardianNumber,
    phone: guardianPhone || phone,
    relation: guardianRelation,
    ...(guardianType !== RESIDENT && { sex: guardianSex, birth_date: guardianBirth }),
  });
}

/** @param {Fields} fields @param {string} guardianId @returns {Changes} */
function changes({ phone, relation, child }, guardianId) {
  return {
    relation: /** @type {Changes['relation']} */ (relation),
    ...(phone && { phone }),
    ...(child && { guardian_id: guardianId }),
  };
}

/** The service's names of fields, as the form has them. @type {Record<string, string>} */
const FIELDS = { id_number: 'idNumber', birth_date: 'birthDate', guardian_id: 'guardian' };

/** The same of the guardian, who was sent with the child's number where none of their own is given. @param {Fields} fields @returns {Record<string, string>} */
const guardianFields = ({ guardianPhone }) => ({
  name: 'guardianName',
  id_number: 'guardianNumber',
  sex: 'guardianSex',
  birth_date: 'guardianBirth',
  phone: guardianPhone ? 'guardianPhone' : 'phone',
});

/** @typedef {{relation: string, name: string}} Relation */

/** Whose guardian is added, as chips name them. @type {Relation[]} */
const GUARDIANS = RELATIONS.filter(({ relation }) => relation !== 'child').map((one) =>
  one.relation === 'self' ? { ...one, name: '就是我' } : one,
);

/** Nobody is 本人 twice. @param {boolean} self is somebody else it? */
function relationsBeside(self) {
  /** @param {Relation} one */
  const open = ({ relation }) => !self || relation !== 'self';
  /** @type {Relation[]} */
  const relations = RELATIONS.filter(open);
  return { relations, guardianRelations: GUARDIANS.filter(open) };
}

/** Is somebody 本人 already, so that it is not offered? @param {Relation[]} relations */
const hasSelf = (relations) => relations.every((one) => one.relation !== 'self');

/** The form of a guardian, empty. */
const NO_GUARDIAN = {
  guardianName: '',
  guardianIdType: 0,
  guardianType: RESIDENT,
  guardianNumber: '',
  guardianSex: '',
  guardianBirth: '',
  guardianPhone: '',
};

module.exports = {
  FIELDS,
  NO_GUARDIAN,
  NEW_GUARDIAN,
  NO_DOCUMENT,
  RESIDENT,
  TYPES,
  addsGuardian,
  changes,
  form,
  guardianFields,
  guardianForm,
  guess,
  hasSelf,
  problems,
  reading,
  relationsBeside,
};
