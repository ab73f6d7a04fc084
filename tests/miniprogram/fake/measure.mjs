/** What can be measured of a page: contrast (WCAG AA), size of tap targets, text that does not fit. */

/** @returns {Promise<string[]>} a sentence for each failure on the page on top */
export const measure = (page) => page.evaluate(findFailures);

/** Runs in the browser: everything it needs is inside. */
function findFailures() {
  const AA = 4.5;
  const AA_LARGE = 3;
  const LARGE_TEXT = 24;
  const LARGE_BOLD = 18.66;
  const TARGET = 44;
  const found = new Set();
  const top = [...document.querySelectorAll('.mp-page:not([hidden]) .mp-body')].at(-1);

  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const linear = [r, g, b].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const over = (front, back) => {
    const alpha = front[3] ?? 1;
    return [0, 1, 2].map((at) => front[at] * alpha + back[at] * (1 - alpha));
  };
  const backdrop = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      layers.push(colour);
      if ((colour[3] ?? 1) === 1) break;
    }
    return layers.reverse().reduce((back, front) => over(front, back), [255, 255, 255]);
  };
  const shown = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && getComputedStyle(element).visibility === 'visible';
  };
  const name = (text) => `“${text.trim().replace(/\s+/g, ' ').slice(0, 24)}”`;

  function judgeText(element, text) {
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const large = size >= LARGE_TEXT || (size >= LARGE_BOLD && Number(style.fontWeight) >= 700);
    const back = backdrop(element);
    const ratio = contrast(over(channels(style.color), back), back);
    if (ratio < (large ? AA_LARGE : AA)) found.add(`contrast ${ratio.toFixed(2)} of ${name(text)}`);
    const range = document.createRange();
    range.selectNodeContents(element);
    const box = range.getBoundingClientRect();
    const scrolls = element.closest('wx-scroll-view');
    if (!scrolls && box.right > innerWidth + 1) found.add(`${name(text)} runs off the screen`);
    if (size < 14) found.add(`${name(text)} is only ${size} px`);
  }

  const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: element, textContent: text } = walker.currentNode;
    if (text.trim() && shown(element)) judgeText(element, text);
  }
  for (const field of top.querySelectorAll('input')) {
    if (field.placeholder && !field.value && shown(field)) judgePlaceholder(field);
  }

  function judgePlaceholder(field) {
    const back = backdrop(field);
    const style = getComputedStyle(field, '::placeholder');
    const ratio = contrast(over(channels(style.color), back), back);
    if (ratio < AA)
      found.add(`contrast ${ratio.toFixed(2)} of placeholder ${name(field.placeholder)}`);
  }

  const targets =
    'wx-button, wx-input, wx-picker, [role=button], [role=tab], [role=radio], [role=switch]';
  for (const target of top.querySelectorAll(targets)) {
    if (!shown(target) || target.getAttribute('aria-disabled') === 'true') continue;
    const { width, height } = target.getBoundingClientRect();
    const said = name(target.innerText || target.getAttribute('aria-label') || target.tagName);
    if (width < TARGET - 0.5 || height < TARGET - 0.5) {
      found.add(`target ${said} is ${Math.round(width)} × ${Math.round(height)}`);
    }
  }
  if (top.scrollWidth > top.clientWidth + 1) found.add('the page scrolls sideways');
  return [...found];
}
