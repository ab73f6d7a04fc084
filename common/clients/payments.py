"""Money as WeChat Pay tells of it: merchants, orders, refunds, notices, bill rows and errors.

Amounts are integers of fen, instants aware UTC datetimes.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Literal, TypedDict


@dataclass(frozen=True)
class Merchant:
    """Who receives a hospital's money: a merchant of its own, or a sub-merchant of the platform.

    In partner mode `mchid`, `appid`, the keys and the serial are the platform's (服务商),
    `sub_mchid` the hospital's. Keys are PEM texts, `apiv3_key` the 32 characters set in the
    merchant's console.
    """

    id: str
    mode: Literal["direct", "partner"]
    mchid: str
    sub_mchid: str | None
    appid: str
    serial_no: str
    private_key_pem: str = field(repr=False)
    apiv3_key: str = field(repr=False)
    public_key_id: str
    public_key_pem: str = field(repr=False)

    def __post_init__(self) -> None:
        if (self.mode == "partner") != bool(self.sub_mchid):
            raise ValueError(f"merchant {self.id}: partner mode, and only it, has a sub_mchid")
        if len(self.apiv3_key.encode()) != 32:
            raise ValueError(f"merchant {self.id}: an APIv3 key has 32 bytes")


class PaymentParams(TypedDict):
    """What the phone hands to `wx.requestPayment`, names as WeChat spells them."""

    timeStamp: str
    nonceStr: str
    package: str
    signType: str
    paySign: str


@dataclass(frozen=True)
class Paid:
    """The order is paid. `amount_fen` is what was ordered, not what coupons left for the payer."""

    transaction_id: str
    amount_fen: int
    currency: str
    payer_openid: str
    paid_at: datetime


@dataclass(frozen=True)
class Refunded(Paid):
    """The order was paid, and some or all of it went back since (trade_state REFUND)."""


@dataclass(frozen=True)
class Unpaid:
    """The order stands and can still be paid."""


@dataclass(frozen=True)
class Closed:
    """The order can no longer be paid."""


@dataclass(frozen=True)
class NoSuchOrder:
    """WeChat Pay does not know the order: it was never prepaid."""


OrderState = Paid | Refunded | Unpaid | Closed | NoSuchOrder


class CloseOutcome(Enum):
    """What became of a wish to close an order; anything else is a PayError."""

    CLOSED = "closed"
    PAID = "paid"
    NO_SUCH_ORDER = "no_such_order"


class RefundStatus(Enum):
    """PROCESSING → SUCCESS | ABNORMAL (payer's account: needs staff) | CLOSED (nothing moved)."""

    PROCESSING = "processing"
    SUCCESS = "success"
    ABNORMAL = "abnormal"
    CLOSED = "closed"


@dataclass(frozen=True)
class RefundState:
    """One refund as WeChat Pay knows it; `amount_fen` is what goes back."""

    status: RefundStatus
    amount_fen: int


@dataclass(frozen=True)
class PaymentNotice:
    """A verified TRANSACTION.SUCCESS notice, and the merchant it names; a repeated one keeps its `id`."""

    id: str
    merchant_id: str
    order_no: str
    paid: Paid


@dataclass(frozen=True)
class RefundNotice:
    """A verified REFUND.SUCCESS, REFUND.ABNORMAL or REFUND.CLOSED notice, and the merchant it names."""

    id: str
    merchant_id: str
    out_refund_no: str
    order_no: str
    transaction_id: str
    state: RefundState


class NoticeFault(Enum):
    """Why a notice was not taken."""

    HEADERS = "headers"
    SERIAL = "serial"
    TIMESTAMP = "timestamp"
    PROBE = "probe"
    SIGNATURE = "signature"
    BODY = "body"
    EVENT = "event"
    MERCHANT = "merchant"


class NoticeRefused(Exception):
    """The notice is not to be believed, or not for this merchant; carries none of its data."""

    def __init__(self, reason: NoticeFault) -> None:
        super().__init__(f"notice refused: {reason.value}")
        self.reason = reason


@dataclass(frozen=True)
class BillRow:
    """One line of a day's trade bill: a payment (`refund_fen` 0) or a refund (`amount_fen` 0).

    `trade_state` is SUCCESS, REFUND or REVOKED; `at` is the time of the payment or of the refund.
    """

    trade_state: str
    order_no: str
    transaction_id: str
    amount_fen: int
    currency: str
    payer_openid: str
    at: datetime
    out_refund_no: str | None
    refund_fen: int
    refund_status: str | None


@dataclass(frozen=True)
class TradeBill:
    """A merchant's day: its file as WeChat gave it, byte for byte, and its rows. A day without trade has neither."""

    content: bytes = field(repr=False)
    rows: tuple[BillRow, ...]


class PayError(Exception):
    """A call to WeChat Pay that brought no result.

    `code` is WeChat's, upper-cased and without `_` (its pages spell the same code in two ways);
    `status` the HTTP status, 0 when there was no answer; `message` WeChat's own words, kept out
    of the text: they may quote us.
    """

    def __init__(self, code: str, status: int, message: str) -> None:
        super().__init__(f"{code} ({status})")
        self.code = code
        self.status = status
        self.message = message

    def __reduce__(self) -> tuple[type["PayError"], tuple[str, int, str]]:
        """Copied and pickled whole: an exception remembers by itself only the text."""
        return type(self), (self.code, self.status, self.message)


class PayRefused(PayError):
    """A definite no: the same call brings the same answer until something else changes."""


class PayRefunded(PayRefused):
    """A refund is refused because all of the payment went back before, by refunds of other numbers."""


class PayTemporary(PayError):
    """Answered, but not done for sure: repeat later with the same numbers (429, SYSTEM_ERROR)."""


class PayUnknown(PayError):
    """Nothing is known (time-out, lost connection, unverifiable answer): it may have happened."""
