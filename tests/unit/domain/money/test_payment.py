"""Payments and refunds as they are stored."""

from common.domain.money.payment import FINAL_REFUND, NEEDS_STAFF, Outcome, RefundStatus, payment_id
from tests.unit.samples import a_payment, a_refund


def test_a_transaction_is_unique_within_its_merchant():
    assert payment_id("m1", "tx1") == "m1:tx1"


def test_the_states_as_they_are_stored():
    assert [o.value for o in Outcome] == ["kept", "refund", "alarm"]
    assert [s.value for s in RefundStatus] == [
        "requested", "refused", "processing", "success", "abnormal", "closed",
    ]  # fmt: skip


def test_which_refunds_are_over():
    assert set(RefundStatus) - FINAL_REFUND == {
        RefundStatus.REQUESTED,
        RefundStatus.REFUSED,
        RefundStatus.PROCESSING,
    }
    assert set(RefundStatus) - NEEDS_STAFF == {
        RefundStatus.REQUESTED,
        RefundStatus.PROCESSING,
        RefundStatus.SUCCESS,
    }


def test_a_payment_begins_undecided_and_not_returned():
    payment, refund = a_payment(), a_refund()
    assert (payment.returned, payment.outcome, payment.due_at) == (False, None, None)
    assert (refund.finished_at, refund.due_at) == (None, None)
