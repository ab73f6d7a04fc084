/** Calls of functions: newest first, with duration, cold start, outcome, and the log on demand. */
import { control, on } from './api.js';
import { action, el, empty, panel, shortTime, tableOf } from './dom.js';

const KEPT = 500;
const TRIGGER = { phone: '手机', timer: '定时', http: 'HTTP' };

export function callsPanel(shared) {
  const { node, body, tools } = panel('函数调用');
  node.classList.add('wide');
  const { table, rows } = tableOf(['时间', '函数', '来自', '用时', '结果', '']);
  table.className = 'calls';
  rows.remove();
  const none = empty('还没有调用。在手机上点一点。');
  const sieve = new Sieve(table);
  body.append(none, table);
  tools.append(
    ...sieve.inputs,
    action('清空', () => clear()),
  );

  let last = 0;
  const clear = () => [...table.tBodies].forEach((group) => group.remove());
  const add = (call) => {
    if (call.id <= last) return;
    last = call.id;
    none.hidden = true;
    const group = groupOf(call, shared);
    sieve.meet(group);
    table.tHead.after(group);
    while (table.tBodies.length > KEPT) table.lastChild.remove();
  };
  const read = () =>
    control('GET', `/calls?since=${last}`)
      .then(({ calls }) => calls.forEach(add))
      .catch(() => {});
  on('call', ({ call }) => add(call));
  on('open', read);
  on('reset', () => {
    clear();
    none.hidden = false;
  });
  return node;
}

/** Which calls are shown: of one function, without timers, the odd ones only. */
class Sieve {
  #function = el('select', { 'aria-label': '只看函数' }, el('option', { value: '' }, '全部函数'));
  #quiet = el('input', { type: 'checkbox', checked: true });
  #odd = el('input', { type: 'checkbox' });

  constructor(table) {
    for (const input of [this.#function, this.#quiet, this.#odd]) {
      input.onchange = () => {
        for (const group of table.tBodies) group.hidden = !this.#fits(group);
      };
    }
    this.inputs = [
      this.#function,
      el('label', {}, this.#quiet, '不看定时'),
      el('label', {}, this.#odd, '只看异常'),
    ];
  }

  /** A call that is new: its function can be chosen from now on. */
  meet(group) {
    const name = group.dataset.function;
    if (![...this.#function.options].some((option) => option.value === name)) {
      this.#function.append(el('option', { value: name }, name));
    }
    group.hidden = !this.#fits(group);
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

/** A call is a group of rows: its line, and under it, over the whole width, what it logged. */
function groupOf(call, shared) {
  const bad = isBad(call);
  const outcome = call.error ? '异常' : String(call.code ?? '完成');
  const from = call.openid ? shared.nameOf(call.openid) : (TRIGGER[call.trigger] ?? call.trigger);
  const took = [`${call.duration_ms} ms`, call.cold_start ? el('em', {}, '冷启动') : null];
  const log = logOf(call);
  const line = el(
    'tr',
    {},
    el('td', { className: 'number' }, shortTime(call.at, shared.today)),
    el('th', { scope: 'row', title: call.function }, call.function),
    el('td', { title: from }, from),
    el('td', { className: 'number' }, took),
    el('td', {}, el('span', { className: bad ? 'tag bad' : 'tag good', title: outcome }, outcome)),
    el('td', {}, log && opener(call, log)),
  );
  const group = el('tbody', {}, line, log);
  group.dataset.function = call.function;
  group.dataset.trigger = call.trigger;
  if (bad) group.dataset.bad = 'yes';
  return group;
}

function logOf(call) {
  const log = [call.error, ...(call.log ?? [])].filter(Boolean).join('\n');
  return log && el('tr', { hidden: true }, el('td', { colSpan: 6 }, el('pre', {}, log)));
}

function opener(call, log) {
  const properties = {
    type: 'button',
    className: 'quiet',
    'aria-expanded': 'false',
    'aria-label': `${call.function} 的日志`,
  };
  const button = el('button', properties, '日志');
  button.onclick = () => {
    log.hidden = !log.hidden;
    button.setAttribute('aria-expanded', String(!log.hidden));
  };
  return button;
}
