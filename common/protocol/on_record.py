"""Putting on record what staff do, before they do it; the end of a chain stands in the log as well."""

from dataclasses import dataclass
from typing import NoReturn

from common.domain.actor import Staff
from common.domain.audit import (
    AuditActor,
    AuditObject,
    Draft,
    Entry,
    Outcome,
    chain_of,
    to_the_millisecond,
)
from common.domain.change import Change
from common.domain.errors import Refused
from common.domain.permission_table import require
from common.domain.permissions import Cell, Place, at_home
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


def allow(verb: str, place: Place, thing: tuple[str, str], staff: Staff, deps: Deps) -> list[Cell]:
    """By which cells of the table somebody may do it to a thing (kind, id). A refusal is put on record, and raised."""
    try:
        return require(staff, verb, place)
    except Refused as refused:
        refuse_on_record(refused, verb, place, thing, staff, deps)


def refuse_on_record(
    refused: Refused, verb: str, place: Place, thing: tuple[str, str], staff: Staff, deps: Deps
) -> NoReturn:
    """Put on record that somebody tried what they may not, and raise the refusal.

    It stands in the chain of the place where they have a role there, else with the hospital of their first grant: a
    hospital reads of its own people, and nobody writes into another's log.
    """
    home = staff.grants[0].hospital_id if staff.grants else None
    chain = chain_of(place.hospital_id if at_home(staff, place) else home)
    on_record(Deed(chain, verb, *thing, outcome=Outcome.REFUSED), staff, deps)
    raise refused


def _of(actor: Staff) -> AuditActor:
    roles = sorted({grant.role.value for grant in actor.grants})
    return AuditActor(
        staff_id=actor.id, role="+".join(roles), door=actor.door, session=actor.session_id
    )
