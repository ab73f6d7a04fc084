/** A booking as the patient reads it: what it is now, what it asks for, what may still be done. */

const money = require('../utils/money');
const time = require('../utils/time');
const { cancellable, isOver, payable } = require('../utils/rules');

/** @typedef {import('../services/bookings').Booking} Booking */
/** @typedef {'wait' | 'good' | 'over' | 'bad'} Tone */
/** @typedef {{lapsed: boolean, fee: string}} Known lapsed: held, but too late to pay */

/** @type {Record<Booking['status'], {name: string, tone: Tone}>} */
const STATUS = {
  held: { name: '待付款', tone: 'wait' },
  confirmed: { name: '待就诊', tone: 'good' },
  checked_in: { name: '已签到', tone: 'good' },
  completed: { name: '已就诊', tone: 'over' },
  cancelled: { name: '已取消', tone: 'over' },
  expired: { name: '未付款，已取消', tone: 'over' },
  no_show: { name: '爽约', tone: 'bad' },
};

const REFUND = { processing: '退款中', success: '已退款', failed: '退款没成功' };

/** Paid late or too late, and not decided yet. @param {Booking} booking */
const confirming = (booking) => booking.settling && booking.status !== 'cancelled';

/** @param {Booking} booking @param {boolean} lapsed @returns {{name: string, tone: Tone}} */
function standing(booking, lapsed) {
  const free = booking.fee_fen === 0;
  if (booking.cancelling) return { name: '还不知道取消了没有', tone: 'wait' };
  if (confirming(booking)) return { name: '已付款，正在确认', tone: 'wait' };
  if (booking.status === 'expired' && booking.refund) return { name: '没有约上', tone: 'over' };
  if (lapsed || booking.status === 'expired')
    return { name: free ? '未确认，已取消' : '未付款，已取消', tone: 'over' };
  if (booking.status === 'held' && booking.entry_id)
    return { name: free ? '候补到号，待确认' : '候补到号，待付款', tone: 'wait' };
  return STATUS[booking.status];
}

/** @param {Booking} booking @param {boolean} lapsed */
function headline(booking, lapsed) {
  const free = booking.fee_fen === 0;
  if (booking.cancelling) return '还不知道取消了没有';
  if (confirming(booking)) return '已付款，正在确认，不用再付';
  switch (booking.status) {
    case 'held':
      if (lapsed) return free ? '确认时间已过' : '付款时间已过';
      return '号已为您保留';
    case 'confirmed':
      return '预约成功';
    case 'checked_in':
      return '已签到，请候诊';
    case 'completed':
      return '已就诊';
    case 'expired':
      if (booking.refund) return '付款晚了，号已让出';
      return free ? '未在时限内确认，号已让出' : '未在时限内付款，号已让出';
    case 'no_show':
      return '没有按时就诊';
    default:
      return booking.cancelled_by === 'hospital' ? '医生停诊，预约已取消' : '预约已取消';
  }
}

/** One sentence under the headline. @param {Booking} booking @param {Known} known */
function advice(booking, { lapsed, fee }) {
  const free = booking.fee_fen === 0;
  if (booking.cancelling) return '没有收到结果。有网络后会自动更新，也可以再取消一次';
  if (confirming(booking)) return `可以离开，结果会自动更新。万一没有约上，${fee} 原路退回`;
  switch (booking.status) {
    case 'held':
      if (lapsed)
        return free ? '可以重新预约' : '约 2 分钟后可以重新预约。如已扣款，会自动原路退回';
      return `请在倒计时结束前${free ? '确认' : '付款'}，过时号会让给别人`;
    case 'confirmed':
      return '请带上证件，提前到院取号';
    case 'checked_in':
      return '请在候诊区等候叫号';
    case 'no_show':
      return '来不了请提前取消，把号让给别人';
    case 'expired':
    case 'cancelled':
      return booking.refund ? returned(booking.refund) : unpaid(booking, fee);
    default:
      return '';
  }
}

/** What became of the money of a booking that is over. @param {NonNullable<Booking['refund']>} refund */
function returned(refund) {
  const amount = money.yuan(refund.amount_fen);
  if (refund.status === 'failed') return '退款没成功，钱没有丢';
  return `${amount} ${refund.status === 'success' ? '已原路退回' : '正原路退回'}`;
}

/** No refund is known of: money in flight may still arrive. @param {Booking} booking @param {string} fee */
function unpaid(booking, fee) {
  const again = booking.status === 'expired' ? '，可以重新预约' : '';
  if (booking.settling) return `您付的 ${fee} 会原路退回`;
  if (booking.fee_fen === 0) return `没有产生费用${again}`;
  return `没有收到付款${again}。如已扣款，会自动原路退回`;
}

/** @param {string} phone */
const call = (phone) => (phone ? `请打医院电话 ${phone}` : '请打医院电话');

/** What holds for cancelling, said while it may matter. @param {Booking} booking @param {number} now @param {string} phone */
function cancelWords(booking, now, phone) {
  if (booking.status !== 'confirmed' || booking.cancelling) return '';
  const until = time.deadline(booking.cancellable_until);
  const paid = booking.fee_fen > 0;
  if (cancellable(booking, now)) return `${until} 前可以取消${paid ? '，费用全额退回' : ''}`;
  const act = paid ? '退号' : '取消';
  return `已过网上${act}时间（${until}），预约仍有效。能不能${paid ? '退' : '取消'}，${call(phone)}问`;
}

/**
 * The refund as steps: those done, and the one that is waited for.
 * @param {Booking} booking @param {string} phone
 */
function refundSteps(booking, phone) {
  const { refund } = booking;
  if (!refund) return null;
  const { status } = refund;
  const failed = status === 'failed';
  return {
    amount: money.yuan(refund.amount_fen),
    word: REFUND[status],
    failed,
    awaited: status === 'processing',
    steps: [
      { name: '已申请退款', look: 'done' },
      {
        name: status === 'processing' ? '微信支付处理中' : '微信支付已处理',
        look: status === 'processing' ? 'now' : 'done',
      },
      {
        name: failed ? '退款没成功' : '已退回付款账户',
        look: failed ? 'failed' : status === 'success' ? 'done' : 'later',
      },
    ],
    note: failed
      ? `钱没有丢。${call(phone)}，报订单号 ${booking.order_no}`
      : status === 'processing'
        ? '零钱几分钟到账，银行卡 1–3 个工作日'
        : '',
  };
}

/** What the one button of an open hold does. @param {Booking} booking @param {string} fee */
const taking = (booking, fee) => (booking.fee_fen ? `付款 ${fee}` : '确认要这个号');

/** Does it wait for something that comes by itself? @param {Booking} booking */
const pending = (booking) =>
  booking.status === 'held' ||
  booking.cancelling ||
  booking.settling ||
  Boolean(booking.refund && booking.refund.status === 'processing');

/** @param {Booking} booking @param {number} now @param {string} [phone] the hospital's, where it is known */
function present(booking, now, phone = '') {
  const inTime = payable(booking, now);
  const open = booking.settling || booking.cancelling;
  const lapsed = booking.status === 'held' && !inTime && !open;
  const fee = money.price(booking.fee_fen);
  const { name, tone } = standing(booking, lapsed);
  const code = booking.pickup_code.replace(/(\d{4})(?=\d)/g, '$1 ');
  return {
    ...booking,
    status_name: name,
    tone,
    headline: headline(booking, lapsed),
    advice: advice(booking, { lapsed, fee }),
    when: time.visit(booking),
    day: time.day(booking.date),
    near: time.nearName(booking.date, time.dateOf(now)),
    span: `${time.periodName(booking.period)} ${time.span(booking)}`,
    fee,
    created: time.moment(booking.created_at),
    code,
    payable: inTime,
    free: booking.fee_fen === 0,
    take: taking(booking, fee),
    cancellable: !booking.cancelling && cancellable(booking, now),
    cancel_words: cancelWords(booking, now, phone),
    refund_view: refundSteps(booking, phone),
    over: !confirming(booking) && !booking.cancelling && (lapsed || isOver(booking)),
    pending: pending(booking),
    phone: needsPhone(booking, now) ? phone : '',
  };
}

/** Only a person at the hospital can help. @param {Booking} booking @param {number} now */
const needsPhone = (booking, now) =>
  (booking.status === 'confirmed' && !booking.cancelling && !cancellable(booking, now)) ||
  Boolean(booking.refund && booking.refund.status === 'failed');

module.exports = { present };
