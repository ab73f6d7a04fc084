/** What the fake service answers of a hospital's tables, days, log and files. Everything in it is invented. */
import { todayOf } from './fake-today.mjs';
import { CHOICES, WEEKDAYS, columnsOf } from './fake-columns.mjs';

const AMOUNTS = { few: 6, long: 6, many: 300, empty: 0 };
const LONG = '（内分泌与代谢病中西医结合诊疗中心东院区）';
const NAMES = ['内科', '外科', '儿科', '妇产科', '眼科', '耳鼻喉科', '皮肤科', '口腔科', '中医科'];

const rev = (kind, at) => `${kind}${at}`.padEnd(32, '0');

function department(at, long) {
  const name = `${NAMES[at % NAMES.length]}${at < NAMES.length ? '' : at}`;
  return {
    department_id: `d${at}`,
    hospital_id: 'h1',
    name: long ? `${name}${LONG}` : name,
    location: '门诊楼 2 层',
    paediatric: at === 2 ? '是' : '否',
    ...(at === 4 ? { parent_id: 'd1', age_from: '14', age_to: '90' } : {}),
  };
}

const doctor = (at, long) => ({
  doctor_id: `dr${at}`,
  hospital_id: 'h1',
  department_id: at % 3 ? `d${at % 6}` : `d${at % 6};d1`,
  name: `虚构医生${at + 1}`,
  title: CHOICES.title[at % 4],
  specialties: long ? `高血压、糖尿病${LONG.repeat(4)}` : '高血压、糖尿病',
  fee_fen: String(20 + at),
});

const clinic = (at) => ({
  doctor_id: `dr${Math.floor(at / 3) % 100}`,
  weekday: WEEKDAYS[at % 7],
  period: at % 2 ? '下午' : '上午',
  visit_kind: at % 3 ? '普通' : '专家',
  start: at % 2 ? '13:30' : '08:00',
  end: at % 2 ? '17:00' : '12:00',
  slot_minutes: '30',
  seats_per_slot: '3',
  ...(at % 4 ? {} : { fee_fen: '50', window_seats: '1', from_date: '2026-12-01' }),
});

const exception = (at) => ({
  ...(at ? { doctor_id: `dr${at % 6}` } : { hospital_id: 'h1' }),
  date: `2026-12-${String((at % 28) + 1).padStart(2, '0')}`,
  kind: at % 3 === 2 ? '加诊' : '停诊',
  reason: at ? '' : '演示停电',
  ...(at % 3 === 2 ? { period: '上午', start: '08:00', end: '10:00', seats_per_slot: '2' } : {}),
});

const hospital = (_, long) => ({
  hospital_id: 'h1',
  name: long ? `虚构第一医院${LONG}` : '虚构第一医院',
  level: '三级甲等',
  district: '演示区',
  address: '演示路 1 号',
  phone: '0571-00000000',
});

/** Two that the hospital set, then those that are as they come. */
const RULES = [
  ['window_days', '13'],
  ['waitlist', '否'],
  ['release_days_before', '7'],
  ['release_time', '07:00'],
  ['close_minutes_before', '0'],
  ['per_department_day', '1'],
  ['cancel_days_before', '0'],
  ['cancel_time', '00:00'],
  ['paid_cancellations', '3'],
  ['cancellation_days', '30'],
  ['cancellation_block_days', '30'],
  ['added_per_slot', '2'],
  ['verified_only', '否'],
  ['infants_without_document', '否'],
  ['fee_name', '门诊诊查费'],
];
const SET = 2;
const OF_PLATFORM = [
  ['hold_minutes', '20'],
  ['consent_version', '2026-02'],
  ['offers_from', '06:00'],
  ['offers_to', '23:00'],
];

const notice = (at, long) => ({
  heading: `演示通知 ${at + 1}`,
  text: `门诊楼停电，请走东门。${long ? LONG.repeat(8) : ''}\n取号请到一层服务台。`,
  from_date: '2026-11-20',
  until_date: `2026-12-${String(at + 1).padStart(2, '0')}`,
  important: at ? '否' : '是',
});

const ROWS = { hospital, department, doctor, clinic, exception, notice };

/** How many rows a table of the scene has. */
const countOf = (kind, amount) => {
  if (kind === 'hospital') return 1;
  return ['exception', 'notice'].includes(kind) ? Math.min(AMOUNTS[amount], 30) : AMOUNTS[amount];
};

export function rowsOf(kind, amount) {
  if (kind === 'rules' || kind === 'platform_rules')
    return (kind === 'rules' ? RULES : OF_PLATFORM).map(([rule, value], at) => ({
      rev: at < SET ? rev(kind, at) : null,
      values: { rule, value, ...(at < SET && kind === 'rules' ? { hospital_id: 'h1' } : {}) },
    }));
  return Array.from({ length: countOf(kind, amount) }, (_, at) => ({
    rev: rev(kind, at),
    values: ROWS[kind](at, amount === 'long'),
  }));
}

/** A grey square. */
const PHOTO = {
  media: 'image/png',
  file: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGPoAAAAigCJ/xNBzgAAAABJRU5ErkJggg==',
};
export const COUNTS = { new: 3, changed: 1, retired: 2, same: 40 };
const file = (filename) => ({ filename, file: Buffer.from(filename).toString('base64') });

/** How far an import is. */
export const job = (state, done) => ({
  id: 'p1',
  hospital_id: 'h1',
  state,
  done,
  parts: 4,
  counts: COUNTS,
  kept: [],
  refused: '',
  created_at: '2026-11-25T08:30:00+08:00',
  finished_at: null,
});

export const CHECKED = {
  preview_id: 'p1',
  counts: COUNTS,
  problems: [],
  total: 0,
  notes: [{ place: '医生 第 3 行 职称', message: '“主任”按“主任医师”理解' }],
  marked: null,
};

/** More problems than are listed. */
export const WRONG = {
  preview_id: null,
  counts: null,
  problems: Array.from({ length: 12 }, (_, at) => ({
    place: `出诊表 第 ${at + 2} 行 结束时间`,
    message: '要晚于开始时间 08:00',
  })),
  total: 14,
  notes: [],
  marked: file('h1-问题.xlsx'),
};

const entry = (seq, verb, more = {}) => ({
  seq,
  at: '2026-11-25T08:10:00+08:00',
  staff_id: `s${seq % 3}`,
  name: ['虚构甲', '虚构乙', '虚构丙'][seq % 3],
  role: 'manager',
  door: 'desktop',
  verb,
  kind: 'hospital',
  object_id: 'h1',
  changed: [],
  reason: '',
  outcome: null,
  ...more,
});

const DEEDS = [
  [
    'admin.save/doctor',
    {
      kind: 'doctor',
      object_id: 'dr3',
      reason: '晋升',
      changed: [
        { field: 'title', before: '主治医师', after: '副主任医师' },
        { field: 'department_id', before: 'd0', after: 'd0;d1' },
        { field: 'rev', before: 'a', after: 'b' },
      ],
    },
  ],
  ['admin.retire/rules', { outcome: 'refused' }],
  [
    'staff.invite/desk',
    {
      kind: 'staff_invite',
      object_id: 'i1',
      changed: [
        { field: 'name', before: null, after: 'k1.0123456789abcdef' },
        {
          field: 'grant',
          before: null,
          after: { role: 'desk', hospital_id: 'h1', department_ids: ['d0'] },
        },
      ],
    },
  ],
  [
    'admin.close_slot',
    {
      kind: 'slot',
      object_id: 'h1.dr0.1',
      door: 'phone',
      reason: '演示停电',
      changed: [{ field: 'state', before: 'open', after: 'closed' }],
    },
  ],
  ['admin.audit', {}],
  ['sheets.import_apply', { outcome: 'not_done' }],
];

/** Entries of the log, newest first, 50 a page. */
export function auditPage({ before }, amount) {
  const last = before ? before - 1 : AMOUNTS[amount];
  const count = Math.min(50, last);
  const entries = Array.from({ length: count }, (_, at) => {
    const seq = last - at;
    return entry(seq, ...DEEDS[seq % DEEDS.length]);
  });
  return { entries, before: last > count ? last - count + 1 : null };
}

const at = (date, minutes) =>
  `${date}T${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00+08:00`;

/** A session of four times; `off` how each is stopped. */
function session(date, number, off = []) {
  const begins = number % 2 ? 13 * 60 + 30 : 8 * 60;
  const slots = [0, 1, 2, 3].map((each) => ({
    id: `h1.${date}.${number}.${each}`,
    starts_at: at(date, begins + each * 30),
    ends_at: at(date, begins + each * 30 + 30),
    state: off[each]?.state ?? 'open',
    by_hand: off[each]?.by_hand ?? false,
    seats: 3,
    sold: (number + each) % 4,
    added: 0,
    left: { phone: 3, window: 0, referral: 0 },
  }));
  return {
    doctor_id: `dr${number}`,
    doctor_name: `虚构医生${number + 1}`,
    department_id: `d${number % 10}`,
    period: number % 2 ? 'pm' : 'am',
    starts_at: slots[0].starts_at,
    ends_at: slots[3].ends_at,
    seats: 12,
    sold: slots.reduce((sum, { sold }) => sum + sold, 0),
    slots,
  };
}

const BY_HAND = { state: 'closed', by_hand: true };
const SUSPENDED = { state: 'suspended', by_hand: false };

/** 14 days; the fourth has nothing, of the first day one session is suspended and a time of another closed by hand. */
function timetable({ date_from }, amount) {
  const days = Array.from({ length: 14 }, (_, day) => {
    const date = new Date(Date.parse(date_from) + day * 86_400_000).toISOString().slice(0, 10);
    const count = day === 3 ? 0 : AMOUNTS[amount];
    const off = [[], [SUSPENDED, SUSPENDED, SUSPENDED, SUSPENDED], [BY_HAND]];
    const sessions = Array.from({ length: count }, (_, number) =>
      session(date, number, day ? [] : off[number]),
    );
    return { date, sessions };
  });
  return { days };
}

const turned = (id, state) => ({
  slot: { ...session('2026-11-25', 0).slots[0], id, state, by_hand: state === 'closed' },
});

/** Answers by action. @param {string} amount of the scene */
export const adminReplies = (amount) => ({
  read: ({ kind }) => ({ columns: columnsOf(kind), rows: rowsOf(kind, amount) }),
  save: ({ values }) => ({ row: { rev: rev('new', 0), values }, job: null }),
  retire: () => ({ row: null, job: null }),
  propose: () => ({ preview_id: 'p1', days: [], left_out: 0 }),
  apply: () => job('done', 4),
  add_seats: ({ slot_id, seats }) => {
    const { slot } = turned(slot_id, 'open');
    return { slot: { ...slot, seats: slot.seats + seats, added: seats } };
  },
  timetable: (asked) => timetable(asked, amount),
  today: () => todayOf(timetable({ date_from: '2026-11-25' }, amount).days, amount),
  close_slot: ({ slot_id }) => turned(slot_id, 'closed'),
  open_slot: ({ slot_id }) => turned(slot_id, 'open'),
  audit: (asked) => auditPage(asked, amount),
  export: ({ what }) => file(what === 'template' ? '医院资料.xlsx' : 'h1.xlsx'),
  import_check: () => CHECKED,
  import_apply: () => job('done', 4),
  photo: ({ doctor_id }) => (doctor_id === 'dr0' ? PHOTO : { media: null, file: null }),
  put_photo: () => PHOTO,
  remove_photo: () => ({ media: null, file: null }),
  code: () => PHOTO,
});
