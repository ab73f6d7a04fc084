/** Pulling down at the top of a scroller, by finger or mouse. */
const PULL_PX = 60;

export function pullToRefresh(node, { enabled, refresh }) {
  let startY = null;
  node.addEventListener('pointerdown', (event) => {
    startY = enabled() && node.scrollTop <= 0 ? event.clientY : null;
  });
  // pointercancel: with a finger, the browser takes the drag for itself.
  const pulled = (event) => startY !== null && event.clientY - startY > PULL_PX;
  node.addEventListener('pointerup', (event) => {
    if (pulled(event)) refresh();
    startY = null;
  });
  node.addEventListener('touchend', (event) => {
    const touch = event.changedTouches[0];
    if (touch && pulled(touch)) refresh();
    startY = null;
  });
}
