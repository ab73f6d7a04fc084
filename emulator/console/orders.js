/** Orders of the simulated WeChat Pay, and paying them by hand, also late. */
import { control, on, settled } from './api.js';
import { action, el, empty, note, panel, shortTime, yuan } from './dom.js';

const STATE = {
  NOTPAY: ['待支付', 'warn'],
  SUCCESS: ['已支付', 'good'],
  REFUND: ['转入退款', 'plain'],
  CLOSED: ['已关闭', 'plain'],
};
const REFUND = {
  PROCESSING: '退款中',
  SUCCESS: '已退款',
  CLOSED: '退款关闭',
  ABNORMAL: '退款异常',
};

export function ordersPanel(shared) {
  const { node, body } = panel('订单', '模拟微信支付');
  const list = el('ol', { className: 'cards' });
  const none = empty('还没有订单。');
  body.append(none, list);
  const read = async () => {
    const { orders } = await control('GET', '/orders');
    none.hidden = orders.length > 0;
    list.replaceChildren(...orders.reverse().map((order) => card(order, shared)));
  };
  const soon = settled(() => read().catch(() => {}));
  for (const type of ['open', 'order', 'reset', 'clock']) on(type, soon);
  return node;
}

function card(order, shared) {
  const [text, kind] = STATE[order.state] ?? [order.state, 'plain'];
  const when = shortTime(order.created_at, shared.today);
  const refunds = (order.refunds ?? []).map((refund) =>
    el('small', {}, `${REFUND[refund.status] ?? refund.status} ${yuan(refund.amount_fen)}`),
  );
  return el(
    'li',
    {},
    el('b', {}, yuan(order.amount_fen)),
    el('span', { className: `tag ${kind}` }, text),
    el('small', {}, `${shared.nameOf(order.openid)} · ${when}`),
    el('code', {}, `${order.out_trade_no}　商户 ${order.mchid}`),
    refunds,
    el('div', { className: 'row' }, buttonsOf(order)),
  );
}

function buttonsOf(order) {
  const pay = async (how) => {
    await control('POST', `/orders/${encodeURIComponent(order.out_trade_no)}/pay`, how);
    note(`订单 ${order.out_trade_no} 已支付，通知已发出`);
  };
  if (order.state === 'NOTPAY') {
    const short = { amount_fen: order.amount_fen - 1 };
    return [action('支付', () => pay({})), action('少付一分', () => pay(short))];
  }
  if (order.state !== 'CLOSED') return [];
  return [action('迟到的支付', () => pay({ late: true }), { title: '关单之后钱仍然到了' })];
}
