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
    chain_of,
    to_the_millisecond,
)
from common.domain.errors import Refused
from common.domain.permission_table import require
from common.domain.permissions import Cell, Place
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


def not_done(entry: Entry, actor: Staff, deps: Deps) -> None:
    """Tell of an entry that what it announced was not done: something else was faster, or stood against it."""
    deed = Deed(
        entry.chain, entry.verb, entry.object.kind, entry.object.id, of=entry.id, outcome=Outcome.NOT_DONE
    )  # fmt: skip
    on_record(deed, actor, deps)


def home_chain(staff: Staff) -> str:
    """Where what somebody tries and may not stands: with the hospital of their first grant."""
    return chain_of(staff.grants[0].hospital_id if staff.grants else None)


def allow(verb: str, place: Place, thing: tuple[str, str], staff: Staff, deps: Deps) -> list[Cell]:
    """By which cells of the table somebody may do it to a thing (kind, id). A refusal is put on record, and raised."""
    try:
        return require(staff, verb, place)
    except Refused:
        deed = Deed(home_chain(staff), verb, *thing, outcome=Outcome.REFUSED)
        on_record(deed, staff, deps)
        raise


def _of(actor: Staff) -> AuditActor:
    roles = sorted({grant.role.value for grant in actor.grants})
    return AuditActor(
        staff_id=actor.id, role="+".join(roles), door=actor.door, session=actor.session_id
    )
