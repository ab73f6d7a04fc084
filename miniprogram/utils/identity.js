/**
 * Who may be a patient, judged while the form is filled in: names, identity documents (GB 11643 for the resident
 * ID), phones, ages. The service judges by the same rules and has the last word; both are tested with the cases of
 * tests/shared/identity_cases.json.
 */

/** 不满 14 周岁: booked for by a guardian, who is of age. */
const CHILD_UNDER = 14;
const ADULT = 18;
const OLDEST = 130;

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

const ID_TYPES = [
  { type: 'resident_id', name: '居民身份证' },
  { type: 'passport', name: '护照' },
  { type: 'hkmo_permit', name: '港澳居民来往内地通行证' },
  { type: 'tw_permit', name: '台湾居民来往大陆通行证' },
];

const FORMS = {
  passport: /^[A-Z0-9]{5,17}$/,
  hkmo_permit: /^[HM]\d{8}(\d{2})?$/,
  tw_permit: /^\d{8}(\d{2})?$/,
};

/** Two to fifty characters: letters of any script, with dots, blanks, apostrophes and hyphens between them. */
const NAME = /^\p{L}[\p{L}·.' -]{0,48}\p{L}$/u;
const PHONE = /^1[3-9]\d{9}$/;

/** What people paste: blanks, dashes, small letters. @param {string} text */
const tidyNumber = (text) => text.replace(/[\s-]/g, '').toUpperCase();

/** @param {string} text */
const tidyPhone = (text) => text.replace(/[\s-]/g, '').replace(/^\+86/, '');

/** One kind of middle dot, and the apostrophe that a keyboard makes round. @param {string} text */
const tidyName = (text) => text.normalize('NFC').trim().replace(/[•．]/g, '·').replace(/’/g, "'");

/**
 * What is wrong with a document number, in words; empty when nothing is.
 * @param {string} type @param {string} number tidy
 * @param {string} today YYYY-MM-DD
 */
function idProblem(type, number, today) {
  if (!number) return '请填写证件号码';
  if (type === 'resident_id') return residentProblem(number, today);
  const form = FORMS[/** @type {keyof FORMS} */ (type)];
  return form.test(number) ? '' : '证件号码格式不对，请核对';
}

/** @param {string} number @param {string} today */
function residentProblem(number, today) {
  if (!/^\d{0,17}[\dX]?$/.test(number)) return '身份证号只有数字，最后一位可以是 X';
  if (number.length < 18) return `身份证号是 18 位，还差 ${18 - number.length} 位`;
  if (!isBirth(birthDate(number), today)) return '出生日期那几位不对，请核对';
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
  return CHECKS[sum % 11] === number[17] ? '' : '身份证号不对，请核对';
}

/** @param {string} birth YYYY-MM-DD or empty @param {string} today */
const isBirth = (birth, today) => birth !== '' && birth >= earliestBirth(today) && birth <= today;

/** The first day of the oldest year that anybody may be born in. @param {string} today */
const earliestBirth = (today) => `${Number(today.slice(0, 4)) - OLDEST}-01-01`;

/** Of a document that does not say it itself. @param {string} birth @param {string} today */
function birthProblem(birth, today) {
  if (!birth) return '请选择出生日期';
  return isBirth(birth, today) ? '' : '出生日期不对，请核对';
}

/** @param {string} number @returns {string} YYYY-MM-DD, empty if there is no such day */
function birthDate(number) {
  const date = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date) ? date : '';
}

/** @param {string} number @returns {'male' | 'female'} */
const sexOf = (number) => (Number(number[16]) % 2 ? 'male' : 'female');

/** Full years on a day. @param {string} birth @param {string} today */
function ageOn(birth, today) {
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
  return today.slice(5) < birth.slice(5) ? years - 1 : years;
}

/** @param {number} age */
const needsGuardian = (age) => age < CHILD_UNDER;

/** @param {number} age */
const mayBeGuardian = (age) => age >= ADULT;

/** @param {string} phone tidy */
const phoneProblem = (phone) => (PHONE.test(phone) ? '' : '请填写 11 位手机号');

/** @param {string} name tidy */
function nameProblem(name) {
  if (!name) return '请填写姓名';
  return NAME.test(name) ? '' : '请填写证件上的姓名';
}

module.exports = {
  CHILD_UNDER,
  ID_TYPES,
  ageOn,
  birthDate,
  birthProblem,
  earliestBirth,
  idProblem,
  mayBeGuardian,
  nameProblem,
  needsGuardian,
  phoneProblem,
  sexOf,
  tidyName,
  tidyNumber,
  tidyPhone,
};
