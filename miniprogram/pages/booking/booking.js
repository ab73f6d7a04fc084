/** 预约详情: what became of a booking, and the one thing to do next: pay, show the code, or book again. */

const bookings = require('../../services/bookings');
const clock = require('../../services/clock');
const messages = require('../../services/messages');
const time = require('../../utils/time');
const { known } = require('../../services/request');
const { page } = require('../../framework/page');
const { present } = require('../../present/booking');

/**
 * @typedef {import('../../services/contracts').Booking} Booking
 */

page({
  data: {
    id: '',
    /** @type {ReturnType<typeof present> | null} */
    booking: null,
    busy: false,
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

  onShow() {
    if (this.data.state === 'ready' && !this.data.busy) this.refresh();
  },

  async load() {
    const booking = await bookings.get(this.data.id);
    if (this.fresh && booking.status === 'held') wx.nextTick(() => this.onPay());
    this.fresh = false;
    return { booking: present(booking, clock.now()) };
  },

  /**
   * One act at a time on a booking; its words stay on the page, not in a passing toast.
   * @param {() => Promise<Booking>} act
   */
  async act(act) {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: null });
    try {
      const booking = present(await act(), clock.now());
      this.setData({ booking });
    } catch (error) {
      const { message, uncertain } = known(error);
      this.setData({ problem: { words: message, tone: uncertain ? 'wait' : 'bad' } });
      this.refresh();
    }
    this.setData({ busy: false });
  },

  async onPay() {
    let paid = false;
    await this.act(async () => {
      const result = await bookings.pay(this.data.id);
      paid = result.paid;
      return result.booking;
    });
    const { booking, problem } = this.data;
    if (!booking || !booking.payable || problem) return;
    const words = paid
      ? '已付款，正在等微信确认，请稍后下拉刷新'
      : '还没有付款，倒计时结束前都可以支付';
    this.setData({ problem: { words, tone: 'wait' } });
  },

  async onCancel() {
    const { booking } = this.data;
    if (!booking) return;
    const money =
      booking.status === 'confirmed' && booking.fee_fen ? `，${booking.fee} 原路退回` : '';
    const { confirm } = await wx.showModal({
      title: '要取消这个预约吗',
      content: `${booking.when}\n${booking.doctor.name} ${booking.doctor.title}\n取消后号源释放${money}`,
      cancelText: '不取消',
      confirmText: '取消预约',
    });
    if (!confirm) return;
    if (booking.status === 'confirmed') await messages.ask('cancel');
    await this.act(() => bookings.cancel(this.data.id));
  },

  onCalendar() {
    const booking = /** @type {Booking} */ (this.data.booking);
    wx.addPhoneCalendar({
      title: `看病：${booking.doctor.name}医生`,
      startTime: time.millis(booking.starts_at) / 1000,
      endTime: String(time.millis(booking.ends_at) / 1000),
      location: `${booking.hospital.name} ${booking.department.location}`,
      description: `取号码 ${booking.pickup_code}`,
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
