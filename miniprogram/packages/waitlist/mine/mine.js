/** 我的候补: the place in each line, and what is offered right now. */

const catalog = require('../../../services/catalog');
const clock = require('../../../services/clock');
const rules = require('../../../present/rules');
const waitlist = require('../../../services/waitlist');
const { page } = require('../../../framework/page');
const { present } = require('../../../present/waitlist');

page({
  data: {
    /** @type {ReturnType<typeof present>[]} */
    entries: [],
    night: '',
    busy: false,
  },

  live: true,

  pending() {
    return this.data.entries.some((one) => one.pending);
  },

  async load() {
    const places = await waitlist.mine();
    /** @param {{status: string}} place */
    const rank = ({ status }) => ['offered', 'waiting'].indexOf(status) + 1 || 3;
    const entries = places.sort((a, b) => rank(a) - rank(b));
    const waited = entries.find((one) => one.status === 'waiting');
    return {
      entries: entries.map((one) => present(one, clock.now())),
      night: waited ? this.data.night || (await nightWords(waited.hospital.id)) : '',
    };
  },

  /** A paid offer is a held booking: taking it is paying it. @param {WechatMiniprogram.TouchEvent} event */
  async onTake(event) {
    const entry = this.entry(event);
    if (!entry) return;
    if (entry.paid) {
      wx.navigateTo({ url: `/pages/booking/booking?id=${entry.booking_id}` });
      return;
    }
    await this.act(async () => {
      const { entry: taken } = await waitlist.accept(entry.id);
      wx.navigateTo({ url: `/pages/booking/booking?id=${taken.booking_id}` });
    });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onBooking(event) {
    const entry = this.entry(event);
    if (entry) wx.navigateTo({ url: `/pages/booking/booking?id=${entry.booking_id}` });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  async onLeave(event) {
    const entry = this.entry(event);
    if (!entry) return;
    const { confirm } = await wx.showModal({
      title: entry.offered ? '不要这个号了吗' : '退出候补吗',
      content: entry.offered
        ? '号会给后面的人，再候补要重新排队'
        : '退出后名次不留，再候补要重新排队',
      cancelText: '再等等',
      confirmText: entry.offered ? '不要了' : '退出',
    });
    if (confirm) await this.act(() => waitlist.leave(entry.id));
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  entry(event) {
    return this.data.entries.find((one) => one.id === event.currentTarget.dataset.id);
  },

  /** @param {() => Promise<unknown>} act */
  async act(act) {
    if (this.data.busy) return;
    this.setData({ busy: true });
    try {
      await act();
    } catch (error) {
      this.fail(error);
    }
    this.setData({ busy: false });
    await this.refresh();
  },

  onFind() {
    wx.switchTab({ url: '/pages/home/home' });
  },
});

/** The hours in which nobody is told: only a hint, so a hospital that cannot be read costs nothing more. @param {string} hospital */
async function nightWords(hospital) {
  const found = await catalog.hospital(hospital).catch(() => null);
  return found ? rules.night(found.hospital.rules) : '';
}
