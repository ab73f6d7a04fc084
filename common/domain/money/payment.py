"""Payments and refunds: one WeChat transaction each, recorded before anything is decided about it."""

from datetime import datetime
from enum import Enum

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


class RefundStatus(str, Enum):
    """WeChat's state of a refund; `REFUSED`, `ABNORMAL` and `CLOSED` need a person.

    `REFUSED`: WeChat did not take it; it is asked for again all the same, since a person may mend what was wrong.
    """

    REQUESTED = "requested"
    REFUSED = "refused"
    PROCESSING = "processing"
    SUCCESS = "success"
    ABNORMAL = "abnormal"
    CLOSED = "closed"


NEEDS_STAFF = frozenset({RefundStatus.REFUSED, RefundStatus.ABNORMAL, RefundStatus.CLOSED})
FINAL_REFUND = frozenset({RefundStatus.SUCCESS, RefundStatus.ABNORMAL, RefundStatus.CLOSED})


class Refund(Document):
    """One refund; the id is WeChat's out_refund_no. `due_at` is set while its end is not known."""

    booking_id: str
    merchant_id: str
    transaction_id: str
    amount_fen: int
    status: RefundStatus
    created_at: datetime
    finished_at: datetime | None = None
    due_at: datetime | None = None
