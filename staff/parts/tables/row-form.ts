/** A row that is being written: its values, what is wrong with them, and what somebody else saved meanwhile. */

import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { faultsOf, fieldsOf, sent, type Field } from '../../present/fields';
import { merged, staleRow, theirsOf, type StaleRow } from '../../present/stale-row';
import type { FormKind, Names, Values } from '../../present/tables';
import { known, type Trouble } from '../../services/api';
import { save } from '../../services/admin';
import type { Column, ProposalReply } from '../../services/contracts';
import { useUnsaved } from '../unsaved';
import { hasEffects, settled } from './effects';

export interface Opened {
  kind: FormKind;
  /** Null: a hospital that is being added, which has no id before it is written. */
  hospital: string | null;
  columns: readonly Column[];
  names: Names;
  /** Null: a new row. */
  rev: string | null;
  values: Values;
}

export class RowForm {
  readonly values: Ref<Record<string, string>>;
  readonly reason = ref('');
  readonly faults = ref<Record<string, string>>({});
  readonly problems = ref<string[]>([]);
  readonly stale = shallowRef<StaleRow | null>(null);
  readonly busy = ref(false);
  /** What saving would do to days that are laid out, while somebody decides. */
  readonly effects = shallowRef<ProposalReply | null>(null);
  readonly fields: ComputedRef<Field[]>;
  private readonly before: ShallowRef<Values>;
  private rev: string | null;
  /** Saved, or given up by whoever chose so. */
  private readonly over = ref(false);

  constructor(private readonly opened: Opened) {
    const { kind, columns, names, rev, values } = opened;
    this.values = ref({ ...values });
    this.before = shallowRef(values);
    this.rev = rev;
    this.fields = computed(() => fieldsOf(kind, columns, this.values.value, names, rev === null));
  }

  /** Whether something would be lost. */
  dirty(): boolean {
    if (this.over.value) return false;
    if (this.reason.value.trim()) return true;
    const text = (values: Values, name: string): string => (values[name] ?? '').trim();
    return this.opened.columns.some(
      ({ name }) => text(this.values.value, name) !== text(this.before.value, name),
    );
  }

  /** Whether it is saved. */
  async send(): Promise<boolean> {
    if (this.busy.value) return false;
    const { kind, hospital } = this.opened;
    const row = { rev: this.rev, values: sent(this.fields.value, this.values.value) };
    this.faults.value = {};
    this.problems.value = [];
    this.busy.value = true;
    try {
      const place = hospital ?? row.values.hospital_id ?? '';
      const reason = this.reason.value.trim();
      if (hasEffects(kind)) this.effects.value = await settled(kind, place, row, reason);
      else await save(kind, place, row, reason);
      this.over.value = this.effects.value === null;
    } catch (error) {
      this.refuse(known(error));
    }
    this.busy.value = false;
    return this.over.value;
  }

  private refuse({ code, message, details }: Trouble): void {
    const { at, above } = faultsOf(details, this.fields.value);
    const marked = Object.keys(at).length;
    this.faults.value = at;
    this.stale.value = code === 'STALE' ? staleRow(details) : null;
    this.problems.value = above.length
      ? above
      : [marked ? `没有保存，有 ${marked} 项要改` : message];
  }

  /** Goes on with theirs and what was changed here, to be looked at and saved. */
  again(): void {
    const stale = this.stale.value;
    if (!stale) return;
    const yours = this.values.value;
    this.values.value = merged(this.before.value, yours, stale);
    this.before.value = theirsOf(yours, stale);
    this.rev = stale.rev;
    this.stale.value = null;
    this.problems.value = ['这是别人刚保存的，加上您改的几处。请看一遍再保存'];
  }

  giveUp(): void {
    this.over.value = true;
  }
}

export function useRowForm(opened: Opened): RowForm {
  const form = new RowForm(opened);
  useUnsaved(() => form.dirty());
  return form;
}
