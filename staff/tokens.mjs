/** `miniprogram/styles/tokens.wxss` for a desktop: half of 750 rpx is the width that the mini-program is drawn for. */

/** @param {string} wxss @returns {string} */
export function cssOfTokens(wxss) {
  return wxss
    .replace(/(\d+)rpx/g, (_, length) => `${Number(length) / 2}px`)
    .replace(/(^|\n)page(?=[,\s{])/g, '$1:root');
}
