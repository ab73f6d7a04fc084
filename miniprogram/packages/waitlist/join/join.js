/** 候补: get in line for a slot that is full. */

const choice = require('../../../services/choice');
const clock = require('../../../services/clock');
const messages = require('../../../services/messages');
const rules = require('../../../present/rules');
const slots = require('../../../present/slots');
const waitlist = require('../../../services/waitlist');
const { back, page } = require('../../../framework/page');
const { onAdd, onAgreed } = require('../../../framework/patients');

/**
 * @typedef {import('../../../services/contracts').Slot} Slot
 * @typedef {import('../../../services/contracts').Doctor} Doctor
 * @typedef {import('../../../services/patients').Candidate} Candidate
 */

page({
  data: {
    slotId: '',
    doctorId: '',
    date: '',
    /** @type {Doctor | null} */
    doctor: null,
    /** @type {Slot | null} */
    slot: null,
    when: '',
    near: '',
    fee: '',
    free: false,
    minutes: 0,
    night: '',
    /** @type {Candidate[]} */
    patients: [],
    patient: '',
    fit: false,
    busy: false,
    /** @type {{words: string, tone: string} | null} */
    problem: null,
  },

  /** @param {{slot: string, doctor: string, date: string}} query */
  onLoad({ slot, doctor, date }) {
    this.setData({ slotId: slot, doctorId: doctor, date });
    messages.prepare().catch(() => undefined);
  },

  live: true,

  /** A seat may come free while one thinks about waiting for it. */
  pending() {
    return !this.data.free;
  },

  async load() {
    const chosen = await choice.look(this.data);
    const hospital = chosen.hospital.rules;
    return {
      ...chosen,
      free: slots.tile(chosen.slot, clock.now()).tone === 'free',
      minutes: hospital.offer_minutes,
      night: rules.night(hospital),
    };
  },

  /** @param {WechatMiniprogram.CustomEvent<{id: string}>} event */
  onPatient(event) {
    this.setData({ patient: event.detail.id, problem: null });
  },

  onAdd,
  onAgreed,

  async onJoin() {
    const { busy, slotId, patient } = this.data;
    if (busy) return;
    this.setData({ busy: true, problem: null });
    await messages.ask('waitlist');
    try {
      await waitlist.join(slotId, patient);
      wx.redirectTo({ url: '/packages/waitlist/mine/mine' });
    } catch (error) {
      this.show({ busy: false, problem: this.explain(error) });
    }
  },

  onBack() {
    back();
  },

  /** A seat came free while the page stood open: no need to wait in line. */
  onBook() {
    const { slotId, doctorId, date } = this.data;
    wx.redirectTo({ url: `/pages/confirm/confirm?slot=${slotId}&doctor=${doctorId}&date=${date}` });
  },
});
