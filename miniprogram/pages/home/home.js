/** 首页: find a doctor, or go on with what is already booked. */

const bookings = require('../../services/bookings');
const catalog = require('../../services/catalog');
const clock = require('../../services/clock');
const places = require('../../utils/places');
const preferences = require('../../services/preferences');
const session = require('../../services/session');
const { page } = require('../../framework/page');
const { present } = require('../../present/booking');

/** @typedef {import('../../services/contracts').Hospital} Hospital */

const SHOWN = 2;

page({
  data: {
    /** @type {ReturnType<typeof present>[]} */
    coming: [],
    more: 0,
    /** @type {Hospital[]} */
    hospitals: [],
  },

  /** @param {{scene?: string}} query a scene when opened by a mini-program code */
  onLoad(query) {
    if (query.scene !== undefined) this.follow(places.decoded(query.scene));
  },

  live: true,

  /** What is to come as it was read last; not drawn, so kept off the page's data. @type {bookings.Booking[]} */
  read: [],

  /** Whatever was done on other pages is known here at once, also without a network. */
  onShow() {
    this.setData(this.cards());
  },

  pending() {
    return this.data.coming.some((one) => one.pending);
  },

  cards() {
    const coming = bookings.current(bookings.here(this.read));
    return {
      coming: coming.slice(0, SHOWN).map((booking) => present(booking, clock.now())),
      more: Math.max(0, coming.length - SHOWN),
    };
  },

  async load() {
    // Somebody who looks for a doctor must find one even while their bookings cannot be read.
    const [{ hospitals }, coming] = await Promise.all([
      catalog.hospitals(),
      comingBookings().catch(() => null),
    ]);
    if (coming) this.read = coming;
    const recent = preferences.recentHospitals();
    /** @param {Hospital} hospital */
    const rank = (hospital) =>
      recent.includes(hospital.id) ? recent.indexOf(hospital.id) : recent.length;
    return {
      hospitals: [...hospitals].sort((a, b) => rank(a) - rank(b)),
      ...this.cards(),
    };
  },

  onSearch() {
    wx.navigateTo({ url: '/pages/search/search' });
  },

  async onScan() {
    const scanned = await wx.scanCode({}).catch(() => null);
    const ticket = scanned && places.ticketOf(scanned.result);
    if (ticket) wx.navigateTo({ url: `/packages/staff/login/login?ticket=${ticket}` });
    else if (scanned) this.follow(places.sceneOf(scanned));
  },

  /** @param {string} scene empty when it is none of ours */
  async follow(scene) {
    try {
      const url = scene && places.urlOf(await catalog.scene(scene));
      if (url) wx.navigateTo({ url });
      else wx.showToast({ title: '这不是医院的预约码', icon: 'none', duration: 3000 });
    } catch (error) {
      this.fail(error);
    }
  },

  onLarge() {
    preferences.setLargeType(!this.data.large);
  },

  /** @param {WechatMiniprogram.CustomEvent<{id: string}>} event */
  onBooking(event) {
    wx.navigateTo({ url: `/pages/booking/booking?id=${event.detail.id}` });
  },

  onAllBookings() {
    wx.switchTab({ url: '/pages/bookings/bookings' });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onHospital(event) {
    wx.navigateTo({ url: `/pages/hospital/hospital?id=${event.currentTarget.dataset.id}` });
  },
});

/** Nobody is asked for anything on the first page: without consent there is simply nothing to come. */
async function comingBookings() {
  return (await session.consented()) ? bookings.open() : [];
}
