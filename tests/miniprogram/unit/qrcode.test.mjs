import assert from 'node:assert/strict';
import test from 'node:test';
import jsQR from 'jsqr';
import { load } from './support.mjs';

const { qrcode } = load('utils/qrcode.js');

/** As a scanner reads it: black on white pixels, with the quiet zone. */
function read(digits) {
  const [rows, quiet, scale] = [qrcode(digits), 4, 4];
  const side = (rows.length + 2 * quiet) * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  rows.forEach((row, y) =>
    row.forEach((dark, x) => {
      for (let at = 0; dark && at < scale * scale; at += 1) {
        const px = (x + quiet) * scale + (at % scale);
        const py = (y + quiet) * scale + Math.floor(at / scale);
        pixels.fill(0, (py * side + px) * 4, (py * side + px) * 4 + 3);
      }
    }),
  );
  return jsQR(pixels, side, side)?.data;
}

test('an independent reader reads what was written, at every length', () => {
  const digits = '4082173698520147963258741036985214';
  for (let length = 1; length <= digits.length; length += 1) {
    assert.equal(read(digits.slice(0, length)), digits.slice(0, length));
  }
  for (let n = 0; n < 100; n += 1) {
    const code = String(n * 1009081).padStart(8, '0');
    assert.equal(read(code), code);
  }
});

test('what is no run of digits, or too long, is refused', () => {
  for (const wrong of ['', '12a', '1 2', '1'.repeat(35)])
    assert.throws(() => qrcode(wrong), RangeError);
});
