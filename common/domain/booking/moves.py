"""The moves of a booking that no payment leads to, and the effects that must follow them; the others: `money.moves`.

A move is decided here and written by the store only while the status it leaves still stands. Its effects are pushed in
the same update: seats, claims, money, messages and waitlist entries follow by them.
"""

from datetime import datetime
from typing import Any, NamedTuple

from common.domain.actor import Actor, By, System, WeChatUser, side_of
from common.domain.booking import effects
from common.domain.booking.effects import EFFECT_LEASE, Effects, SendRefund
from common.domain.booking.model import Booking, BookingPayment, Disposition
from common.domain.booking.move import Guard, Move
from common.domain.booking.names import refund_no
from common.domain.booking.reminders import remind_at
from common.domain.booking.seat import BookedSeat
from common.domain.booking.status import Status


class Confirmation(NamedTuple):
    """What every confirmation writes and leaves to do, whatever it was confirmed by."""

    sets: dict[str, Any]
    effects: Effects


def confirmation(booking: Booking, seat: BookedSeat, now: datetime) -> Confirmation:
    """The booking stands on this seat; a reminder is awaited if one is still to come."""
    awaited = remind_at(booking.starts_at, now)
    return Confirmation(
        sets={"seat": seat} if awaited is None else {"seat": seat, "remind_at": awaited},
        effects=(
            *effects.keep(booking.slot_id, booking.person_id, seat, now),
            *effects.close_entry(booking.entry_id, "taken", now),
            effects.notify("booking_confirmed", now, seat.claim),
        ),
    )


def on_accept(booking: Booking, now: datetime) -> Move:
    """A free offer was accepted."""
    confirmed = confirmation(booking, booking.seat, now)
    return Move(
        leaves=Status.HELD,
        becomes=Status.CONFIRMED,
        actor=WeChatUser(booking.openid),
        why="accepted",
        at=now,
        sets=confirmed.sets,
        only_if=(Guard.HOLD_RUNS,),
        effects=confirmed.effects,
    )


def on_lapse(booking: Booking, now: datetime) -> Move:
    """Nobody paid in time, and WeChat has confirmed that nobody can any more."""
    return Move(
        leaves=Status.HELD,
        becomes=Status.EXPIRED,
        actor=System(),
        why="not paid in time",
        at=now,
        # An offer that passed by is nobody's fault.
        sets={} if booking.entry_id else {"lost_hold_at": now},
        only_if=(Guard.HOLD_OVER,),
        effects=(
            *_release(booking, now),
            *effects.close_entry(booking.entry_id, "lapsed", now),
            effects.notify("hold_expired", now),
        ),
    )


def on_cancel(booking: Booking, actor: Actor, why: str, now: datetime, reason: str = "") -> Move:
    """A hold or a booking is given up. A paid one sends its money back; an unpaid order is closed at WeChat.

    `reason` is in the words of whoever gives it up.
    """
    by = side_of(actor)
    paid = booking.paid_by is not None
    return Move(
        leaves=booking.status,
        becomes=Status.CANCELLED,
        actor=actor,
        why=why,
        at=now,
        sets={"cancelled_by": by, "cancelled_at": now, **_lost_hold(booking, by, now)},
        unsets=("remind_at",),
        only_if=(Guard.MONEY_KEPT,) if paid else (),
        effects=_cancelled_effects(booking, now),
        kept_money_becomes=Disposition.REFUND if paid else None,
        reason=reason,
    )


def _lost_hold(booking: Booking, by: By, now: datetime) -> dict[str, datetime]:
    """A patient's own hold given up counts against them; what the hospital or the service takes away does not."""
    lost = booking.status is Status.HELD and booking.entry_id is None and by is By.PATIENT
    return {"lost_hold_at": now} if lost else {}


def _cancelled_effects(booking: Booking, now: datetime) -> Effects:
    follow = (*_release(booking, now), *effects.close_entry(booking.entry_id, "left", now))
    if booking.status is Status.HELD:
        if booking.fee_fen == 0 or booking.hold_until is None:
            return follow
        return (*follow, *effects.close_order(booking.order_no, booking.hold_until, now))
    told = effects.notify("booking_cancelled", now)
    kept = booking.kept_payment
    return (*follow, _refund(booking, kept, now), told) if kept else (*follow, told)


def _release(booking: Booking, now: datetime) -> Effects:
    return effects.release(booking.slot_id, booking.person_id, booking.seat, now)


def _refund(booking: Booking, payment: BookingPayment, now: datetime) -> SendRefund:
    return refund_of(booking.id, payment.transaction_id, payment.amount_fen, now)


def refund_of(booking_id: str, transaction_id: str, amount_fen: int, now: datetime) -> SendRefund:
    """The effect that sends one transaction's money back."""
    return SendRefund(
        id=f"refund:{transaction_id}",
        not_before=now + EFFECT_LEASE,
        transaction_id=transaction_id,
        amount_fen=amount_fen,
        refund_no=refund_no(booking_id, transaction_id),
    )
