/** A QR code for a run of digits; the window's scanner reads the very digits that stand beside it. */

const generator = require('../vendor/qrcode-generator/qrcode');

/** What the smallest code (21 × 21) holds at level M; a pickup code needs no more. */
const LONGEST = 34;

/**
 * @param {string} digits
 * @returns {boolean[][]} rows from the top, true is dark; without the quiet zone
 */
function qrcode(digits) {
  if (!/^\d+$/.test(digits) || digits.length > LONGEST)
    throw new RangeError(`no QR code: ${digits}`);
  const code = generator(1, 'M');
  code.addData(digits, 'Numeric');
  code.make();
  const side = [...Array(code.getModuleCount()).keys()];
  return side.map((y) => side.map((x) => code.isDark(y, x)));
}

module.exports = { qrcode };
