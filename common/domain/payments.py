"""Money that arrived: one WeChat transaction, and whether it is the money a booking asked for."""

from datetime import datetime
from enum import Enum

from common.domain.bookings import Booking
from common.domain.document import Document


class Outcome(str, Enum):
    """A mark on a payment; the decision itself stands in the booking."""

    KEPT = "kept"
    REFUND = "refund"
    ALARM = "alarm"


class Payment(Document):
    """One transaction of one merchant, recorded before anything is decided. `due_at` is set while no outcome is.

    `returned`: when we first heard of it, it had gone back already, by somebody's hand and not by ours.
    """

    merchant_id: str
    transaction_id: str
    order_no: str
    amount_fen: int
    currency: str
    paid_at: datetime
    received_at: datetime
    returned: bool = False
    outcome: Outcome | None = None
    due_at: datetime | None = None


def payment_id(merchant_id: str, transaction_id: str) -> str:
    """Transaction ids are unique per merchant only."""
    return f"{merchant_id}:{transaction_id}"


def is_for(payment: Payment, booking: Booking) -> bool:
    """Whether the money went to the merchant of the booking's hospital."""
    return payment.merchant_id == booking.merchant_id


def pays(payment: Payment, booking: Booking) -> bool:
    """Whether it is exactly what the booking costs."""
    return payment.amount_fen == booking.fee_fen and payment.currency == "CNY"


class RefundStatus(str, Enum):
    """WeChat's state of a refund; `ABNORMAL` and `CLOSED` need a person."""

    REQUESTED = "requested"
    PROCESSING = "processing"
    SUCCESS = "success"
    ABNORMAL = "abnormal"
    CLOSED = "closed"


FINAL_REFUND = frozenset({RefundStatus.SUCCESS, RefundStatus.ABNORMAL, RefundStatus.CLOSED})


class Refund(Document):
    """One refund; the id is WeChat's out_refund_no. `due_at` is set while its end is not known."""

    booking_id: str
    merchant_id: str
    tx: str
    amount_fen: int
    status: RefundStatus
    created_at: datetime
    finished_at: datetime | None = None
    due_at: datetime | None = None
