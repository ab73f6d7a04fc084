/** One slot watched seat by seat: which are free, held until when, or sold. */
import { control, on, settled } from './api.js';
import { el, empty, panel, shortTime } from './dom.js';

const PERIOD = { am: '上午', pm: '下午', night: '夜间' };

export function slotPanel() {
  const { node, body, tools } = panel('号源观察', '跟着最近预约的时段');
  const known = el('datalist', { id: 'known-slots' });
  const input = el('input', { placeholder: '号源 id', 'aria-label': '号源 id', size: 28 });
  input.setAttribute('list', 'known-slots');
  const shown = el('div');
  tools.append(input, known);
  body.append(shown);

  const draw = (slot) => {
    const seats = slot.seats.map((seat) => {
      const state = seat.claim === null ? 'free' : seat.until ? 'held' : 'sold';
      const text = { free: '空', held: `占至 ${shortTime(seat.until).slice(0, 5)}`, sold: '已约' }[
        state
      ];
      return el(
        'li',
        { className: state, title: seat.booking_id ?? '' },
        el('b', {}, seat.number),
        el('small', {}, text),
      );
    });
    const title = [slot.doctor_name, slot.date, PERIOD[slot.period]].filter(Boolean).join(' ');
    const facts = `${slot.state} · 共 ${slot.capacity} · 余 ${slot.left} · 占用中 ${slot.holding}`;
    shown.replaceChildren(
      el('p', {}, el('b', {}, title), ' ', facts),
      el('ol', { className: 'seats' }, seats),
    );
  };
  const read = async () => {
    if (!input.value)
      return void shown.replaceChildren(empty('在手机上打开一个医生的号源，或输入 id。'));
    try {
      draw(await control('GET', `/slots/${encodeURIComponent(input.value)}`));
    } catch (error) {
      shown.replaceChildren(empty(`${input.value}：${error.message}`));
    }
  };
  const soon = settled(read);
  const watch = (id) => {
    input.value = id;
    soon();
  };
  input.onchange = soon;
  // The phones tell what they asked for: slots seen become choices, a slot booked is followed.
  on('phone-call', ({ name, data, result }) => {
    if (name === 'query_slots') remember(result?.data?.slots ?? []);
    const id = data?.slot_id ?? result?.data?.booking?.slot_id;
    if (['book', 'pay', 'cancel', 'waitlist'].includes(name) && id) watch(id);
  });
  const remember = (slots) => {
    const options = slots.map((slot) => {
      const label = `${slot.doctor_name} ${slot.date} ${PERIOD[slot.period]} 余${slot.left}`;
      return el('option', { value: slot.id, label });
    });
    known.replaceChildren(...options);
    if (!input.value && slots.length) watch(slots[0].id);
  };
  for (const type of ['open', 'call', 'clock', 'reset']) on(type, soon);
  return node;
}
