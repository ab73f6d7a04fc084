/** Which codes of a hospital there are to print. */

import type { AskCode, Place } from '../services/contracts';

type CodeKind = AskCode['kind'];

/** `title` and `under` stand below the code on the sheet. */
export interface Code {
  kind: CodeKind;
  id: string;
  title: string;
  under: string;
}

export const KINDS: readonly { value: CodeKind; label: string }[] = [
  { value: 'hospital', label: '医院' },
  { value: 'department', label: '科室' },
  { value: 'doctor', label: '医生' },
];

/** The codes of one kind; of doctors those of a department. */
export function codesOf(place: Place, kind: CodeKind, departmentId: string): Code[] {
  if (kind === 'hospital') return [{ kind, id: place.id, title: place.name, under: '' }];
  if (kind === 'department')
    return place.departments.map(({ id, name }) => ({ kind, id, title: name, under: place.name }));
  return place.doctors
    .filter((one) => one.department_id === departmentId)
    .map(({ id, name, title }) => ({
      kind,
      id,
      title: `${name} ${title}`.trim(),
      under: place.name,
    }));
}

/** Departments that have doctors to print. */
export const withDoctors = (place: Place): { value: string; label: string }[] =>
  place.departments
    .filter(({ id }) => place.doctors.some((one) => one.department_id === id))
    .map(({ id, name }) => ({ value: id, label: name }));
