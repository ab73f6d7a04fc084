"""A person's claim on a slot: decided on what was read, written only if nothing about the person changed since."""

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from common.domain.booking.effects import Effects, KeepClaim, ReleaseClaim
from common.domain.errors import Code, Refused
from common.domain.person.person import Person, PersonClaim
from common.domain.rules.limits import claims_in_the_way
from common.domain.rules.rulebook import Rulebook
from common.domain.slot import Slot
from common.protocol.deps import Deps
from common.protocol.work import Work
from common.store.slots import SeatClaim

ROUNDS = 8
MakeWay = Callable[[Person], bool]


class Outcome(Enum):
    """`OWN`: an earlier attempt for the same booking is in the way. `BUSY`: somebody else was faster every time."""

    DONE = "done"
    REFUSED = "refused"
    OWN = "own"
    BUSY = "busy"


class Claimed(NamedTuple):
    """What became of a claim; `refused` says why it was refused."""

    outcome: Outcome
    refused: Refused | None = None


def person_claim(slot: Slot, mark: SeatClaim) -> PersonClaim:
    """The claim on a person that goes with a claim on a seat."""
    return PersonClaim(
        claim=mark.id,
        booking_id=mark.booking_id,
        slot_id=slot.id,
        hospital_id=slot.hospital_id,
        department_id=slot.department_id,
        date=slot.date,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        taken_at=mark.taken_at,
        until=mark.until,
    )


def _nobody_makes_way(_: Person) -> bool:
    return False


def claim_person(
    person_id: str,
    slot: Slot,
    rules: Rulebook,
    mark: SeatClaim,
    deps: Deps,
    make_way: MakeWay = _nobody_makes_way,
) -> Claimed:
    """CLAIM a person for a seat that carries `mark`.

    When other claims are in the way, `make_way` may let lapsed ones go and say that it did; else it is refused.
    """
    for _ in range(ROUNDS):
        person = deps.store.persons.get(person_id)
        if person is None:
            return Claimed(
                Outcome.REFUSED,
                Refused(Code.NOT_FOUND, "没找到这位就诊人，没有约上，也没有扣款。请返回重选"),
            )
        if any(claim.booking_id == mark.booking_id for claim in person.claims):
            return Claimed(Outcome.OWN)
        refused = claims_in_the_way(person.claims, slot, rules, deps.clock())
        if refused is None:
            if deps.store.persons.claim(person, person_claim(slot, mark)):
                return Claimed(Outcome.DONE)
        elif not make_way(person):
            return Claimed(Outcome.REFUSED, refused)
    return Claimed(Outcome.BUSY)


def keep(effect: KeepClaim, work: Work) -> Effects:
    """The claim stands for good."""
    work.deps.store.persons.keep(effect.person_id, effect.claim)
    return ()


def release(effect: ReleaseClaim, work: Work) -> Effects:
    """The claim is taken away."""
    work.deps.store.persons.unclaim(effect.person_id, effect.claim)
    return ()
