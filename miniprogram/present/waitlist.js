/** A place in a queue as the patient reads it. */

const money = require('../utils/money');
const time = require('../utils/time');

/** @typedef {import('../services/waitlist').Place} Place */

/** What became of it. @param {Place} place */
function ending({ status, fee_fen: fee }) {
  switch (status) {
    case 'taken':
      return '已约上';
    case 'lapsed':
      return fee ? '没有付款，号已让出' : '没有确认，号已让出';
    case 'left':
      return '已退出';
    default:
      return '候补已截止';
  }
}

/** @param {Place} place @param {number} now */
function present(place, now) {
  const cancelling = place.status === 'offered' && place.cancelling;
  const settling = place.status === 'offered' && place.settling && !cancelling;
  const offered = place.status === 'offered' && !settling && !cancelling;
  const waiting = place.status === 'waiting';
  const open = waiting || place.status === 'offered';
  return {
    id: place.id,
    booking_id: place.booking_id,
    offered,
    settling,
    cancelling,
    waiting,
    taken: place.status === 'taken',
    until: place.offer_until || '',
    ahead: place.position ? place.position - 1 : 0,
    over: open ? '' : ending(place),
    when: time.visit(place),
    near: time.nearName(place.date, time.dateOf(now)),
    who: `${place.department.name} · ${place.doctor.name} ${place.doctor.title}`,
    hospital: place.hospital.name,
    patient: place.patient.name_masked,
    closes: time.moment(place.closes_at),
    paid: place.fee_fen > 0,
    take: place.fee_fen ? `去付款 ${money.price(place.fee_fen)}` : '确认要这个号',
    pending: open,
  };
}

module.exports = { present };
