"""Bookings: each active one has its seat and its person's claim, its money, and an end to what it waits for."""

from collections.abc import Iterator, Sequence

from common.domain.booking.effects import EFFECT_LEASE, Expire, ReleaseSeat
from common.domain.booking.model import Booking, earliest
from common.domain.booking.status import Status
from common.domain.money.payment import Payment, Refund
from common.domain.person.person import Person
from common.domain.slot import Slot, SlotState
from ops.verify.findings import Finding, Mend, Moment
from ops.verify.look import Look
from ops.verify.money import money_of
from ops.verify.sense import odd_booking


def check_bookings(bookings: Sequence[Booking], look: Look, at: Moment) -> Iterator[Finding]:
    """Everything a booking must have elsewhere, and what it still has to do."""
    slots = look.by_id("slots", Slot, (b.slot_id for b in bookings))
    persons = look.by_id("persons", Person, (b.person_id for b in bookings))
    paid = [b for b in bookings if b.money or b.prepay_at]
    payments = look.by_field("payments", Payment, "order_no", (b.order_no for b in paid))
    refunds = look.by_field("refunds", Refund, "booking_id", (b.id for b in bookings))
    for booking in bookings:
        slot = slots.get(booking.slot_id)
        yield from odd_booking(booking, slot, at)
        if booking.seated:
            yield from _seat(booking, slot)
        if booking.active:
            yield from _claim(booking, persons.get(booking.person_id))
            if slot and slot.state is SlotState.SUSPENDED:
                yield _about(booking, "6", "active on a suspended slot", allowed=True)
        yield from money_of(
            booking, payments.get(booking.order_no, []), refunds.get(booking.id, [])
        )
        yield from _effects(booking, at)


def _about(
    booking: Booking,
    invariant: str,
    what: str,
    ids: dict[str, str] | None = None,
    *,
    allowed: bool = False,
    mend: Mend | None = None,
) -> Finding:
    root = ("bookings", booking.id)
    return Finding(invariant, what, {"booking": booking.id, **(ids or {})}, root, allowed, mend)


def _seat(booking: Booking, slot: Slot | None) -> Iterator[Finding]:
    if slot is None:
        yield _about(booking, "2", "the slot of a booking is gone", {"slot": booking.slot_id})
        return
    seats = [seat for seat in slot.seats if seat.claim == booking.seat.claim]
    place = {"slot": slot.id, "claim": booking.seat.claim}
    if not seats:
        yield _about(booking, "2", "a booking has lost its seat", place)
    elif seats[0].booking_id != booking.id:
        yield _about(booking, "2", "the seat of a booking is marked for another", place)
    elif seats[0].number != booking.seat.number:
        yield _about(booking, "2", "a booking and its seat have different numbers", place)
    elif seats[0].pool is not booking.seat.pool:
        yield _about(booking, "2", "a booking and its seat are of different pools", place)


def _claim(booking: Booking, person: Person | None) -> Iterator[Finding]:
    ids = {"person": booking.person_id, "claim": booking.seat.claim}
    claims = person.claims if person else ()
    if not any(c.claim == booking.seat.claim and c.booking_id == booking.id for c in claims):
        yield _about(booking, "3", "an active booking has lost its person's claim", ids)


def _effects(booking: Booking, at: Moment) -> Iterator[Finding]:
    """Nothing that must happen can be forgotten; nothing that is due is left."""
    held = booking.status is Status.HELD
    if held and (booking.hold_until is None or booking.pending(Expire) is None):
        mend = Mend.EXPIRE if booking.hold_until else None
        yield _about(booking, "6", "a hold that nothing ends", mend=mend)
    for effect in booking.effects:
        ids = {"effect": effect.id}
        if at.due(effect.not_before):
            yield _about(booking, "6", "an effect is due", ids, allowed=True)
        released = effect.claim if isinstance(effect, ReleaseSeat) else None
        if released == booking.seat.claim and booking.seated:
            yield _about(booking, "2", "the seat of a seated booking is to be released", ids)
    first = earliest(booking.effects)
    # An effect put off to an earlier time than its lease may be found that much late, never later.
    if first and (booking.due_at is None or booking.due_at > first + EFFECT_LEASE):
        what = "due_at is later than the earliest effect"
        yield _about(booking, "6", what, mend=Mend.BOOKING_DUE)
