/** The weekly clinics as a grid: doctors down, days across. */

import type { Row } from '../services/contracts';
import type { Named, Values } from './tables';

export const WEEKDAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] as const;

export interface WeekRow {
  doctor: Named;
  days: { weekday: string; clinics: { row: Row; time: string; seats: string }[] }[];
}

const begins = (values: Values): string => values.start ?? '';
const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** How many seats a clinic has in all; 0 where it cannot be told. */
export function seatsOf(values: Values): number {
  const { start = '', end = '', slot_minutes, seats_per_slot } = values;
  const slots = (minutes(end) - minutes(start)) / Number(slot_minutes);
  const seats = Math.floor(slots) * Number(seats_per_slot);
  return Number.isFinite(seats) ? Math.max(0, seats) : 0;
}

const said = (values: Values) => ({
  time: `${begins(values)}–${values.end ?? ''}`,
  seats: `${seatsOf(values)} 号`,
});

/** A row for each doctor, with their clinics of each day by time. */
export function weekOf(doctors: readonly Named[], clinics: readonly Row[]): WeekRow[] {
  const cells = new Map<string, Row[]>();
  const key = (doctor = '', weekday = ''): string => `${doctor} ${weekday}`;
  for (const row of clinics) {
    const at = key(row.values.doctor_id, row.values.weekday);
    cells.set(at, [...(cells.get(at) ?? []), row]);
  }
  return doctors.map((doctor) => ({
    doctor,
    days: WEEKDAYS.map((weekday) => ({
      weekday,
      clinics: (cells.get(key(doctor.value, weekday)) ?? [])
        .sort((one, other) => begins(one.values).localeCompare(begins(other.values)))
        .map((row) => ({ row, ...said(row.values) })),
    })),
  }));
}
