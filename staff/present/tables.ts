/** The tables of a hospital: what each is called, which of its columns stand in a list, and how a cell reads. */

import type { Column, Row } from '../services/contracts';
import { ruleOf } from './rules';

export type Values = Readonly<Record<string, string>>;
export type TableKind = 'department' | 'doctor' | 'clinic' | 'exception' | 'notice';
export type RulesKind = 'rules' | 'platform_rules';
export type FormKind = TableKind | RulesKind | 'hospital';

/** Rules are shown and changed alike, whosever they are. */
export const isRules = (kind: FormKind): kind is RulesKind =>
  kind === 'rules' || kind === 'platform_rules';

/** `one`: what a row is called; `counted`: so many of them; `about`: what the page is for. */
export const TABLES: Readonly<
  Record<FormKind, { title: string; one: string; counted: string; about: string }>
> = {
  hospital: { title: '医院', one: '医院', counted: '家医院', about: '开通医院，改医院的资料' },
  department: {
    title: '科室',
    one: '科室',
    counted: '个科室',
    about: '患者在小程序里按科室找医生。先加科室，再加医生',
  },
  doctor: {
    title: '医生',
    one: '医生',
    counted: '位医生',
    about: '医生的科室、职称和挂号费。加好医生后，到“出诊表”写哪天出诊',
  },
  clinic: {
    title: '出诊表',
    one: '出诊',
    counted: '次出诊',
    about: '每周固定的出诊，系统按它放号。只有一天不同的，到“停诊与加诊”里写',
  },
  exception: {
    title: '停诊与加诊',
    one: '停诊或加诊',
    counted: '条',
    about: '和出诊表不同的日子：停诊，或多加一次出诊',
  },
  notice: {
    title: '通知',
    one: '通知',
    counted: '条通知',
    about: '患者在小程序里医院的页面看到。重要的，确认预约前也看到。只写文字，没到期的最多 10 条',
  },
  platform_rules: {
    title: '平台规则',
    one: '规则',
    counted: '条规则',
    about: '各家医院都要守的规则，改了马上生效。没改过的，用默认的',
  },
  rules: {
    title: '规则',
    one: '规则',
    counted: '条规则',
    about: '本院自己定的规则。没改过的，用默认的',
  },
};

/** Something that other rows name by its id. */
export interface Named {
  value: string;
  label: string;
}

export interface Names {
  department: readonly Named[];
  doctor: readonly Named[];
}

const WHOLE_HOSPITAL = '全院';
/** The columns that name a department or a doctor, and how they are called then. */
const NAMING: Readonly<Record<string, { of: keyof Names; title: string }>> = {
  department_id: { of: 'department', title: '科室' },
  parent_id: { of: 'department', title: '上级科室' },
  doctor_id: { of: 'doctor', title: '医生' },
};
/** Columns that are read as one: of which, until which, and what they are called together. */
const SPANS: Readonly<Record<string, { to: string; title: string }>> = {
  start: { to: 'end', title: '时间' },
  from_date: { to: 'until_date', title: '起止日期' },
  age_from: { to: 'age_to', title: '年龄' },
};
const SPANNED = Object.values(SPANS).map(({ to }) => to);
/** Too long for a list, or the same in every row of it. */
const UNLISTED = ['introduction', 'latitude', 'longitude', 'note'];

/** The table whose rows a column names; null where it is the row's own id, or no id at all. */
export const namedBy = (kind: FormKind, field: string): keyof Names | null =>
  field === ownId(kind) ? null : (NAMING[field]?.of ?? null);

/** The column that says which row it is, where there is one. */
export const ownId = (kind: FormKind): string =>
  ['hospital', 'department', 'doctor'].includes(kind) ? `${kind}_id` : '';

/** What a column is called where its ids are read as names. */
export const titleOf = (kind: FormKind, column: Pick<Column, 'name' | 'title'>): string =>
  namedBy(kind, column.name) ? (NAMING[column.name]?.title ?? column.title) : column.title;

const nameOf = (named: readonly Named[], id: string): string =>
  named.find((one) => one.value === id)?.label ?? id;

/** The rows of a table as what others choose among. A department below another is called with it. */
export function namedOf(kind: 'department' | 'doctor', rows: readonly Row[]): Named[] {
  const names = new Map(rows.map(({ values }) => [values[`${kind}_id`], values.name ?? '']));
  return rows.map(({ values }) => {
    const above = kind === 'department' ? names.get(values.parent_id) : values.title;
    const own = values.name ?? '';
    const label = kind === 'department' ? [above, own] : [own, above];
    return { value: values[`${kind}_id`] ?? '', label: label.filter(Boolean).join(' · ') };
  });
}

/** What a cell says: names for ids; empty where it is empty. */
export function cellText(kind: FormKind, field: string, values: Values, names: Names): string {
  const text = values[field] ?? '';
  const of = namedBy(kind, field);
  if (kind === 'exception' && field === 'doctor_id' && !text) return WHOLE_HOSPITAL;
  if (!of || !text) return text;
  return text
    .split(';')
    .map((id) => nameOf(names[of], id))
    .join('、');
}

export interface Listed {
  name: string;
  title: string;
  text(values: Values): string;
}

/** The columns of a list: those that say something in some row, spans as one. */
export function listedOf(
  kind: FormKind,
  columns: readonly Column[],
  rows: readonly Row[],
  names: Names,
): Listed[] {
  const shown = columns.filter(
    ({ name }) =>
      !UNLISTED.includes(name) &&
      !SPANNED.includes(name) &&
      (name !== 'hospital_id' || kind === 'hospital'),
  );
  return shown
    .map((column) => listed(kind, column, names))
    .filter(
      ({ name, text }) =>
        columns.some((column) => column.name === name && column.required) ||
        rows.some(({ values }) => text(values)),
    );
}

function listed(kind: FormKind, column: Column, names: Names): Listed {
  const { name } = column;
  const span = SPANS[name];
  if (!span)
    return {
      name,
      title: titleOf(kind, column),
      text: (values) => cellText(kind, name, values, names),
    };
  return {
    name,
    title: span.title,
    text: (values) =>
      values[name] || values[span.to] ? `${values[name] ?? ''}–${values[span.to] ?? ''}` : '',
  };
}

/** What a row is called where it is asked about. */
export function calledOf(kind: FormKind, values: Values, names: Names): string {
  if (ownId(kind)) return values.name ?? '';
  if (kind === 'notice') return values.heading ?? '';
  if (isRules(kind)) return ruleOf(values.rule).title || (values.rule ?? '');
  const who = cellText(kind, 'doctor_id', values, names).split(' · ')[0] ?? '';
  const day = kind === 'clinic' ? values.weekday : values.date;
  return [who, day, values.period, values.start, kind === 'exception' ? values.kind : '']
    .filter(Boolean)
    .join(' ');
}
