/** One slot watched seat by seat: which are free, held until when, or sold. */
import { control, on, settled } from './api.js';
import { el, empty, panel, shortTime } from './dom.js';

const PERIOD = { am: '上午', pm: '下午', night: '夜间' };

/** Calls that change a seat: the slot they name is the one to look at. */
const FOLLOWED = ['book', 'pay', 'cancel', 'waitlist'];

export function slotPanel() {
  const { node, body, tools } = panel('号源观察', '跟着最近预约的时段');
  const known = el('datalist', { id: 'known-slots' });
  const input = el('input', { placeholder: '号源 id', 'aria-label': '号源 id', size: 28 });
  input.setAttribute('list', 'known-slots');
  const shown = el('div');
  tools.append(input, known);
  body.append(shown);

  const soon = settled(async () => shown.replaceChildren(...(await looked(input.value))));
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
async function looked(id) {
  if (!id) return [empty('在手机上打开一个医生的号源，或输入 id。')];
  try {
    return drawn(await control('GET', `/slots/${encodeURIComponent(id)}`));
  } catch (error) {
    return [empty(`${id}：${error.message}`)];
  }
}

function drawn(slot) {
  const title = [slot.doctor_name, slot.date, PERIOD[slot.period]].filter(Boolean).join(' ');
  const facts = `${slot.state} · 共 ${slot.capacity} · 余 ${slot.left} · 占用中 ${slot.holding}`;
  return [
    el('p', {}, el('b', {}, title), ' ', facts),
    el('ol', { className: 'seats' }, slot.seats.map(seatOf)),
  ];
}

function seatOf(seat) {
  const state = seat.claim === null ? 'free' : seat.until ? 'held' : 'sold';
  const texts = { free: '空', held: `占至 ${shortTime(seat.until).slice(0, 5)}`, sold: '已约' };
  const about = { className: state, title: seat.booking_id ?? '' };
  return el('li', about, el('b', {}, seat.number), el('small', {}, texts[state]));
}
