"""What timers answer when there was nothing to do."""

import pytest

from common.contracts.booking import PaymentView, RefundView
from common.contracts.timers import (
    NoticeAnswer,
    PublishCounts,
    ReconcileCounts,
    RemindCounts,
    SweepCounts,
)


@pytest.mark.parametrize(
    ("counts", "names"),
    [
        (SweepCounts, "bookings effects payments refunds seats claims entries jobs failed"),
        (RemindCounts, "due sent"),
        (PublishCounts, "hospitals days slots failed in_writing"),
        (ReconcileCounts, "bills rows payments unmatched_refunds not_ready failed"),
    ],
)
def test_nothing_done_is_nought_and_nothing_left_over(counts, names):
    assert counts().model_dump() == {**dict.fromkeys(names.split(), 0), "left_over": False}


def test_an_answer_to_a_notice_may_be_without_words():
    assert NoticeAnswer(status=204).message == ""


def test_what_opens_the_pay_sheet_is_spelt_as_wechat_spells_it():
    fields = {
        "timeStamp": "1",
        "nonceStr": "n",
        "package": "prepay_id=1",
        "signType": "RSA",
        "paySign": "s",
    }
    assert PaymentView(**fields).model_dump() == fields
    with pytest.raises(ValueError, match="signType"):
        PaymentView(**{**fields, "signType": "MD5"})


def test_how_far_a_refund_may_be():
    for status in ("processing", "success", "failed"):
        assert RefundView(status=status, amount_fen=1).status == status
    with pytest.raises(ValueError, match="status"):
        RefundView(status="lost", amount_fen=1)
