/** Calls of functions: newest first, with duration, cold start, outcome, and the log on demand. */
import { control, on } from './api.js';
import { action, el, empty, panel, shortTime, tableOf } from './dom.js';

const KEPT = 500;
const TRIGGER = { phone: '手机', timer: '定时', http: 'HTTP' };

export function callsPanel(shared) {
  const { node, body, tools } = panel('函数调用');
  node.classList.add('wide');
  const { table, rows } = tableOf(['时间', '函数', '来自', '用时', '结果', '']);
  const none = empty('还没有调用。在手机上点一点。');
  const sieve = new Sieve(rows);
  body.append(none, table);
  tools.append(
    ...sieve.inputs,
    action('清空', () => rows.replaceChildren()),
  );

  let last = 0;
  const add = (call) => {
    if (call.id <= last) return;
    last = call.id;
    none.hidden = true;
    const row = rowOf(call, shared);
    sieve.meet(row);
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

/** Which rows are shown: of one function, without timers, the odd ones only. */
class Sieve {
  #function = el('select', { 'aria-label': '只看函数' }, el('option', { value: '' }, '全部函数'));
  #quiet = el('input', { type: 'checkbox', checked: true });
  #odd = el('input', { type: 'checkbox' });

  constructor(rows) {
    for (const input of [this.#function, this.#quiet, this.#odd]) {
      input.onchange = () => {
        for (const row of rows.children) row.hidden = !this.#fits(row);
      };
    }
    this.inputs = [
      this.#function,
      el('label', {}, this.#quiet, '不看定时'),
      el('label', {}, this.#odd, '只看异常'),
    ];
  }

  /** A row that is new: its function can be chosen from now on. */
  meet(row) {
    const name = row.dataset.function;
    if (![...this.#function.options].some((option) => option.value === name)) {
      this.#function.append(el('option', { value: name }, name));
    }
    row.hidden = !this.#fits(row);
  }

  #fits({ dataset }) {
    return (
      (!this.#function.value || dataset.function === this.#function.value) &&
      (!this.#odd.checked || dataset.bad) &&
      (!this.#quiet.checked || dataset.trigger !== 'timer')
    );
  }
}

const isBad = (call) =>
  call.error !== null || (call.code !== null && !['OK', 200, 204].includes(call.code));

function rowOf(call, shared) {
  const bad = isBad(call);
  const outcome = call.error ? '异常' : String(call.code ?? '完成');
  const from = call.openid ? shared.nameOf(call.openid) : (TRIGGER[call.trigger] ?? call.trigger);
  const took = [`${call.duration_ms} ms`, call.cold_start ? el('em', {}, '冷启动') : null];
  const row = el(
    'tr',
    {},
    el('td', {}, shortTime(call.at, shared.today)),
    el('th', { scope: 'row' }, call.function),
    el('td', {}, from),
    el('td', { className: 'number' }, took),
    el('td', {}, el('span', { className: bad ? 'tag bad' : 'tag good' }, outcome)),
    el('td', {}, logOf(call)),
  );
  row.dataset.function = call.function;
  row.dataset.trigger = call.trigger;
  if (bad) row.dataset.bad = 'yes';
  return row;
}

function logOf(call) {
  const log = [call.error, ...(call.log ?? [])].filter(Boolean).join('\n');
  if (!log) return '';
  const summary = el('summary', { 'aria-label': `${call.function} 的日志` }, '日志');
  return el('details', {}, summary, el('pre', {}, log));
}
