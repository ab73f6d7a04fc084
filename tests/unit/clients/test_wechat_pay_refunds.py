"""Refunds at WeChat Pay: asked once under their number, and what each state settles."""

from typing import Any

import pytest

from common.clients.payments import (
    PayRefunded,
    PayRefused,
    PayUnknown,
    RefundState,
    RefundStatus,
)
from common.clients.wechat_pay import WeChatPay

from .outside import Outside, Platform
from .pay_samples import ORDER, REFUND, refund, refuse


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


@pytest.mark.parametrize(
    ("code", "status", "words", "gone_back"),
    [
        ("INVALID_REQUEST", 400, "订单已全额退款", True),
        ("INVALID_REQUEST", 400, "该订单已全额退款，请核实", True),
        ("INVALID_REQUEST", 400, "申请退款金额大于订单剩余可退金额", False),
        ("NOT_ENOUGH", 403, "订单已全额退款", False),
    ],
)
def test_that_all_of_it_went_back_before_is_told_from_other_refusals(
    pay: WeChatPay, outside: Outside, code: str, status: int, words: str, gone_back: bool
) -> None:
    outside.will(refuse(code, status, words))
    with pytest.raises(PayRefused) as caught:
        refund(pay)
    assert isinstance(caught.value, PayRefunded) == gone_back
    assert caught.value.code == code.replace("_", "")
    assert words not in str(caught.value)


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
