"""Putting on record what staff do, before they do it; the end of a chain stands in the log as well."""

from dataclasses import dataclass

from common.domain.actor import Staff
from common.domain.audit import (
    AuditActor,
    AuditObject,
    Change,
    Draft,
    Entry,
    Outcome,
    to_the_millisecond,
)
from common.protocol.deps import Deps

# Who acts by a program of `ops` has no record of their own.
PROGRAM = "ops"


@dataclass(frozen=True)
class Deed:
    """What is put on record: which verb on which thing, in whose chain, what it changes and why.

    `follows` is the entry that the thing names now, `of` one whose `outcome` is told.
    """

    chain: str
    verb: str
    kind: str
    id: str
    changed: tuple[Change, ...] = ()
    reason: str = ""
    follows: str | None = None
    of: str | None = None
    outcome: Outcome | None = None


def on_record(deed: Deed, actor: Staff, deps: Deps) -> Entry:
    """Write an entry; what it tells of may be done now, with the entry's id in the same update.

    The log line lets a maintainer find out that the end of a chain was cut off together with its head. Raises
    `Refused(BUSY)`.
    """
    draft = Draft(
        id=deps.new_id(), chain=deed.chain, at=to_the_millisecond(deps.clock()), actor=_of(actor), verb=deed.verb,
        object=AuditObject(kind=deed.kind, id=deed.id), changed=deed.changed, reason=deed.reason,
        request_id=deps.request_id(), of=deed.of, outcome=deed.outcome, follows=deed.follows,
    )  # fmt: skip
    entry = deps.store.audit.append(draft)
    deps.log.info("audit", chain=entry.chain, seq=entry.seq, hash=entry.hash)
    return entry


def _of(actor: Staff) -> AuditActor:
    roles = sorted({grant.role.value for grant in actor.grants})
    return AuditActor(
        staff_id=actor.id, role="+".join(roles), door=actor.door, session=actor.session_id
    )
