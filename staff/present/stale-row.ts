/** Somebody else saved the same row first: both versions, and one in which each keeps what they alone changed. */

import type { Values } from './tables';

export interface StaleRow {
  /** Of theirs; null where they took the row out. */
  rev: string | null;
  at: string | null;
  changed: { field: string; yours: string; theirs: string }[];
}

/** The details of a STALE about a row; null where they are not of that form. */
export function staleRow(details: Readonly<Record<string, unknown>>): StaleRow | null {
  const { rev, at, changed } = details as {
    rev?: string | null;
    at?: string | null;
    changed?: { field: string; yours: string | null; theirs: string | null }[];
  };
  if (!changed) return null;
  return {
    rev: rev ?? null,
    at: at ?? null,
    changed: changed.map(({ field, yours, theirs }) => ({
      field,
      yours: yours ?? '',
      theirs: theirs ?? '',
    })),
  };
}

/** Theirs, with what was changed here since `before`. */
export function merged(before: Values, yours: Values, stale: StaleRow): Record<string, string> {
  const both: Record<string, string> = { ...yours };
  for (const { field, theirs } of stale.changed)
    if ((yours[field] ?? '') === (before[field] ?? '')) both[field] = theirs;
  return both;
}

/** The row as they saved it. */
export function theirsOf(yours: Values, stale: StaleRow): Record<string, string> {
  const theirs = Object.fromEntries(stale.changed.map((one) => [one.field, one.theirs]));
  return { ...yours, ...theirs };
}
