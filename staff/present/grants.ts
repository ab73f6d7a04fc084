/** Roles and grants in words, and which of them somebody may give. */

import type { Grant, GrantAsked, Place, Role } from '../services/contracts';

/** What a role is called, and what can be done with it today. */
export const ROLES: Readonly<Record<Role, { name: string; can: string }>> = {
  operator: { name: '平台运营', can: '开通医院，邀请、停用医院管理员，看平台的操作记录' },
  manager: { name: '医院管理员', can: '改本院的科室、医生、出诊表和规则，邀请、停用工作人员' },
  desk: { name: '门诊服务台', can: '看所在科室今天和明天的出诊' },
  doctor: { name: '医生', can: '看自己今天和明天的出诊' },
  auditor: { name: '审计', can: '看本院今天和明天的出诊，在电脑上看操作记录' },
};

/** What a manager gives in their hospital. */
const STAFF_ROLES: readonly Role[] = ['desk', 'doctor', 'auditor'];

export interface Names {
  hospital(id: string | null): string;
  department(id: string): string;
  doctor(id: string | null): string;
}

/** What ids are called; something of which there is no name any more keeps its id. */
export function namesOf(places: readonly Place[]): Names {
  const departments = places.flatMap((place) => place.departments);
  const doctors = places.flatMap((place) => place.doctors);
  const name = (list: readonly { id: string; name: string }[], id: string): string =>
    list.find((one) => one.id === id)?.name ?? id;
  return {
    hospital: (id) => (id === null ? '平台' : name(places, id)),
    department: (id) => name(departments, id),
    doctor: (id) => (id === null ? '' : name(doctors, id)),
  };
}

/** 门诊服务台（内科、外科）, behind the name of its hospital where that is another than `here`. */
export function grantWords(
  grant: Grant | GrantAsked,
  names: Names,
  here: string | null = grant.hospital_id ?? null,
): string {
  const place = grant.hospital_id ?? null;
  const words = limited(grant, names);
  return place === here ? words : `${names.hospital(place)} ${words}`;
}

function limited(grant: Grant | GrantAsked, names: Names): string {
  const role = ROLES[grant.role].name;
  if (grant.doctor_id) return `${role}（${names.doctor(grant.doctor_id)}）`;
  const departments = grant.department_ids ?? [];
  if (grant.role !== 'desk') return role;
  return `${role}（${departments.map(names.department).join('、') || '全部科室'}）`;
}

/** One of each, for telling whether two grants are the same. */
export const grantKey = (grant: Grant | GrantAsked): string =>
  [
    grant.role,
    grant.hospital_id ?? '',
    [...(grant.department_ids ?? [])].sort().join(','),
    grant.doctor_id ?? '',
  ].join('|');

export const sameGrants = (
  one: readonly (Grant | GrantAsked)[],
  other: readonly (Grant | GrantAsked)[],
): boolean => one.map(grantKey).sort().join('\n') === other.map(grantKey).sort().join('\n');

/** Whether somebody with `own` grants may give this one: operators managers, managers those of their hospital. */
export function gives(
  own: readonly Grant[],
  grant: Pick<GrantAsked, 'role' | 'hospital_id'>,
): boolean {
  if (grant.role === 'operator') return false;
  if (grant.role === 'manager') return own.some((one) => one.role === 'operator');
  return own.some((one) => one.role === 'manager' && one.hospital_id === grant.hospital_id);
}

/** Which roles somebody with `own` grants may give at a hospital; null: where they choose one. */
export const givable = (own: readonly Grant[], hospital: string | null): readonly Role[] =>
  (['manager', ...STAFF_ROLES] as const).filter((role) =>
    gives(own, { role, hospital_id: hospital }),
  );

/** What of a grant is not said yet; empty when it is whole. */
export function lacking(grant: GrantAsked): string {
  if (grant.role !== 'operator' && !grant.hospital_id) return '请选择医院';
  if (grant.role === 'doctor' && !grant.doctor_id) return '请选择是哪位医生';
  return '';
}

/** Whose lists somebody may see: of every hospital for an operator, of their own for a manager; null is the platform. */
export function listed(own: readonly Grant[], places: readonly Place[]): (string | null)[] {
  const operates = own.some((one) => one.role === 'operator');
  const managed = new Set(
    own.filter((one) => one.role === 'manager').map((one) => one.hospital_id),
  );
  const hospitals = places.map((one) => one.id).filter((id) => operates || managed.has(id));
  return operates ? [null, ...hospitals] : hospitals;
}
