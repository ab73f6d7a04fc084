"""A person's claim on a slot: decided on what was read, written only if nothing about the person changed since."""

from enum import Enum

from common.domain.persons import PersonClaim
from common.domain.rules import claims_in_the_way, rules_of
from common.domain.slots import Slot
from common.store.slots import SeatClaim
from common.usecases.deps import Deps

ROUNDS = 8


class Claimed(Enum):
    """What became of a claim. `OWN`: an earlier attempt for the same booking is in the way."""

    DONE = "done"
    REFUSED = "refused"
    OWN = "own"
    BUSY = "busy"


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


def claim_person(person_id: str, slot: Slot, mark: SeatClaim, deps: Deps) -> Claimed:
    """Claim a person for a seat that was regained or offered; whatever is in the way, refuses it."""
    hospital = deps.store.catalogue.hospital(slot.hospital_id)
    platform = deps.store.catalogue.platform_rules()
    for _ in range(ROUNDS):
        person = deps.store.persons.get(person_id)
        if person is None or hospital is None:
            return Claimed.REFUSED
        if any(claim.booking_id == mark.booking_id for claim in person.claims):
            return Claimed.OWN
        if claims_in_the_way(person.claims, slot, platform, rules_of(hospital), deps.clock()):
            return Claimed.REFUSED
        if deps.store.persons.claim(person, person_claim(slot, mark)):
            return Claimed.DONE
    return Claimed.BUSY
