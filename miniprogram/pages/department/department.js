/** 科室: its doctors, day by day or all at once. */

const catalog = require('../../services/catalog');
const clock = require('../../services/clock');
const doctorsOf = require('../../present/doctors');
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
    hospitalId: '',
    /** @type {'day' | 'all'} */
    view: 'day',
    date: '',
    /** @type {ReturnType<typeof slots.strip>} */
    days: [],
    /** @type {ReturnType<typeof slots.byDoctor>} */
    rows: [],
    /** @type {ReturnType<typeof doctorsOf.everyone>} */
    all: [],
    name: '',
    place: '',
    introduction: '',
    hospital: '',
    /** @type {{date: string, words: string} | null} */
    nextFree: null,
  },

  /** Not drawn, so kept off the page's data. @type {{slots: Slot[], doctors: Doctor[]}} */
  loaded: { slots: [], doctors: [] },

  /** @param {{id: string, hospital: string}} query */
  onLoad({ id, hospital }) {
    this.setData({ id, hospitalId: hospital });
  },

  live: true,

  async load() {
    const { id, hospitalId } = this.data;
    const [{ hospital, departments }, { doctors }] = await Promise.all([
      catalog.hospital(hospitalId),
      catalog.doctors(id),
    ]);
    if (departments.some((one) => one.parent_id === id))
      wx.redirectTo({ url: `/pages/hospital/hospital?id=${hospitalId}&group=${id}` });
    const today = time.dateOf(clock.now());
    const found = await catalog.slots(
      { department_id: id },
      today,
      time.addDays(today, slots.ASK_DAYS - 1),
    );
    this.loaded = { slots: found.slots, doctors };
    const department = departments.find((one) => one.id === id);
    const days = slots.strip(found.slots, today);
    return {
      name: department ? department.name : '',
      place: department ? department.location : '',
      introduction: department ? department.introduction : '',
      all: doctorsOf.everyone(found.slots, doctors, today),
      hospital: hospital.name,
      days,
      ...this.ofDay(days, slots.openingDay(days, this.data.date)),
    };
  },

  /** @param {ReturnType<typeof slots.strip>} days @param {string} date */
  ofDay(days, date) {
    const own = this.loaded.slots.filter((slot) => slot.date === date);
    const free = days.find((day) => day.tone === 'free' && day.date !== date);
    return {
      date,
      rows: slots.byDoctor(own, this.loaded.doctors),
      nextFree: free ? { date: free.date, words: time.day(free.date) } : null,
    };
  },

  /** @param {WechatMiniprogram.CustomEvent<{date: string}>} event */
  onDay(event) {
    this.setData(this.ofDay(this.data.days, event.detail.date));
  },

  onNextFree() {
    if (this.data.nextFree) this.setData(this.ofDay(this.data.days, this.data.nextFree.date));
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onView(event) {
    this.setData({ view: event.currentTarget.dataset.view });
  },

  /** @param {WechatMiniprogram.CustomEvent<{id: string}>} event */
  onDoctor(event) {
    this.leaveFor(event.detail.id, this.data.date);
  },

  /** To the doctor's first free day. @param {WechatMiniprogram.CustomEvent<{id: string}>} event */
  onAnyDoctor(event) {
    const { id } = event.detail;
    const row = this.data.all.find((one) => one.id === id);
    this.leaveFor(id, row ? row.date : '');
  },

  /** @param {string} id @param {string} date */
  leaveFor(id, date) {
    wx.navigateTo({ url: `/pages/doctor/doctor?id=${id}&date=${date}` });
  },
});
