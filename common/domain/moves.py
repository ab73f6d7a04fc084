"""Every move of a booking, and the effects that must follow it.

A move is decided here, written by the store only while the status it leaves still stands, and its effects are pushed in
the same update: seats, claims, money, messages and waitlist entries follow by them.
"""

from datetime import datetime
from typing import Any

from common.domain.bookings import (
    EFFECT_LEASE,
    LAST_LOOK,
    OFFER_REMINDER,
    BookedSeat,
    Booking,
    By,
    Effect,
    Kind,
    Move,
    Status,
    refund_no,
)

# --- effects ------------------------------------------------------------------------------------------------------


def _effect(kind: Kind, target: str, due: datetime, **data: Any) -> Effect:
    return Effect(id=f"{kind.value}:{target}", kind=kind, data=data, not_before=due)


def expire_effect(claim: str, lapses_at: datetime) -> Effect:
    """The end of an unpaid hold, due when its seat may be let go."""
    return _effect(Kind.EXPIRE, claim, lapses_at)


def notify_effect(message: str, now: datetime, about: str = "") -> Effect:
    """A message to the patient; `about` tells two messages of one kind apart (a transaction, a claim)."""
    target = f"{message}:{about}" if about else message
    return _effect(Kind.NOTIFY, target, now + EFFECT_LEASE, message=message, about=about)


def offer_effects(entry: str, hold_until: datetime, now: datetime) -> tuple[Effect, ...]:
    """Tell the queue and the patient of an offer, and remind them shortly before it ends if it still stands."""
    told = _effect(
        Kind.NOTIFY,
        "waitlist_offer",
        now,
        message="waitlist_offer",
        about="",
        only_while=Status.HELD.value,
    )
    again = _effect(
        Kind.NOTIFY,
        "waitlist_offer:again",
        hold_until - OFFER_REMINDER,
        message="waitlist_offer",
        about="again",
        only_while=Status.HELD.value,
    )
    marked = _effect(Kind.MARK_OFFERED, entry, now, entry_id=entry, until=hold_until)
    return (marked, told, again)


def _entry_effects(booking: Booking, status: str, now: datetime) -> tuple[Effect, ...]:
    """What the waitlist entry of an offered booking becomes; nothing for any other booking."""
    if booking.entry_id is None:
        return ()
    target = f"{booking.entry_id}:{status}"
    due = now + EFFECT_LEASE
    return (_effect(Kind.CLOSE_ENTRY, target, due, entry_id=booking.entry_id, status=status),)


def keep_effects(slot_id: str, person_id: str, claim: str, now: datetime) -> tuple[Effect, ...]:
    """Make a held seat and its person's claim permanent."""
    due = now + EFFECT_LEASE
    return (
        _effect(Kind.KEEP_SEAT, claim, due, slot_id=slot_id, claim=claim),
        _effect(Kind.KEEP_CLAIM, claim, due, person_id=person_id, claim=claim),
    )


def release_effects(booking: Booking, now: datetime) -> tuple[Effect, ...]:
    """Give back the seat and the person's claim of a booking that is being given up."""
    claim, due = booking.seat.claim, now + EFFECT_LEASE
    return (
        _effect(Kind.RELEASE_SEAT, claim, due, slot_id=booking.slot_id, claim=claim),
        _effect(Kind.RELEASE_CLAIM, claim, due, person_id=booking.person_id, claim=claim),
    )


def refund_effect(booking: Booking, tx: str, amount_fen: int, now: datetime) -> Effect:
    """Send one transaction's money back, whole."""
    return _effect(
        Kind.REFUND, tx, now + EFFECT_LEASE, tx=tx, amount_fen=amount_fen,
        refund_no=refund_no(booking.id, tx),
    )  # fmt: skip


# --- moves --------------------------------------------------------------------------------------------------------


def on_paid(booking: Booking, tx: str, now: datetime) -> Move:
    """A verified payment reached a hold: it becomes a booking."""
    return Move(
        Status.HELD, Status.CONFIRMED, By.PATIENT, f"paid {tx}", _confirmed_effects(booking, now)
    )


def on_accept(booking: Booking, now: datetime) -> Move:
    """A free offer was accepted."""
    return Move(
        Status.HELD, Status.CONFIRMED, By.PATIENT, "accepted", _confirmed_effects(booking, now)
    )


def _confirmed_effects(booking: Booking, now: datetime) -> tuple[Effect, ...]:
    return (
        *keep_effects(booking.slot_id, booking.person_id, booking.seat.claim, now),
        *_entry_effects(booking, "taken", now),
        notify_effect("booking_confirmed", now, booking.seat.claim),
    )


def on_late_money(booking: Booking, tx: str, seat: BookedSeat, now: datetime) -> Move:
    """Money for a lapsed hold that found a seat again: the booking stands on the new seat."""
    effects = (
        *keep_effects(booking.slot_id, booking.person_id, seat.claim, now),
        *_entry_effects(booking, "taken", now),
        notify_effect("booking_confirmed", now, seat.claim),
    )
    return Move(Status.EXPIRED, Status.CONFIRMED, By.PATIENT, f"paid late {tx}", effects)


def unwanted_money(booking: Booking, tx: str, amount_fen: int, now: datetime) -> tuple[Effect, ...]:
    """Money the booking cannot use (second payment, cancelled, seat gone): it goes back and the patient is told."""
    return (
        refund_effect(booking, tx, amount_fen, now),
        notify_effect("refund_result", now, tx),
    )


def on_lapse(booking: Booking, now: datetime) -> Move:
    """Nobody paid in time, and WeChat has confirmed that nobody can any more."""
    effects = (
        *release_effects(booking, now),
        *_entry_effects(booking, "lapsed", now),
        notify_effect("hold_expired", now),
    )
    return Move(Status.HELD, Status.EXPIRED, By.SYSTEM, "not paid in time", effects)


def on_cancel(booking: Booking, by: By, why: str, now: datetime) -> Move:
    """A hold or a booking is given up. A paid one sends its money back; an unpaid order is closed at WeChat."""
    effects = [*release_effects(booking, now), *_entry_effects(booking, "left", now)]
    if booking.status is Status.HELD:
        effects.extend(_close_effects(booking, now))
    else:
        kept = next((money for money in booking.money if money.tx == booking.paid_by), None)
        if kept:
            effects.append(refund_effect(booking, kept.tx, kept.amount_fen, now))
        effects.append(notify_effect("booking_cancelled", now))
    return Move(booking.status, Status.CANCELLED, by, why, tuple(effects))


def _close_effects(booking: Booking, now: datetime) -> tuple[Effect, ...]:
    """The order of a hold that was given up is closed now, and looked at again when nobody can pay it any more.

    The second look finds what the first cannot: an order that a slow prepay opens after it, a payment in flight.
    """
    if booking.fee_fen == 0 or booking.hold_until is None:
        return ()
    first, last = now + EFFECT_LEASE, max(now, booking.hold_until) + LAST_LOOK
    return (
        _effect(Kind.CLOSE_ORDER, booking.order_no, first),
        _effect(Kind.CLOSE_ORDER, f"{booking.order_no}:last", last, earliest=last),
    )
