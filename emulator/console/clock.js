/** The emulator's clock: it ticks here, and it can be moved forward. */
import { control, on } from './api.js';
import { action, el, note } from './dom.js';
import { FARTHEST, STEPS, foretold, fromField, inChina, stopsOn, toField } from './steps.js';

export function clockBar(root, shared) {
  const clock = new Clock(shared);
  shared.now = () => clock.now();
  root.append(el('summary', {}, clock.shown, el('span', {}, '拨钟')), stepsOf(clock));
  root.addEventListener('toggle', () => clock.draw());
  root.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') root.open = false;
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (!root.contains(target)) root.open = false;
  });
  on('open', () => clock.read());
  on('clock', (event) => clock.take(event.now));
  setInterval(() => clock.draw(), 1000);
  clock.read();
}

class Clock {
  shown = el('time', { className: 'now' });
  /** Called with every second that is drawn. */
  watchers = [];
  #shift = 0;

  constructor(shared) {
    this.shared = shared;
  }

  now() {
    return Date.now() + this.#shift;
  }

  draw() {
    const { date, time, weekday } = inChina(this.now());
    this.shared.today = date;
    this.shown.textContent = `${date} ${weekday} ${time}`;
    for (const watcher of this.watchers) watcher(this.now());
  }

  take(instant) {
    this.#shift = Date.parse(instant) - Date.now();
    this.draw();
  }

  read() {
    return control('GET', '/status')
      .then(({ now }) => this.take(now))
      .catch(() => {});
  }

  /** Sets the clock, one stop after another, and says which timers ran. */
  async moveTo(goal) {
    const ran = new Set();
    for (const stop of stopsOn(this.now(), goal)) {
      // The timers of the stop before may have taken longer than there was to go.
      if (stop <= this.now()) continue;
      const reply = await control('POST', '/clock', { now: new Date(stop).toISOString() });
      this.take(reply.now);
      for (const run of reply.ran ?? []) ran.add(run.function);
    }
    note(ran.size ? `时钟已拨动，运行了 ${[...ran].join('、')}` : '时钟已拨动');
  }

  async toReality() {
    this.take((await control('POST', '/clock', { real: true })).now);
    note('时钟已回到真实时间');
  }
}

function stepsOf(clock) {
  const steps = STEPS.map(({ text, to, about }) => {
    const told = el('small');
    clock.watchers.push((now) => tell(told, foretold(now, to(now), about)));
    return el(
      'li',
      {},
      action(text, () => clock.moveTo(to(clock.now()))),
      told,
    );
  });
  const back = action('真实时间', () => clock.toReality());
  const about = el('small', {}, '回到这台电脑的时间，只有这一步能往回走');
  return el('ul', { className: 'steps' }, steps, toADate(clock), el('li', {}, back, about));
}

function toADate(clock) {
  const field = el('input', { type: 'datetime-local', 'aria-label': '拨到哪天几点' });
  const told = el('small');
  clock.watchers.push((now) => {
    field.min = toField(now);
    field.max = toField(now + FARTHEST);
    const goal = fromField(field.value);
    tell(told, goal > now ? foretold(now, goal) : `最远 ${FARTHEST / 864e5} 天，途中不跳过放号`);
  });
  const go = action('拨到这时', async () => {
    if (!field.value) throw new Error('请先选日期和时间');
    if (!field.checkValidity()) throw new Error(field.validationMessage);
    await clock.moveTo(fromField(field.value));
  });
  return el('li', { className: 'date' }, field, go, told);
}

function tell(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
