/** 我的预约: every booking by status, newest first, more as one scrolls. */

const bookings = require('../../services/bookings');
const clock = require('../../services/clock');
const { page } = require('../../framework/page');
const { present } = require('../../present/booking');

/** @typedef {import('../../services/contracts').BookingStatus} Status */

/** @type {{key: string, name: string, statuses?: Status[]}[]} */
const TABS = [
  { key: 'all', name: '全部' },
  { key: 'held', name: '待支付', statuses: ['held'] },
  { key: 'confirmed', name: '待就诊', statuses: ['confirmed', 'checked_in'] },
  { key: 'over', name: '已结束', statuses: ['completed', 'cancelled', 'expired', 'no_show'] },
];

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

  onShow() {
    if (this.data.state !== 'loading') this.refresh();
  },

  async load() {
    const { bookings: found, cursor } = await bookings.mine(this.filter());
    return { bookings: found.map((one) => present(one, clock.now())), cursor };
  },

  filter() {
    const tab = TABS.find((one) => one.key === this.data.tab);
    return tab && tab.statuses ? { status: tab.statuses } : {};
  },

  async onReachBottom() {
    const { cursor, fetching, tab } = this.data;
    if (!cursor || fetching) return;
    this.setData({ fetching: true });
    try {
      const next = await bookings.mine({ ...this.filter(), cursor });
      const shown = next.bookings.map((one) => present(one, clock.now()));
      if (tab === this.data.tab)
        this.setData({ bookings: this.data.bookings.concat(shown), cursor: next.cursor });
    } catch (error) {
      this.fail(error);
    }
    this.setData({ fetching: false });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onTab(event) {
    this.setData({
      tab: event.currentTarget.dataset.key,
      state: 'loading',
      bookings: [],
      cursor: null,
    });
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
