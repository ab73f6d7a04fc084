/** Staff: who they are, inviting, changing their grants, disabling them. */

import { repeatable } from './api';
import type { GrantAsked, InviteReply, Staff, StaffListReply, StaffReply } from './contracts';
import { unguessable } from './random';

const KEY_BYTES = 16;

/** Staff of a hospital; null: the platform's. */
export const list = (hospitalId: string | null): Promise<StaffListReply> =>
  repeatable<StaffListReply>('staff', { action: 'list', hospital_id: hospitalId });

/** A code for somebody; `key` names the tap, so that a lost answer makes no second code. */
export const invite = (name: string, grant: GrantAsked, key: string): Promise<InviteReply> =>
  repeatable<InviteReply>('staff', {
    action: 'invite',
    name,
    ...grant,
    idempotency_key: key,
  });

/** Other grants; `rev` is that of the staff member as they were read. @throws {Trouble} STALE */
export async function change(
  staff: Pick<Staff, 'id' | 'rev'>,
  grants: GrantAsked[],
  reason: string,
): Promise<Staff> {
  const asked = { action: 'change', staff_id: staff.id, rev: staff.rev, grants, reason } as const;
  return (await repeatable<StaffReply>('staff', asked)).staff;
}

export async function disable(id: string, reason: string): Promise<void> {
  await repeatable<StaffReply>('staff', { action: 'disable', staff_id: id, reason });
}

/** Names one tap. */
export const newKey = (): string => unguessable(KEY_BYTES);
