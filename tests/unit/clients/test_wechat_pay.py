"""Orders at WeChat Pay: what is asked, how it is signed, and what each state of an order settles."""

import base64
import re
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from common.clients.payments import (
    Closed,
    CloseOutcome,
    Merchant,
    NoSuchOrder,
    Paid,
    PayRefused,
    PayUnknown,
    Refunded,
    Unpaid,
)
from common.clients.wechat_pay import WeChatPay

from .outside import Asked, Outside, Platform
from .pay_samples import (
    CALLS,
    EXPIRES,
    ORDER,
    PAID_ORDER,
    PARTNER_ORDER,
    prepay,
    refuse,
)

PAID = Paid(
    "4200000000000000000000000001",
    5000,
    "CNY",
    "o-payer",
    datetime(2026, 11, 25, 0, 30, tzinfo=timezone.utc),
)


def verify(asked: Asked, key: RSAPrivateKey) -> None:
    scheme, _, fields = asked.headers["Authorization"].partition(" ")
    given = dict(re.findall(r'(\w+)="([^"]*)"', fields))
    assert scheme == "WECHATPAY2-SHA256-RSA2048"
    assert given["mchid"] == "1900000001"
    assert given["serial_no"] == "5157F09EFDC096DE15EBE81A47057A7232000001"
    message = "\n".join(
        [asked.method, asked.path, given["timestamp"], given["nonce_str"], asked.body.decode(), ""]
    )
    signature = base64.b64decode(given["signature"])
    key.public_key().verify(signature, message.encode(), PKCS1v15(), SHA256())


def test_prepay_orders_what_the_phone_will_pay(
    pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    outside.will(platform.answer({"prepay_id": "wx201410272009395522657a690389285100"}))
    assert prepay(pay) == "wx201410272009395522657a690389285100"
    (asked,) = outside.asked
    assert (asked.method, asked.path) == ("POST", "/v3/pay/transactions/jsapi")
    assert asked.json() == {
        "appid": "wx0000000000000001",
        "mchid": "1900000001",
        "description": "示例医院-预约挂号",
        "out_trade_no": ORDER,
        "time_expire": "2026-11-25T08:45:00+08:00",
        "notify_url": "https://notify.test/pay/notify",
        "amount": {"total": 5000, "currency": "CNY"},
        "payer": {"openid": "o-payer"},
    }


def test_partner_prepay_names_platform_and_sub_merchant(
    partner_pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    outside.will(platform.answer({"prepay_id": "wx1"}))
    assert prepay(partner_pay) == "wx1"
    (asked,) = outside.asked
    body = asked.json()
    assert asked.path == "/v3/pay/partner/transactions/jsapi"
    assert {"appid", "mchid"} & set(body) == set()
    assert (body["sp_appid"], body["sp_mchid"]) == ("wx0000000000000001", "1900000001")
    assert (body["sub_mchid"], body["payer"]) == ("1900000102", {"sp_openid": "o-payer"})


@pytest.mark.parametrize("call", ["prepay", "query", "refund", "close"])
def test_every_request_is_signed_as_wechat_pay_documents(
    call: str, pay: WeChatPay, outside: Outside, merchant_key: RSAPrivateKey
) -> None:
    outside.will(refuse("PARAM_ERROR"))
    with pytest.raises(PayRefused):
        CALLS[call](pay)
    (asked,) = outside.asked
    verify(asked, merchant_key)
    changed = replace(asked, body=asked.body + b" ")
    with pytest.raises(InvalidSignature):
        verify(changed, merchant_key)


def test_the_path_is_signed_without_the_prefix_of_the_base(
    direct: Merchant, outside: Outside, merchant_key: RSAPrivateKey
) -> None:
    outside.will(refuse("PARAM_ERROR"))
    with pytest.raises(PayRefused):
        prepay(WeChatPay(direct, "https://notify.test/pay/notify", outside.base + "/mch/"))
    (asked,) = outside.asked
    assert asked.path == "/mch/v3/pay/transactions/jsapi"
    verify(replace(asked, path="/v3/pay/transactions/jsapi"), merchant_key)


def test_phone_params_carry_a_signature_the_merchants_key_verifies(
    pay: WeChatPay, merchant_key: RSAPrivateKey
) -> None:
    params = pay.phone_params("wx1", EXPIRES)
    assert (params["timeStamp"], params["package"]) == ("1795567500", "prepay_id=wx1")
    assert params["signType"] == "RSA"
    message = f"wx0000000000000001\n{params['timeStamp']}\n{params['nonceStr']}\nprepay_id=wx1\n"
    signature = base64.b64decode(params["paySign"])
    merchant_key.public_key().verify(signature, message.encode(), PKCS1v15(), SHA256())
    assert pay.phone_params("wx1", EXPIRES)["nonceStr"] != params["nonceStr"]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("SUCCESS", PAID),
        ("REFUND", Refunded(**vars(PAID))),
        ("NOTPAY", Unpaid()),
        ("USERPAYING", Unpaid()),
        ("CLOSED", Closed()),
        ("REVOKED", Closed()),
    ],
)
def test_query_tells_each_state(
    state: str, expected: object, pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    outside.will(platform.answer(PAID_ORDER | {"trade_state": state}))
    found = pay.query(ORDER)
    assert found == expected
    assert type(found) is type(expected)
    assert outside.asked[0].path == f"/v3/pay/transactions/out-trade-no/{ORDER}?mchid=1900000001"


def test_partner_query_reads_the_payer_of_the_platform(
    partner_pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    outside.will(platform.answer(PARTNER_ORDER))
    assert partner_pay.query(ORDER) == PAID
    assert outside.asked[0].query == {"sp_mchid": "1900000001", "sub_mchid": "1900000102"}


@pytest.mark.parametrize(
    "change",
    [
        {"out_trade_no": "Y20261125000002"},
        {"mchid": "1900000009"},
        {"appid": "wx0000000000000009"},
        {"trade_state": "PERHAPS"},
        {"trade_state": ["SUCCESS"]},
        {"transaction_id": ""},
        {"transaction_id": 42},
        {"amount": None},
        {"amount": {"total": "5000", "currency": "CNY"}},
        {"amount": {"total": True, "currency": "CNY"}},
        {"amount": {"total": -5000, "currency": "CNY"}},
        {"payer": {}},
        {"payer": []},
        {"success_time": "2026-11-25 08:30:00"},
        {"success_time": "yesterday"},
    ],
)
def test_an_answer_about_something_else_or_half_an_answer_settles_nothing(
    change: dict[str, Any], pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    outside.will(platform.answer(PAID_ORDER | change))
    with pytest.raises(PayUnknown):
        pay.query(ORDER)


@pytest.mark.parametrize("change", [{"sub_mchid": "1900000103"}, {"sp_mchid": "1"}])
def test_partner_query_refuses_another_sub_merchants_order(
    change: dict[str, str], partner_pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    outside.will(platform.answer(PARTNER_ORDER | change))
    with pytest.raises(PayUnknown):
        partner_pay.query(ORDER)


@pytest.mark.parametrize("code", ["ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"])
def test_an_order_never_made(code: str, pay: WeChatPay, outside: Outside) -> None:
    outside.will(refuse(code, 404), refuse(code, 404))
    assert pay.query(ORDER) == NoSuchOrder()
    assert pay.close(ORDER) is CloseOutcome.NO_SUCH_ORDER


def test_close_is_asked_of_the_merchants_order(
    pay: WeChatPay, partner_pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    outside.will(platform.answer(None, 204), platform.answer(None, 204))
    assert pay.close(ORDER) is CloseOutcome.CLOSED
    assert partner_pay.close(ORDER) is CloseOutcome.CLOSED
    mine, theirs = outside.asked
    assert mine.path == f"/v3/pay/transactions/out-trade-no/{ORDER}/close"
    assert mine.json() == {"mchid": "1900000001"}
    assert theirs.path == f"/v3/pay/partner/transactions/out-trade-no/{ORDER}/close"
    assert theirs.json() == {"sp_mchid": "1900000001", "sub_mchid": "1900000102"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ORDERPAID", CloseOutcome.PAID),
        ("ORDER_PAID", CloseOutcome.PAID),
        ("ORDER_CLOSED", CloseOutcome.CLOSED),
        ("ORDERCLOSED", CloseOutcome.CLOSED),
    ],
)
def test_close_hears_what_the_order_is(
    code: str, expected: CloseOutcome, pay: WeChatPay, outside: Outside
) -> None:
    outside.will(refuse(code))
    assert pay.close(ORDER) is expected


def test_close_takes_nothing_else_for_a_yes(
    pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    outside.will(platform.answer({"ok": True}), refuse("INVALID_REQUEST"))
    with pytest.raises(PayUnknown):
        pay.close(ORDER)
    with pytest.raises(PayRefused):
        pay.close(ORDER)
