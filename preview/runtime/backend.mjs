/** Joins the component framework to the DOM: <view> becomes <wx-view>, and DOM events become WeChat's. */
import { lengthsToCss } from './lengths.mjs';
import { BUILTIN_TAGS } from './components/tags.mjs';

const LONG_PRESS_MS = 350;

export function createBackendContext(glassEasel, host) {
  const context = new glassEasel.CurrentWindowBackendContext();
  const prefixed = new Set([...BUILTIN_TAGS, 'page', 'block']);
  context.document = {
    createElement(tag) {
      const node = document.createElement(prefixed.has(tag) ? `wx-${tag}` : tag);
      const setAttribute = node.setAttribute;
      node.setAttribute = function (name, value) {
        setAttribute.call(this, name, name === 'style' ? lengthsToCss(String(value)) : value);
      };
      return node;
    },
    createTextNode: (text) => document.createTextNode(text),
    createDocumentFragment: () => document.createDocumentFragment(),
  };
  context.getContext = (node, callback) => callback(node.querySelector?.('canvas') ?? null);
  context.getWindowHeight = () => host.pages.top?.view.clientHeight ?? innerHeight;

  // 0.12.1 has no Event.triggerBackendEvent: the event is made and sent on its way here.
  const dispatch = (target, type, detail, options) => {
    const event = new glassEasel.Event(type, detail, options);
    glassEasel.Event.dispatchEvent(target, event);
    return event.getEventBubbleStatus();
  };
  context.onEvent((target, type, detail, options) => {
    const origin = options.originalEvent;
    if (type === 'tap') {
      if (host.longPressed || origin?.target?.closest?.('wx-button[disabled]')) return undefined;
      host.phone.tapped = true;
    }
    if (type === 'tap') {
      // At the end of a touch the list is empty already; a tap tells the finger it was.
      const { x, y } = detail;
      const touch = { identifier: 0, clientX: x, clientY: y, pageX: x, pageY: y };
      options.extraFields = { touches: [touch], changedTouches: [touch] };
    } else if (origin?.touches) {
      options.extraFields = {
        touches: [...origin.touches],
        changedTouches: [...origin.changedTouches],
      };
    }
    return dispatch(target, type, detail, options);
  });
  watchLongPress(host, dispatch);
  return context;
}

/** The framework knows tap only; a finger that stays is a longpress, and then no tap if somebody took it. */
function watchLongPress(host, dispatch) {
  let timer = 0;
  addEventListener(
    'pointerdown',
    (event) => {
      host.longPressed = false;
      const node = event.target.closest?.('wx-page *');
      timer = setTimeout(() => {
        let at = node;
        while (at && !at.__wxElement) at = at.parentNode;
        if (!at) return;
        const detail = { x: event.clientX, y: event.clientY };
        const options = { bubbles: true, composed: true, capturePhase: true };
        dispatch(at.__wxElement, 'longpress', detail, options);
        dispatch(at.__wxElement, 'longtap', detail, options);
        for (let e = at.__wxElement; e; e = e.getComposedParent?.()) {
          if (e._$eventTarget.listeners.longpress) host.longPressed = true;
        }
      }, LONG_PRESS_MS);
    },
    true,
  );
  const stop = () => clearTimeout(timer);
  for (const type of ['pointerup', 'pointercancel', 'scroll']) addEventListener(type, stop, true);
  addEventListener(
    'pointermove',
    (event) => {
      if (Math.abs(event.movementX) + Math.abs(event.movementY) > 8) stop();
    },
    true,
  );
}
