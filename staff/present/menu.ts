/** Which pages somebody has, and of which hospitals: null is the platform. */

import type { Grant, Place, Role } from '../services/contracts';
import { listed } from './grants';

export interface Page {
  to: string;
  text: string;
}

/** What a manager looks after, in the order in which a hospital is set up. */
const MANAGED: readonly Page[] = [
  { to: '/departments', text: '科室' },
  { to: '/doctors', text: '医生' },
  { to: '/clinics', text: '出诊表' },
  { to: '/exceptions', text: '停诊与加诊' },
  { to: '/days', text: '排班' },
  { to: '/rules', text: '规则' },
  { to: '/notices', text: '通知' },
  { to: '/codes', text: '小程序码' },
  { to: '/sheets', text: '导入导出' },
];

/** What an operator looks after. */
const OPERATED: readonly Page[] = [
  { to: '/hospitals', text: '医院' },
  { to: '/platform-rules', text: '平台规则' },
];

const holds = (own: readonly Grant[], role: Role): boolean => own.some((one) => one.role === role);

/** The menu, from top to bottom. */
export function menuOf(own: readonly Grant[], places: readonly Place[]): Page[] {
  return [
    { to: '/', text: '首页' },
    ...(holds(own, 'operator') ? OPERATED : []),
    ...(managed(own, places).length ? MANAGED : []),
    ...(audited(own, places).length ? [{ to: '/audit', text: '操作记录' }] : []),
    ...(listed(own, places).length ? [{ to: '/people', text: '工作人员' }] : []),
    { to: '/sessions', text: '登录的电脑' },
  ];
}

/** The hospitals that an operator looks after: all of them. */
export const operated = (own: readonly Grant[], places: readonly Place[]): string[] =>
  holds(own, 'operator') ? places.map((one) => one.id) : [];

/** The hospitals whose tables somebody may change. */
export const managed = (own: readonly Grant[], places: readonly Place[]): string[] =>
  at(own, places, ['manager']);

/** The hospitals of somebody's grants; all of them for an operator. */
export const seen = (own: readonly Grant[], places: readonly Place[]): string[] =>
  holds(own, 'operator')
    ? places.map((one) => one.id)
    : at(own, places, ['manager', 'desk', 'doctor', 'auditor']);

/** Whether somebody is told what a hospital needs, as who looks after all of it. */
export const looksAfter = (own: readonly Grant[], hospital: string): boolean =>
  own.some(
    (one) =>
      one.role === 'operator' ||
      (one.hospital_id === hospital && ['manager', 'auditor'].includes(one.role)),
  );

/** Whose log somebody may read: the platform's by an operator, a hospital's by its managers and auditors. */
export function audited(own: readonly Grant[], places: readonly Place[]): (string | null)[] {
  const hospitals = at(own, places, ['manager', 'auditor']);
  return holds(own, 'operator') ? [null, ...hospitals] : hospitals;
}

function at(own: readonly Grant[], places: readonly Place[], roles: readonly Role[]): string[] {
  const there = own.filter((one) => roles.includes(one.role)).map((one) => one.hospital_id);
  return places.map((one) => one.id).filter((id) => there.includes(id));
}
