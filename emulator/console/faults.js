/** Faults with one click: what goes wrong between phone, functions, database and WeChat. */
import { control, on, settled } from './api.js';
import { action, el, note, panel } from './dom.js';

const GROUPS = [
  [
    '支付通知',
    [
      ['丢失', 'pay_notice', 'lost'],
      ['重复', 'pay_notice', 'twice'],
      ['迟到', 'pay_notice', 'late'],
      ['乱序', 'pay_notice', 'reordered'],
      ['金额不符', 'pay_notice', 'wrong_amount'],
      ['签名错误', 'pay_notice', 'bad_signature'],
    ],
  ],
  [
    '微信支付',
    [
      ['下单失败', 'prepay', 'error'],
      ['下单成功但无应答', 'prepay', 'error_after_effect'],
      ['查单失败', 'query', 'error'],
      ['关单失败', 'close', 'error'],
      ['退款失败', 'refund', 'error'],
      ['退款成功但无应答', 'refund', 'error_after_effect'],
    ],
  ],
  [
    '消息与数据库',
    [
      ['消息发送失败', 'message', 'error'],
      ['消息已发但无应答', 'message', 'error_after_effect'],
      ['数据库断开 3 秒', 'database', 'down', { seconds: 3 }],
      ['数据库变慢', 'database', 'slow', { seconds: 1, times: 5 }],
    ],
  ],
];

export function faultsPanel() {
  const { node, body, tools } = panel('故障', '点一下，下一次就出错');
  const waiting = el('ul', { className: 'chips', 'aria-label': '等待发生的故障' });
  const functions = el('select', { 'aria-label': '函数' });
  const read = async () => {
    const [{ faults }, status] = await Promise.all([
      control('GET', '/faults'),
      control('GET', '/status'),
    ]);
    waiting.replaceChildren(...faults.map(chip));
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
  body.append(...GROUPS.map((group) => groupOf(group, order)), killing(functions, order), waiting);
  const soon = settled(() => read().catch(() => {}));
  for (const type of ['open', 'fault', 'call', 'reset']) on(type, soon);
  return node;
}

const row = (label, ...children) =>
  el('div', { className: 'row', role: 'group', 'aria-label': label }, children);

const chip = ({ target, mode, times }) =>
  el('li', {}, `${target} · ${mode}${times > 1 ? ` ×${times}` : ''}`);

const groupOf = ([title, items], order) =>
  row(
    title,
    el('h3', {}, title),
    items.map(([text, target, mode, more]) =>
      action(text, () => order({ target, mode, ...more }, `${title} ${text}`)),
    ),
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
