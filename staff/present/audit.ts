/** Entries of the log in words: who, by which way, what, to what, and what changed by it. */

import type { AuditEntry, Change, Grant, Role } from '../services/contracts';
import { grantWords, ROLES, type Names } from './grants';
import { ruleOf } from './rules';

/** What is done to one of the kinds; the kind stands behind it. */
const TO_KINDS: Readonly<Record<string, string>> = {
  'admin.read': '查看',
  'admin.save': '保存',
  'admin.retire': '删除',
};
const VERBS: Readonly<Record<string, string>> = {
  'admin.propose': '预览出诊改动',
  'admin.apply': '改出诊并重新排班',
  'admin.add_seats': '加号',
  'admin.timetable': '查看排班',
  'admin.today': '查看首页',
  'admin.close_slot': '停止一个时间的预约',
  'admin.open_slot': '恢复一个时间的预约',
  'admin.audit': '查看操作记录',
  'admin.job': '查看保存进度',
  'ops.import': '导入资料',
  'ops.retire': '关闭医院',
  'pictures.code': '取小程序码',
  'pictures.photo': '查看医生照片',
  'pictures.put_photo': '换医生照片',
  'pictures.remove_photo': '删除医生照片',
  'sheets.import_check': '检查要导入的文件',
  'sheets.import_apply': '导入资料',
  'sheets.export': '导出资料',
  'staff.accept': '使用邀请码',
  'staff.change': '改角色',
  'staff.disable': '停用工作人员',
  'staff.list': '查看工作人员',
  'staff.login': '登录电脑',
};
const OTHER = '其他操作';

const KINDS: Readonly<Record<string, string>> = {
  hospital: '医院',
  department: '科室',
  doctor: '医生',
  clinic: '出诊',
  exception: '停诊或加诊',
  clinic_exception: '停诊或加诊',
  rules: '规则',
  merchant: '商户',
  platform_rules: '平台规则',
  notice: '通知',
  screen: '候诊屏',
  slot: '号源',
  staff: '工作人员',
  staff_invite: '邀请码',
  staff_session: '登录的电脑',
};

/** What a changed field is called, whichever table it is of. */
export const FIELDS: Readonly<Record<string, string>> = {
  heading: '标题',
  text: '内容',
  important: '重要',
  photo: '照片',
  hospital_id: '医院',
  name: '名称',
  level: '等级',
  district: '区县',
  address: '地址',
  latitude: '纬度',
  longitude: '经度',
  phone: '电话',
  merchant_id: '商户',
  introduction: '简介',
  department_id: '科室',
  parent_id: '上级科室',
  location: '就诊地点',
  sex: '限性别',
  age_from: '最小年龄',
  age_to: '最大年龄',
  paediatric: '儿科',
  doctor_id: '医生',
  title: '职称',
  specialties: '擅长',
  fee_fen: '挂号费（元）',
  weekday: '星期',
  period: '时段',
  visit_kind: '号别',
  start: '开始时间',
  end: '结束时间',
  slot_minutes: '每段分钟数',
  seats_per_slot: '每段号数',
  window_seats: '窗口号数',
  referral_seats: '转诊号数',
  from_date: '开始日期',
  until_date: '结束日期',
  date: '日期',
  kind: '类型',
  reason: '原因',
  rule: '规则',
  value: '取值',
  note: '说明',
  state: '状态',
  pool: '号池',
  capacity: '号数',
  grant: '角色',
  grants: '角色',
  active: '在用',
  new: '新增',
  changed: '修改',
  retired: '删除',
  same: '不变',
};
const STATES: Readonly<Record<string, string>> = {
  open: '可以预约',
  closed: '停止预约',
  suspended: '停诊',
};
const POOLS: Readonly<Record<string, string>> = {
  phone: '线上',
  window: '窗口',
  referral: '转诊',
};
const DOORS: Readonly<Record<string, string>> = { phone: '手机', desktop: '电脑', program: '程序' };
const OUTCOMES = { refused: '没有权限，已拒绝', not_done: '没有做成' } as const;
/** A keyed hash stands for what is personal; a version says nothing to people. */
const HIDDEN = /^[\w-]+\.[0-9a-f]{16,}$/;
const UNTOLD = ['rev', 'preview_id'];
const EMPTY = '（空）';

/** 保存医生; 其他操作 for what has no words. */
export function verbWords(verb: string): string {
  const [act = '', kind = ''] = verb.split('/');
  if (act === 'staff.invite') return `邀请${ROLES[kind as Role]?.name ?? ''}`;
  if (TO_KINDS[act] && KINDS[kind]) return `${TO_KINDS[act]}${KINDS[kind]}`;
  return VERBS[verb] ?? OTHER;
}

export const outcomeWords = ({ outcome }: Pick<AuditEntry, 'outcome'>): string =>
  outcome ? OUTCOMES[outcome] : '';

/** 医院管理员 · 电脑 */
export const whereWords = ({ role, door }: Pick<AuditEntry, 'role' | 'door'>): string =>
  [ROLES[role as Role]?.name, DOORS[door]].filter(Boolean).join(' · ');

/** 科室 内科; what has no name is told by its kind alone. */
export function thingWords(
  { kind, object_id: id }: Pick<AuditEntry, 'kind' | 'object_id'>,
  names: Names,
  people: Readonly<Record<string, string>>,
): string {
  const named: Record<string, string | undefined> = {
    hospital: id === 'platform' ? '平台' : names.hospital(id),
    department: names.department(id),
    doctor: names.doctor(id),
    staff: people[id],
  };
  return [KINDS[kind] ?? '', named[kind]].filter(Boolean).join(' ');
}

export interface Told {
  field: string;
  before: string;
  after: string;
}

/** What changed, field by field. */
export const changesOf = (changed: readonly Change[], names: Names): Told[] =>
  changed
    .filter(({ field }) => !UNTOLD.includes(field))
    .map(({ field, before, after }) => ({
      field: FIELDS[field] ?? (ruleOf(field).title || field),
      before: valueWords(field, before, names),
      after: valueWords(field, after, names),
    }));

function valueWords(field: string, value: unknown, names: Names): string {
  if (value === null || value === undefined || value === '') return EMPTY;
  if (Array.isArray(value))
    return value.map((one) => valueWords(field, one, names)).join('、') || EMPTY;
  if (typeof value === 'object') return 'role' in value ? grantWords(value as Grant, names) : EMPTY;
  if (typeof value === 'boolean') return value ? '是' : '否';
  return textWords(field, String(value), names);
}

function textWords(field: string, text: string, names: Names): string {
  if (HIDDEN.test(text)) return '（不显示）';
  const named: Record<string, (id: string) => string> = {
    hospital_id: names.hospital,
    department_id: names.department,
    parent_id: names.department,
    doctor_id: names.doctor,
    state: (state) => STATES[state] ?? state,
    pool: (pool) => POOLS[pool] ?? pool,
    rule: (rule) => ruleOf(rule).title || rule,
  };
  const name = named[field];
  return name ? text.split(';').map(name).join('、') : text;
}
