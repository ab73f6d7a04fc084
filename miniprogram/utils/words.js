/** Words for the values of the contract. */

const RELATIONS = /** @type {const} */ ([
  { relation: 'self', name: '本人' },
  { relation: 'child', name: '子女' },
  { relation: 'parent', name: '父母' },
  { relation: 'spouse', name: '配偶' },
  { relation: 'other', name: '其他亲友' },
]);

/** @param {string} relation */
const relationName = (relation) =>
  (RELATIONS.find((one) => one.relation === relation) || { name: '' }).name;

/** @param {string | null | undefined} sex */
const sexName = (sex) => (sex === 'male' ? '男' : sex === 'female' ? '女' : '');

/**
 * 本人 · 女 · 71 岁
 * @param {import('../services/contracts').Patient} patient
 */
function patientLine(patient) {
  const age = patient.age === null || patient.age === undefined ? '' : `${patient.age} 岁`;
  return [relationName(patient.relation), sexName(patient.sex), age].filter(Boolean).join(' · ');
}

/**
 * What may be said to the patient when no reply came, or one without words.
 * Replies carry their own words; these stand in for the rest.
 */
const TROUBLE = {
  OFFLINE: '网络不通，请检查网络后再试',
  NETWORK: '没有收到结果，请再点一次：不会约两次、扣两次钱',
  BUSY: '没有收到结果，请再点一次：不会约两次、扣两次钱',
  INTERNAL: '系统出错了。请先到“我的预约”看约上没有，再重试',
  TOO_MANY_REQUESTS: '点得太快了，请过 1 分钟再试。已有的预约不受影响',
  UNAUTHENTICATED: '没有认出您的微信，请退出小程序后重新打开',
};

/** Instead of those, where nothing was asked but what to show: nobody booked or paid anything by opening a page. */
const UNREAD = {
  NETWORK: '没有打开，请再试一次',
  BUSY: '没有打开，请再试一次',
  INTERNAL: '系统出错了，请再试一次',
};

module.exports = { RELATIONS, TROUBLE, UNREAD, patientLine, relationName, sexName };
