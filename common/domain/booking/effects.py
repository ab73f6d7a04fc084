"""Effects: what a move leaves to do, one class a kind. They stand in the booking until they happened.

An effect's id names what it acts on, so pushing it twice changes nothing. Its executor reads only the effect for what
it acts on, never the booking as it stands later: the booking may have a new seat by then. `not_before` is both the due
time and the lease of whoever runs it.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from common.domain.booking.seat import BookedSeat
from common.domain.booking.status import Status
from common.domain.document import Part
from common.domain.slot import Pool

# The mover itself runs what it pushed; others take over when this has passed.
EFFECT_LEASE = timedelta(seconds=20)
OFFER_REMINDER = timedelta(minutes=10)
# After the end of an order a payment in flight still lands.
LAST_LOOK = timedelta(minutes=2)


class Effect(Part):
    """What every effect has; `attempts` counts how often it was leased."""

    id: str
    not_before: datetime
    attempts: int = 0


class Expire(Effect):
    """The end of an unpaid hold, due when its seat may be given up."""

    kind: Literal["expire"] = "expire"


class KeepSeat(Effect):
    """A held seat is kept for good."""

    kind: Literal["keep_seat"] = "keep_seat"
    slot_id: str
    claim: str
    pool: Pool = Pool.PHONE


class KeepClaim(Effect):
    """A held claim on a person is kept for good."""

    kind: Literal["keep_claim"] = "keep_claim"
    person_id: str
    claim: str


class ReleaseSeat(Effect):
    """A seat is given up: handed to the first who waits for one of its pool, else free again."""

    kind: Literal["release_seat"] = "release_seat"
    slot_id: str
    claim: str
    pool: Pool = Pool.PHONE


class ReleaseClaim(Effect):
    """A claim on a person is given up."""

    kind: Literal["release_claim"] = "release_claim"
    person_id: str
    claim: str


class CloseOrder(Effect):
    """The order of a hold that was given up is closed at WeChat Pay, not earlier than `earliest`."""

    kind: Literal["close_order"] = "close_order"
    earliest: datetime | None = None


class SendRefund(Effect):
    """One transaction's money goes back, whole."""

    kind: Literal["refund"] = "refund"
    transaction_id: str
    amount_fen: int
    refund_no: str


class Notify(Effect):
    """A message to the patient; `about` tells two messages of one kind apart (a transaction, a claim).

    With `only_while` it is sent only while the booking has that status.
    """

    kind: Literal["notify"] = "notify"
    message: str
    about: str = ""
    only_while: Status | None = None


class MarkOffered(Effect):
    """The waitlist entry follows the offer that was made to it."""

    kind: Literal["mark_offered"] = "mark_offered"
    entry_id: str
    until: datetime


class CloseEntry(Effect):
    """The waitlist entry follows the end of its offer."""

    kind: Literal["close_entry"] = "close_entry"
    entry_id: str
    status: Literal["taken", "lapsed", "left"]


AnyEffect = (
    Expire
    | KeepSeat
    | KeepClaim
    | ReleaseSeat
    | ReleaseClaim
    | CloseOrder
    | SendRefund
    | Notify
    | MarkOffered
    | CloseEntry
)
StoredEffect = Annotated[AnyEffect, Field(discriminator="kind")]
Effects = tuple[AnyEffect, ...]


# --- the usual groups


def expire(claim: str, lapses_at: datetime) -> Expire:
    """The effect that ends a hold; every hold is inserted with it."""
    return Expire(id=f"expire:{claim}", not_before=lapses_at)


def keep(slot_id: str, person_id: str, seat: BookedSeat, now: datetime) -> Effects:
    """Seat and person's claim are kept."""
    due, claim = now + EFFECT_LEASE, seat.claim
    return (
        KeepSeat(
            id=f"keep_seat:{claim}", not_before=due, slot_id=slot_id, claim=claim, pool=seat.pool
        ),
        KeepClaim(id=f"keep_claim:{claim}", not_before=due, person_id=person_id, claim=claim),
    )


def release(slot_id: str, person_id: str, seat: BookedSeat, now: datetime) -> Effects:
    """Seat and person's claim are given up."""
    due, claim = now + EFFECT_LEASE, seat.claim
    return (
        ReleaseSeat(
            id=f"release_seat:{claim}", not_before=due, slot_id=slot_id, claim=claim, pool=seat.pool
        ),
        ReleaseClaim(id=f"release_claim:{claim}", not_before=due, person_id=person_id, claim=claim),
    )


def notify(message: str, now: datetime, about: str = "") -> Notify:
    """Tell the patient."""
    target = f"{message}:{about}" if about else message
    return Notify(
        id=f"notify:{target}", not_before=now + EFFECT_LEASE, message=message, about=about
    )


def offered(entry_id: str, hold_until: datetime, now: datetime) -> Effects:
    """Tell the queue and the patient of an offer, and remind them shortly before it ends if it still stands."""
    told = Notify(
        id="notify:waitlist_offer",
        not_before=now,
        message="waitlist_offer",
        only_while=Status.HELD,
    )
    again = Notify(
        id="notify:waitlist_offer:again",
        not_before=hold_until - OFFER_REMINDER,
        message="waitlist_offer",
        about="again",
        only_while=Status.HELD,
    )
    marked = MarkOffered(
        id=f"mark_offered:{entry_id}", not_before=now, entry_id=entry_id, until=hold_until
    )
    return (marked, told, again)


def close_entry(
    entry_id: str | None, status: Literal["taken", "lapsed", "left"], now: datetime
) -> Effects:
    """What the waitlist entry of an offered booking becomes; nothing for any other booking."""
    if entry_id is None:
        return ()
    return (
        CloseEntry(
            id=f"close_entry:{entry_id}:{status}",
            not_before=now + EFFECT_LEASE,
            entry_id=entry_id,
            status=status,
        ),
    )


def close_order(order_no: str, hold_until: datetime, now: datetime) -> Effects:
    """The order is closed now, and looked at again when nobody can pay it any more.

    The second look finds what the first cannot: an order that a slow prepay opens after it, a payment in flight.
    """
    last = max(now, hold_until) + LAST_LOOK
    return (
        CloseOrder(id=f"close_order:{order_no}", not_before=now + EFFECT_LEASE),
        CloseOrder(id=f"close_order:{order_no}:last", not_before=last, earliest=last),
    )
