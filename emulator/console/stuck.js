/** What a person must work on: effects tried in vain, refunds that need staff, money of nobody. */
import { control, on } from './api.js';
import { action, el, empty, panel, shortTime } from './dom.js';

export function stuckPanel(shared) {
  const { node, body, tools } = panel('待人工处理');
  const list = el('ol', { className: 'cards' });
  const none = empty('没有查过。');
  // A program of the service reads the database: it is started when asked for, not at every change.
  const read = async () => {
    const { items } = await control('GET', '/stuck');
    none.textContent = '没有需要人工处理的事。';
    none.hidden = items.length > 0;
    list.replaceChildren(...items.map((item) => card(item, shared)));
  };
  tools.append(action('查看待处理', read));
  body.append(none, list);
  on('reset', () => {
    none.hidden = false;
    none.textContent = '没有查过。';
    list.replaceChildren();
  });
  return node;
}

function card({ order_no: order, what, about, since, todo }, shared) {
  const when = since.length > 10 ? shortTime(since, shared.today) : since;
  return el(
    'li',
    {},
    el('b', {}, what),
    el('small', {}, `从 ${when} 起`),
    ...(order ? [el('code', {}, `订单 ${order}`)] : []),
    el('small', {}, about),
    el('p', {}, `处理：${todo}`),
  );
}
