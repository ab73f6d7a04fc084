"""Late money: its own seat is long given up, but any free one of the same slot will do."""

from datetime import datetime
from enum import Enum

from common.domain.booking.model import BookedSeat, Booking, BookingPayment
from common.domain.booking.moves import on_late_money
from common.domain.slot import Slot, not_bookable
from common.protocol.case import rulebook_of
from common.protocol.claims import Outcome, claim_person
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.effects import carry_out, run_releases
from common.protocol.retry import ATTEMPT_LIMIT, ORPHAN_AFTER, RetryLater
from common.store.slots import SeatClaim


class Regained(Enum):
    """`MOVED`: the booking moved meanwhile, and what was taken is given back."""

    DONE = "done"
    NO_SEAT = "no seat"
    MOVED = "moved"


def regain(booking: Booking, payment: BookingPayment, deps: Deps, deadline: Deadline) -> Regained:
    """expired → confirmed on a new seat of the same slot, if there is one and the person may have it.

    Raises `RetryLater` when an earlier attempt of ours is in the way: sending the money back would be wrong.
    """
    run_releases(booking, deps, deadline)
    now = deps.clock()
    slot = deps.store.slots.get(booking.slot_id)
    rules = rulebook_of(slot, deps) if slot else None
    if slot is None or rules is None or not_bookable(slot, now):
        return Regained.NO_SEAT
    mark = _take(booking, slot, now, deps)
    if mark is None:
        return Regained.NO_SEAT
    claimed = claim_person(booking.person_id, slot, rules, mark, deps).outcome
    if claimed is not Outcome.DONE:
        deps.store.slots.free(booking.slot_id, mark.id)
        if claimed is Outcome.REFUSED:
            return Regained.NO_SEAT
        raise RetryLater(claimed.value)  # an earlier attempt of ours: it is tidied soon
    seat = _seat(mark, booking, deps)
    if deps.clock() - now >= ATTEMPT_LIMIT:
        raise RetryLater("too slow")  # both claims may be taken for orphans before this is written
    move = on_late_money(booking, payment, seat, now)
    if deps.store.bookings.apply(booking, move):
        carry_out(booking, move.effects, deps, deadline)
        return Regained.DONE
    deps.store.persons.unclaim(booking.person_id, mark.id)
    deps.store.slots.free(booking.slot_id, mark.id)
    return Regained.MOVED


def _take(booking: Booking, slot: Slot, now: datetime, deps: Deps) -> SeatClaim | None:
    """TAKE any free seat of the slot; None when it is full."""
    slots = deps.store.slots
    until = now + 2 * ORPHAN_AFTER
    mark = SeatClaim(id=deps.new_claim(), booking_id=booking.id, taken_at=now, until=until)
    if slots.take(slot.id, mark, now):
        return mark
    full = slots.get(slot.id) or slot
    if any(seat.booking_id == booking.id for seat in full.seats):
        # Somebody else who heard of this money stands on the seat: refusing it now would undo them.
        raise RetryLater("another settler is ahead")
    return None


def _seat(mark: SeatClaim, booking: Booking, deps: Deps) -> BookedSeat:
    taken = deps.store.slots.get(booking.slot_id)
    seat = taken.seat_of(mark.id) if taken else None
    if seat is None:
        raise RetryLater("seat not found")
    return BookedSeat(claim=mark.id, number=seat.number)
