/** A booking as the patient reads it: what it is now, what it asks for, what may still be done. */

const money = require('../utils/money');
const time = require('../utils/time');
const { cancellable, isOver, payable } = require('../utils/rules');

/** @typedef {import('../services/contracts').Booking} Booking */
/** @typedef {'wait' | 'good' | 'over' | 'bad'} Tone */

/** @type {Record<Booking['status'], {name: string, tone: Tone}>} */
const STATUS = {
  held: { name: '待支付', tone: 'wait' },
  confirmed: { name: '待就诊', tone: 'good' },
  checked_in: { name: '已签到', tone: 'good' },
  completed: { name: '已就诊', tone: 'over' },
  cancelled: { name: '已取消', tone: 'over' },
  expired: { name: '已过期', tone: 'over' },
  no_show: { name: '爽约', tone: 'bad' },
};

const REFUND = { processing: '退款中', success: '已退款', failed: '退款待处理' };

/** @param {Booking} booking @param {boolean} lapsed held, but too late to pay */
function headline(booking, lapsed) {
  switch (booking.status) {
    case 'held':
      return lapsed ? '付款时间已过' : '号已为您留住';
    case 'confirmed':
      return '预约成功';
    case 'checked_in':
      return '已签到，请候诊';
    case 'completed':
      return '已就诊';
    case 'expired':
      return '超时未付款，号源已释放';
    case 'no_show':
      return '没有按时就诊';
    default:
      return booking.cancelled_by === 'hospital' ? '医院停诊，预约已取消' : '预约已取消';
  }
}

/** One sentence under the headline. @param {Booking} booking @param {boolean} lapsed */
function advice(booking, lapsed) {
  switch (booking.status) {
    case 'held':
      return lapsed ? '号源释放中，可以重新预约' : '请在倒计时结束前付款。超时未付，号源自动释放';
    case 'confirmed':
      return '请带上证件，提前到院取号';
    case 'checked_in':
      return '请在候诊区等候叫号';
    case 'expired':
      return '没有扣款，可以重新预约';
    case 'no_show':
      return '多次爽约会暂停网上预约';
    case 'cancelled':
      return booking.refund ? '' : '没有产生费用';
    default:
      return '';
  }
}

/** What holds for cancelling, said while it may matter. @param {Booking} booking @param {number} now */
function cancelWords(booking, now) {
  if (booking.status !== 'confirmed') return '';
  if (!cancellable(booking, now)) return '已过网上取消的时间，如需退号请到医院窗口';
  const refund = booking.fee_fen ? '，费用全额退回' : '';
  return `${time.deadline(booking.cancellable_until)} 前可以取消${refund}`;
}

/**
 * The refund as steps, the reached ones marked.
 * @param {Booking} booking
 */
function refundSteps(booking) {
  const { refund } = booking;
  if (!refund) return null;
  const failed = refund.status === 'failed';
  const last = failed ? '退款遇到问题，医院会联系您' : '已退回付款账户';
  return {
    amount: money.yuan(refund.amount_fen),
    word: REFUND[refund.status],
    failed,
    steps: [
      { name: '已申请退款', done: true },
      { name: '微信支付处理中', done: true },
      { name: last, done: refund.status !== 'processing' },
    ],
    note: refund.status === 'processing' ? '一般几分钟内到账，银行卡最迟 3 个工作日' : '',
  };
}

/** @param {Booking} booking @param {number} now */
function present(booking, now) {
  const inTime = payable(booking, now);
  const lapsed = booking.status === 'held' && !inTime;
  return {
    ...booking,
    status_name: lapsed ? '已过期' : STATUS[booking.status].name,
    tone: lapsed ? /** @type {Tone} */ ('over') : STATUS[booking.status].tone,
    headline: headline(booking, lapsed),
    advice: advice(booking, lapsed),
    when: time.visit(booking),
    day: time.day(booking.date),
    near: time.nearName(booking.date, time.dateOf(now)),
    span: `${time.periodName(booking.period)} ${time.span(booking)}`,
    fee: money.price(booking.fee_fen),
    created: time.moment(booking.created_at),
    code: booking.pickup_code.replace(/(\d{4})(?=\d)/g, '$1 '),
    payable: inTime,
    cancellable: cancellable(booking, now),
    cancel_words: cancelWords(booking, now),
    refund_view: refundSteps(booking),
    over: lapsed || isOver(booking),
  };
}

module.exports = { present };
