/**
 * A QR code for a run of digits: version 1 (21 × 21), level M, numeric mode (ISO/IEC 18004).
 *
 * A pickup code needs no more; the window's scanner reads the very digits that stand beside it.
 */

const SIZE = 21;
const DATA_BYTES = 16;
const CHECK_BYTES = 10;
const LONGEST = 34;
const LEVEL_M = 0;

/** Exponents of the field GF(256) with the polynomial 0x11d. */
const EXP = [1];
for (let i = 1; i < 255; i += 1)
  EXP[i] = EXP[i - 1] & 128 ? (EXP[i - 1] << 1) ^ 0x11d : EXP[i - 1] << 1;

/** @param {number} a @param {number} b */
const multiply = (a, b) => (a && b ? EXP[(EXP.indexOf(a) + EXP.indexOf(b)) % 255] : 0);

/** @param {string} digits */
function codewords(digits) {
  let bits = '0001' + digits.length.toString(2).padStart(10, '0');
  for (let i = 0; i < digits.length; i += 3) {
    const group = digits.slice(i, i + 3);
    bits += Number(group)
      .toString(2)
      .padStart([4, 7, 10][group.length - 1], '0');
  }
  bits += '0'.repeat(Math.min(4, DATA_BYTES * 8 - bits.length));
  bits += '0'.repeat((8 - (bits.length % 8)) % 8);
  const data = (bits.match(/.{8}/g) || []).map((byte) => parseInt(byte, 2));
  for (let pad = 0xec; data.length < DATA_BYTES; pad ^= 0xec ^ 0x11) data.push(pad);
  return data.concat(checkBytes(data));
}

/** Reed–Solomon remainder. @param {number[]} data */
function checkBytes(data) {
  let generator = [1];
  for (let i = 0; i < CHECK_BYTES; i += 1) {
    const shifted = [...generator, 0];
    generator = shifted.map((term, at) => term ^ multiply(at ? generator[at - 1] : 0, EXP[i]));
  }
  const rest = [...data, ...new Array(CHECK_BYTES).fill(0)];
  data.forEach((_, at) => {
    const lead = rest[at];
    generator.forEach((term, i) => {
      rest[at + i] ^= multiply(term, lead);
    });
  });
  return rest.slice(data.length);
}

/** The patterns every version 1 symbol has; `null` is where data may go. */
function frame() {
  /** @type {(boolean | null)[][]} */
  const grid = Array.from({ length: SIZE }, () => new Array(SIZE).fill(null));
  for (const [top, left] of [
    [0, 0],
    [0, SIZE - 7],
    [SIZE - 7, 0],
  ])
    finder(grid, top, left);
  for (let i = 8; i < SIZE - 8; i += 1) grid[6][i] = grid[i][6] = i % 2 === 0;
  return grid;
}

/** @param {(boolean | null)[][]} grid @param {number} top @param {number} left */
function finder(grid, top, left) {
  for (let row = -1; row <= 7; row += 1) {
    for (let column = -1; column <= 7; column += 1) {
      const line = grid[top + row];
      if (!line || line[left + column] === undefined) continue;
      const ring = Math.max(Math.abs(row - 3), Math.abs(column - 3));
      line[left + column] = ring !== 2 && ring !== 4;
    }
  }
}

/** Level and mask, protected and laid twice around the finders. @param {(boolean | null)[][]} grid @param {number} mask */
function writeFormat(grid, mask) {
  const five = (LEVEL_M << 3) | mask;
  let rest = five << 10;
  for (let bit = 14; bit >= 10; bit -= 1) if (rest & (1 << bit)) rest ^= 0x537 << (bit - 10);
  const format = ((five << 10) | rest) ^ 0x5412;
  for (let i = 0; i < 15; i += 1) {
    const dark = ((format >> i) & 1) === 1;
    const across = i < 8 ? SIZE - 1 - i : i === 8 ? 7 : 14 - i;
    const down = i < 6 ? i : i < 8 ? i + 1 : SIZE - 15 + i;
    grid[8][across] = dark;
    grid[down][8] = dark;
  }
  grid[SIZE - 8][8] = true;
}

const MASKS = [
  (/** @type {number} */ r, /** @type {number} */ c) => (r + c) % 2 === 0,
  (/** @type {number} */ r) => r % 2 === 0,
  (/** @type {number} */ _, /** @type {number} */ c) => c % 3 === 0,
  (/** @type {number} */ r, /** @type {number} */ c) => (r + c) % 3 === 0,
  (/** @type {number} */ r, /** @type {number} */ c) =>
    (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (/** @type {number} */ r, /** @type {number} */ c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (/** @type {number} */ r, /** @type {number} */ c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (/** @type {number} */ r, /** @type {number} */ c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

/** @param {number[]} bytes @param {number} mask @returns {boolean[][]} */
function lay(bytes, mask) {
  const grid = frame();
  writeFormat(grid, mask);
  let bit = 0;
  let up = true;
  for (let right = SIZE - 1; right > 0; right -= right === 8 ? 3 : 2, up = !up) {
    for (let step = 0; step < SIZE; step += 1) {
      const row = up ? SIZE - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (grid[row][column] !== null) continue;
        const dark = ((bytes[bit >> 3] >> (7 - (bit & 7))) & 1) === 1;
        grid[row][column] = dark !== MASKS[mask](row, column);
        bit += 1;
      }
    }
  }
  return /** @type {boolean[][]} */ (grid);
}

/** How hard a symbol is to read; the lowest mask wins. @param {boolean[][]} grid */
function penalty(grid) {
  const lines = [...grid, ...grid[0].map((_, column) => grid.map((row) => row[column]))].map(
    (line) => line.map((dark) => (dark ? '1' : '0')).join(''),
  );
  let score = 0;
  for (const line of lines) {
    for (const run of line.match(/0{5,}|1{5,}/g) || []) score += run.length - 2;
    score += 40 * (line.match(/(?=10111010000|00001011101)/g) || []).length;
  }
  for (let row = 1; row < SIZE; row += 1) {
    for (let column = 1; column < SIZE; column += 1) {
      const dark = grid[row][column];
      const square = dark === grid[row - 1][column] && dark === grid[row][column - 1];
      if (square && dark === grid[row - 1][column - 1]) score += 3;
    }
  }
  const share = grid.flat().filter(Boolean).length / (SIZE * SIZE);
  return score + 10 * Math.floor(Math.abs(share * 100 - 50) / 5);
}

/**
 * @param {string} digits 1 to 34 of them
 * @returns {boolean[][]} rows of modules, true is dark; the quiet zone is the caller's
 */
function qrcode(digits) {
  if (!/^\d+$/.test(digits) || digits.length > LONGEST) throw new RangeError('1 to 34 digits');
  const bytes = codewords(digits);
  const symbols = MASKS.map((_, mask) => lay(bytes, mask));
  return symbols.reduce((best, grid) => (penalty(grid) < penalty(best) ? grid : best));
}

module.exports = { qrcode };
