/** Faults with one click: what goes wrong between phone, functions, database and WeChat. */
import { control, on, settled } from './api.js';
import { action, el, note, panel } from './dom.js';
import { faultText } from './words.js';

/** Title and items: `[words, target, mode, what it does, more]`. */
const GROUPS = [
  [
    '支付通知',
    [
      ['丢失', 'pay_notice', 'lost', '钱付了，通知不到；清扫时查单才知道'],
      ['重复', 'pay_notice', 'twice', '同一条通知来两次'],
      ['迟到', 'pay_notice', 'late', '通知晚到'],
      ['乱序', 'pay_notice', 'reordered', '通知不按发生的先后到'],
      ['金额不符', 'pay_notice', 'wrong_amount', '通知里的金额与订单不同'],
      ['签名错误', 'pay_notice', 'bad_signature', '通知的签名验不过'],
    ],
  ],
  [
    '微信支付',
    [
      ['下单失败', 'prepay', 'error', '没有生成订单'],
      ['下单成功但无应答', 'prepay', 'error_after_effect', '订单已生成，应答丢了'],
      ['查单失败', 'query', 'error', '查不到订单是否已付'],
      ['关单失败', 'close', 'error', '订单没有关掉，还能付'],
      ['退款失败', 'refund', 'error', '退款没有受理'],
      ['退款成功但无应答', 'refund', 'error_after_effect', '退款已受理，应答丢了'],
    ],
  ],
  [
    '消息与数据库',
    [
      ['消息发送失败', 'message', 'error', '消息没有发出'],
      ['消息已发但无应答', 'message', 'error_after_effect', '消息已发出，应答丢了'],
      ['数据库断开 3 秒', 'database', 'down', '所有函数都连不上数据库', { seconds: 3 }],
      ['数据库变慢', 'database', 'slow', '5 次读写各慢 1 秒', { seconds: 1, times: 5 }],
    ],
  ],
];

export function faultsPanel() {
  const { node, body, tools } = panel('故障', '点一下，下一次就出错');
  const waiting = el('ul', { className: 'chips', 'aria-label': '等待发生的故障' });
  const functions = el('select', { 'aria-label': '函数' });
  const buttons = new Map();
  const read = async () => {
    const [{ faults }, status] = await Promise.all([
      control('GET', '/faults'),
      control('GET', '/status'),
    ]);
    waiting.replaceChildren(...faults.map(chip));
    for (const [key, button] of buttons)
      arm(
        button,
        faults.filter((fault) => keyOf(fault) === key),
      );
    offer(functions, Object.keys(status.functions ?? {}));
  };
  const order = async (fault, text) => {
    await control('POST', '/faults', { times: 1, ...fault });
    note(`故障已安排：${text}`);
    await read();
  };
  const clear = action('全部撤销', async () => {
    await control('DELETE', '/faults');
    await read();
  });
  tools.append(clear);
  body.append(
    waiting,
    ...GROUPS.map((group) => groupOf(group, order, buttons)),
    killing(functions, order),
  );
  const soon = settled(() => read().catch(() => {}));
  for (const type of ['open', 'fault', 'call', 'reset']) on(type, soon);
  return node;
}

const row = (label, ...children) =>
  el('div', { className: 'row', role: 'group', 'aria-label': label }, children);

const chip = (fault) => el('li', {}, faultText(fault));

const keyOf = ({ target, mode }) => `${target} ${mode}`;

/** A button whose fault waits to strike looks so, and says how often it will. */
function arm(button, faults) {
  const times = faults.reduce((sum, fault) => sum + (fault.times ?? 1), 0);
  button.classList.toggle('armed', times > 0);
  button.dataset.waiting = times ? `待发生 ${times} 次` : '';
}

const groupOf = ([title, items], order, buttons) =>
  row(
    title,
    el('h3', {}, title),
    items.map(([text, target, mode, about, more]) => {
      const press = () => order({ target, mode, ...more }, `${title} ${text}`);
      const button = action(text, press, { title: about });
      buttons.set(keyOf({ target, mode }), button);
      return button;
    }),
  );

/** A function's process ended at a step of its choice. */
function killing(functions, order) {
  const after = el('input', {
    type: 'number',
    min: 1,
    value: 1,
    'aria-label': '第几次写库或外呼时',
  });
  const kill = action('中断', () => {
    const fault = { target: `function:${functions.value}`, mode: 'kill' };
    const text = `${functions.value} 在第 ${after.value} 步被中断`;
    return order({ ...fault, after: Number(after.value) }, text);
  });
  return row('中断函数', el('h3', {}, '进程'), functions, '在第', after, '次写库或外呼时', kill);
}

function offer(select, names) {
  const chosen = select.value || 'book';
  select.replaceChildren(...names.map((name) => el('option', { selected: name === chosen }, name)));
}
