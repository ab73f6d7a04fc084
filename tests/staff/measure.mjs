/** What can be measured of a desktop page: contrast (WCAG AA), names of fields and buttons, text that does not fit. */

const AA = { normal: 4.5, large: 3 };
const LARGE_PX = 24;

/** @returns {Promise<string[]>} a sentence for each failure */
export const measure = (page) => page.evaluate(failures, { AA, LARGE_PX });

function failures({ AA, LARGE_PX }) {
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const linear = (value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if ((colour[3] ?? 1) === 1) return colour;
    }
    return [255, 255, 255];
  };
  const ratio = (front, back) => {
    const [light, dark] = [luminance(front), luminance(back)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const top = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  const found = [];
  for (const element of top.querySelectorAll('*')) {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height || getComputedStyle(element).visibility !== 'visible') continue;
    const text = [...element.childNodes]
      .filter((node) => node.nodeType === 3)
      .map((node) => node.data.trim())
      .join('');
    const said = `“${(text || element.outerHTML).slice(0, 40)}”`;
    const style = getComputedStyle(element);
    if (text && !element.closest('[disabled], .stale')) {
      const seen = ratio(channels(style.color), ground(element));
      const least = parseFloat(style.fontSize) >= LARGE_PX ? AA.large : AA.normal;
      if (seen < least) found.push(`contrast ${seen.toFixed(2)} of ${said}`);
      if (parseFloat(style.fontSize) < 12) found.push(`${said} is only ${style.fontSize}`);
      if (box.right > innerWidth + 1) found.push(`${said} runs off the screen`);
    }
    const field = element.matches('input, textarea, select, button, a[href]');
    const named =
      element.labels?.length ||
      element.ariaLabel ||
      element.getAttribute('aria-label') ||
      element.innerText?.trim();
    if (field && !named) found.push(`no name: ${element.outerHTML.slice(0, 80)}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
  return [...new Set(found)];
}
