/** Messages as WeChat would deliver them, newest first. */
import { announce, control, on } from './api.js';
import { action, el, empty, panel, shortTime } from './dom.js';

export function messagesPanel(shared) {
  const { node, body } = panel('消息', '订阅消息与通知');
  const list = el('ol', { className: 'cards', 'aria-live': 'polite' });
  const none = empty('还没有消息。');
  body.append(none, list);
  const add = (message) => {
    none.hidden = true;
    const lines = Object.entries(message.values ?? {}).map(([name, value]) => [
      el('dt', {}, name),
      el('dd', {}, value?.value ?? value),
    ]);
    list.prepend(
      el(
        'li',
        {},
        el('b', {}, message.title ?? message.kind ?? '消息'),
        el(
          'small',
          {},
          `${shared.nameOf(message.openid)} · ${shortTime(message.at, shared.today)}`,
        ),
        el('dl', {}, lines),
        message.page ? openingOf(message) : null,
      ),
    );
  };
  const read = async () => {
    const { messages } = await control('GET', '/messages');
    list.replaceChildren();
    none.hidden = messages.length > 0;
    messages.forEach(add);
  };
  on('message', ({ message }) => add(message));
  for (const type of ['open', 'reset']) on(type, () => read().catch(() => {}));
  return node;
}

/** The tap on the message, by somebody who has that phone here. */
const openingOf = (message) =>
  action('在手机上打开', () => {
    const asked = { message, opened: false };
    announce('open-message', asked);
    if (!asked.opened) throw new Error('先把收信人的手机放到这里');
  });
