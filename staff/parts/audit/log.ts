/** The log as its page has it: what is sought, page after page, and everybody who was met in it. */

import { computed, reactive, ref, shallowRef, watch } from 'vue';
import { audit, type Sought } from '../../services/admin';
import type { AuditEntry, AuditReply } from '../../services/contracts';
import { useReading } from '../reading';
import { useTry } from '../try';

interface Filters {
  from: string;
  to: string;
  staff: string;
  thing: string;
}

/** What is sought by some filters. */
const soughtOf = (hospital: string | null, { from, to, staff, thing }: Filters): Sought => ({
  hospital_id: hospital,
  date_from: from || null,
  date_to: to || null,
  staff_id: staff || null,
  object_id: thing || null,
});

export function useLog(hospital: string | null) {
  const filters = reactive<Filters>({ from: '', to: '', staff: '', thing: '' });
  const people = reactive<Record<string, string>>({});
  const older = shallowRef<AuditEntry[]>([]);
  const before = ref<number | null>(null);

  async function page(from: number | null): Promise<AuditReply> {
    const reply = await audit({ ...soughtOf(hospital, filters), before: from });
    for (const one of reply.entries) if (one.name) people[one.staff_id] = one.name;
    return reply;
  }

  const { found, trouble, read } = useReading(() => page(null));
  const entries = computed(() => [...(found.value?.entries ?? []), ...older.value]);
  watch(found, () => {
    older.value = [];
    before.value = found.value?.before ?? null;
  });

  function again(): void {
    found.value = null;
    void read();
  }
  watch(filters, again);

  const { busy, problem, run } = useTry();
  /** The next ones; where something else is sought meanwhile they are no part of it. */
  const next = (): Promise<boolean> =>
    run(async () => {
      const first = found.value;
      const reply = await page(before.value);
      if (found.value !== first) return;
      older.value = [...older.value, ...reply.entries];
      before.value = reply.before;
    });

  return { filters, people, found, trouble, entries, before, again, next, busy, problem };
}
