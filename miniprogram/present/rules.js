/** A hospital's rules in the words a patient understands. */

const time = require('../utils/time');
const { cancellableUntil } = require('../utils/rules');

/** @typedef {import('../services/contracts').HospitalRules} Rules */

/** @param {Rules} rules @returns {string[]} */
function sentences(rules) {
  const closes = rules.close_minutes_before
    ? `就诊时段开始前 ${rules.close_minutes_before} 分钟停止预约`
    : '就诊时段开始后不能再预约';
  return [
    `可以预约今天和以后 ${rules.window_days} 天的号，每天 ${rules.release_time} 放新号`,
    closes,
    `选好号后请在 ${rules.hold_minutes} 分钟内付款。超时未付，号源自动释放`,
    `付款后在${cancelBefore(rules)}可以取消，费用全额退回；逾期请到医院窗口办理`,
    `同一天同一科室，每人最多预约 ${rules.per_department_day} 次`,
  ];
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
  const act = slot.fee_fen ? '付款后不能网上退号' : '预约后不能网上取消';
  return { words: `这个号${act}，要退只能到医院窗口办理`, strict: true };
}

module.exports = { beforePaying, sentences };
