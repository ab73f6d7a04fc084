"""预约: a booking. The stored status is the arbiter of everything that happens to it; see `moves`."""

from datetime import datetime
from enum import Enum
from typing import TypeVar

from common.domain.actor import By
from common.domain.booking.effects import AnyEffect, Effect, StoredEffect
from common.domain.booking.seat import BookedSeat
from common.domain.booking.status import ACTIVE, SEATED, Status
from common.domain.booking.visit import Visit
from common.domain.document import Part

E = TypeVar("E", bound=AnyEffect)


class Disposition(str, Enum):
    """What becomes of one transaction's money: written into the booking before anything is done about it."""

    KEPT = "kept"
    REFUND = "refund"


class BookingPayment(Part):
    """One WeChat transaction that reached this booking, and what becomes of its money."""

    transaction_id: str
    disposition: Disposition
    amount_fen: int


class HistoryEntry(Part):
    """One move that happened, on whose side it was decided, and why."""

    at: datetime
    leaves: Status | None
    becomes: Status
    by: By
    why: str = ""


class Booking(Visit):
    """One seat for one patient. `due_at` is the earliest `not_before` of its effects."""

    status: Status
    seat: BookedSeat
    pickup_code: str
    merchant_id: str | None = None
    order_no: str
    prepay_at: datetime | None = None
    hold_until: datetime | None = None
    cancellable_until: datetime
    paid_by: str | None = None
    money: tuple[BookingPayment, ...] = ()
    cancelled_by: By | None = None
    cancelled_at: datetime | None = None
    lost_hold_at: datetime | None = None
    entry_id: str | None = None
    remind_at: datetime | None = None
    effects: tuple[StoredEffect, ...] = ()
    due_at: datetime | None = None
    rev: int = 0
    history: tuple[HistoryEntry, ...] = ()
    created_at: datetime

    def pending(self, kind: type[E]) -> E | None:
        """The pending effect of a kind, if there is one."""
        return next((effect for effect in self.effects if isinstance(effect, kind)), None)

    def disposition_of(self, transaction_id: str) -> Disposition | None:
        """What was decided for a transaction; None while nothing was."""
        return next((m.disposition for m in self.money if m.transaction_id == transaction_id), None)

    @property
    def kept_payment(self) -> BookingPayment | None:
        """The transaction that paid it."""
        return next((m for m in self.money if m.transaction_id == self.paid_by), None)

    @property
    def seated(self) -> bool:
        """Keeps its seat."""
        return self.status in SEATED

    @property
    def active(self) -> bool:
        """Counts for its person."""
        return self.status in ACTIVE


def earliest(effects: tuple[Effect, ...]) -> datetime | None:
    """When the first of some effects is due; None when there are none."""
    return min((effect.not_before for effect in effects), default=None)
