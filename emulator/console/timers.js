/** Timers of template.yaml: when they run next, what they last said, and running them now. */
import { control, on, settled } from './api.js';
import { action, el, note, panel, shortTime, tableOf } from './dom.js';
import { countsText } from './words.js';

export function timersPanel(shared) {
  const { node, body } = panel('定时任务');
  const { table, rows } = tableOf(['函数', '下次', '上次', '']);
  body.append(table);
  const read = async () => {
    const { timers } = await control('GET', '/timers');
    rows.replaceChildren(...timers.map((timer) => rowOf(timer, shared, read)));
  };
  const soon = settled(() => read().catch(() => {}));
  for (const type of ['open', 'clock', 'reset']) on(type, soon);
  on('call', ({ call }) => call.trigger === 'timer' && soon());
  return node;
}

function rowOf(timer, shared, read) {
  const { last } = timer;
  const said = last ? `${shortTime(last.at, shared.today)} ${countsText(last.summary)}` : '未运行';
  return el(
    'tr',
    {},
    el('th', { scope: 'row', title: timer.cron }, timer.function),
    el('td', {}, shortTime(timer.next_at, shared.today)),
    el('td', {}, said),
    el('td', {}, runNow(timer, read)),
  );
}

const runNow = (timer, read) =>
  action(
    '立即运行',
    async () => {
      const summary = await control('POST', `/timers/${encodeURIComponent(timer.function)}`);
      note(`${timer.function}：${countsText(summary)}`);
      await read();
    },
    { 'aria-label': `立即运行 ${timer.function}` },
  );
