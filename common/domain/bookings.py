"""预约: a booking, the statuses it may have, and every move between them with what must follow.

The stored status is the arbiter. A `Move` says which status it leaves; the store writes it only while that status
still stands, and pushes the move's effects in the same update. Seats, claims, money and messages follow by effects.
"""

import base64
import hashlib
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple

from pydantic import Field

from common.domain.document import Document, Part
from common.domain.slots import SlotNames


class Status(str, Enum):
    """Where a booking stands.

    待支付 held, 已预约 confirmed, 已签到 checked_in, 已就诊 completed, 已取消 cancelled, 已过期 expired, 爽约 no_show.
    """

    HELD = "held"
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    NO_SHOW = "no_show"


SEATED = frozenset(
    {Status.HELD, Status.CONFIRMED, Status.CHECKED_IN, Status.COMPLETED, Status.NO_SHOW}
)
ACTIVE = frozenset({Status.HELD, Status.CONFIRMED, Status.CHECKED_IN})


class By(str, Enum):
    """Who moved a booking."""

    PATIENT = "patient"
    HOSPITAL = "hospital"
    SYSTEM = "system"


class Fate(str, Enum):
    """What becomes of one transaction's money: it stands in the booking before anything is done about it."""

    KEPT = "kept"
    REFUND = "refund"


class Kind(str, Enum):
    """What an effect does; see `usecases/effects.py`."""

    EXPIRE = "expire"
    KEEP_SEAT = "keep_seat"
    KEEP_CLAIM = "keep_claim"
    RELEASE_SEAT = "release_seat"
    RELEASE_CLAIM = "release_claim"
    CLOSE_ORDER = "close_order"
    REFUND = "refund"
    NOTIFY = "notify"
    MARK_OFFERED = "mark_offered"
    CLOSE_ENTRY = "close_entry"


class Effect(Part):
    """One thing that must still happen. Its id names what it acts on, so pushing it twice changes nothing.

    An executor reads only `data`, never the booking as it stands later: the booking may have a new seat by then.
    `not_before` is both the due time and the lease of whoever runs it.
    """

    id: str
    kind: Kind
    data: dict[str, Any] = Field(default_factory=dict)
    not_before: datetime
    attempts: int = 0


class BookedSeat(Part):
    """The seat a booking stands on: the claim that marks it and the number the patient is called by."""

    claim: str
    number: int


class Money(Part):
    """One WeChat transaction that reached this booking, and its fate."""

    tx: str
    fate: Fate
    amount_fen: int


class HistoryEntry(Part):
    """One move that happened."""

    at: datetime
    was: Status | None
    now: Status
    by: By
    why: str = ""


class Booking(Document):
    """One seat for one patient. Names are copied so that it still reads the same after the catalogue changed."""

    openid: str
    patient_id: str
    person_id: str
    patient_name_masked: str = ""
    slot_id: str
    hospital_id: str
    department_id: str
    doctor_id: str
    merchant_id: str | None = None
    names: SlotNames
    date: str
    period: str
    starts_at: datetime
    ends_at: datetime
    status: Status
    seat: BookedSeat
    pickup_code: str
    fee_fen: int
    order_no: str
    prepay_at: datetime | None = None
    hold_until: datetime | None = None
    cancellable_until: datetime
    paid_by: str | None = None
    money: tuple[Money, ...] = ()
    cancelled_by: By | None = None
    cancelled_at: datetime | None = None
    lost_hold_at: datetime | None = None
    entry_id: str | None = None
    remind_at: datetime | None = None
    effects: tuple[Effect, ...] = ()
    due_at: datetime | None = None
    rev: int = 0
    history: tuple[HistoryEntry, ...] = ()
    created_at: datetime

    def effect(self, kind: Kind) -> Effect | None:
        """The pending effect of a kind, if there is one."""
        return next((effect for effect in self.effects if effect.kind is kind), None)

    def fate_of(self, tx: str) -> Fate | None:
        """What was decided for a transaction; None while nothing was."""
        return next((money.fate for money in self.money if money.tx == tx), None)

    @property
    def seated(self) -> bool:
        """Keeps its seat."""
        return self.status in SEATED

    @property
    def active(self) -> bool:
        """Counts for its person."""
        return self.status in ACTIVE


class Move(NamedTuple):
    """One decided step of a booking; it holds only while the stored status is still `was`."""

    was: Status
    now: Status
    by: By
    why: str
    effects: tuple[Effect, ...] = ()


# The mover itself runs what it pushed; others take over when this has passed.
EFFECT_LEASE = timedelta(seconds=20)
OFFER_REMINDER = timedelta(minutes=10)
# After the end of an order a payment in flight still lands.
LAST_LOOK = timedelta(minutes=2)


def booking_id(openid: str, idempotency_key: str) -> str:
    """The same tap of the same user is the same booking: 27 characters, fit for WeChat's out_trade_no too."""
    return "b" + digest("booking", openid, idempotency_key)[:26]


def pickup_code(identity: str) -> str:
    """取号码: the 8 digits shown at the window. Likely, not certainly, unique: the desk sees the name as well."""
    return f"{int.from_bytes(hashlib.sha256(identity.encode()).digest()[:8], 'big') % 10**8:08d}"


def refund_no(booking: str, tx: str) -> str:
    """out_refund_no: a function of booking and transaction, because a new number would refund twice."""
    return "r" + digest("refund", booking, tx)[:26]


def digest(*parts: str) -> str:
    """A name made of other names: lower-case letters and digits, fit for an id or an order number."""
    data = "\x00".join(parts).encode()
    return base64.b32encode(hashlib.sha256(data).digest()).decode().lower().rstrip("=")


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
