/** 医生: who it is, and the numbers that can still be had. */

const catalog = require('../../services/catalog');
const clock = require('../../services/clock');
const slots = require('../../present/slots');
const time = require('../../utils/time');
const { page } = require('../../framework/page');

/**
 * @typedef {import('../../services/contracts').Slot} Slot
 * @typedef {import('../../services/contracts').Doctor} Doctor
 */

page({
  data: {
    id: '',
    date: '',
    /** @type {Doctor | null} */
    doctor: null,
    open: false,
    /** @type {ReturnType<typeof slots.strip>} */
    days: [],
    /** @type {ReturnType<typeof slots.sections>} */
    sections: [],
    releaseAt: '',
    releaseWords: '',
    dayWords: '',
    closed: false,
    /** @type {{date: string, words: string} | null} */
    nextFree: null,
  },

  /** Not drawn, so kept off the page's data. @type {Slot[]} */
  loaded: [],

  /** @param {{id: string, date?: string}} query */
  onLoad({ id, date }) {
    this.setData({ id, date: date || '' });
  },

  live: true,

  async load() {
    const { id } = this.data;
    const found = await catalog.doctor(id);
    const today = time.dateOf(clock.now());
    const timetable = await catalog.slots(
      { doctor_id: id },
      today,
      time.addDays(today, slots.ASK_DAYS - 1),
    );
    this.loaded = timetable.slots;
    const days = slots.strip(timetable.slots, today);
    return {
      doctor: found.doctor,
      days,
      ...this.ofDay(days, slots.openingDay(days, this.data.date)),
    };
  },

  /** @param {ReturnType<typeof slots.strip>} days @param {string} date */
  ofDay(days, date) {
    const own = this.loaded.filter((slot) => slot.date === date);
    const releaseAt = slots.nextRelease(own);
    const free = days.find((day) => day.tone === 'free' && day.date !== date);
    return {
      date,
      dayWords: time.day(date),
      sections: slots.sections(own, clock.now()),
      closed: own.length > 0,
      releaseAt,
      releaseWords: releaseAt ? slots.releaseWords(releaseAt, clock.now()) : '',
      nextFree: free ? { date: free.date, words: time.day(free.date) } : null,
    };
  },

  onIntroduction() {
    this.setData({ open: !this.data.open });
  },

  /** @param {WechatMiniprogram.CustomEvent<{date: string}>} event */
  onDay(event) {
    this.setData(this.ofDay(this.data.days, event.detail.date));
  },

  onNextFree() {
    if (this.data.nextFree) this.setData(this.ofDay(this.data.days, this.data.nextFree.date));
  },

  /** @param {WechatMiniprogram.CustomEvent<{id: string}>} event */
  onBook(event) {
    this.leaveFor('/pages/confirm/confirm', event.detail.id);
  },

  /** @param {WechatMiniprogram.CustomEvent<{id: string}>} event */
  onQueue(event) {
    this.leaveFor('/packages/waitlist/join/join', event.detail.id);
  },

  /** @param {string} path @param {string} slotId */
  leaveFor(path, slotId) {
    wx.navigateTo({ url: `${path}?slot=${slotId}&doctor=${this.data.id}&date=${this.data.date}` });
  },
});
