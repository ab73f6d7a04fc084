/** What can be measured of a page: contrast (WCAG AA), size of tap targets, text that does not fit. */

const AA = { normal: 4.5, large: 3 };
const LARGE = { size: 24, bold: 18.66 };
const SMALLEST_TEXT = 14;
const SMALLEST_TARGET = 44;
const TARGETS =
  'wx-button, wx-input, wx-picker, [role=button], [role=tab], [role=radio], [role=switch]';

/** @returns {Promise<string[]>} a sentence for each failure on the page on top */
export const measure = (page) => page.evaluate(`${IN_THE_BROWSER.join('\n')}\nfailures()`);

const constant = (name, value) => `var ${name} = ${JSON.stringify(value)};`;

/** Of a colour on what lies behind an element: text that a browser is handed. */
export const CONTRAST = [channels, luminance, contrast, over, backdrop, ratioOf];

/** The browser is handed the text of these functions, and knows nothing else of this file. */
const IN_THE_BROWSER = [
  constant('AA', AA),
  constant('LARGE', LARGE),
  constant('SMALLEST_TEXT', SMALLEST_TEXT),
  constant('SMALLEST_TARGET', SMALLEST_TARGET),
  constant('TARGETS', TARGETS),
  ...[...CONTRAST, shown, named, leaves],
  ...[textFailures, placeholderFailures, targetFailures, failures],
];

function failures() {
  const top = [...document.querySelectorAll('.mp-page:not([hidden]) .mp-body')].at(-1);
  const fields = [...top.querySelectorAll('input')].filter((one) => one.placeholder && !one.value);
  const found = [
    ...leaves(top).flatMap(textFailures),
    ...fields.filter(shown).flatMap(placeholderFailures),
    ...[...top.querySelectorAll(TARGETS)].filter(shown).flatMap(targetFailures),
  ];
  if (top.scrollWidth > top.clientWidth + 1) found.push('the page scrolls sideways');
  return [...new Set(found)];
}

function channels(colour) {
  return colour.match(/[\d.]+/g).map(Number);
}

function luminance([r, g, b]) {
  const linear = [r, g, b].map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function over(front, back) {
  const alpha = front[3] ?? 1;
  return [0, 1, 2].map((at) => front[at] * alpha + back[at] * (1 - alpha));
}

function backdrop(element) {
  const layers = [];
  for (let at = element; at; at = at.parentElement) {
    const colour = channels(getComputedStyle(at).backgroundColor);
    layers.push(colour);
    if ((colour[3] ?? 1) === 1) break;
  }
  return layers.reverse().reduce((back, front) => over(front, back), [255, 255, 255]);
}

/** Contrast of a colour on what lies behind an element. */
function ratioOf(colour, element) {
  const back = backdrop(element);
  return contrast(over(channels(colour), back), back);
}

function shown(element) {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && getComputedStyle(element).visibility === 'visible';
}

function named(text) {
  return `“${text.trim().replace(/\s+/g, ' ').slice(0, 24)}”`;
}

/** Pieces of text that can be seen. */
function leaves(top) {
  const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found.filter((node) => node.textContent.trim() && shown(node.parentElement));
}

function textFailures({ parentElement: element, textContent: text }) {
  const style = getComputedStyle(element);
  const size = parseFloat(style.fontSize);
  const bold = Number(style.fontWeight) >= 700;
  const large = size >= LARGE.size || (size >= LARGE.bold && bold);
  const ratio = ratioOf(style.color, element);
  const range = document.createRange();
  range.selectNodeContents(element);
  const outside = range.getBoundingClientRect().right > innerWidth + 1;
  return [
    ratio < (large ? AA.large : AA.normal) && `contrast ${ratio.toFixed(2)} of ${named(text)}`,
    outside && !element.closest('wx-scroll-view') && `${named(text)} runs off the screen`,
    size < SMALLEST_TEXT && `${named(text)} is only ${size} px`,
  ].filter(Boolean);
}

function placeholderFailures(field) {
  const ratio = ratioOf(getComputedStyle(field, '::placeholder').color, field);
  const said = `contrast ${ratio.toFixed(2)} of placeholder ${named(field.placeholder)}`;
  return ratio < AA.normal ? [said] : [];
}

function targetFailures(target) {
  const { width, height } = target.getBoundingClientRect();
  const least = SMALLEST_TARGET - 0.5;
  const disabled = target.getAttribute('aria-disabled') === 'true';
  if (disabled || (width >= least && height >= least)) return [];
  const said = named(target.innerText || target.getAttribute('aria-label') || target.tagName);
  return [`target ${said} is ${Math.round(width)} × ${Math.round(height)}`];
}
