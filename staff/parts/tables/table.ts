/** A table as its page has it: rows, what they name, which are looked for, and reading it again. */

import { computed, ref, type Ref } from 'vue';
import {
  calledOf,
  listedOf,
  namedOf,
  type Listed,
  type Names,
  type TableKind,
  type Values,
} from '../../present/tables';
import { readRows } from '../../services/admin';
import type { Row, RowsReply } from '../../services/contracts';
import { replaced } from '../../services/session';
import { useReading } from '../reading';

interface Loaded {
  own: RowsReply;
  names: Names;
}

const NAMED: Readonly<Record<TableKind, readonly (keyof Names)[]>> = {
  department: ['department'],
  doctor: ['department', 'doctor'],
  clinic: ['department', 'doctor'],
  exception: ['department', 'doctor'],
  notice: [],
};
const NONE: Names = { department: [], doctor: [] };

export function useTable(kind: TableKind, hospital: string) {
  const { found, trouble, read } = useReading(() => load(kind, hospital));
  const names = computed(() => found.value?.names ?? NONE);
  const columns = computed(() => found.value?.own.columns ?? []);
  const rows = computed(() => found.value?.own.rows ?? []);
  const listed = computed(() => listedOf(kind, columns.value, rows.value, names.value));

  /** After something was saved: other pages know departments and doctors by their names too. */
  async function reread(): Promise<void> {
    await Promise.all([read(), ...(kind in NONE ? [replaced()] : [])]);
  }

  const called = (values: Values): string => calledOf(kind, values, names.value);
  const sought = useSought(rows, listed, names);
  return { found, trouble, read, reread, names, columns, rows, listed, called, ...sought };
}

/** What is looked for by a word of what the list shows; of the doctors those with a row that fits. */
function useSought(rows: Ref<readonly Row[]>, listed: Ref<readonly Listed[]>, names: Ref<Names>) {
  const wanted = ref('');
  const words = computed(() => wanted.value.trim());
  const texts = computed(() =>
    rows.value.map((row) => ({
      row,
      text: listed.value.map((column) => column.text(row.values)).join(' '),
    })),
  );
  const shown = computed(() =>
    texts.value.filter(({ text }) => text.includes(words.value)).map(({ row }) => row),
  );
  const doctors = computed(() => {
    const busy = new Set(shown.value.map(({ values }) => values.doctor_id));
    return names.value.doctor.filter(
      ({ value, label }) => label.includes(words.value) || busy.has(value),
    );
  });
  return { wanted, shown, doctors };
}

async function load(kind: TableKind, hospital: string): Promise<Loaded> {
  const kinds = [...new Set<TableKind>([kind, ...NAMED[kind]])];
  const replies = await Promise.all(kinds.map((each) => readRows(each, hospital)));
  const rowsOf = (each: TableKind): RowsReply['rows'] => replies[kinds.indexOf(each)]?.rows ?? [];
  return {
    own: replies[0]!,
    names: {
      department: namedOf('department', rowsOf('department')),
      doctor: namedOf('doctor', rowsOf('doctor')),
    },
  };
}
