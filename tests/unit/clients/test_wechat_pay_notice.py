"""Notices of WeChat Pay: read when they are true and ours, refused otherwise."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from common.clients.payments import (
    Merchant,
    NoticeFault,
    PaymentNotice,
    RefundNotice,
    RefundState,
    RefundStatus,
)
from common.clients.wechat_pay import WeChatPay, notice_serial

from .notice_samples import NOW, REFUNDED, STAMP, refused
from .outside import Outside, Platform
from .test_wechat_pay import ORDER, PAID, PAID_ORDER, PARTNER_ORDER


@pytest.fixture
def paid(platform: Platform) -> bytes:
    return platform.notice("TRANSACTION.SUCCESS", PAID_ORDER)


@pytest.mark.parametrize("spell", [str, str.lower, str.upper])
def test_a_payment_notice_in_any_case_of_header_names(
    spell: Any, pay: WeChatPay, platform: Platform, paid: bytes
) -> None:
    headers = {spell(name): value for name, value in platform.signed(paid, STAMP).items()}
    notice = pay.parse_notice(headers, paid, NOW)
    assert notice == PaymentNotice("EV-2026112500000001", "m1", ORDER, PAID)
    assert notice_serial(headers) == platform.public_key_id


def test_a_partners_payment_notice(partner_pay: WeChatPay, platform: Platform) -> None:
    body = platform.notice("TRANSACTION.SUCCESS", PARTNER_ORDER)
    notice = partner_pay.parse_notice(platform.signed(body, STAMP), body, NOW)
    assert notice == PaymentNotice("EV-2026112500000001", "m2", ORDER, PAID)


@pytest.mark.parametrize("status", ["SUCCESS", "ABNORMAL", "CLOSED"])
def test_refund_notices(status: str, pay: WeChatPay, platform: Platform) -> None:
    body = platform.notice(f"REFUND.{status}", REFUNDED | {"refund_status": status})
    assert pay.parse_notice(platform.signed(body, STAMP), body, NOW) == RefundNotice(
        id="EV-2026112500000001",
        merchant_id="m1",
        out_refund_no="R20261125000001",
        order_no=ORDER,
        transaction_id=PAID.transaction_id,
        state=RefundState(RefundStatus[status], 4000),
    )


def test_a_partners_refund_notice(partner_pay: WeChatPay, platform: Platform) -> None:
    resource = {name: value for name, value in REFUNDED.items() if name != "mchid"}
    resource |= {"sp_mchid": "1900000001", "sub_mchid": "1900000102"}
    body = platform.notice("REFUND.SUCCESS", resource)
    notice = partner_pay.parse_notice(platform.signed(body, STAMP), body, NOW)
    assert isinstance(notice, RefundNotice)


@pytest.mark.parametrize(
    "name",
    [
        "Wechatpay-Serial",
        "Wechatpay-Timestamp",
        "Wechatpay-Nonce",
        "Wechatpay-Signature",
        "Wechatpay-Signature-Type",
    ],
)
@pytest.mark.parametrize("value", ["", None])
def test_a_header_missing(
    name: str, value: str | None, pay: WeChatPay, platform: Platform, paid: bytes
) -> None:
    headers = platform.signed(paid, STAMP) | {name: value}
    assert refused(pay, headers, paid) is NoticeFault.HEADERS


def test_a_foreign_serial_is_refused_without_asking_anybody(
    pay: WeChatPay, platform: Platform, outside: Outside, paid: bytes
) -> None:
    for serial in ["5157F09EFDC096DE15EBE81A47057A7232000001", "PUB_KEY_ID_9"]:
        headers = platform.signed(paid, STAMP) | {"Wechatpay-Serial": serial}
        assert refused(pay, headers, paid) is NoticeFault.SERIAL
    assert outside.asked == []


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_a_notice_from_another_time(
    seconds: int, pay: WeChatPay, platform: Platform, paid: bytes
) -> None:
    headers = platform.signed(paid, STAMP)
    assert refused(pay, headers, paid, NOW + timedelta(seconds=seconds)) is NoticeFault.TIMESTAMP


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_notice_within_five_minutes(
    seconds: int, pay: WeChatPay, platform: Platform, paid: bytes
) -> None:
    assert pay.parse_notice(platform.signed(paid, STAMP), paid, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("stamp", ["now", "1_790_000_000", " 1790000000", "-1", "１７９", "9" * 40])
def test_a_timestamp_that_is_none(
    stamp: str, pay: WeChatPay, platform: Platform, paid: bytes
) -> None:
    headers = platform.signed(paid, STAMP) | {"Wechatpay-Timestamp": stamp}
    assert refused(pay, headers, paid) is NoticeFault.HEADERS


def test_a_forged_notice(pay: WeChatPay, platform: Platform, paid: bytes) -> None:
    headers = platform.signed(paid, STAMP)
    for forged in [paid.replace(b"EV-2026", b"EV-2027"), paid + b" ", b"{}"]:
        assert refused(pay, headers, forged) is NoticeFault.SIGNATURE
    for change in [
        {"Wechatpay-Nonce": "another"},
        {"Wechatpay-Timestamp": str(STAMP + 1)},
        {"Wechatpay-Signature": base64.b64encode(b"x" * 256).decode()},
        {"Wechatpay-Signature": "no base64"},
    ]:
        assert refused(pay, headers | change, paid) is NoticeFault.SIGNATURE
    other_type = headers | {"Wechatpay-Signature-Type": "WECHATPAY2-SM2-WITH-SM3"}
    assert refused(pay, other_type, paid) is NoticeFault.HEADERS


def test_headers_of_other_frameworks_do_not_win(
    pay: WeChatPay, platform: Platform, paid: bytes
) -> None:
    forged = platform.signed(paid, STAMP) | {"Wechatpay-Signature": "bm8="}
    forged |= {
        f"HTTP_{name.upper().replace('-', '_')}": value
        for name, value in platform.signed(paid, STAMP).items()
    }
    assert refused(pay, forged, paid) is NoticeFault.SIGNATURE


def test_a_probe_is_refused(pay: WeChatPay, platform: Platform, paid: bytes) -> None:
    headers = platform.signed(paid, STAMP)
    headers["Wechatpay-Signature"] = "WECHATPAY/SIGNTEST/" + headers["Wechatpay-Signature"]
    assert refused(pay, headers, paid) is NoticeFault.PROBE


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b'{"resource_type": "encrypt-resource", "resource": "text"}',
        b"[" * 2000,
        b"[]",
        b"null",
        b"x" * 100_000,
    ],
)
def test_signed_nonsense(body: bytes, pay: WeChatPay, platform: Platform) -> None:
    assert refused(pay, platform.signed(body, STAMP), body) is NoticeFault.BODY


@pytest.mark.parametrize(
    "change",
    [
        {"algorithm": "AEAD_SM4_GCM"},
        {"ciphertext": "no base64!"},
        {"ciphertext": 7},
        {"nonce": "short"},
        {"nonce": 7},
    ],
)
def test_a_signed_resource_that_cannot_be_opened(
    change: dict[str, Any], pay: WeChatPay, platform: Platform, paid: bytes
) -> None:
    notice = json.loads(paid)
    notice["resource"] |= change
    body = json.dumps(notice).encode()
    assert refused(pay, platform.signed(body, STAMP), body) in {
        NoticeFault.BODY,
        NoticeFault.SIGNATURE,
    }


def test_a_resource_sealed_with_another_key(
    pay: WeChatPay, direct: Merchant, platform: Platform
) -> None:
    other = Platform(platform.key, platform.public_key_id, "x" * 32)
    body = other.notice("TRANSACTION.SUCCESS", PAID_ORDER)
    assert refused(pay, platform.signed(body, STAMP), body) is NoticeFault.SIGNATURE


@pytest.mark.parametrize(
    ("event", "resource", "reason"),
    [
        ("TRANSACTION.SUCCESS", PAID_ORDER | {"mchid": "1900000009"}, NoticeFault.MERCHANT),
        ("TRANSACTION.SUCCESS", PAID_ORDER | {"appid": "wx9"}, NoticeFault.MERCHANT),
        ("TRANSACTION.SUCCESS", PARTNER_ORDER, NoticeFault.MERCHANT),
        ("REFUND.SUCCESS", REFUNDED | {"mchid": "1900000009"}, NoticeFault.MERCHANT),
        ("TRANSACTION.SUCCESS", PAID_ORDER | {"trade_state": "NOTPAY"}, NoticeFault.EVENT),
        ("TRANSACTION.SUCCESS", PAID_ORDER | {"trade_state": "REFUND"}, NoticeFault.EVENT),
        ("REFUND.SUCCESS", REFUNDED | {"refund_status": "CLOSED"}, NoticeFault.EVENT),
        ("COUPON.USE", PAID_ORDER, NoticeFault.EVENT),
        ("TRANSACTION.SUCCESS", PAID_ORDER | {"amount": {"total": 0}}, NoticeFault.BODY),
        ("TRANSACTION.SUCCESS", PAID_ORDER | {"out_trade_no": None}, NoticeFault.BODY),
        ("TRANSACTION.SUCCESS", "text", NoticeFault.BODY),
        ("REFUND.SUCCESS", [], NoticeFault.BODY),
        ("REFUND.SUCCESS", REFUNDED | {"amount": {}}, NoticeFault.BODY),
    ],
)
def test_true_notices_that_are_not_for_us(
    event: str, resource: Any, reason: NoticeFault, pay: WeChatPay, platform: Platform
) -> None:
    body = platform.notice(event, resource)
    assert refused(pay, platform.signed(body, STAMP), body) is reason


@pytest.mark.parametrize("outer", [{"id": None}, {"event_type": 1}, {"id": ""}])
def test_a_notice_without_its_own_members(
    outer: dict[str, Any], pay: WeChatPay, platform: Platform
) -> None:
    body = platform.notice("TRANSACTION.SUCCESS", PAID_ORDER, **outer)
    assert refused(pay, platform.signed(body, STAMP), body) is NoticeFault.BODY


def test_a_sub_merchants_notice_is_not_its_neighbours(
    partner_pay: WeChatPay, platform: Platform
) -> None:
    body = platform.notice("TRANSACTION.SUCCESS", PARTNER_ORDER | {"sub_mchid": "1900000103"})
    assert refused(partner_pay, platform.signed(body, STAMP), body) is NoticeFault.MERCHANT
