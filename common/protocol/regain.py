"""Late money: its own seat is long given up, but any free one of the same slot and pool will do."""

from datetime import datetime

from common.domain.booking.model import Booking
from common.domain.booking.seat import BookedSeat
from common.domain.money.moves import on_late_money
from common.domain.money.payment import Payment
from common.domain.slot import Slot, not_bookable
from common.protocol.case import rulebook_of
from common.protocol.claims import Outcome, claim_person
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.effects import carry_out, run_releases
from common.protocol.retry import ATTEMPT_LIMIT, ORPHAN_AFTER, RetryLater
from common.store.slots import SeatClaim


def regain(payment: Payment, booking: Booking, deps: Deps, deadline: Deadline) -> bool:
    """expired → confirmed on a new seat of the same pool; False when there is none, or the person may not have it.

    True also when the booking moved meanwhile: what was taken is given back, and the caller looks again. Raises
    `RetryLater` when an earlier attempt of ours is in the way: sending the money back would be wrong.
    """
    run_releases(booking, deps, deadline)
    now = deps.clock()
    mark = _take_and_claim(booking, now, deps)
    if mark is None:
        return False
    seat = _seat(mark, booking, deps)
    if deps.clock() - now >= ATTEMPT_LIMIT:
        raise RetryLater("too slow")  # both claims may be taken for orphans before this is written
    move = on_late_money(booking, payment, seat, now)
    if deps.store.bookings.apply(booking, move):
        carry_out(booking, move.effects, deps, deadline)
    else:
        deps.store.persons.unclaim(booking.person_id, mark.id)
        deps.store.slots.free(booking.slot_id, seat.pool, mark.id)
    return True


def _take_and_claim(booking: Booking, now: datetime, deps: Deps) -> SeatClaim | None:
    """TAKE any free seat of the booking's pool and CLAIM the person for it; None when it cannot be."""
    slot = deps.store.slots.get(booking.slot_id)
    rules = rulebook_of(slot, deps) if slot else None
    if slot is None or rules is None or not_bookable(slot, now):
        return None
    mark = _take(booking, slot, now, deps)
    if mark is None:
        return None
    claimed = claim_person(booking.person_id, slot, rules, mark, deps).outcome
    if claimed is Outcome.DONE:
        return mark
    deps.store.slots.free(slot.id, booking.seat.pool, mark.id)
    if claimed is Outcome.REFUSED:
        return None
    raise RetryLater(claimed.value)  # an earlier attempt of ours: it is tidied soon


def _take(booking: Booking, slot: Slot, now: datetime, deps: Deps) -> SeatClaim | None:
    until = now + 2 * ORPHAN_AFTER
    mark = SeatClaim(id=deps.new_claim(), booking_id=booking.id, taken_at=now, until=until)
    if deps.store.slots.take(slot.id, booking.seat.pool, mark, now):
        return mark
    full = deps.store.slots.get(slot.id) or slot
    if any(seat.booking_id == booking.id for seat in full.seats):
        # Somebody else who heard of this money stands on the seat: refusing it now would undo them.
        raise RetryLater("another settler is ahead")
    return None


def _seat(mark: SeatClaim, booking: Booking, deps: Deps) -> BookedSeat:
    taken = deps.store.slots.get(booking.slot_id)
    seat = taken.seat_of(mark.id) if taken else None
    if seat is None:
        raise RetryLater("seat not found")
    return BookedSeat(claim=mark.id, number=seat.number, pool=seat.pool)
