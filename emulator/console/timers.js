/** Timers of template.yaml: when they run next, what they last said, and running them now. */
import { control, on, settled } from './api.js';
import { action, el, note, panel, shortTime } from './dom.js';

const brief = (summary) =>
  Object.entries(summary ?? {})
    .filter(([, value]) => value !== 0 && value !== false)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join('，') || '无事';

export function timersPanel(shared) {
  const { node, body } = panel('定时任务');
  const rows = el('tbody');
  const head = el(
    'tr',
    {},
    ['函数', '下次', '上次', ''].map((name) => el('th', { scope: 'col' }, name)),
  );
  body.append(el('table', {}, el('thead', {}, head), rows));
  const read = async () => {
    const { timers } = await control('GET', '/timers');
    rows.replaceChildren(
      ...timers.map((timer) =>
        el(
          'tr',
          {},
          el('th', { scope: 'row', title: timer.cron }, timer.function),
          el('td', {}, shortTime(timer.next_at, shared.today)),
          el(
            'td',
            {},
            timer.last
              ? `${shortTime(timer.last.at, shared.today)} ${brief(timer.last.summary)}`
              : '未运行',
          ),
          el('td', {}, runNow(timer)),
        ),
      ),
    );
  };
  const runNow = (timer) =>
    action(
      '立即运行',
      async () => {
        const summary = await control('POST', `/timers/${encodeURIComponent(timer.function)}`);
        note(`${timer.function}：${brief(summary)}`);
        await read();
      },
      { 'aria-label': `立即运行 ${timer.function}` },
    );
  const soon = settled(() => read().catch(() => {}));
  for (const type of ['open', 'clock', 'reset']) on(type, soon);
  on('call', ({ call }) => call.trigger === 'timer' && soon());
  return node;
}
