"""Calls to WeChat Pay: what is asked, how it is signed, and what each kind of answer settles."""

import base64
import re
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
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
    PayError,
    PayRefused,
    PayTemporary,
    PayUnknown,
    Refunded,
    RefundState,
    RefundStatus,
    Unpaid,
)
from common.clients.wechat_pay import WeChatPay

from .outside import Answer, Asked, Outside, Platform, json_answer

EXPIRES = datetime(2026, 11, 25, 0, 45, tzinfo=timezone.utc)
ORDER = "Y20261125000001"
PAID_ORDER = {
    "appid": "wx0000000000000001",
    "mchid": "1900000001",
    "out_trade_no": ORDER,
    "transaction_id": "4200000000000000000000000001",
    "trade_type": "JSAPI",
    "trade_state": "SUCCESS",
    "trade_state_desc": "支付成功",
    "success_time": "2026-11-25T08:30:00+08:00",
    "payer": {"openid": "o-payer"},
    "amount": {"total": 5000, "payer_total": 4900, "currency": "CNY", "payer_currency": "CNY"},
}
PAID = Paid(
    "4200000000000000000000000001",
    5000,
    "CNY",
    "o-payer",
    datetime(2026, 11, 25, 0, 30, tzinfo=timezone.utc),
)
REFUND = {
    "refund_id": "50000000000000000000000000001",
    "out_refund_no": "R20261125000001",
    "out_trade_no": ORDER,
    "transaction_id": "4200000000000000000000000001",
    "status": "PROCESSING",
    "amount": {"total": 5000, "refund": 5000, "payer_refund": 4900, "currency": "CNY"},
}
PARTNER_ORDER = {
    name: value for name, value in PAID_ORDER.items() if name not in {"appid", "mchid", "payer"}
} | {
    "sp_appid": "wx0000000000000001",
    "sp_mchid": "1900000001",
    "sub_mchid": "1900000102",
    "payer": {"sp_openid": "o-payer"},
}


def refuse(code: str, status: int = 400) -> Answer:
    return json_answer({"code": code, "message": "说明"}, status)


def prepay(pay: WeChatPay) -> str:
    return pay.prepay(ORDER, 5000, "o-payer", "示例医院-预约挂号", EXPIRES)


def refund(pay: WeChatPay) -> RefundState:
    return pay.refund(
        "R20261125000001", refund_fen=5000, total_fen=5000, reason="退号", order_no=ORDER
    )


CALLS: dict[str, Callable[[WeChatPay], Any]] = {
    "prepay": prepay,
    "query": lambda pay: pay.query(ORDER),
    "close": lambda pay: pay.close(ORDER),
    "refund": refund,
    "query_refund": lambda pay: pay.query_refund("R20261125000001"),
    "trade_bill": lambda pay: list(pay.trade_bill(EXPIRES.date())),
}


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


def test_refund_asks_for_the_money_once_under_its_number(
    pay: WeChatPay, partner_pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    outside.will(platform.answer(REFUND), platform.answer(REFUND))
    assert refund(pay) == RefundState(RefundStatus.PROCESSING, 5000)
    partner_pay.refund(
        "R20261125000001", refund_fen=5000, total_fen=5000, reason="退号", transaction_id="42"
    )
    mine, theirs = (asked.json() for asked in outside.asked)
    assert outside.asked[0].path == "/v3/refund/domestic/refunds"
    assert mine == {
        "out_trade_no": ORDER,
        "out_refund_no": "R20261125000001",
        "reason": "退号",
        "notify_url": "https://notify.test/pay/notify",
        "amount": {"refund": 5000, "total": 5000, "currency": "CNY"},
    }
    assert (theirs["sub_mchid"], theirs["transaction_id"]) == ("1900000102", "42")
    assert "out_trade_no" not in theirs


@pytest.mark.parametrize("status", list(RefundStatus))
def test_query_refund_tells_each_state(
    status: RefundStatus, pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    outside.will(platform.answer(REFUND | {"status": status.name}))
    assert pay.query_refund("R20261125000001") == RefundState(status, 5000)


def test_partner_query_refund_names_the_sub_merchant(
    partner_pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    outside.will(platform.answer(REFUND))
    assert partner_pay.query_refund("R20261125000001") is not None
    assert outside.asked[0].query == {"sub_mchid": "1900000102"}


def test_a_refund_never_asked_for_is_none(pay: WeChatPay, outside: Outside) -> None:
    outside.will(refuse("RESOURCE_NOT_EXISTS", 404))
    assert pay.query_refund("R20261125000001") is None


@pytest.mark.parametrize("change", [{"out_refund_no": "R2"}, {"status": "GONE"}, {"amount": 1}])
def test_another_refunds_answer_settles_nothing(
    change: dict[str, Any], pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    outside.will(platform.answer(REFUND | change))
    with pytest.raises(PayUnknown):
        refund(pay)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (refuse("NOT_ENOUGH", 403), PayRefused, "NOTENOUGH"),
        (refuse("SIGN_ERROR", 401), PayRefused, "SIGNERROR"),
        (refuse("InvalidRequest"), PayRefused, "INVALIDREQUEST"),
        (refuse("FREQUENCY_LIMITED", 429), PayTemporary, "FREQUENCYLIMITED"),
        (refuse("SOMETHING", 429), PayTemporary, "SOMETHING"),
        (refuse("SYSTEM_ERROR", 500), PayTemporary, "SYSTEMERROR"),
        (refuse("SYSTEMERROR", 500), PayTemporary, "SYSTEMERROR"),
        (refuse("ODD", 500), PayUnknown, "ODD"),
        (Answer(502, b"<html>bad gateway</html>"), PayUnknown, "BADANSWER"),
        (Answer(404, b"not here"), PayUnknown, "BADANSWER"),
        (json_answer(["ORDER_NOT_EXIST"], 404), PayUnknown, "BADANSWER"),
        (json_answer({"code": 7}, 404), PayUnknown, "BADANSWER"),
        (json_answer({"prepay_id": "wx1"}), PayUnknown, "NOANSWER"),
        (Answer(200, b"\xff\xfe garbage"), PayUnknown, "NOANSWER"),
        (Answer(lost=True), PayUnknown, "NOANSWER"),
    ],
    ids=lambda value: str(getattr(value, "status", value)),
)
def test_what_an_answer_settles_is_its_class(
    call: str, answer: Answer, kind: type[PayError], code: str, pay: WeChatPay, outside: Outside
) -> None:
    outside.will(answer)
    with pytest.raises(PayError) as caught:
        CALLS[call](pay)
    assert (type(caught.value), caught.value.code) == (kind, code)
    assert len(outside.asked) == 1


@pytest.mark.parametrize("call", CALLS)
def test_silence_ends_and_settles_nothing(
    call: str, hasty_pay: WeChatPay, outside: Outside
) -> None:
    outside.will(Answer(silent=True))
    with pytest.raises(PayUnknown, match="NOANSWER"):
        CALLS[call](hasty_pay)
    assert outside.heard.wait(20)


@pytest.mark.parametrize(
    "headers",
    [
        {"Wechatpay-Signature": base64.b64encode(b"x" * 256).decode()},
        {"Wechatpay-Signature": "no base64"},
        {"Wechatpay-Signature": ""},
        {"Wechatpay-Nonce": "another"},
        {"Wechatpay-Timestamp": "1790000001"},
        {"Wechatpay-Serial": "PUB_KEY_ID_9999999999999999999999999999"},
        {"Wechatpay-Serial": "5157F09EFDC096DE15EBE81A47057A7232000001"},
        {"Wechatpay-Serial": ""},
        {"Wechatpay-Signature-Type": "WECHATPAY2-SM2-WITH-SM3"},
        {"Wechatpay-Signature-Type": ""},
    ],
)
def test_an_unsigned_yes_is_no_yes_and_downloads_nothing(
    headers: dict[str, str], pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    outside.will(platform.answer({"prepay_id": "wx1"}, headers=headers))
    with pytest.raises(PayUnknown):
        prepay(pay)
    assert len(outside.asked) == 1


@pytest.mark.parametrize("answer", [[], "text", None, {}, {"prepay_id": 1}, {"prepay_id": ""}])
def test_a_signed_answer_of_the_wrong_shape(
    answer: object, pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    outside.will(platform.answer(answer))
    with pytest.raises(PayUnknown):
        prepay(pay)


def test_nobody_at_the_other_end(direct: Merchant) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(PayUnknown):
            prepay(WeChatPay(direct, "https://notify.test/pay/notify", base))


def test_bad_numbers_and_amounts_never_leave(pay: WeChatPay, outside: Outside) -> None:
    for number in ["", "a|b-123456", "a/b123456", "a?b123456", "预约20261125", "x" * 33, "abc\n"]:
        with pytest.raises(ValueError, match="number"):
            pay.query(number)
        with pytest.raises(ValueError, match="number"):
            pay.close(number)
    for fen in [0, -1]:
        with pytest.raises(ValueError, match="fen"):
            pay.prepay(ORDER, fen, "o-payer", "预约挂号", EXPIRES)
    for named in [{}, {"order_no": ORDER, "transaction_id": "42"}]:
        with pytest.raises(ValueError, match="not both"):
            pay.refund("R20261125000001", refund_fen=1, total_fen=1, reason="退号", **named)
    assert outside.asked == []


def test_long_words_are_cut_between_characters(
    pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    outside.will(platform.answer({"prepay_id": "wx1"}))
    pay.prepay(ORDER, 1, "o-payer", "挂" * 60, EXPIRES + timedelta(microseconds=7))
    asked = outside.asked[0].json()
    assert asked["description"] == "挂" * 42
    assert asked["time_expire"] == "2026-11-25T08:45:00+08:00"


def test_unusable_keys_are_a_definite_refusal_and_nothing_is_sent(
    direct: Merchant, outside: Outside
) -> None:
    for broken in [
        replace(direct, private_key_pem="-----BEGIN PRIVATE KEY-----\nAAAA"),
        replace(direct, public_key_pem="nothing"),
    ]:
        with pytest.raises(PayRefused, match="BADKEYS"):
            prepay(WeChatPay(broken, "https://notify.test/pay/notify", outside.base))
    assert outside.asked == []


def test_keys_with_windows_line_ends_work(
    direct: Merchant, outside: Outside, platform: Platform
) -> None:
    crlf = replace(
        direct,
        private_key_pem=direct.private_key_pem.replace("\n", "\r\n"),
        public_key_pem=direct.public_key_pem.replace("\n", "\r\n"),
    )
    outside.will(platform.answer({"prepay_id": "wx1"}))
    assert prepay(WeChatPay(crlf, "https://notify.test/pay/notify", outside.base)) == "wx1"


def test_a_merchant_is_checked_and_hides_its_keys(direct: Merchant) -> None:
    for secret in ["PRIVATE", "PUBLIC KEY", direct.apiv3_key]:
        assert secret not in repr(direct)
    with pytest.raises(ValueError, match="sub_mchid"):
        replace(direct, mode="partner")
    with pytest.raises(ValueError, match="sub_mchid"):
        replace(direct, sub_mchid="1900000102")
    with pytest.raises(ValueError, match="32 bytes"):
        replace(direct, apiv3_key="short")


def test_errors_keep_wechats_words_out_of_their_text(pay: WeChatPay, outside: Outside) -> None:
    outside.will(json_answer({"code": "PARAM_ERROR", "message": "openid o-payer 无效"}, 400))
    with pytest.raises(PayRefused) as caught:
        prepay(pay)
    assert "o-payer" not in str(caught.value)
    assert caught.value.message == "openid o-payer 无效"
