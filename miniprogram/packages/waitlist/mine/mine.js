/** 我的候补: the place in each line, and what is offered right now. */

const money = require('../../../utils/money');
const time = require('../../../utils/time');
const waitlist = require('../../../services/waitlist');
const { page } = require('../../../framework/page');

/** @typedef {import('../../../services/contracts').WaitlistEntry} Entry */

const OVER = { taken: '已约上', lapsed: '超时未确认', left: '已退出', closed: '候补已截止' };

page({
  data: {
    /** @type {ReturnType<typeof shown>[]} */
    entries: [],
    busy: false,
  },

  onShow() {
    if (this.data.state === 'ready') this.refresh();
  },

  async load() {
    const entries = await waitlist.mine();
    /** @param {Entry} entry */
    const rank = ({ status }) => ['offered', 'waiting'].indexOf(status) + 1 || 3;
    return { entries: entries.sort((a, b) => rank(a) - rank(b)).map(shown) };
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
      content: '号会给后面的人，再候补要重新排队',
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

/** @param {Entry} entry */
function shown(entry) {
  return {
    id: entry.id,
    booking_id: entry.booking_id,
    offered: entry.status === 'offered',
    waiting: entry.status === 'waiting',
    taken: entry.status === 'taken',
    until: entry.offer_until || '',
    ahead: entry.position ? entry.position - 1 : 0,
    over: OVER[/** @type {keyof OVER} */ (entry.status)] || '',
    when: time.visit(entry),
    who: `${entry.department.name} · ${entry.doctor.name} ${entry.doctor.title}`,
    hospital: entry.hospital.name,
    patient: entry.patient.name_masked,
    closes: time.moment(entry.closes_at),
    paid: entry.fee_fen > 0,
    fee: money.price(entry.fee_fen),
  };
}
