"""Answers of WeChat Pay that are no yes, and what is refused before it is sent."""

import base64
import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from common.clients.payments import (
    Merchant,
    PayError,
    PayRefused,
    PayTemporary,
    PayUnknown,
)
from common.clients.wechat_pay import WeChatPay

from .outside import Answer, Outside, Platform, json_answer
from .pay_samples import CALLS, EXPIRES, ORDER, prepay, refuse


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
