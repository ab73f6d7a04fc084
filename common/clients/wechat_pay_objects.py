"""WeChat Pay's order and refund objects, as answers and notices carry them, into ours.

Readers raise KeyError, TypeError or ValueError on an object that is not what WeChat documents.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from common.clients.payments import (
    Closed,
    Merchant,
    OrderState,
    Paid,
    Refunded,
    RefundState,
    RefundStatus,
    Unpaid,
)

BEIJING = timezone(timedelta(hours=8))
_UNPAID = {"NOTPAY", "USERPAYING", "PAYERROR", "ACCEPT"}
_CLOSED = {"CLOSED", "REVOKED"}
_FEN_LIMIT = 2**63


def order_is_of(merchant: Merchant, order: Mapping[str, Any]) -> bool:
    """Whether an order object names this merchant and this mini-program."""
    appid = order.get("sp_appid" if merchant.mode == "partner" else "appid")
    return appid == merchant.appid and is_of(merchant, order)


def is_of(merchant: Merchant, thing: Mapping[str, Any]) -> bool:
    """Whether an order or refund object names this merchant (refund notices know no appid)."""
    if merchant.mode == "direct":
        return thing.get("mchid") == merchant.mchid
    return (thing.get("sp_mchid"), thing.get("sub_mchid")) == (merchant.mchid, merchant.sub_mchid)


def read_order(merchant: Merchant, order: Mapping[str, Any]) -> OrderState:
    """The state of an order object."""
    state = order["trade_state"]
    if state in _UNPAID:
        return Unpaid()
    if state in _CLOSED:
        return Closed()
    kind = {"SUCCESS": Paid, "REFUND": Refunded}[state]
    payer = order["payer"]
    return kind(
        transaction_id=text(order, "transaction_id"),
        amount_fen=fen(order["amount"], "total"),
        currency=text(order["amount"], "currency"),
        payer_openid=text(payer, "sp_openid" if merchant.mode == "partner" else "openid"),
        paid_at=instant(text(order, "success_time")),
    )


def read_refund(refund: Mapping[str, Any], status_name: str = "status") -> RefundState:
    """The state of a refund object; notices call its status `refund_status`."""
    status = RefundStatus(text(refund, status_name).lower())
    return RefundState(status, fen(refund["amount"], "refund"))


def text(thing: Mapping[str, Any], name: str) -> str:
    """A member that must be a string with something in it, and no half of a character."""
    value = thing[name]
    if not isinstance(value, str) or not value:
        raise TypeError(f"{name} is no text")
    value.encode()
    return value


def fen(thing: Mapping[str, Any], name: str) -> int:
    """A member that must be a positive amount of fen, small enough to be stored."""
    value = thing[name]
    if type(value) is not int or not 1 <= value < _FEN_LIMIT:
        raise TypeError(f"{name} is no amount")
    return value


def instant(stamp: str) -> datetime:
    """An RFC 3339 stamp as aware UTC."""
    at = datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    if at.tzinfo is None:
        raise ValueError("an instant without its offset")
    try:
        return at.astimezone(timezone.utc)
    except OverflowError:
        raise ValueError("an instant beyond the calendar") from None


def wire_instant(at: datetime) -> str:
    """An aware instant as WeChat Pay takes it: whole seconds, +08:00."""
    return at.astimezone(BEIJING).isoformat(timespec="seconds")
