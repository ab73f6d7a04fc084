/** A change of a table whose days may be laid out already: proposed, and made at once where it concerns none of them. */

import { apply, propose, type Kind, type Values } from '../../services/admin';
import type { ProposalReply, ProposeChange } from '../../services/contracts';

type WithDays = ProposeChange['kind'];

export const hasEffects = (kind: Kind): kind is WithDays =>
  kind === 'clinic' || kind === 'exception';

/** Null: it is made. Else what it would do, for somebody to confirm. @throws {Trouble} */
export async function settled(
  kind: WithDays,
  hospital: string,
  row: { rev: string | null; values: Values | null },
  reason: string,
): Promise<ProposalReply | null> {
  const proposal = await propose(kind, hospital, row, reason);
  if (proposal.preview_id === null) return null;
  if (proposal.days.length) return proposal;
  await apply(proposal.preview_id, () => true);
  return null;
}
