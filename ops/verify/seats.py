"""Slots and persons: counts, and every taken seat and claim ↔ the booking it is for (invariants 1, 2, 3)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from common.domain.booking.effects import KeepClaim, KeepSeat, ReleaseClaim, ReleaseSeat
from common.domain.booking.model import Booking
from common.domain.booking.status import Status
from common.domain.person.person import Person, PersonClaim
from common.domain.slot import Pool, Seat, Slot, count_seats
from common.domain.waitlist import EntryStatus
from ops.verify.findings import Finding, Mend, Moment
from ops.verify.look import Look
from ops.verify.merchants import strange_merchants
from ops.verify.people import hashes_twice
from ops.verify.sense import odd_person, odd_slot
from ops.verify.sessions import check_sessions


def check_slots(slots: Sequence[Slot], look: Look, at: Moment) -> Iterator[Finding]:
    """Counts and seats of slots, and who sits on them."""
    taken = {seat.booking_id for slot in slots for seat in slot.seats if seat.claim}
    bookings = look.by_id("bookings", Booking, taken)
    yield from strange_merchants(slots, look)
    queues = _waited_for(slots, look, at) if at.night else set()
    yield from check_sessions(slots, look)
    for slot in slots:
        yield from _counts(slot)
        yield from odd_slot(slot)
        for seat in slot.seats:
            if seat.claim is None:
                yield from _free_seat(slot, seat)
            else:
                yield from _taken_seat(
                    slot, seat, bookings.get(str(seat.booking_id)), slot.id in queues, at
                )


def _waited_for(slots: Sequence[Slot], look: Look, at: Moment) -> set[str]:
    query = {
        "slot_id": {"$in": [slot.id for slot in slots]}, "status": EntryStatus.WAITING.value,
        "closes_at": {"$gt": at.now},
    }  # fmt: skip
    return {raw["slot_id"] for raw in look.database["waitlist"].find(query, {"slot_id": 1})}


def _counts(slot: Slot) -> Iterator[Finding]:
    root, ids = ("slots", slot.id), {"slot": slot.id}
    for pool in Pool:
        stored, right = slot.counts(pool), count_seats(slot.seats, pool)
        if stored.left != right.left:
            what = f"left is not the number of free {pool.value} seats"
            yield Finding("1", what, ids, root, mend=Mend.SLOT_COUNTS)
        if stored.holding != right.holding:
            what = f"holding is not the number of held {pool.value} seats"
            yield Finding("1", what, ids, root, mend=Mend.SLOT_COUNTS)
    if slot.capacity != len(slot.seats):
        yield Finding("1", "capacity is not the number of seats", ids, root)
    for claim in _twice(seat.claim for seat in slot.seats if seat.claim):
        yield Finding("1", "a claim is on two seats", {**ids, "claim": str(claim)}, root)
    for number in _twice(seat.number for seat in slot.seats):
        yield Finding("1", "a number is on two seats", {**ids, "number": str(number)}, root)


def _twice(values: Iterable[object]) -> list[object]:
    return [value for value, times in Counter(values).items() if times > 1]


def _free_seat(slot: Slot, seat: Seat) -> Iterator[Finding]:
    if (seat.booking_id, seat.taken_at, seat.until) != (None, None, None):
        ids = {"slot": slot.id, "number": str(seat.number)}
        yield Finding("1", "a free seat still carries marks of a booking", ids, ("slots", slot.id))


def _taken_seat(
    slot: Slot, seat: Seat, booking: Booking | None, queue_waits: bool, at: Moment
) -> Iterator[Finding]:
    claim, root = str(seat.claim), ("slots", slot.id)
    ids = {"slot": slot.id, "claim": claim, "booking": str(seat.booking_id)}
    fresh = at.fresh(seat.taken_at)
    if booking and booking.seated and (booking.slot_id, booking.seat.claim) == (slot.id, claim):
        if booking.status is Status.HELD and seat.until is None:
            yield Finding("2", "the seat of a hold has no end", ids, root)
        if booking.status is not Status.HELD and seat.until is not None:
            allowed = fresh or _pending(booking, KeepSeat, claim)
            what = "the seat of a confirmed booking is only held"
            yield Finding("2", what, ids, root, allowed, Mend.KEEP_SEAT)
        return
    given_up = _pending(booking, ReleaseSeat, claim)
    if queue_waits and (given_up or seat.until is not None):
        return  # nobody is offered a seat in their sleep: it is kept for the queue
    what = "a taken seat has no booking that keeps it"
    yield Finding("2", what, ids, root, fresh or given_up, Mend.FREE_SEAT)


_OnClaim = TypeVar("_OnClaim", KeepSeat, KeepClaim, ReleaseSeat, ReleaseClaim)


def _pending(booking: Booking | None, kind: type[_OnClaim], claim: str) -> bool:
    return booking is not None and any(
        isinstance(effect, kind) and effect.claim == claim for effect in booking.effects
    )


def check_persons(persons: Sequence[Person], look: Look, at: Moment) -> Iterator[Finding]:
    """A person's claims and what they are for."""
    bookings = look.by_id("bookings", Booking, (c.booking_id for p in persons for c in p.claims))
    yield from hashes_twice(persons, look)
    for person in persons:
        yield from odd_person(person, bookings)
        root, ids = ("persons", person.id), {"person": person.id}
        if person.holding != sum(claim.until is not None for claim in person.claims):
            what = "holding is not the number of held claims"
            yield Finding("3", what, ids, root, mend=Mend.PERSON_COUNT)
        for twice in _twice(claim.claim for claim in person.claims):
            yield Finding("3", "a claim stands twice", {**ids, "claim": str(twice)}, root)
        for claim in person.claims:
            yield from _claim(person, claim, bookings.get(claim.booking_id), at)


def _claim(
    person: Person, claim: PersonClaim, booking: Booking | None, at: Moment
) -> Iterator[Finding]:
    root = ("persons", person.id)
    ids = {"person": person.id, "claim": claim.claim, "booking": claim.booking_id}
    fresh = at.fresh(claim.taken_at)
    own = booking is not None and (booking.person_id, booking.seat.claim) == (
        person.id,
        claim.claim,
    )
    if booking is None or not own or not booking.active:
        allowed = fresh or _pending(booking, ReleaseClaim, claim.claim)
        what = "a person's claim has no active booking"
        yield Finding("3", what, ids, root, allowed, Mend.UNCLAIM)
        return
    if booking.slot_id != claim.slot_id:
        yield Finding("3", "a claim is for another slot than its booking", ids, root)
    if booking.status is Status.HELD and claim.until is None:
        yield Finding("3", "the claim of a hold has no end", ids, root)
    if booking.status is not Status.HELD and claim.until is not None:
        allowed = fresh or _pending(booking, KeepClaim, claim.claim)
        what = "the claim of a confirmed booking is only held"
        yield Finding("3", what, ids, root, allowed, Mend.KEEP_CLAIM)
