/** 预约详情: what became of a booking, and the one thing to do next: pay, show the code, or book again. */

const bookings = require('../../services/bookings');
const catalog = require('../../services/catalog');
const clock = require('../../services/clock');
const messages = require('../../services/messages');
const rules = require('../../present/rules');
const time = require('../../utils/time');
const waitlist = require('../../services/waitlist');
const { page } = require('../../framework/page');
const { present } = require('../../present/booking');

/**
 * @typedef {import('../../services/bookings').Booking} Booking
 * @typedef {import('../../services/contracts').Hospital} Hospital
 * @typedef {ReturnType<typeof present>} Shown
 */

/** A cancellation without an answer, and now it is known that nothing came of it. @param {Shown} booking */
function stands({ status, payable, cancellable }) {
  if (status === 'held')
    return payable ? { words: '没有放弃成功，号还为您留着。要放弃请再点一次', tone: 'wait' } : null;
  const again = cancellable ? '。要取消请再点一次' : '';
  return { words: `没有取消成功，预约仍有效${again}`, tone: 'wait' };
}

page({
  data: {
    id: '',
    /** @type {Shown | null} */
    booking: null,
    busy: false,
    told: '',
    /** @type {{words: string, tone: string} | null} */
    problem: null,
  },

  /** @param {{id: string, fresh?: string}} query fresh: the seat was taken a moment ago, so paying follows at once */
  onLoad({ id, fresh }) {
    this.setData({ id });
    this.fresh = fresh === '1';
    messages.prepare().catch(() => undefined);
  },

  fresh: false,

  /** Its telephone and rules; not drawn, so kept off the page's data. @type {Hospital | null} */
  hospital: null,

  live: true,

  pending() {
    return Boolean(this.data.booking && this.data.booking.pending);
  },

  async load() {
    const booking = await bookings.get(this.data.id);
    this.learn(booking);
    const shown = this.shown(booking);
    if (this.fresh && shown.payable) {
      // What is paid for stands there before its sheet opens.
      this.setData({ booking: shown });
      wx.nextTick(() => this.onTake());
    }
    this.fresh = false;
    const before = this.data.booking;
    const undone = before && before.cancelling && !shown.cancelling && !shown.over;
    return { booking: shown, ...(undone && { problem: stands(shown) }) };
  },

  /** @param {Booking} booking */
  shown(booking) {
    return present(booking, clock.now(), this.hospital ? this.hospital.phone : '');
  },

  /** What the hospital can be asked about comes after what was asked for. @param {Booking} booking */
  async learn(booking) {
    if (this.hospital) return;
    const found = await catalog.hospital(booking.hospital.id).catch(() => null);
    if (!found) return;
    this.hospital = found.hospital;
    if (this.data.booking) this.setData({ booking: this.shown(this.data.booking) });
  },

  /**
   * One act at a time on a booking; its words stay on the page, not in a passing toast.
   * @param {() => Promise<Booking>} act
   * @returns {Promise<boolean>} did it work?
   */
  async act(act) {
    if (this.data.busy) return false;
    this.setData({ busy: true, problem: null });
    let done = true;
    try {
      this.show({ booking: this.shown(await act()), busy: false });
    } catch (error) {
      done = false;
      const booking = bookings.now(/** @type {Booking} */ (this.data.booking));
      const problem = booking.cancelling ? null : this.explain(error);
      this.show({ booking: this.shown(booking), problem, busy: false });
      this.look();
    }
    return done;
  },

  async onTake() {
    const { booking } = this.data;
    if (!booking || !booking.payable) return;
    if (booking.free) await this.act(() => this.accept(booking));
    else await this.pay(booking);
  },

  /** A free seat that the queue offers is taken by a yes. @param {Shown} booking */
  async accept(booking) {
    await waitlist.accept(/** @type {string} */ (booking.entry_id));
    return bookings.get(booking.id);
  },

  /** @param {Shown} booking */
  async pay(booking) {
    /** @type {Booking} */
    const settling = { ...booking, settling: true };
    const onPaid = () => this.show({ booking: this.shown(settling), problem: null });
    let paid = false;
    const done = await this.act(async () => {
      const result = await bookings.pay(booking.id, onPaid);
      paid = result.paid;
      return result.booking || settling;
    });
    const after = this.data.booking;
    if (!done || paid || !after || !after.payable) return;
    this.setData({ problem: { words: '还没有付款，倒计时结束前都可以付款', tone: 'wait' } });
  },

  async onCancel() {
    const { booking } = this.data;
    if (!booking) return;
    const held = booking.status === 'held';
    await this.learn(booking);
    const { confirm } = await wx.showModal({
      title: held ? '要放弃这个号吗' : '要取消这个预约吗',
      content: `${booking.when}\n${booking.doctor.name} ${booking.doctor.title}\n${this.price(booking)}`,
      cancelText: held ? '再想想' : '不取消',
      confirmText: held ? '放弃' : '取消预约',
    });
    if (confirm) await this.cancel();
  },

  /** Once more without a question: it was answered, and only the result is not known. */
  async onCancelAgain() {
    await this.cancel();
  },

  async cancel() {
    await this.act(() => bookings.cancel(this.data.id));
    // What came of it stands at the top.
    wx.pageScrollTo({ scrollTop: 0, duration: 0 });
  },

  async onTell() {
    const allowed = await messages.ask('refund');
    this.setData({
      told: allowed ? '退款到账时微信通知您' : '没有打开通知。退款到账可以在这里看到',
    });
  },

  /** What giving it back costs: the seat, the money, and what follows from doing it often. @param {Shown} booking */
  price(booking) {
    const paid = booking.fee_fen > 0;
    const known = this.hospital && this.hospital.rules;
    if (booking.status === 'held') {
      // An offer of a queue that is turned down does not count.
      const often = known && !booking.entry_id ? `${rules.losing(known)}。` : '';
      return `号会让给别人。${often}${paid ? '如已扣款，会自动原路退回' : ''}`;
    }
    if (!paid) return '取消后号会让给别人';
    return `取消后号会让给别人，${booking.fee} 原路退回。${known ? rules.cancelling(known) : ''}`;
  },

  onCall() {
    const { phone } = /** @type {Shown} */ (this.data.booking);
    wx.makePhoneCall({ phoneNumber: phone, fail: () => undefined });
  },

  onCalendar() {
    const booking = /** @type {Booking} */ (this.data.booking);
    wx.addPhoneCalendar({
      title: `看病：${booking.doctor.name}医生`,
      startTime: time.millis(booking.starts_at) / 1000,
      endTime: String(time.millis(booking.ends_at) / 1000),
      location: `${booking.hospital.name} ${booking.department.location}`,
      description: `取号凭证 ${booking.pickup_code}`,
      alarmOffset: 2 * 60 * 60,
      success: () => wx.showToast({ title: '已加入手机日历' }),
      fail: () => wx.showToast({ title: '没有加入日历', icon: 'none' }),
    });
  },

  onAgain() {
    const booking = /** @type {Booking} */ (this.data.booking);
    wx.redirectTo({ url: `/pages/doctor/doctor?id=${booking.doctor.id}` });
  },

  onAddress() {
    const booking = /** @type {Booking} */ (this.data.booking);
    wx.navigateTo({ url: `/pages/hospital/hospital?id=${booking.hospital.id}` });
  },
});
