"""A booking as its patient sees it, and its refunds as one."""

import pytest

from common.domain.actor import By
from common.domain.booking.model import BookingPayment, Disposition
from common.domain.booking.status import Status
from common.domain.money.payment import RefundStatus
from common.present.bookings import booking_view, exported_booking
from tests.unit.samples import NOW, PAID, a_booking, a_refund

BACK = PAID.model_copy(update={"disposition": Disposition.REFUND})
MORE = BookingPayment(transaction_id="tx2", disposition=Disposition.REFUND, amount_fen=1)


def test_every_field_of_a_booking():
    booking = a_booking(pickup_code="01234567")
    assert booking_view(booking, []).model_dump(mode="json") == {
        "slot_id": "s-2026-03-04-08:00",
        "hospital": {"id": "h1", "name": "演示医院", "address": "演示路1号"},
        "department": {"id": "dep", "name": "内科", "location": "2楼"},
        "doctor": {"id": "d1", "name": "测甲", "title": "主任医师"},
        "patient": {"id": "p1", "name_masked": "测*员"},
        "date": "2026-03-04",
        "period": "am",
        "starts_at": "2026-03-04T08:00:00+08:00",
        "ends_at": "2026-03-04T08:30:00+08:00",
        "fee_fen": 5000,
        "id": "b1",
        "entry_id": None,
        "order_no": "b1",
        "pickup_code": "01234567",
        "status": "held",
        "number": 1,
        "created_at": "2026-03-02T08:00:00+08:00",
        "hold_until": "2026-03-02T08:15:00+08:00",
        "cancellable_until": "2026-03-04T00:00:00+08:00",
        "cancelled_by": None,
        "refund": None,
        "check_in_from": "2026-03-04T07:30:00+08:00",
        "check_in_to": "2026-03-04T12:00:00+08:00",
    }


def test_who_cancelled_it():
    booking = a_booking(status=Status.CANCELLED, cancelled_by=By.HOSPITAL, hold_until=None)
    shown = booking_view(booking, []).model_dump(mode="json")
    assert (shown["status"], shown["cancelled_by"], shown["hold_until"]) == (
        "cancelled", "hospital", None,
    )  # fmt: skip


REQUESTED, PROCESSING = RefundStatus.REQUESTED, RefundStatus.PROCESSING
SUCCESS, ABNORMAL, CLOSED = RefundStatus.SUCCESS, RefundStatus.ABNORMAL, RefundStatus.CLOSED


def _refunds(*states):
    amounts = (5000, 1)
    return [
        a_refund(id=f"r{n}", status=status, amount_fen=amounts[n])
        for n, status in enumerate(states)
    ]


@pytest.mark.parametrize(
    ("money", "states", "shown"),
    [
        ((), (), None),
        ((PAID,), (), None),
        ((PAID,), (SUCCESS,), None),  # nothing is owed
        ((BACK,), (), ("processing", 5000)),  # owed, and not yet asked for
        ((BACK,), (REQUESTED,), ("processing", 5000)),
        ((BACK,), (PROCESSING,), ("processing", 5000)),
        ((BACK,), (SUCCESS,), ("success", 5000)),
        ((BACK,), (ABNORMAL,), ("failed", 5000)),
        ((BACK,), (CLOSED,), ("failed", 5000)),
        ((BACK, MORE), (SUCCESS,), ("processing", 5001)),
        ((BACK, MORE), (SUCCESS, SUCCESS), ("success", 5001)),
        ((BACK, MORE), (SUCCESS, PROCESSING), ("processing", 5001)),
        ((BACK, MORE), (SUCCESS, ABNORMAL), ("failed", 5001)),
        ((BACK, MORE), (CLOSED, PROCESSING), ("failed", 5001)),
        ((BACK, MORE), (ABNORMAL,), ("failed", 5001)),
        ((PAID, MORE), (), ("processing", 1)),
    ],
)
def test_the_refunds_of_a_booking_as_one(money, states, shown):
    refund = booking_view(a_booking(money=money), _refunds(*states)).refund
    assert (refund and (refund.status, refund.amount_fen)) == shown


def test_only_its_own_refunds_are_shown():
    other = a_refund(booking_id="b2", status=ABNORMAL)
    refund = booking_view(a_booking(money=(BACK,)), [other]).refund
    assert refund.status == "processing"


def test_a_booking_in_the_copy_of_ones_own_data():
    booking = a_booking(money=(PAID, MORE))
    refunds = [a_refund(transaction_id="tx2", amount_fen=1, status=SUCCESS)]
    shown = exported_booking(booking, refunds, {"visit_reason": "头疼"})
    assert shown.visit_reason == "头疼"
    assert shown.cancel_reason == ""
    assert shown.refund.status == "success"
    assert [payment.model_dump(mode="json") for payment in shown.payments] == [
        {"transaction_id": "tx1", "amount_fen": 5000, "disposition": "kept"},
        {"transaction_id": "tx2", "amount_fen": 1, "disposition": "refund"},
    ]
    fields = booking_view(booking, refunds).model_dump()
    assert shown.model_dump(include=set(fields)) == fields
    assert shown.created_at == NOW
