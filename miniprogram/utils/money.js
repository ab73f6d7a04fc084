/**
 * ¥50, ¥12.50, or 免费 for nothing.
 * @param {number} fen
 */
function price(fen) {
  return fen === 0 ? '免费' : yuan(fen);
}

/** @param {number} fen */
function yuan(fen) {
  return fen % 100 === 0 ? `¥${fen / 100}` : `¥${(fen / 100).toFixed(2)}`;
}

module.exports = { price, yuan };
