/**
 * Scrolling of one scroller alone. The browser's own scrollIntoView() and focus() also move everything around
 * it, out of this frame and up to the page that the phone stands on.
 */

/** Puts `node` at the start of `scroller`, along the axes it scrolls on. */
export function scrollToStart(scroller, node, { x, y }) {
  const [to, from] = [node, scroller].map((one) => one.getBoundingClientRect());
  if (x) scroller.scrollLeft += to.left - from.left - scroller.clientLeft;
  if (y) scroller.scrollTop += to.top - from.top - scroller.clientTop;
}

/** Focuses a control and shows it, should it lie above or below what is seen of its page. */
export function focusOnPage(control) {
  control.focus({ preventScroll: true });
  const body = control.closest('.mp-body');
  if (!body) return;
  const [it, seen] = [control, body].map((one) => one.getBoundingClientRect());
  if (it.top < seen.top) body.scrollTop += it.top - seen.top;
  else if (it.bottom > seen.bottom) body.scrollTop += it.bottom - seen.bottom;
}
