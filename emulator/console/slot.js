/** One slot watched seat by seat: which are free, held until when, or sold. */
import { control, on, settled } from './api.js';
import { el, empty, panel, shortTime } from './dom.js';
import { POOLS, SLOT_STATES } from './words.js';

const PERIOD = { am: '上午', pm: '下午', night: '夜间' };

/** Calls that change a seat: the slot they name is the one to look at. */
const FOLLOWED = ['book', 'pay', 'cancel', 'waitlist'];

export function slotPanel(shared) {
  const { node, body, tools } = panel('号源观察', '跟着最近预约的时段');
  const known = el('datalist', { id: 'known-slots' });
  const input = el('input', { placeholder: '号源 id', 'aria-label': '号源 id', size: 28 });
  input.setAttribute('list', 'known-slots');
  const shown = el('div');
  tools.append(input, known);
  body.append(shown);

  const soon = settled(async () =>
    shown.replaceChildren(...(await looked(input.value, shared.now()))),
  );
  const watch = (id) => {
    input.value = id;
    soon();
  };
  input.onchange = soon;
  // The phones tell what they asked for: slots seen become choices, a slot booked is followed.
  on('phone-call', ({ name, data, result }) => {
    const slots = (name === 'query_slots' && result?.data?.slots) || [];
    if (name === 'query_slots') known.replaceChildren(...slots.map(choice));
    if (!input.value && slots.length) watch(slots[0].id);
    const id = data?.slot_id ?? result?.data?.booking?.slot_id;
    if (FOLLOWED.includes(name) && id) watch(id);
  });
  for (const type of ['open', 'call', 'clock', 'reset']) on(type, soon);
  return node;
}

const choice = (slot) => {
  const label = `${slot.doctor_name} ${slot.date} ${PERIOD[slot.period]} 余${slot.left}`;
  return el('option', { value: slot.id, label });
};

/** What is to be seen of a slot now. @returns {Promise<HTMLElement[]>} */
async function looked(id, now) {
  if (!id) return [empty('在手机上打开一个医生的号源，或输入 id。')];
  try {
    return drawn(await control('GET', `/slots/${encodeURIComponent(id)}`), now);
  } catch (error) {
    return [empty(`${id}：${error.message}`)];
  }
}

/** What a seat is now, and the words for it. */
const STATES = { free: '空', held: '占用中', sold: '已约' };

const stateOf = (seat) => (seat.claim === null ? 'free' : seat.until ? 'held' : 'sold');
const poolOf = (seat) => seat.pool ?? 'phone';

function drawn(slot, now) {
  const title = [slot.names?.doctor, slot.date, PERIOD[slot.period]].filter(Boolean).join(' ');
  return [
    el('p', {}, el('b', {}, title), ` ${stateText(slot, now)} · 共 ${slot.seats.length} 个号`),
    el('ul', { className: 'pools', 'aria-label': '号池' }, poolsOf(slot)),
    el('ol', { className: 'seats' }, slot.seats.map(seatOf)),
  ];
}

/** What a patient is told of the slot at this moment. */
function stateText(slot, now) {
  if (slot.state !== 'open') return SLOT_STATES[slot.state] ?? slot.state;
  if (now < Date.parse(slot.release_at)) return '待放号';
  if (now >= Date.parse(slot.closes_at)) return '已截止';
  return slot.left > 0 ? '可预约' : '约满';
}

/** A line for each pool, counted from its seats; a stored number that says otherwise is shown beside it. */
function poolsOf(slot) {
  return Object.entries(POOLS).flatMap(([pool, name]) => {
    const seats = slot.seats.filter((seat) => poolOf(seat) === pool);
    if (!seats.length) return [];
    const count = (state) => seats.filter((seat) => stateOf(seat) === state).length;
    const counts = Object.entries(STATES).map(([state, word]) => `${word} ${count(state)}`);
    const left = pool === 'phone' ? slot.left : slot[pool]?.left;
    const wrong = left !== undefined && left !== count('free');
    return el(
      'li',
      {},
      el('i', { className: `swatch pool-${pool}`, 'aria-hidden': 'true' }),
      `${name} ${seats.length}：${counts.join('，')}`,
      wrong ? el('span', { className: 'tag bad' }, `存的余号是 ${left}`) : null,
    );
  });
}

function seatOf(seat) {
  const state = stateOf(seat);
  const texts = { ...STATES, held: `占至 ${shortTime(seat.until).slice(0, 5)}` };
  const pool = poolOf(seat);
  const reserved = pool === 'phone' || state !== 'free' ? texts[state] : POOLS[pool];
  const about = { className: `${state} pool-${pool}`, title: seat.booking_id ?? '' };
  return el('li', about, el('b', {}, seat.number), el('small', {}, reserved));
}
