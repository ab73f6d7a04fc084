/** The fields of a row's form: which there are, how each is filled in, and what of it is sent. */

import type { Column } from '../services/contracts';
import { CHOICES, ruleOf } from './rules';
import {
  isRules,
  namedBy,
  ownId,
  titleOf,
  type FormKind,
  type Named,
  type Names,
  type Values,
} from './tables';

export interface Field {
  name: string;
  title: string;
  /** `kept` is sent and not shown. */
  type: 'text' | 'long' | 'day' | 'one' | 'several' | 'fixed' | 'kept';
  options: Named[];
  hint: string;
}

const DAYS = ['date', 'from_date', 'until_date'];
const LONG = ['introduction', 'specialties', 'text'];
const MANY = 8;
/** What only an extra clinic has. */
const OF_EXTRA = [
  'department_id',
  'visit_kind',
  'start',
  'end',
  'slot_minutes',
  'seats_per_slot',
  'window_seats',
  'referral_seats',
  'fee_fen',
];
const HINTS: Readonly<Record<string, string>> = {
  'department.department_id': '字母和数字，如 nk01，以后不能改',
  'doctor.doctor_id': '字母和数字，如 d001，以后不能改',
  'hospital.hospital_id': '字母和数字，如 h001，以后不能改',
  'department.parent_id': '不选就是一级科室',
  'clinic.department_id': '不选就是医生的第一个科室',
  'clinic.fee_fen': '不填就同医生',
  'clinic.from_date': '不填就一直有效',
  'exception.doctor_id': '不选就是全院',
  'exception.period': '停诊不选就是全天',
  'exception.department_id': '不选就是医生的第一个科室',
  'exception.fee_fen': '不填就同医生',
  'exception.visit_kind': '请选择',
  'exception.slot_minutes': '如 30',
  'exception.seats_per_slot': '如 3',
};
const CLOCKS: Readonly<Record<string, string>> = { start: '如 08:00', end: '如 12:00' };
const OPTIONAL = '可以不填';

/** The fields in their order. `isNew`: only then the row's own id is anybody's to write. */
export function fieldsOf(
  kind: FormKind,
  columns: readonly Column[],
  values: Values,
  names: Names,
  isNew: boolean,
): Field[] {
  if (isRules(kind)) return fieldsOfRule(values);
  const shown = columns.filter(
    ({ name }) =>
      name !== 'note' &&
      (name !== 'hospital_id' || kind === 'hospital') &&
      !(kind === 'exception' && values.kind !== '加诊' && OF_EXTRA.includes(name)),
  );
  return shown.map((column) => ({
    name: column.name,
    title: titleOf(kind, column),
    type: !isNew && column.name === ownId(kind) ? 'fixed' : typeOf(kind, column),
    options: optionsOf(kind, column, values, names),
    hint: hintOf(kind, column),
  }));
}

/** Which rule it is stays; only its value is anybody's to write. */
function fieldsOfRule({ rule }: Values): Field[] {
  const { title, isChoice } = ruleOf(rule);
  const value = { name: 'value', title: title || '取值', hint: '' };
  return [
    { name: 'rule', title: '规则', type: 'kept', options: [], hint: '' },
    isChoice
      ? { ...value, type: 'one', options: CHOICES }
      : { ...value, type: 'text', options: [] },
  ];
}

/** What a form's values mean to a patient, where that has a sentence. */
export const saidOf = (kind: FormKind, { rule, value }: Values): string =>
  isRules(kind) && value?.trim() ? ruleOf(rule).says(value.trim()) : '';

function hintOf(kind: FormKind, { name, required, choices }: Column): string {
  const hint =
    HINTS[`${kind}.${name}`] ?? (kind === 'clinic' || kind === 'exception' ? CLOCKS[name] : '');
  if (hint) return hint;
  if (required) return '';
  return choices.length ? '可以不选' : OPTIONAL;
}

function typeOf(kind: FormKind, { name, choices }: Column): Field['type'] {
  if (kind === 'doctor' && name === 'department_id') return 'several';
  if (choices.length || namedBy(kind, name)) return 'one';
  if (DAYS.includes(name)) return 'day';
  return LONG.includes(name) ? 'long' : 'text';
}

/** A department is not below itself; a choice that need not be made can be taken back. */
function optionsOf(kind: FormKind, column: Column, values: Values, names: Names): Named[] {
  const of = namedBy(kind, column.name);
  const named = of ? names[of] : column.choices.map((each) => ({ value: each, label: each }));
  const own = values[ownId(kind)];
  return named.filter(({ value }) => !of || kind !== 'department' || value !== own);
}

/** Whether a list is long enough to be searched. */
export const isLong = (options: readonly Named[]): boolean => options.length > MANY;

/** The values of the fields that are shown, without those that are empty. */
export function sent(fields: readonly Field[], values: Values): Record<string, string> {
  const filled = fields.map(({ name }) => [name, (values[name] ?? '').trim()] as const);
  return Object.fromEntries(filled.filter(([, text]) => text));
}

export interface Fault {
  field: string | null;
  words: string;
}

/** What the service says is wrong, by field; what belongs to no field that is shown stands above the form. */
export function faultsOf(
  details: Readonly<Record<string, unknown>>,
  fields: readonly Field[],
): { at: Record<string, string>; above: string[] } {
  const { faults = [] } = details as { faults?: Fault[] };
  const shown = new Set(fields.filter(({ type }) => type !== 'kept').map(({ name }) => name));
  const at: Record<string, string> = {};
  for (const { field, words } of faults)
    if (field && shown.has(field)) at[field] = [at[field], words].filter(Boolean).join('；');
  const rest = faults.filter(({ field }) => !field || !shown.has(field));
  return { at, above: rest.map(({ words }) => words) };
}
