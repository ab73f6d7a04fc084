/** What can be measured of a desktop page: contrast (WCAG AA), names of fields and buttons, text that does not fit. */
import { CONTRAST } from '../miniprogram/fake/measure.mjs';

const AA = { normal: 4.5, large: 3, largePx: 24 };

/** @returns {Promise<string[]>} a sentence for each failure of the dialog on top, else of the page */
export const measure = (page) =>
  page.evaluate(
    [
      `var AA = ${JSON.stringify(AA)};`,
      ...CONTRAST,
      ...[atRest, visible, ownText, ofText, ofField, failures],
      'failures()',
    ].join('\n'),
  );

/** Ends what still fades: a button that was just enabled has its colours a moment later. */
function atRest() {
  for (const each of document.getAnimations())
    if (each.effect.getComputedTiming().endTime !== Infinity) each.finish();
}

function visible(element) {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && getComputedStyle(element).visibility === 'visible';
}

function ownText(element) {
  const pieces = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
  return pieces.map((node) => node.data.trim()).join('');
}

function ofText(element) {
  const text = ownText(element);
  if (!text || element.closest('[disabled], .t-is-loading, .stale')) return [];
  const { color, fontSize } = getComputedStyle(element);
  const size = parseFloat(fontSize);
  /* global ratioOf */
  const ratio = ratioOf(color, element);
  const said = `“${text.slice(0, 24)}”`;
  return [
    ratio < (size >= AA.largePx ? AA.large : AA.normal) &&
      `contrast ${ratio.toFixed(2)} of ${said}`,
    size < 12 && `${said} is only ${fontSize}`,
    element.getBoundingClientRect().right > innerWidth + 1 && `${said} runs off the screen`,
  ].filter(Boolean);
}

function ofField(element) {
  if (!element.matches('input, textarea, select, button, a[href]')) return [];
  const named =
    element.labels?.length || element.getAttribute('aria-label') || element.innerText?.trim();
  return named ? [] : [`no name: ${element.outerHTML.slice(0, 80)}`];
}

function failures() {
  atRest();
  const top = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  const found = [...top.querySelectorAll('*')]
    .filter(visible)
    .flatMap((element) => [...ofText(element), ...ofField(element)]);
  if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
  return [...new Set(found)];
}
