/** Patients, their bookings in every state, and their places in line. */
import { DAY, START, dateAfter, instant, times } from './time.mjs';

export function patientsOf(count, long) {
  const names = long
    ? ['阿**************************', '欧**']
    : ['李*兰', '王*', '王*宝', '张*国', '陈*英'];
  return times(count, (at) => ({
    id: `p${at}`,
    name_masked: names[at % names.length],
    id_type: 'resident_id',
    id_masked: '9900**********123X',
    phone_masked: '138****0000',
    relation: ['self', 'spouse', 'child', 'parent', 'other'][at],
    sex: at % 2 ? 'male' : 'female',
    age: [71, 73, 6, 90, 40][at],
    verified: true,
    guardian_id: null,
  }));
}

const whereAndWho = (hospital, department, doctor) => ({
  hospital: { id: hospital.id, name: hospital.name, address: hospital.address },
  department: { id: department.id, name: department.name, location: department.location },
  doctor: { id: doctor.id, name: doctor.name, title: doctor.title },
  patient: { id: 'p0', name_masked: '李*兰' },
});

export function bookingsOf(many, hospital, department, doctor) {
  const booking = (id, status, more) => ({
    ...confirmedOf(id, more?.day ?? 2, doctor),
    ...whereAndWho(hospital, department, doctor),
    status,
    ...more,
  });
  const refund = (status) => ({ status, amount_fen: doctor.fee_fen });
  const byPatient = (status) => ({ cancelled_by: 'patient', refund: refund(status) });
  const byHospital = { cancelled_by: 'hospital', refund: refund('success'), day: 3 };
  const own = [
    booking('held', 'held', { hold_until: instant(START + 14 * 60000) }),
    booking('offer', 'held', {
      hold_until: instant(START + 28 * 60000),
      entry_id: 'w1',
      fee_fen: 0,
      day: 4,
    }),
    booking('confirmed', 'confirmed'),
    booking('late', 'expired', { day: 1, refund: refund('processing') }),
    booking('today', 'confirmed', { day: 0 }),
    booking('cancelled', 'cancelled', byPatient('processing')),
    booking('refunded', 'cancelled', byHospital),
    booking('stuck', 'cancelled', byPatient('failed')),
    booking('expired', 'expired', { day: 1 }),
    booking('completed', 'completed', { day: -9 }),
    booking('no_show', 'no_show', { day: -20 }),
  ];
  const old = (at) => booking(`old${at}`, 'completed', { day: -30 - at });
  return many ? [...own, ...times(24, old)] : own;
}

const confirmedOf = (id, day, doctor) => ({
  id,
  entry_id: null,
  order_no: `o${id}`,
  pickup_code: '40821736',
  slot_id: `${doctor.id}-2-am-0`,
  date: dateAfter(day),
  period: 'am',
  starts_at: `${dateAfter(day)}T08:30:00+08:00`,
  ends_at: `${dateAfter(day)}T09:00:00+08:00`,
  number: 3,
  fee_fen: doctor.fee_fen,
  created_at: instant(START - 3600000),
  hold_until: null,
  cancellable_until: `${dateAfter(day)}T00:00:00+08:00`,
  cancelled_by: null,
  refund: null,
});

export function entriesOf(hospital, department, doctor) {
  const entry = (id, status, more = {}) => ({
    id,
    status,
    position: null,
    offer_until: null,
    booking_id: null,
    slot_id: `${doctor.id}-4-am-3`,
    ...whereAndWho(hospital, department, doctor),
    date: dateAfter(4),
    period: 'am',
    starts_at: `${dateAfter(4)}T10:00:00+08:00`,
    ends_at: `${dateAfter(4)}T10:30:00+08:00`,
    fee_fen: doctor.fee_fen,
    joined_at: instant(START - DAY),
    closes_at: `${dateAfter(3)}T20:00:00+08:00`,
    ...more,
  });
  return [
    entry('w1', 'offered', { offer_until: instant(START + 28 * 60000), booking_id: 'held' }),
    entry('w2', 'waiting', { position: 3 }),
    entry('w3', 'waiting', { position: 1 }),
    entry('w4', 'taken', { booking_id: 'confirmed' }),
    entry('w5', 'lapsed'),
  ];
}

/** Somebody of a hospital's staff, of the platform's and a doctor's too where there is much; nobody where there is nothing. */
export function staffOf({ hospitals, departments, doctors }, amount) {
  if (amount === 'empty') return null;
  const grant = (role, more = {}) => ({
    role,
    hospital_id: hospitals[0].id,
    department_ids: [],
    doctor_id: null,
    ...more,
  });
  const desk = grant('desk', { department_ids: departments.slice(1, 3).map((one) => one.id) });
  const more = [
    grant('operator', { hospital_id: null }),
    grant('doctor', { doctor_id: doctors[0].id }),
  ];
  return {
    id: 's1',
    name: amount === 'long' ? '虚'.repeat(50) : '虚构丁',
    grants: amount === 'few' ? [desk] : [...more, desk],
    rev: 1,
  };
}

/** What the hospital of that somebody is called, and who and what is in it. */
export const placesOf = ({ hospitals, departments, doctors }) => [
  { ...hospitals[0], departments, doctors },
];

/** Today and tomorrow: of the doctors each a session today, of the first some is off sale; nothing tomorrow. */
export const daysOf = ({ doctors }) => [
  {
    date: '2026-11-23',
    sessions: doctors.map((doctor, at) => ({
      doctor_id: doctor.id,
      doctor_name: doctor.name,
      department_id: doctor.department_id,
      department_name: doctor.department_name,
      period: 'am',
      starts_at: '2026-11-23T08:00:00+08:00',
      ends_at: '2026-11-23T12:00:00+08:00',
      seats: 24,
      sold: 20,
      left: at ? 4 : 0,
      waiting: at ? 0 : 3,
      slots: 8,
      stopped: [8, 2][at] ?? 0,
    })),
  },
  { date: '2026-11-24', sessions: [] },
];
