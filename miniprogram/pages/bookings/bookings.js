/** 我的预约: what is to come, soonest first; then what is over, newest first, more as one scrolls. */

const bookings = require('../../services/bookings');
const clock = require('../../services/clock');
const { page } = require('../../framework/page');
const { isOver } = require('../../utils/rules');
const { present } = require('../../present/booking');

/** @typedef {import('../../services/contracts').BookingStatus} Status */

/** @type {{key: string, name: string, open: Status[], over: boolean}[]} open: what is to come; over: what is not */
const TABS = [
  { key: 'all', name: '全部', open: ['held', 'confirmed', 'checked_in'], over: true },
  { key: 'held', name: '待付款', open: ['held'], over: false },
  { key: 'confirmed', name: '待就诊', open: ['confirmed', 'checked_in'], over: false },
  { key: 'over', name: '已结束', open: [], over: true },
];

/** @type {Status[]} */
const OVER = ['completed', 'cancelled', 'expired', 'no_show'];

page({
  data: {
    tabs: TABS,
    tab: 'all',
    /** @type {ReturnType<typeof present>[]} */
    bookings: [],
    /** @type {string | null} */
    cursor: null,
    fetching: false,
  },

  live: true,

  pending() {
    return this.data.bookings.some((one) => one.pending);
  },

  /** How many pages of what is over are shown: reading again must not take them away. */
  depth: 1,

  /** As it was read last; not drawn, so kept off the page's data. @type {bookings.Booking[]} */
  read: [],

  /** Whatever was done on other pages is known here at once, also without a network. */
  onShow() {
    this.setData(this.cards(this.read));
  },

  /** @param {bookings.Booking[]} read */
  cards(read) {
    const { open } = this.tab();
    const known = open.includes('held') ? bookings.here(read) : read.map(bookings.now);
    return { bookings: known.map((one) => present(one, clock.now())) };
  },

  tab() {
    return /** @type {TABS[0]} */ (TABS.find((one) => one.key === this.data.tab));
  },

  async load() {
    const { turn } = this;
    const { open, over } = this.tab();
    const [coming, past] = await Promise.all([
      open.length ? bookings.open() : [],
      over ? this.past(this.depth) : { bookings: [], cursor: null },
    ]);
    const here = coming.filter((one) => open.includes(one.status));
    const listed = [...here, ...past.bookings];
    // Over by its status, and not for whoever paid or cancelled it without an answer.
    const late = coming.filter((one) => isOver(one) && !listed.some(({ id }) => id === one.id));
    const read = open.includes('held') ? [...late, ...listed] : listed;
    // Of another tab by now, it is not what this one read.
    if (turn === this.turn) this.read = read;
    return { ...this.cards(read), cursor: past.cursor };
  },

  /** What is over. @param {number} pages */
  async past(pages) {
    let { bookings: found, cursor } = await bookings.mine({ status: OVER });
    for (let page = 1; page < pages && cursor; page += 1) {
      const next = await bookings.mine({ status: OVER, cursor });
      found = found.concat(next.bookings);
      cursor = next.cursor;
    }
    return { bookings: found, cursor };
  },

  async onReachBottom() {
    const { cursor, fetching, tab } = this.data;
    if (!cursor || fetching) return;
    this.setData({ fetching: true });
    try {
      const next = await bookings.mine({ status: OVER, cursor });
      if (tab === this.data.tab) {
        this.depth += 1;
        this.read = this.read.concat(next.bookings);
        this.show({ ...this.cards(this.read), cursor: next.cursor });
      }
    } catch (error) {
      this.fail(error);
    }
    this.setData({ fetching: false });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onTab(event) {
    this.depth = 1;
    this.read = [];
    this.setData({
      tab: event.currentTarget.dataset.key,
      state: 'loading',
      cursor: null,
    });
    this.setData(this.cards(this.read));
    this.refresh();
  },

  /** @param {WechatMiniprogram.CustomEvent<{id: string}>} event */
  onOpen(event) {
    wx.navigateTo({ url: `/pages/booking/booking?id=${event.detail.id}` });
  },

  onBook() {
    wx.switchTab({ url: '/pages/home/home' });
  },
});
