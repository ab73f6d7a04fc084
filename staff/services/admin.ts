/** A hospital's tables, days and log. */

import { repeatable } from './api';
import type {
  AddSeats,
  AskAudit,
  AuditReply,
  JobReply,
  ProposalReply,
  ProposeChange,
  ReadRows,
  Row,
  RowsReply,
  SaveReply,
  SlotDay,
  SlotReply,
  TimetableReply,
  TodayReply,
} from './contracts';

export type Kind = ReadRows['kind'];
export type Values = Record<string, string>;
export type PoolName = AddSeats['pool'];
export type Sought = Omit<AskAudit, 'action'>;

const AGAIN_MS = 1500;
const TRIES = 20;

export const readRows = (kind: Kind, hospitalId: string): Promise<RowsReply> =>
  repeatable<RowsReply>('admin', { action: 'read', kind, hospital_id: hospitalId });

/** A row that is new (`rev` null), or other values for the one of that version. @throws {Trouble} STALE */
export const save = (
  kind: Kind,
  hospitalId: string,
  row: { rev: string | null; values: Values },
  reason: string,
): Promise<Row | null> =>
  written(() =>
    repeatable<SaveReply>('admin', {
      action: 'save',
      kind,
      hospital_id: hospitalId,
      ...row,
      reason: reason || null,
    }),
  );

/** Takes a row out. @throws {Trouble} STALE */
export async function retire(
  kind: Kind,
  hospitalId: string,
  rev: string,
  reason: string,
): Promise<void> {
  const asked = { action: 'retire', kind, hospital_id: hospitalId, rev, reason } as const;
  await written(() => repeatable<SaveReply>('admin', asked));
}

/** The same call again, for as long as what it asked for is being written: it is known again, and finishes it. */
async function written(send: () => Promise<SaveReply>): Promise<Row | null> {
  let reply = await send();
  for (let tries = 0; reply.job?.state === 'running' && tries < TRIES; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    reply = await send();
  }
  return reply.row;
}

/** What another text of a row (`values` null: none) does to the days that are laid out. @throws {Trouble} STALE */
export const propose = (
  kind: ProposeChange['kind'],
  hospitalId: string,
  row: { rev: string | null; values: Values | null },
  reason: string,
): Promise<ProposalReply> =>
  repeatable<ProposalReply>('admin', {
    action: 'propose',
    kind,
    hospital_id: hospitalId,
    ...row,
    reason: reason || null,
  });

/** Does what was proposed, and tells after each answer how far it is, for as long as `tell` is true. @throws {Trouble} */
export async function apply(
  previewId: string,
  tell: (job: JobReply) => boolean,
): Promise<JobReply> {
  for (;;) {
    const asked = { action: 'apply', preview_id: previewId, touched: 'keep' } as const;
    const job = await repeatable<JobReply>('admin', asked);
    if (!tell(job) || job.state !== 'running') return job;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** Adds seats to a slot; `key` names the tap. The slot as it is then. @throws {Trouble} */
export async function addSeats(
  slotId: string,
  added: { pool: PoolName; seats: number; reason: string },
  key: string,
): Promise<SlotDay> {
  const asked = { action: 'add_seats', slot_id: slotId, ...added, idempotency_key: key } as const;
  return (await repeatable<SlotReply>('admin', asked)).slot;
}

/** What is laid out from one day to another, at most 14. Days are YYYY-MM-DD. */
export const timetable = (hospitalId: string, from: string, to: string): Promise<TimetableReply> =>
  repeatable<TimetableReply>('admin', {
    action: 'timetable',
    hospital_id: hospitalId,
    date_from: from,
    date_to: to,
  });

/** Today and tomorrow, and what needs somebody. */
export const today = (hospitalId: string): Promise<TodayReply> =>
  repeatable<TodayReply>('admin', { action: 'today', hospital_id: hospitalId });

/** Takes a slot off sale, or puts it on sale again; as it is then. */
export async function turnSlot(slot: SlotDay, reason: string): Promise<SlotDay> {
  const action = slot.state === 'open' ? 'close_slot' : 'open_slot';
  const asked = { action, slot_id: slot.id, reason } as const;
  return (await repeatable<SlotReply>('admin', asked)).slot;
}

/** A page of the log, newest first. */
export const audit = (sought: Sought): Promise<AuditReply> =>
  repeatable<AuditReply>('admin', { action: 'audit', ...sought });
