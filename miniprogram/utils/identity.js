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

/** A child without any document: not in `ID_TYPES`, because a form asks for other fields. */
const NO_DOCUMENT = { type: 'none', name: '没有证件的孩子（不满 1 周岁）' };
const WITHOUT_DOCUMENT_UNDER = 1;

/** The last two of ten digits count renewals; HA and MA: permits of who is no Chinese citizen. */
const FORMS = {
  passport: /^[A-Z0-9]{5,17}$/,
  hkmo_permit: /^[HM]([0-9]{8}([0-9]{2})?|A[0-9]{7})$/,
  tw_permit: /^[0-9]{8}([0-9]{2})?$/,
};

/** Chinese characters; whole planes, because an old phone does not know the newest as letters. */
const HAN = '\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}';
const LETTER = `\\p{L}${HAN}`;
/** Two to fifty characters: letters of any script, with dots, blanks, apostrophes and hyphens between them. */
const NAME = new RegExp(`^[${LETTER}][${LETTER}·.' -]{0,48}[${LETTER}]$`, 'u');
const HAN_DOT = new RegExp(`([${HAN}])\\.(?=[${HAN}])`, 'gu');
const HAN_BLANK = new RegExp(`([${HAN}]) (?=[${HAN}])`, 'gu');
const PHONE = /^1[3-9][0-9]{9}$/;

/** Joiners, direction marks, fillers, variation selectors. A class must not hold them as they are: they combine. */
const SHOWS_NOTHING = new RegExp(
  '[\\p{Cf}\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u3164\\ufe00-\\ufe0f\\uffa0\\u{e0100}-\\u{e01ef}]',
  'gu',
);

/** NFC, without what shows nothing, every blank the plain one and none at the ends. @param {string} text */
const visible = (text) =>
  text
    .replace(SHOWS_NOTHING, '')
    .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .normalize('NFC')
    .trim();

/** Full-width characters of a Chinese keyboard as ASCII. @param {string} text */
const halfWidth = (text) =>
  text.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));

/** What people paste, without blanks and dashes. @param {string} text */
const compact = (text) =>
  halfWidth(visible(text)).replace(/[ \t\r\n\-\u2010-\u2015\u2212\ufe63]/g, '');

/** Only a-z: `toUpperCase` makes two letters of some that are none of these. @param {string} text */
const tidyNumber = (text) => compact(text).replace(/[a-z]+/g, (small) => small.toUpperCase());

/** The country's code goes once the number behind it is whole. @param {string} text */
const tidyPhone = (text) => compact(text).replace(/^(\+|00)?86(?=1[3-9][0-9]{9}$)/, '');

/** One kind of middle dot, apostrophe and hyphen; no blank between Chinese characters. @param {string} text */
const tidyName = (text) =>
  halfWidth(
    visible(text)
      .replace(/[•‧∙⋅・･．⸱ꞏ]/g, '·')
      .replace(/[‘’ʻʼ′`´＇]/g, "'")
      .replace(/[‐‑‒–—−﹣－]/g, '-'),
  )
    .replace(/ +/g, ' ')
    .replace(HAN_DOT, '$1·')
    .replace(/ ?· ?/g, '·')
    .replace(HAN_BLANK, '$1');

/**
 * What is wrong with a document number, in words; empty when nothing is.
 * @param {string} type @param {string} number tidy
 * @param {string} today YYYY-MM-DD
 */
function idProblem(type, number, today) {
  if (type === NO_DOCUMENT.type) return '';
  if (!number) return '请填写证件号码';
  if (type === 'resident_id') return residentProblem(number, today);
  const form = FORMS[/** @type {keyof FORMS} */ (type)];
  return form.test(number) ? '' : '证件号码格式不对，请核对';
}

/** @param {string} number @param {string} today */
function residentProblem(number, today) {
  if (!/^[0-9]{0,17}[0-9X]?$/.test(number)) return '身份证号只有数字，最后一位可以是 X';
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

/** Of a child without any document. @param {string} birth YYYY-MM-DD or empty @param {string} today */
function infantProblem(birth, today) {
  const problem = birthProblem(birth, today);
  if (problem || ageOn(birth, today) < WITHOUT_DOCUMENT_UNDER) return problem;
  return `满 ${WITHOUT_DOCUMENT_UNDER} 周岁的孩子请用证件添加`;
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

/** @param {number | null} age null where the birth date cannot be read */
const needsGuardian = (age) => age !== null && age < CHILD_UNDER;

/** @param {number | null} age null where the birth date cannot be read */
const mayBeGuardian = (age) => age !== null && age >= ADULT;

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
  NO_DOCUMENT,
  ageOn,
  birthDate,
  birthProblem,
  earliestBirth,
  idProblem,
  infantProblem,
  mayBeGuardian,
  nameProblem,
  needsGuardian,
  phoneProblem,
  sexOf,
  tidyName,
  tidyNumber,
  tidyPhone,
};
