/** 确认预约: who, when, where, how much, and what holds for cancelling; one tap takes the seat. */

const bookings = require('../../services/bookings');
const catalog = require('../../services/catalog');
const choice = require('../../services/choice');
const clock = require('../../services/clock');
const messages = require('../../services/messages');
const notices = require('../../present/notices');
const rules = require('../../present/rules');
const slots = require('../../present/slots');
const time = require('../../utils/time');
const { known } = require('../../services/request');
const { back, page } = require('../../framework/page');
const { onAdd, onAgreed } = require('../../framework/patients');

/**
 * @typedef {import('../../services/contracts').Slot} Slot
 * @typedef {import('../../services/contracts').Doctor} Doctor
 * @typedef {import('../../services/contracts').Hospital} Hospital
 * @typedef {import('../../services/patients').Candidate} Candidate
 */

/** Why this patient may not: the list says so too. */
const OF_PATIENT = ['ALREADY_BOOKED', 'TIME_CONFLICT', 'LIMIT_REACHED', 'PATIENT_BLOCKED'];

/** The seat is gone: what else there is comes up in its place. */
const GONE = ['SLOT_FULL', 'SLOT_HELD', 'SLOT_CLOSED', 'SLOT_SUSPENDED'];

page({
  data: {
    slotId: '',
    doctorId: '',
    date: '',
    /** @type {Doctor | null} */
    doctor: null,
    /** @type {Hospital | null} */
    hospital: null,
    /** @type {Slot | null} */
    slot: null,
    department: '',
    place: '',
    when: '',
    near: '',
    fee: '',
    cancel: { words: '', strict: false },
    /** @type {ReturnType<typeof notices.important>} */
    notices: [],
    /** @type {Candidate[]} */
    patients: [],
    patient: '',
    fit: false,
    busy: false,
    /** @type {{words: string, tone: string} | null} */
    problem: null,
    gone: false,
    /** @type {(ReturnType<typeof slots.tile> & {date: string, day: string})[]} */
    others: [],
    queue: false,
  },

  /** @param {{slot: string, doctor: string, date: string}} query */
  onLoad({ slot, doctor, date }) {
    this.setData({ slotId: slot, doctorId: doctor, date });
    messages.prepare().catch(() => undefined);
  },

  live: true,

  async load() {
    const chosen = await choice.look(this.data);
    const { hospital, slot } = chosen;
    const gone = slot.availability !== 'free';
    return {
      ...chosen,
      notices: notices.important(chosen.notices),
      cancel: rules.beforePaying(hospital.rules, slot, clock.now()),
      gone,
      problem: gone
        ? { words: slots.goneWords(slot, clock.now()), tone: 'wait' }
        : this.data.gone
          ? null
          : this.data.problem,
      ...(gone && (await this.elsewhere(slot))),
    };
  },

  /** What else this doctor has, nearest in time first. @param {Slot} gone */
  async elsewhere(gone) {
    const today = time.dateOf(clock.now());
    const whose = { doctor_id: this.data.doctorId };
    const { slots: all } = await catalog.slots(
      whose,
      today,
      time.addDays(today, slots.ASK_DAYS - 1),
    );
    const others = slots.neighbours(all, gone).map((one) => ({
      ...slots.tile(one, clock.now()),
      date: one.date,
      day: one.date === gone.date ? '' : time.day(one.date),
    }));
    const now = all.find((one) => one.id === gone.id) || gone;
    return { others, queue: now.waitlist_open };
  },

  /** @param {WechatMiniprogram.CustomEvent<{id: string}>} event */
  onPatient(event) {
    this.setData({ patient: event.detail.id, problem: this.data.gone ? this.data.problem : null });
  },

  onAdd,
  onAgreed,

  async onBook() {
    const { busy, slotId, patient } = this.data;
    if (busy) return;
    this.setData({ busy: true, problem: null });
    // Asked first: WeChat opens its sheet only within the tap itself.
    await messages.ask('book');
    try {
      const booking = await bookings.book(slotId, patient);
      wx.redirectTo({ url: `/pages/booking/booking?id=${booking.id}&fresh=1` });
    } catch (error) {
      await this.refused(error);
    }
  },

  /** @param {unknown} error */
  async refused(error) {
    const { code } = known(error);
    this.show({ busy: false, problem: this.explain(error) });
    if (code === 'CONSENT_REQUIRED') this.fail(error);
    // Whoever may not says so in the list now, with the booking in the way.
    if (OF_PATIENT.includes(code)) this.look();
    if (!GONE.includes(code)) return;
    this.setData({ gone: true });
    // Only help: that the seat is gone has been said, whether or not others can be named.
    const others = await this.elsewhere(/** @type {Slot} */ (this.data.slot)).catch(() => null);
    if (others) this.setData(others);
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  async onOther(event) {
    const { id, date } = event.currentTarget.dataset;
    this.setData({ slotId: id, date, problem: null });
    await this.refresh();
  },

  onQueue() {
    const { slotId, doctorId, date } = this.data;
    wx.redirectTo({
      url: `/packages/waitlist/join/join?slot=${slotId}&doctor=${doctorId}&date=${date}`,
    });
  },

  onBack() {
    back();
  },
});
