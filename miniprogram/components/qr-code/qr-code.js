/** The pickup code as a picture for the scanner at the window: black on white whatever the theme. */
const { qrcode } = require('../../utils/qrcode');

const QUIET = 4;

/** @param {string} digits */
function picture(digits) {
  const rows = qrcode(digits);
  const side = rows.length + 2 * QUIET;
  const dots = rows
    .map((row, y) =>
      row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : '')).join(''),
    )
    .join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><path d="${dots}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

Component({
  properties: { digits: String },
  data: { src: '' },
  observers: {
    digits(digits) {
      this.setData({ src: digits ? picture(digits) : '' });
    },
  },
});
