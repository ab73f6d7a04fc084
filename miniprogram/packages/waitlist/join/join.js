/** 候补: get in line for a slot that is full. */

const choice = require('../../../services/choice');
const clock = require('../../../services/clock');
const messages = require('../../../services/messages');
const slots = require('../../../present/slots');
const waitlist = require('../../../services/waitlist');
const { known } = require('../../../services/request');
const { page } = require('../../../framework/page');

/**
 * @typedef {import('../../../services/contracts').Slot} Slot
 * @typedef {import('../../../services/contracts').Doctor} Doctor
 * @typedef {import('../../../services/contracts').Patient} Patient
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
    fee: '',
    free: false,
    /** @type {Patient[]} */
    patients: [],
    patient: '',
    busy: false,
    /** @type {{words: string, tone: string} | null} */
    problem: null,
  },

  /** @param {{slot: string, doctor: string, date: string}} query */
  onLoad({ slot, doctor, date }) {
    this.setData({ slotId: slot, doctorId: doctor, date });
    messages.prepare().catch(() => undefined);
  },

  onShow() {
    if (this.data.state === 'ready' && !this.data.busy) this.refresh();
  },

  async load() {
    const chosen = await choice.look(this.data);
    return { ...chosen, free: slots.tile(chosen.slot, clock.now()).tone === 'free' };
  },

  /** @param {WechatMiniprogram.CustomEvent<{id: string}>} event */
  onPatient(event) {
    this.setData({ patient: event.detail.id, problem: null });
  },

  onAdd() {
    wx.navigateTo({ url: '/pages/patient/patient' });
  },

  async onJoin() {
    const { busy, slotId, patient } = this.data;
    if (busy) return;
    this.setData({ busy: true, problem: null });
    await messages.ask('waitlist');
    try {
      await waitlist.join(slotId, patient);
      wx.redirectTo({ url: '/packages/waitlist/mine/mine' });
    } catch (error) {
      const { message, uncertain } = known(error);
      this.setData({ busy: false, problem: { words: message, tone: uncertain ? 'wait' : 'bad' } });
    }
  },

  /** A seat came free while the page stood open: no need to wait in line. */
  onBook() {
    const { slotId, doctorId, date } = this.data;
    wx.redirectTo({ url: `/pages/confirm/confirm?slot=${slotId}&doctor=${doctorId}&date=${date}` });
  },
});
