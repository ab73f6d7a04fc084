"""Notices of WeChat Pay: believed only after everything `wechatpayv3` leaves open has been checked.

The library downloads certificates for a serial it does not know, takes notices of any age, and
fails in many ways on odd input; so headers are picked, compared and bounded here before it sees
them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
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

# WeChat Pay's own are `PUB_KEY_ID_` and letters and digits; nothing else is looked up.
_KEY_ID = re.compile(r"[0-9A-Za-z_]{1,128}")

Callback = Callable[[dict[str, str], bytes], Any]


def notice_serial(headers: Mapping[str, str]) -> str:
    """The `public_key_id` a notice claims to be signed under: whose it may be. "" if none."""
    serial = _lowered(headers).get("wechatpay-serial", "")
    return serial if _KEY_ID.fullmatch(serial) else ""


def sharing_keys(merchants: Sequence[Merchant]) -> list[list[Merchant]]:
    """Merchants whose notices one verification opens: a partner's sub-merchants are one group."""
    groups: dict[tuple[str, str], list[Merchant]] = {}
    for merchant in merchants:
        groups.setdefault((merchant.public_key_pem, merchant.apiv3_key), []).append(merchant)
    return list(groups.values())


def open_notice(
    sharing: Sequence[Merchant],
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
    callback: Callback,
) -> PaymentNotice | RefundNotice:
    """Verify and decrypt a notice once (by the library's `callback`), then read it for the one of `sharing` it names.

    They have the same keys; which of them it is for stands in what was sealed.
    """
    notice = _decrypted(callback, _checked(sharing[0], headers, body, now), body)
    try:
        return _read(sharing, notice)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
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


def _read(sharing: Sequence[Merchant], notice: Mapping[str, Any]) -> PaymentNotice | RefundNotice:
    event, resource = text(notice, "event_type"), notice["resource"]
    if event == "TRANSACTION.SUCCESS":
        merchant = _whose(sharing, resource, order_is_of)
        paid = read_order(merchant, resource)
        if not isinstance(paid, Paid) or isinstance(paid, Refunded):
            raise NoticeRefused(NoticeFault.EVENT)
        return PaymentNotice(text(notice, "id"), merchant.id, text(resource, "out_trade_no"), paid)
    if event in {"REFUND.SUCCESS", "REFUND.ABNORMAL", "REFUND.CLOSED"}:
        merchant = _whose(sharing, resource, is_of)
        state = read_refund(resource, "refund_status")
        if event != f"REFUND.{state.status.name}":
            raise NoticeRefused(NoticeFault.EVENT)
        return RefundNotice(
            id=text(notice, "id"),
            merchant_id=merchant.id,
            out_refund_no=text(resource, "out_refund_no"),
            order_no=text(resource, "out_trade_no"),
            transaction_id=text(resource, "transaction_id"),
            state=state,
        )
    raise NoticeRefused(NoticeFault.EVENT)


def _whose(
    sharing: Sequence[Merchant],
    resource: Mapping[str, Any],
    names: Callable[[Merchant, Mapping[str, Any]], bool],
) -> Merchant:
    for merchant in sharing:
        if names(merchant, resource):
            return merchant
    raise NoticeRefused(NoticeFault.MERCHANT)


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items() if isinstance(value, str)}
