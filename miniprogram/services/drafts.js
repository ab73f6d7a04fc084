/**
 * What was typed into a form and not saved yet. Kept while the app is open and never written to the phone: it may
 * hold ID numbers.
 */

/** @type {Map<string, Record<string, any>>} */
const kept = new Map();

module.exports = {
  /** @param {string} form @param {Record<string, any>} fields */
  keep: (form, fields) => void kept.set(form, fields),
  /** @param {string} form */
  of: (form) => kept.get(form),
  /** @param {string} form */
  drop: (form) => void kept.delete(form),
  forget: () => kept.clear(),
};
