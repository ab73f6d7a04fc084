/** What the service says when somebody else was faster. */

import type { GrantAsked } from '../services/contracts';

/** Both versions of what was changed; `rev` is that of theirs. */
export interface StaleOf<T> {
  rev: number;
  at: string | null;
  yours: T;
  theirs: T;
}

/** The details of a STALE about grants; null where they are not of that form. */
export function staleGrants(
  details: Readonly<Record<string, unknown>>,
): StaleOf<GrantAsked[]> | null {
  const { rev, at, changed } = details as {
    rev?: number;
    at?: string | null;
    changed?: { field: string; yours: GrantAsked[]; theirs: GrantAsked[] }[];
  };
  const grants = changed?.find((one) => one.field === 'grants');
  if (typeof rev !== 'number' || !grants) return null;
  return { rev, at: at ?? null, yours: grants.yours, theirs: grants.theirs };
}
