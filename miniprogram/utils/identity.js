/** Identity documents, checked by form while they are typed (GB 11643 for the resident ID). */

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

/** What people paste: blanks, dashes, small letters. @param {string} text */
const tidy = (text) => text.replace(/[\s-]/g, '').toUpperCase();

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
  if (number.length > 18) return '身份证号是 18 位，多了';
  const birth = birthDate(number);
  if (!birth || birth > today || birth < '1900-01-01') return '出生日期那几位不对，请核对';
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
  return CHECKS[sum % 11] === number[17] ? '' : '身份证号有一位不对，请核对';
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

/** @param {string} phone */
const phoneProblem = (phone) => (/^1[3-9]\d{9}$/.test(phone) ? '' : '请填写 11 位手机号');

/** @param {string} name trimmed */
function nameProblem(name) {
  if (!name) return '请填写姓名';
  return /^[\p{L}\p{M}·. ]{2,40}$/u.test(name) ? '' : '请填写证件上的姓名';
}

module.exports = { ID_TYPES, ageOn, birthDate, idProblem, nameProblem, phoneProblem, sexOf, tidy };
