/** What the console calls the things that the control API names in English. */

const TARGETS = {
  pay_notice: '支付通知',
  prepay: '下单',
  query: '查单',
  close: '关单',
  refund: '退款',
  message: '消息',
  database: '数据库',
};
const MODES = {
  lost: '丢失',
  twice: '重复',
  late: '迟到',
  reordered: '乱序',
  wrong_amount: '金额不符',
  bad_signature: '签名错误',
  slow: '变慢',
  error: '失败',
  error_after_effect: '已生效但无应答',
  down: '断开',
  kill: '中断',
  frequency_limited: '频率超限',
  not_enough: '余额不足',
  abnormal: '退款异常',
  closed: '退款关闭',
  refused: '被拒绝',
  concurrent: '同时发送',
};

const ROLES = {
  operator: '平台运营',
  manager: '医院管理员',
  desk: '门诊服务台',
  doctor: '医生',
  auditor: '审计',
};

export const roleText = (role) => ROLES[role] ?? role;

/** "支付通知 丢失 ×2"; a name that is not in the lists stays as it is. */
export function faultText({ target, mode, times = 1, after = 1 }) {
  const what = TARGETS[target] ?? target.replace(/^function:/, '');
  const when = after > 1 ? `（第 ${after} 次）` : '';
  return `${what} ${MODES[mode] ?? mode}${when}${times > 1 ? ` ×${times}` : ''}`;
}

const COUNTS = {
  bookings: '预约',
  effects: '后续动作',
  payments: '付款',
  refunds: '退款',
  seats: '放回的号',
  claims: '清理的占用',
  entries: '候补单',
  failed: '没做成',
  left_over: '没做完',
  due: '到期',
  sent: '已发',
  hospitals: '医院',
  days: '天数',
  slots: '新号源',
  bills: '账单',
  rows: '账单行',
  unmatched_refunds: '单边退款',
  not_ready: '账单未出',
  error: '出错',
};

/** What a run of a timer counted, without what did not happen. */
export function countsText(summary) {
  const parts = Object.entries(summary ?? {})
    .filter(([, value]) => value !== 0 && value !== false)
    .map(([name, value]) => {
      const text = typeof value === 'object' ? JSON.stringify(value) : value;
      return value === true ? (COUNTS[name] ?? name) : `${COUNTS[name] ?? name} ${text}`;
    });
  return parts.join('，') || '无事';
}

export const POOLS = { phone: '线上', window: '窗口', referral: '转诊' };
export const SLOT_STATES = { closed: '不开放', suspended: '已停诊' };
