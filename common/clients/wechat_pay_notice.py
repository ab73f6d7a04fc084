"""Notices of WeChat Pay: believed only after everything `wechatpayv3` leaves open has been checked.

The library downloads certificates for a serial it does not know, takes notices of any age, and
fails in many ways on odd input; so headers are picked, compared and bounded here before it sees
them.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from common.clients.payments import (
    Merchant,
    NoticeFault,
    NoticeRefused,
    Paid,
    PaymentNotice,
    Refunded,
    RefundNotice,
)
from common.clients.wechat_pay_objects import is_of, order_is_of, read_order, read_refund, text

_MAX_SKEW_S = 300
_MAX_BODY = 64 * 1024
_SIGNATURE_TYPE = "WECHATPAY2-SHA256-RSA2048"
_NAMES = ("serial", "timestamp", "nonce", "signature", "signature-type")

Callback = Callable[[dict[str, str], bytes], Any]


def notice_serial(headers: Mapping[str, str]) -> str:
    """The `public_key_id` a notice claims to be signed under: whose it may be. "" if none.

    Sub-merchants of one platform share it: try each, and go on when the reason is MERCHANT.
    """
    return _lowered(headers).get("wechatpay-serial", "")


def open_notice(
    merchant: Merchant, headers: Mapping[str, str], body: bytes, now: datetime, callback: Callback
) -> PaymentNotice | RefundNotice:
    """Verify, decrypt (by the library's `callback`) and read a notice."""
    notice = _decrypted(callback, _checked(merchant, headers, body, now), body)
    try:
        return _read(merchant, notice)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NoticeRefused(NoticeFault.BODY) from None


def _checked(
    merchant: Merchant, headers: Mapping[str, str], body: bytes, now: datetime
) -> dict[str, str]:
    given = _lowered(headers)
    picked = {f"wechatpay-{name}": given.get(f"wechatpay-{name}", "") for name in _NAMES}
    if not all(picked.values()) or picked["wechatpay-signature-type"] != _SIGNATURE_TYPE:
        raise NoticeRefused(NoticeFault.HEADERS)
    if picked["wechatpay-serial"] != merchant.public_key_id:
        raise NoticeRefused(NoticeFault.SERIAL)
    stamp = picked["wechatpay-timestamp"]
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise NoticeRefused(NoticeFault.HEADERS)
    if abs(now.timestamp() - int(stamp)) > _MAX_SKEW_S:
        raise NoticeRefused(NoticeFault.TIMESTAMP)
    if picked["wechatpay-signature"].startswith("WECHATPAY/SIGNTEST/"):
        raise NoticeRefused(NoticeFault.PROBE)
    if len(body) > _MAX_BODY:
        raise NoticeRefused(NoticeFault.BODY)
    return picked


def _decrypted(callback: Callback, headers: dict[str, str], body: bytes) -> Any:
    """The notice with its resource in clear.

    The library answers None for a bad signature and for a bad key alike, and raises whatever its
    parts raise.
    """
    try:
        notice = callback(headers, body)
    except Exception:  # noqa: BLE001  see above
        raise NoticeRefused(NoticeFault.BODY) from None
    if not isinstance(notice, dict):
        raise NoticeRefused(NoticeFault.SIGNATURE)
    return notice


def _read(merchant: Merchant, notice: Mapping[str, Any]) -> PaymentNotice | RefundNotice:
    event, resource = text(notice, "event_type"), notice["resource"]
    if event == "TRANSACTION.SUCCESS":
        if not order_is_of(merchant, resource):
            raise NoticeRefused(NoticeFault.MERCHANT)
        paid = read_order(merchant, resource)
        if not isinstance(paid, Paid) or isinstance(paid, Refunded):
            raise NoticeRefused(NoticeFault.EVENT)
        return PaymentNotice(text(notice, "id"), text(resource, "out_trade_no"), paid)
    if event in {"REFUND.SUCCESS", "REFUND.ABNORMAL", "REFUND.CLOSED"}:
        if not is_of(merchant, resource):
            raise NoticeRefused(NoticeFault.MERCHANT)
        state = read_refund(resource, "refund_status")
        if event != f"REFUND.{state.status.name}":
            raise NoticeRefused(NoticeFault.EVENT)
        return RefundNotice(
            id=text(notice, "id"),
            out_refund_no=text(resource, "out_refund_no"),
            order_no=text(resource, "out_trade_no"),
            transaction_id=text(resource, "transaction_id"),
            state=state,
        )
    raise NoticeRefused(NoticeFault.EVENT)


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items() if isinstance(value, str)}
