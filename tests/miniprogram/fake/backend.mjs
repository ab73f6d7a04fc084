/**
 * Answers in the shape of the contract, for looking at pages in states a real backend seldom shows: very many
 * entries, very long names, nothing at all, trouble. Not a model of the service: it decides nothing.
 */
import { daysOf, placesOf, staffOf } from './people.mjs';
import { START, instant } from './time.mjs';
import { world } from './world.mjs';

const PAGE = 10;
const CONSENT = '2026-01';
const OPEN_TO_ALL = ['login', 'account', 'catalog', 'query_slots', 'staff', 'admin'];

/**
 * @param {{amount?: 'few' | 'many' | 'long' | 'empty', consent?: boolean, answers?: Record<string, string>,
 *   excluded?: object[]}} scene
 *   `excluded`: patients who may not have the seat; `answers`: a code for a function, or for `function.action`, instead of its reply
 */
export function backend({ amount = 'few', consent = true, answers = {}, excluded = [] } = {}) {
  const all = { ...world(amount), excluded };
  const who = { consented: consent, phone: amount === 'empty' ? null : '138****0000' };
  const own = { ...account(all, who), ...catalogue(all), ...visits(all), ...staff(all, amount) };
  const began = Date.now();
  const asked = [];

  /** @param {string} name @param {Record<string, any>} data @returns the envelope */
  function call(name, data) {
    asked.push({ name, data });
    const now = instant(START + (Date.now() - began));
    const envelope = (code, message, reply) => {
      return { code, message, data: reply, request_id: 'r', now };
    };
    const full = data.action ? `${name}.${data.action}` : name;
    const wanted = answers[full] || answers[name] || answers['*'];
    if (wanted) return envelope(...wanted.split('|'), null);
    if (!who.consented && !OPEN_TO_ALL.includes(name))
      return envelope('CONSENT_REQUIRED', '请先阅读并同意隐私说明', null);
    return envelope('OK', '', own[full](data));
  }
  return { call, asked };
}

const staff = (all, amount) => ({
  'staff.me': () => ({ staff: staffOf(all, amount) }),
  'staff.places': () => ({ hospitals: placesOf(all) }),
  'admin.today': () => ({ days: daysOf(all), needs: [] }),
  'staff.accept': () => ({ staff: staffOf(all, 'few') }),
  'staff.login_look': () => ({
    agent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36',
    started_at: instant(START),
    choices: ['47', '82', '15'],
  }),
  'staff.login_confirm': () => ({ confirmed: true }),
  'staff.login_refuse': () => ({ refused: true }),
});

const find = (list, id) => list.find((one) => one.id === id);

const account = (all, who) => ({
  login: () => ({
    user: { id: 'u1', phone_masked: who.phone },
    patients: who.consented ? all.patients : [],
    consent: { required: CONSENT, accepted: who.consented ? CONSENT : null },
    message_templates: { booking_confirmed: 't1', visit_tomorrow: 't2', visit_soon: 't3' },
  }),
  'account.accept_consent': () => {
    who.consented = true;
    return { consent: { required: CONSENT, accepted: CONSENT } };
  },
  'account.grant_messages': () => ({ credits: {} }),
  'account.bind_phone': () => ({ phone_masked: '138****0000' }),
  'account.export': () => ({ user: {}, patients: [], bookings: [] }),
  'account.erase': () => ({ patients: 0, bookings: 0 }),
  'patients.list': ({ slot_id: slot }) => ({
    patients: all.patients,
    excluded: slot ? all.excluded : [],
  }),
  'patients.add': () => {
    all.patients.push({ ...all.patients[0], id: 'new' });
    return { patient: all.patients.at(-1) };
  },
  'patients.update': () => ({ patient: all.patients[0] }),
  'patients.remove': () => ({ patients: [] }),
});

const catalogue = (all) => ({
  'catalog.hospitals': () => ({ hospitals: all.hospitals }),
  'catalog.hospital': ({ hospital_id: id }) => ({
    hospital: find(all.hospitals, id),
    departments: all.departments,
    notices: all.notices,
  }),
  'catalog.doctors': ({ department_id: id }) => ({
    doctors: all.doctors.filter((one) => one.department_id === id),
  }),
  'catalog.doctor': ({ doctor_id: id }) => ({ doctor: find(all.doctors, id) }),
  'catalog.search': () => ({
    hospitals: all.hospitals.slice(0, 2),
    departments: all.departments.slice(1, 3),
    doctors: all.doctors.slice(0, 3),
  }),
  'catalog.scene': () => ({ hospital: all.hospitals[0] }),
  query_slots: ({ doctor_id, department_id, date_from, date_to = date_from }) => ({
    slots: all.slots
      .filter(({ date }) => date >= date_from && date <= date_to)
      .filter((one) =>
        doctor_id ? one.doctor_id === doctor_id : one.department_id === department_id,
      ),
  }),
});

const visits = (all) => ({
  book: () => ({ booking: find(all.bookings, 'held'), payment: null }),
  pay: ({ booking_id: id }) => ({ booking: find(all.bookings, id), payment: null }),
  cancel: ({ booking_id: id }) => ({
    booking: { ...find(all.bookings, id), status: 'cancelled', cancelled_by: 'patient' },
  }),
  my_bookings: ({ booking_id: id, status, cursor = '0' }) => {
    if (id) return { booking: find(all.bookings, id) };
    const found = all.bookings.filter((one) => !status || [status].flat().includes(one.status));
    const end = Number(cursor) + PAGE;
    return {
      bookings: found.slice(Number(cursor), end),
      cursor: found.length > end ? String(end) : null,
    };
  },
  'waitlist.mine': () => ({ entries: all.entries }),
  'waitlist.join': () => ({ entry: all.entries[1] }),
  'waitlist.leave': () => ({ entry: all.entries[2] }),
});
