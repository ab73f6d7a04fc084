/** A hospital's rules in the words a patient understands. */

const time = require('../utils/time');
const { cancellableUntil } = require('../utils/rules');

/** @typedef {import('../services/contracts').HospitalRules} Rules */

const TOO_LATE = '过时不能在网上退；能不能退，请先打医院电话';

/** @param {Rules} rules @returns {string[]} */
function sentences(rules) {
  const closes = rules.close_minutes_before
    ? `就诊时段开始前 ${rules.close_minutes_before} 分钟停止预约`
    : '就诊时段开始后不能再预约';
  return [
    `可以预约今天和以后 ${rules.window_days} 天的号，每天 ${rules.release_time} 放出 ${rules.release_days_before} 天后那天的号`,
    closes,
    `选好号后请在 ${rules.hold_minutes} 分钟内付款，过时号会让给别人`,
    `付款后在${cancelBefore(rules)}可以取消，费用全额退回。${TOO_LATE}`,
    losing(rules),
    cancelling(rules),
    `同一天同一科室，每人最多预约 ${rules.per_department_day} 次`,
  ].filter(Boolean);
}

/** @param {Rules} rules */
function cancelBefore({ cancel_days_before: days, cancel_time: at }) {
  // 00:00 of a day is said as the end of the day before: nobody has to ask which night is meant.
  if (at === '00:00') return days === 0 ? '就诊前一天 24:00 前' : `就诊前 ${days + 1} 天 24:00 前`;
  if (days === 0) return `就诊当天 ${at} 前`;
  return days === 1 ? `就诊前一天 ${at} 前` : `就诊前 ${days} 天 ${at} 前`;
}

/**
 * The rule of cancelling for a slot, said before paying.
 * @param {Rules} rules @param {{date: string, fee_fen: number}} slot @param {number} now
 * @returns {{words: string, strict: boolean}} strict: it cannot be given back once it is paid
 */
function beforePaying(rules, slot, now) {
  const until = cancellableUntil(rules, slot.date);
  const refund = slot.fee_fen ? '，费用全额退回' : '';
  if (now < time.millis(until))
    return { words: `${time.deadline(until)} 前可以取消${refund}`, strict: false };
  return slot.fee_fen
    ? { words: '这个号付款后不能网上退号；能不能退，请先打医院电话', strict: true }
    : { words: '这个号预约后不能网上取消；要取消，请打医院电话', strict: true };
}

/** What comes of giving up holds, or letting them lapse. @param {Rules} rules */
const losing = ({ unpaid_holds_per_day: most }) => `放弃或超时一天满 ${most} 次，当天不能再约`;

/** What comes of giving back paid bookings; empty where nothing does. @param {Rules} rules */
function cancelling(rules) {
  if (!rules.cancellation_block_days) return '';
  const {
    cancellation_days: days,
    paid_cancellations: most,
    cancellation_block_days: block,
  } = rules;
  return `${days} 天内退满 ${most} 次，网上暂停预约 ${block} 天`;
}

/** 6 点, 6:30. @param {string} clock HH:MM */
function spoken(clock) {
  const [hour, minute] = clock.split(':').map(Number);
  return minute ? `${hour}:${String(minute).padStart(2, '0')}` : `${hour} 点`;
}

/** Nobody can answer in their sleep: what is given back at night is offered in the morning. @param {Rules} rules */
function night({ offers_from: from, offers_to: to }) {
  const plain = (/** @type {string} */ clock) => clock.replace(/^0/, '');
  return `夜间 ${plain(to)}–${plain(from)} 退的号，早上 ${spoken(from)}再通知`;
}

module.exports = { beforePaying, cancelling, losing, night, sentences };
