/**
 * WeChat's units in CSS: `rpx` is 1/750 of the screen's width; `vh` is measured on the page without its
 * bars, which is smaller than this window.
 */
export function lengthsToCss(text) {
  return text
    .replace(/(?<![\w#-])(-?\d*\.?\d+)rpx\b/g, (_, n) => `${+((n * 100) / 750).toFixed(5)}vw`)
    .replace(/(?<![\w#-])(-?\d*\.?\d+)vh\b/g, (_, n) => `calc(var(--mp-vh, 1vh) * ${n})`);
}
