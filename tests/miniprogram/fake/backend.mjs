/**
 * Answers in the shape of the contract, for looking at pages in states a real backend seldom shows: very many
 * entries, very long names, nothing at all, trouble. Not a model of the service: it decides nothing.
 */

export const START = Date.parse('2026-11-23T10:05:00+08:00');
const DAY = 24 * 60 * 60 * 1000;

const RULES = {
  window_days: 7,
  release_time: '07:00',
  release_days_before: 7,
  close_minutes_before: 0,
  cancel_days_before: 0,
  cancel_time: '00:00',
  per_department_day: 1,
  hold_minutes: 15,
};

const instant = (ms) => `${new Date(ms + 8 * 3600000).toISOString().slice(0, 19)}+08:00`;
const dateAfter = (days) => instant(START + days * DAY).slice(0, 10);
const times = (count, make) => Array.from({ length: count }, (_, at) => make(at));

const LONG = '（内分泌与代谢病中西医结合诊疗中心东院区）';

/** @param {'few' | 'many' | 'long' | 'empty'} amount */
export function world(amount) {
  const long = amount === 'long' ? LONG : '';
  const many = amount === 'many' || amount === 'long';
  const hospitals = hospitalsOf(many ? 8 : 3, long);
  const departments = departmentsOf(long);
  const doctors = doctorsOf(many ? 12 : 4, hospitals[0], departments[1], long);
  if (amount === 'empty')
    return {
      hospitals: [],
      departments: [],
      doctors: [],
      slots: [],
      patients: [],
      bookings: [],
      entries: [],
    };
  return {
    hospitals,
    departments,
    doctors,
    slots: doctors.flatMap((doctor, at) => slotsOf(doctor, at)),
    patients: patientsOf(many ? 5 : 2, long),
    bookings: bookingsOf(many, hospitals[0], departments[1], doctors[0]),
    entries: entriesOf(hospitals[0], departments[1], doctors[0]),
  };
}

function hospitalsOf(count, long) {
  const names = ['演示市第一医院', '演示妇女儿童医院', '演示市中医医院'];
  return times(count, (at) => ({
    id: `h${at}`,
    name: (names[at] || `演示第${at + 1}医院`) + long,
    level: ['三级甲等', '三级甲等', '二级甲等'][at % 3],
    district: ['东湖区', '南山区', '西城区'][at % 3],
    address: long
      ? `演示市东湖区人民大道演示街道${long}188号门诊综合楼`
      : `演示市人民路 ${at + 1}88 号`,
    latitude: 30.5,
    longitude: 114.3,
    phone: '400-000-0000',
    introduction: '演示用的医院',
    rules: RULES,
  }));
}

function departmentsOf(long) {
  const department = (id, parent, name, location, more = {}) => ({
    id,
    hospital_id: 'h0',
    parent_id: parent,
    name,
    location,
    introduction: '',
    sex: null,
    age_from: null,
    age_to: null,
    ...more,
  });
  return [
    department('nk', null, '内科', ''),
    department('xnk', 'nk', `心血管内科${long}`, '门诊楼 3 层 A 区'),
    department('hxk', 'nk', '呼吸内科', '门诊楼 3 层 B 区'),
    department('xhk', 'nk', '消化内科', '门诊楼 4 层 A 区'),
    department('wk', null, '外科', ''),
    department('gk', 'wk', '骨科', '门诊楼 2 层 C 区'),
    department('fck', null, '妇产科', ''),
    department('fk', 'fck', '妇科', '门诊楼 5 层 A 区', { sex: 'female' }),
    department('ek', null, '儿科', '儿科楼 1 层', { age_to: 14 }),
    department('yk', null, '眼科', '门诊楼 6 层'),
  ];
}

function doctorsOf(count, hospital, department, long) {
  const surnames = ['林', '苏', '陈', '欧阳', '方', '何', '梁', '沈', '许', '叶', '宋', '程'];
  const given = [
    '知秋',
    '明远',
    '静',
    '一鸣',
    '若水',
    '思齐',
    '怀瑾',
    '青禾',
    '望舒',
    '清扬',
    '远山',
    '安',
  ];
  const titles = ['主任医师', '副主任医师', '主治医师', '住院医师'];
  return times(count, (at) => ({
    id: `dr${at}`,
    hospital_id: hospital.id,
    hospital_name: hospital.name,
    department_id: department.id,
    department_name: department.name,
    name: surnames[at] + given[at],
    title: titles[at % 4],
    specialties: long
      ? `高血压、冠心病、心律失常、心力衰竭、心肌病、血脂异常的诊断与长期管理，复杂冠脉病变介入治疗${long}`
      : '高血压、冠心病、心律失常的诊断与长期管理',
    introduction: '从事心血管内科临床工作二十余年，擅长高血压、冠心病的规范化诊治。（演示人物）',
    fee_fen: [5000, 3000, 1500, 0][at % 4],
  }));
}

/** Eight days: closed past, free, held, full, queue, suspended, not yet released. */
function slotsOf(doctor, at) {
  const half = (day, period, hours, availability) =>
    times(6, (n) => {
      const start = Date.parse(`${dateAfter(day)}T${hours[0]}:00+08:00`) + n * 30 * 60000;
      const kind = typeof availability === 'function' ? availability(n) : availability;
      return {
        id: `${doctor.id}-${day}-${period}-${n}`,
        hospital_id: doctor.hospital_id,
        department_id: doctor.department_id,
        doctor_id: doctor.id,
        doctor_name: doctor.name,
        title: doctor.title,
        visit_kind: doctor.title === '主任医师' ? '专家' : '普通',
        date: dateAfter(day),
        period,
        starts_at: instant(start),
        ends_at: instant(start + 30 * 60000),
        fee_fen: doctor.fee_fen,
        capacity: 5,
        left: kind === 'free' ? ((n + at) % 5) + 1 : 0,
        availability: kind,
        release_at: instant(
          Date.parse(`${dateAfter(day - 7)}T${day === 7 ? '10:20' : '07:00'}:00+08:00`),
        ),
        waitlist_open: kind === 'full' && n > 2,
      };
    });
  const mixed = (n) => ['free', 'full', 'free', 'full', 'full', 'held'][n];
  const days = [
    () => [
      ...half(0, 'am', ['08:30'], (n) => (n < 4 ? 'closed' : 'full')),
      ...half(0, 'pm', ['14:00'], 'free'),
    ],
    () => [...half(1, 'am', ['08:30'], mixed), ...half(1, 'pm', ['14:00'], 'free')],
    () => half(2, 'am', ['08:30'], 'free'),
    () => [...half(3, 'am', ['08:30'], 'suspended')],
    () => [...half(4, 'am', ['08:30'], 'full')],
    () => [],
    () => [...half(6, 'pm', ['14:00'], 'free'), ...half(6, 'night', ['18:00'], 'free')],
    () => half(7, 'am', ['08:30'], 'not_released'),
  ];
  return days.filter((_, day) => (day + at) % 5 !== 4 || at === 0).flatMap((make) => make());
}

function patientsOf(count, long) {
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

function bookingsOf(many, hospital, department, doctor) {
  const booking = (id, status, more = {}) => {
    const day = more.day ?? 2;
    return {
      id,
      pickup_code: '40821736',
      status,
      hospital: { id: hospital.id, name: hospital.name, address: hospital.address },
      department: { id: department.id, name: department.name, location: department.location },
      doctor: { id: doctor.id, name: doctor.name, title: doctor.title },
      patient: { id: 'p0', name_masked: '李*兰' },
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
      ...more,
    };
  };
  const refund = (status) => ({ status, amount_fen: doctor.fee_fen });
  const own = [
    booking('held', 'held', { hold_until: instant(START + 14 * 60000) }),
    booking('confirmed', 'confirmed'),
    booking('today', 'confirmed', { day: 0 }),
    booking('cancelled', 'cancelled', { cancelled_by: 'patient', refund: refund('processing') }),
    booking('refunded', 'cancelled', {
      cancelled_by: 'hospital',
      refund: refund('success'),
      day: 3,
    }),
    booking('stuck', 'cancelled', { cancelled_by: 'patient', refund: refund('failed') }),
    booking('expired', 'expired', { day: 1 }),
    booking('completed', 'completed', { day: -9 }),
    booking('no_show', 'no_show', { day: -20 }),
  ];
  return many
    ? [...own, ...times(24, (at) => booking(`old${at}`, 'completed', { day: -30 - at }))]
    : own;
}

function entriesOf(hospital, department, doctor) {
  const entry = (id, status, more = {}) => ({
    id,
    status,
    position: null,
    offer_until: null,
    booking_id: null,
    slot_id: `${doctor.id}-4-am-3`,
    hospital: { id: hospital.id, name: hospital.name, address: hospital.address },
    department: { id: department.id, name: department.name, location: department.location },
    doctor: { id: doctor.id, name: doctor.name, title: doctor.title },
    patient: { id: 'p0', name_masked: '李*兰' },
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

const PAGE = 10;

/**
 * @param {{amount?: 'few' | 'many' | 'long' | 'empty', consent?: boolean, answers?: Record<string, string>}} scene
 *   `answers`: a code for a function, or for `function.action`, instead of its reply
 */
export function backend({ amount = 'few', consent = true, answers = {} } = {}) {
  const all = world(amount);
  const began = Date.now();
  const asked = [];
  const find = (list, id) => list.find((one) => one.id === id);
  const own = {
    login: () => ({
      user: { id: 'u1', phone_masked: amount === 'empty' ? null : '138****0000', roles: [] },
      patients: consent ? all.patients : [],
      consent: { required: '2026-01', accepted: consent ? '2026-01' : null },
      message_templates: { booking_confirmed: 't1', visit_tomorrow: 't2', visit_soon: 't3' },
    }),
    'account.accept_consent': () => (
      (consent = true),
      { consent: { required: '2026-01', accepted: '2026-01' } }
    ),
    'account.grant_messages': () => ({ credits: {} }),
    'account.bind_phone': () => ({ phone_masked: '138****0000' }),
    'account.export': () => ({ user: {}, patients: [], bookings: [] }),
    'account.erase': () => ({ patients: 0, bookings: 0 }),
    'patients.list': () => ({ patients: all.patients }),
    'patients.add': () => (
      all.patients.push({ ...patientsOf(1, '')[0], id: 'new' }),
      { patient: all.patients.at(-1) }
    ),
    'patients.update': () => ({ patient: all.patients[0] }),
    'patients.remove': () => ({ patients: [] }),
    'catalog.hospitals': () => ({ hospitals: all.hospitals }),
    'catalog.hospital': (data) => ({
      hospital: find(all.hospitals, data.hospital_id),
      departments: all.departments,
    }),
    'catalog.doctors': (data) => ({
      doctors: all.doctors.filter((one) => one.department_id === data.department_id),
    }),
    'catalog.doctor': (data) => ({ doctor: find(all.doctors, data.doctor_id) }),
    'catalog.search': () => ({
      hospitals: all.hospitals.slice(0, 2),
      departments: all.departments.slice(1, 3),
      doctors: all.doctors.slice(0, 3),
    }),
    'catalog.scene': () => ({ hospital: all.hospitals[0] }),
    query_slots: (data) => ({
      slots: all.slots.filter(
        (one) =>
          one.date >= data.date_from &&
          one.date <= (data.date_to || data.date_from) &&
          (data.doctor_id
            ? one.doctor_id === data.doctor_id
            : one.department_id === data.department_id),
      ),
    }),
    book: () => ({ booking: find(all.bookings, 'held'), payment: null }),
    pay: (data) => ({ booking: find(all.bookings, data.booking_id), payment: null }),
    cancel: (data) => ({
      booking: {
        ...find(all.bookings, data.booking_id),
        status: 'cancelled',
        cancelled_by: 'patient',
      },
    }),
    my_bookings: (data) => {
      if (data.booking_id) return { booking: find(all.bookings, data.booking_id) };
      const found = all.bookings.filter(
        (one) => !data.status || [data.status].flat().includes(one.status),
      );
      const from = Number(data.cursor || 0);
      return {
        bookings: found.slice(from, from + PAGE),
        cursor: found.length > from + PAGE ? String(from + PAGE) : null,
      };
    },
    'waitlist.mine': () => ({ entries: all.entries }),
    'waitlist.join': () => ({ entry: all.entries[1] }),
    'waitlist.leave': () => ({ entry: all.entries[2] }),
  };
  const needsConsent = (name) => !['login', 'account', 'catalog', 'query_slots'].includes(name);

  /** @param {string} name @param {Record<string, any>} data @returns the envelope */
  function call(name, data) {
    asked.push({ name, data });
    const full = data.action ? `${name}.${data.action}` : name;
    const now = instant(START + (Date.now() - began));
    const envelope = (code, message, reply) => ({
      code,
      message,
      data: reply,
      request_id: 'r',
      now,
    });
    const wanted = answers[full] || answers[name] || answers['*'];
    if (wanted) return envelope(...wanted.split('|'), null);
    if (needsConsent(name) && !consent)
      return envelope('CONSENT_REQUIRED', '请先阅读并同意隐私说明', null);
    return envelope('OK', '', own[full](data));
  }
  return { call, asked };
}
