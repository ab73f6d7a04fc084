/** 候补: get in line for a slot that is full. */

const catalog = require('../../services/catalog');
const clock = require('../../services/clock');
const messages = require('../../services/messages');
const money = require('../../utils/money');
const patients = require('../../services/patients');
const slots = require('../../utils/slots');
const time = require('../../utils/time');
const waitlist = require('../../services/waitlist');
const { Trouble, known } = require('../../services/request');
const { page } = require('../../utils/page');

/**
 * @typedef {import('../../services/contracts').Slot} Slot
 * @typedef {import('../../services/contracts').Doctor} Doctor
 * @typedef {import('../../services/contracts').Patient} Patient
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
    const { doctorId, slotId, date } = this.data;
    const [mine, { doctor }, day] = await Promise.all([
      patients.list(),
      catalog.doctor(doctorId),
      catalog.slots({ doctor_id: doctorId }, date),
    ]);
    const slot = day.slots.find((one) => one.id === slotId);
    if (!slot) throw new Trouble('NOT_FOUND', '这个号已经不在了，请重新选择');
    const kept = mine.some((one) => one.id === this.data.patient);
    return {
      doctor,
      slot,
      when: `${time.day(slot.date)} ${time.periodName(slot.period)} ${time.span(slot)}`,
      fee: money.price(slot.fee_fen),
      free: slots.tile(slot, clock.now()).tone === 'free',
      patients: mine,
      patient: kept ? this.data.patient : mine.length ? mine[0].id : '',
    };
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
      wx.redirectTo({ url: '/waitlist/mine/mine' });
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
