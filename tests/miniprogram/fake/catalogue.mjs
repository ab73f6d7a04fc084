/** Hospitals, departments, doctors and their slots, few or many, with names short or very long. */
import { dateAfter, instant, times } from './time.mjs';

/** A square of one colour. */
const PHOTO =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGPoAAAAigCJ/xNBzgAAAABJRU5ErkJggg==';

const RULES = {
  window_days: 7,
  release_time: '07:00',
  release_days_before: 7,
  close_minutes_before: 0,
  cancel_days_before: 0,
  cancel_time: '00:00',
  per_department_day: 1,
  infants_without_document: false,
  paid_cancellations: 3,
  cancellation_days: 30,
  cancellation_block_days: 30,
  verified_only: false,
  hold_minutes: 15,
  unpaid_holds_per_day: 3,
  offer_minutes: 30,
  offers_from: '06:00',
  offers_to: '23:00',
};

export function hospitalsOf(count, long) {
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
    introduction:
      '演示用的医院，虚构。设内、外、妇产、儿等科室，周末也开放部分门诊。门诊楼一层有老年人服务台和轮椅借用。',
    rules: RULES,
  }));
}

export const noticesOf = (long) => [
  {
    heading: `门诊楼停电${long}`,
    text: '11月24日 14:00–16:00 门诊楼停电，<b>请走东门</b>。\n取号请到一层服务台。',
    from_date: '2026-11-20',
    important: true,
  },
  {
    heading: '新增周末门诊',
    text: `儿科周六、周日上午也出诊${long}`,
    from_date: '2026-11-01',
    important: false,
  },
];

export function departmentsOf(long) {
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
    has_children: ['nk', 'wk', 'fck'].includes(id),
    ...more,
  });
  return [
    department('nk', null, '内科', ''),
    department('xnk', 'nk', `心血管内科${long}`, '门诊楼 3 层 A 区', {
      introduction: '常见就诊原因：胸闷、胸痛、心慌、血压高、活动后气短。',
    }),
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

export function doctorsOf(count, hospital, department, long) {
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
    photo: at === 1 ? PHOTO : null,
  }));
}

/** Eight days: closed past, free, held, full, queue, suspended, not yet released. */
export function slotsOf(doctor, at) {
  const half = (day, period, from, availability) =>
    times(6, (n) => {
      const kind = typeof availability === 'function' ? availability(n) : availability;
      const left = kind === 'free' ? ((n + at) % 5) + 1 : 0;
      return slotOf(doctor, { day, period, from, n }, kind, left);
    });
  const mixed = (n) => ['free', 'full', 'free', 'full', 'full', 'held'][n];
  const morning = (n) => (n < 4 ? 'closed' : 'full');
  const days = [
    () => [...half(0, 'am', '08:30', morning), ...half(0, 'pm', '14:00', 'free')],
    () => [...half(1, 'am', '08:30', mixed), ...half(1, 'pm', '14:00', 'free')],
    () => half(2, 'am', '08:30', 'free'),
    () => half(3, 'am', '08:30', 'suspended'),
    () => half(4, 'am', '08:30', 'full'),
    () => [],
    () => [...half(6, 'pm', '14:00', 'free'), ...half(6, 'night', '18:00', 'free')],
    () => half(7, 'am', '08:30', 'not_released'),
  ];
  return days.filter((_, day) => (day + at) % 5 !== 4 || at === 0).flatMap((make) => make());
}

const HALF_HOUR = 30 * 60000;

/** The n-th half hour of a half-day. */
function slotOf(doctor, { day, period, from, n }, availability, left) {
  const start = Date.parse(`${dateAfter(day)}T${from}:00+08:00`) + n * HALF_HOUR;
  const released = `${dateAfter(day - 7)}T${day === 7 ? '10:20' : '07:00'}:00+08:00`;
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
    ends_at: instant(start + HALF_HOUR),
    fee_fen: doctor.fee_fen,
    capacity: 5,
    left,
    availability,
    release_at: instant(Date.parse(released)),
    waitlist_open: availability === 'full' && n > 2,
  };
}
