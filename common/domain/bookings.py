"""预约: a booking, the statuses it may have, what is still to happen, and the names made from it.

The stored status is the arbiter. A `Move` says which status it leaves; the store writes it only while that status
still stands. What moves there are, and what follows them, is decided in `moves`.
"""

import base64
import hashlib
import re
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple

from pydantic import Field

from common.domain.document import Part
from common.domain.visits import Visit


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


class Booking(Visit):
    """One seat for one patient."""

    status: Status
    seat: BookedSeat
    pickup_code: str
    merchant_id: str | None = None
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


def is_order_no(text: str) -> bool:
    """Whether an order number is of our making; a merchant may sell by other systems too."""
    return re.fullmatch(r"[bq][a-z2-7]{26}", text) is not None


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
