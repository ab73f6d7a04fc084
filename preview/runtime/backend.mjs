/** Joins the component framework to the DOM: <view> becomes <wx-view>, and DOM events become WeChat's. */
import { lengthsToCss } from './lengths.mjs';
import { BUILTIN_TAGS } from './components/tags.mjs';

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

  // 0.12.1 has no Event.triggerBackendEvent: the event is made and sent on its way here.
  const dispatch = (target, type, detail, options) => {
    const event = new glassEasel.Event(type, detail, options);
    glassEasel.Event.dispatchEvent(target, event);
    return event.getEventBubbleStatus();
  };
  context.onEvent((target, type, detail, options) => {
    const origin = options.originalEvent;
    if (type === 'tap') {
      if (origin?.target?.closest?.('wx-button[disabled]')) return undefined;
      host.phone.tapped = true;
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
  return context;
}
