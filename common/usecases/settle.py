"""settle: decide what becomes of one transaction, once, whatever state its booking is in by then.

The payment is on record before this starts. Its fate is written into the booking before anything is done about it,
so a crash at any point is picked up by the next who settles the same transaction.
"""

from datetime import datetime

from common.domain.bookings import BookedSeat, Booking, Fate, Money, Status, refund_no
from common.domain.moves import on_late_money, on_paid, unwanted_money
from common.domain.payments import Outcome, Payment, Refund, RefundStatus, is_for, pays
from common.domain.reminders import next_reminder
from common.domain.slots import not_bookable
from common.store.slots import SeatClaim
from common.usecases.claims import Claimed, claim_person
from common.usecases.deps import Deps, TimeLeft
from common.usecases.effects import carry_out, run_releases
from common.usecases.later import ATTEMPT, GRACE, NotYet

ROUNDS = 5


def settle(payment: Payment, deps: Deps, left: TimeLeft) -> Outcome | None:
    """Decide a recorded transaction and carry out what follows; None when it must be tried again later.

    Kept: the booking is confirmed by it. Refund: the booking could not use it. Alarm: it belongs to no booking of
    ours, and a person must look.
    """
    for _ in range(ROUNDS):
        booking = deps.store.bookings.get(payment.order_no)
        if booking is None or not is_for(payment, booking):
            return _alarm(payment, deps)
        fate = booking.fate_of(payment.transaction_id)
        if fate is not None:
            outcome = Outcome.KEPT if fate is Fate.KEPT else Outcome.REFUND
            deps.store.payments.mark(payment.id, outcome)
            return outcome
        try:
            _decide(payment, booking, deps, left)
        except NotYet:
            break
    deps.store.payments.put_off(payment.id, deps.clock() + GRACE)
    return None


def _alarm(payment: Payment, deps: Deps) -> Outcome:
    deps.log.error("payment without a booking", payment_id=payment.id, order_no=payment.order_no)
    deps.store.payments.mark(payment.id, Outcome.ALARM)
    return Outcome.ALARM


def _decide(payment: Payment, booking: Booking, deps: Deps, left: TimeLeft) -> None:
    """One attempt to write the fate; when the booking moved meanwhile it writes nothing and the caller looks again."""
    if payment.returned:
        _note_returned(payment, booking, deps)
    elif not pays(payment, booking):
        deps.log.error("payment of a wrong amount", payment_id=payment.id, booking_id=booking.id)
        _refuse(payment, booking, deps, left)
    elif booking.status is Status.HELD:
        _confirm(payment, booking, deps, left)
    elif booking.status is Status.EXPIRED:
        _regain(payment, booking, deps, left)
    else:
        _refuse(payment, booking, deps, left)


def _confirm(payment: Payment, booking: Booking, deps: Deps, left: TimeLeft) -> None:
    now = deps.clock()
    move = on_paid(booking, payment.transaction_id, now)
    remind_at = _remind_at(booking, deps)
    if deps.store.bookings.confirm(booking, move, _money(payment, Fate.KEPT), remind_at, now):
        carry_out(booking, move.effects, deps, left)


def _note_returned(payment: Payment, booking: Booking, deps: Deps) -> None:
    """Money that staff sent back in the merchant's console confirms nothing and must not be sent back again."""
    now, tx = deps.clock(), payment.transaction_id
    deps.log.error("payment was returned by hand", payment_id=payment.id, booking_id=booking.id)
    deps.store.refunds.open(
        Refund(
            id=refund_no(booking.id, tx), booking_id=booking.id, merchant_id=payment.merchant_id, tx=tx,
            amount_fen=payment.amount_fen, status=RefundStatus.SUCCESS, created_at=now, finished_at=now,
        )
    )  # fmt: skip
    deps.store.bookings.refuse_money(booking, _money(payment, Fate.REFUND), ())


def _refuse(payment: Payment, booking: Booking, deps: Deps, left: TimeLeft) -> None:
    tx, amount = payment.transaction_id, payment.amount_fen
    effects = unwanted_money(booking, tx, amount, deps.clock())
    if deps.store.bookings.refuse_money(booking, _money(payment, Fate.REFUND), effects):
        carry_out(booking, effects, deps, left)


def _regain(payment: Payment, booking: Booking, deps: Deps, left: TimeLeft) -> None:
    """Late money: its own seat is long given up, but any free one of the same slot will do."""
    run_releases(booking, deps, left)
    now = deps.clock()
    slot = deps.store.slots.get(booking.slot_id)
    if slot is None or not_bookable(slot, now):
        return _refuse(payment, booking, deps, left)
    claim = deps.new_claim()
    mark = SeatClaim(id=claim, booking_id=booking.id, taken_at=now, until=now + 2 * GRACE)
    if not deps.store.slots.take(slot.id, mark, now):
        full = deps.store.slots.get(slot.id) or slot
        if any(seat.booking_id == booking.id for seat in full.seats):
            # Somebody else who heard of this money stands on the seat: refusing it now would undo them.
            raise NotYet("another settler is ahead")
        return _refuse(payment, booking, deps, left)
    claimed = claim_person(booking.person_id, slot, mark, deps)
    if claimed is not Claimed.DONE:
        deps.store.slots.free(slot.id, claim)
    if claimed in (Claimed.OWN, Claimed.BUSY):
        # Giving money back because an earlier attempt of ours is in the way would be wrong: it is tidied soon.
        raise NotYet(claimed.value)
    if claimed is Claimed.REFUSED:
        return _refuse(payment, booking, deps, left)
    taken = deps.store.slots.get(slot.id)
    seat = taken.seat_of(claim) if taken else None
    if seat is None:
        raise NotYet("seat not found")
    if deps.clock() - now >= ATTEMPT:
        raise NotYet("too slow")  # both claims may be taken for orphans before this is written
    booked = BookedSeat(claim=claim, number=seat.number)
    move = on_late_money(booking, payment.transaction_id, booked, now)
    money, remind_at = _money(payment, Fate.KEPT), _remind_at(booking, deps)
    if deps.store.bookings.regain(booking, move, money, booked, remind_at, now):
        carry_out(booking, move.effects, deps, left)
    else:
        deps.store.persons.unclaim(booking.person_id, claim)
        deps.store.slots.free(slot.id, claim)
    return None


def _remind_at(booking: Booking, deps: Deps) -> datetime | None:
    reminder = next_reminder(booking.starts_at, deps.clock())
    return reminder.due_at if reminder else None


def _money(payment: Payment, fate: Fate) -> Money:
    return Money(tx=payment.transaction_id, fate=fate, amount_fen=payment.amount_fen)
