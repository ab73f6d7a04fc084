/** Calls of functions: newest first, with duration, cold start, outcome, and the log on demand. */
import { control, on } from './api.js';
import { action, el, empty, panel, shortTime } from './dom.js';

const KEPT = 500;
const TRIGGER = { phone: '手机', timer: '定时', http: 'HTTP' };

export function callsPanel(shared) {
  const { node, body, tools } = panel('函数调用');
  node.classList.add('wide');
  let last = 0;
  const filter = el(
    'select',
    { 'aria-label': '只看函数' },
    el('option', { value: '' }, '全部函数'),
  );
  const onlyErrors = el('input', { type: 'checkbox' });
  const quiet = el('input', { type: 'checkbox', checked: true });
  const rows = el('tbody');
  const names = ['时间', '函数', '来自', '用时', '结果', ''];
  const head = el(
    'thead',
    {},
    el(
      'tr',
      {},
      names.map((name) => el('th', { scope: 'col' }, name)),
    ),
  );
  const none = empty('还没有调用。在手机上点一点。');
  body.append(none, el('table', {}, head, rows));
  tools.append(
    filter,
    el('label', {}, quiet, '不看定时'),
    el('label', {}, onlyErrors, '只看异常'),
    action('清空', () => rows.replaceChildren()),
  );

  const isBad = (call) =>
    call.error !== null || (call.code !== null && !['OK', 200, 204].includes(call.code));
  const fits = (row) =>
    (!filter.value || row.dataset.function === filter.value) &&
    (!onlyErrors.checked || row.dataset.bad) &&
    (!quiet.checked || row.dataset.trigger !== 'timer');
  const sift = () => {
    for (const row of rows.children) row.hidden = !fits(row);
  };
  for (const input of [filter, onlyErrors, quiet]) input.onchange = sift;

  const add = (call) => {
    if (call.id <= last) return;
    last = call.id;
    none.hidden = true;
    if (![...filter.options].some((option) => option.value === call.function)) {
      filter.append(el('option', { value: call.function }, call.function));
    }
    const row = rowOf(call, shared, isBad(call));
    row.hidden = !fits(row);
    rows.prepend(row);
    while (rows.children.length > KEPT) rows.lastChild.remove();
  };
  const read = () =>
    control('GET', `/calls?since=${last}`)
      .then(({ calls }) => calls.forEach(add))
      .catch(() => {});
  on('call', ({ call }) => add(call));
  on('open', read);
  on('reset', () => {
    rows.replaceChildren();
    none.hidden = false;
  });
  return node;
}

function rowOf(call, shared, bad) {
  const log = [call.error, ...(call.log ?? [])].filter(Boolean).join('\n');
  const outcome = call.error ? '异常' : String(call.code ?? '完成');
  const details = log
    ? el(
        'details',
        {},
        el('summary', { 'aria-label': `${call.function} 的日志` }, '日志'),
        el('pre', {}, log),
      )
    : '';
  const row = el(
    'tr',
    {},
    el('td', {}, shortTime(call.at, shared.today)),
    el('th', { scope: 'row' }, call.function),
    el(
      'td',
      {},
      call.openid ? shared.nameOf(call.openid) : (TRIGGER[call.trigger] ?? call.trigger),
    ),
    el(
      'td',
      { className: 'number' },
      `${call.duration_ms} ms`,
      call.cold_start ? el('em', {}, '冷启动') : null,
    ),
    el('td', {}, el('span', { className: bad ? 'tag bad' : 'tag good' }, outcome)),
    el('td', {}, details),
  );
  row.dataset.function = call.function;
  row.dataset.trigger = call.trigger;
  if (bad) row.dataset.bad = 'yes';
  return row;
}
