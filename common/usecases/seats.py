"""A seat that is given up: handed to the first who waits, or back to the free ones.

It is never free in between: HAND moves it from claim to claim, then the waiting person is claimed, then the offered
booking is written. A stop anywhere leaves an orphan like any other, and the orphan rules come back here.
"""

from common.domain.births import Ground, offer
from common.domain.bookings import Booking
from common.domain.patients import Patient
from common.domain.rules import HospitalRules, blocked_by_history, rules_of
from common.domain.slots import Slot, SlotState
from common.domain.waitlist import (
    Entry,
    handed_claim,
    next_offer_time,
    offer_until,
    offered_booking_id,
)
from common.store.slots import SeatClaim
from common.usecases.claims import Claimed, claim_person
from common.usecases.deps import Deps
from common.usecases.later import GRACE, NotYet


def release_seat(slot_id: str, claim: str, deps: Deps) -> str | None:
    """Give a seat up; returns the id of the booking it was offered by, None when it is simply free.

    Run again, it changes nothing: the claim is on no seat any more.
    Raises `NotYet` at night while somebody waits: the seat is kept for the queue until the morning.
    """
    tried: set[str] = set()
    while True:
        entry = _first_waiting(slot_id, tried, deps)
        if entry is None or not _hand(slot_id, claim, entry, deps):
            deps.store.slots.free(slot_id, claim)
            return None
        claim = handed_claim(claim, entry.id)
        tried.add(entry.id)
        if _offer(entry, claim, deps):
            return offered_booking_id(entry.id)


def match_free_seat(slot_id: str, deps: Deps) -> str | None:
    """Take a seat that is free although somebody waits, and hand it to them.

    Returns the id of the offered booking, None when there was no seat or nobody could have it. Raises `NotYet` at
    night.
    """
    now = deps.clock()
    claim = deps.new_claim()
    mark = SeatClaim(id=claim, booking_id=f"queue:{slot_id}", taken_at=now, until=now + GRACE)
    if not _first_waiting(slot_id, set(), deps) or not deps.store.slots.take(slot_id, mark, now):
        return None
    return release_seat(slot_id, claim, deps)


def _first_waiting(slot_id: str, tried: set[str], deps: Deps) -> Entry | None:
    now = deps.clock()
    waiting = [
        entry
        for entry in deps.store.waitlist.waiting_for(slot_id)
        if entry.id not in tried and now < entry.closes_at
    ]
    if not waiting:
        return None
    slot = deps.store.slots.get(slot_id)
    if slot is None or slot.state is not SlotState.OPEN:
        return None
    morning = next_offer_time(now, deps.store.catalogue.platform_rules())
    if morning > now:
        raise NotYet("night", morning - now)
    return waiting[0]


def _hand(slot_id: str, claim: str, entry: Entry, deps: Deps) -> bool:
    return deps.store.slots.hand(slot_id, claim, _mark(claim, entry, deps))


def _mark(claim: str, entry: Entry, deps: Deps) -> SeatClaim:
    now, platform = deps.clock(), deps.store.catalogue.platform_rules()
    return SeatClaim(
        id=handed_claim(claim, entry.id),
        booking_id=offered_booking_id(entry.id),
        taken_at=now,
        until=platform.lapses_at(offer_until(now, platform)),
    )


def _offer(entry: Entry, claim: str, deps: Deps) -> bool:
    """Make the offer on a seat that carries `claim`; False when this entry cannot have it."""
    slot = deps.store.slots.get(entry.slot_id)
    seat = slot.seat_of(claim) if slot else None
    patient = deps.store.patients.owned(entry.openid, entry.patient_id)
    if slot is None or seat is None or seat.until is None or seat.taken_at is None:
        return False
    if patient is None:
        deps.store.waitlist.close(entry.id)
        return False
    mark = SeatClaim(
        id=claim, booking_id=str(seat.booking_id), taken_at=seat.taken_at, until=seat.until
    )
    if _blocked(entry, slot, deps):
        return False
    if claim_person(entry.person_id, slot, mark, deps) is not Claimed.DONE:
        return False
    booking = _booking(entry, slot, patient, mark, seat.number, deps)
    if deps.clock() - mark.taken_at >= GRACE / 2:
        return (
            True  # too late to write: both claims are orphans now, and the next sweep offers again
        )
    if deps.store.bookings.insert(booking):
        return True
    deps.store.persons.unclaim(entry.person_id, claim)
    return False


def _blocked(entry: Entry, slot: Slot, deps: Deps) -> bool:
    """Whether what the person did after joining keeps them from booking now; they go on waiting."""
    rules, now = _rules(slot, deps), deps.clock()
    recent = deps.store.bookings.recent_of_person(entry.person_id, now - rules.memory)
    platform = deps.store.catalogue.platform_rules()
    return blocked_by_history(recent, platform, slot, rules, now) is not None


def _rules(slot: Slot, deps: Deps) -> HospitalRules:
    hospital = deps.store.catalogue.hospital(slot.hospital_id)
    return rules_of(hospital) if hospital else HospitalRules()


def _booking(
    entry: Entry, slot: Slot, patient: Patient, mark: SeatClaim, number: int, deps: Deps
) -> Booking:
    ground = Ground(
        id=mark.booking_id,
        patient=patient,
        slot=slot,
        claim=mark.id,
        number=number,
        cancellable_until=_rules(slot, deps).cancellable_until(slot.date),
        now=deps.clock(),
    )
    hold_until = deps.store.catalogue.platform_rules().payable_until(mark.until)
    return offer(ground, entry.id, hold_until, mark.until)
