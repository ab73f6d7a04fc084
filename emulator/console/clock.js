/** The emulator's clock: it ticks here, and it can be moved forward. */
import { control, on } from './api.js';
import { action, el, note } from './dom.js';

const DAY_MS = 86400e3;
const CHINA_MS = 8 * 3600e3;
const STEPS = [
  ['+1 分钟', 60],
  ['+18 分钟', 18 * 60, '待支付的号会过期'],
  ['+1 小时', 3600],
  ['+1 天', 86400],
];

/** Tomorrow at `hour` o'clock in China, from `now` (ms). */
function tomorrowAt(now, hour) {
  const midnight = Math.floor((now + CHINA_MS) / DAY_MS) * DAY_MS - CHINA_MS;
  return new Date(midnight + DAY_MS + hour * 3600e3).toISOString().replace('.000Z', 'Z');
}

export function clockBar(root, shared) {
  let shift = 0;
  const now = () => Date.now() + shift;
  const shown = el('time', { className: 'now' });
  const draw = () => {
    const china = new Date(now() + CHINA_MS).toISOString();
    shared.today = china.slice(0, 10);
    const weekday = '日一二三四五六'[new Date(now() + CHINA_MS).getUTCDay()];
    shown.textContent = `${china.slice(0, 10)} 周${weekday} ${china.slice(11, 19)}`;
  };
  const take = (instant) => {
    shift = Date.parse(instant) - Date.now();
    draw();
  };
  const move = async (body) => {
    const reply = await control('POST', '/clock', body);
    if (reply.now) take(reply.now);
    const ran = (reply.ran ?? []).map((run) => run.function).join('、');
    note(ran ? `时钟已拨动，运行了 ${ran}` : '时钟已拨动');
  };
  root.append(
    shown,
    ...STEPS.map(([text, seconds, title = '']) =>
      action(text, () => move({ advance_seconds: seconds }), { title }),
    ),
    action('明早 7:00', () => move({ now: tomorrowAt(now(), 7) }), { title: '放号时间' }),
    action('真实时间', () => move({ real: true })),
  );
  const read = () =>
    control('GET', '/status')
      .then(({ now: instant }) => take(instant))
      .catch(() => {});
  on('open', read);
  on('clock', (event) => take(event.now));
  setInterval(draw, 1000);
  read();
}
