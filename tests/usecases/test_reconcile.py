"""reconcile: money that only the bill knows of is found, once, whatever became of its booking meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest

from common.clients.payments import PayRefused, PayTemporary
from common.contracts.timers import ReconcileCounts
from common.domain.booking.status import Status
from common.domain.money.bill import DAYS, ready_days
from common.domain.money.payment import Outcome
from common.protocol.deadline import Deadline
from common.usecases.reconcile import reconcile
from ops.stuck import lines
from ops.stuck_items import items
from tests.support.merchants import a_merchant
from tests.usecases.world import at_once, quiet

NOT_READY = PayTemporary("STATEMENTCREATING", 400, "not yet")


@pytest.fixture
def phone(service):
    service.store.merchants.put(a_merchant())
    return service.person()


@pytest.fixture
def unheard(service, phone):
    """A hold that expired, its order closed; then the money arrived, and no notice of it ever came."""
    held = phone.book().booking.id
    service.clock.pass_(minutes=17)
    service.sweep()
    service.outside.pay(held, late=True)
    return held


def _next_morning(service):
    """Tuesday, 10:20 in China."""
    service.clock.pass_(hours=26, minutes=3)


def test_it_is_found_and_has_its_seat_again(service, unheard):
    _next_morning(service)
    counts = service.reconcile()
    assert (counts.bills, counts.rows, counts.payments, counts.failed) == (DAYS, 1, 1, 0)
    assert service.booking(unheard).status is Status.CONFIRMED
    assert service.outside.kinds_sent()[-1] == "booking_confirmed"
    quiet(service)


def test_it_is_found_and_goes_back_when_the_seat_is_gone(service, unheard):
    for _ in range(3):
        service.person().booked_and_paid()
    _next_morning(service)
    assert service.reconcile().payments == 1
    assert service.booking(unheard).status is Status.EXPIRED
    assert len(service.outside.refunds) == 1
    quiet(service)


def test_what_was_told_of_is_not_found_again(service, phone):
    booked = phone.booked_and_paid()
    phone.cancel(booked)
    _next_morning(service)
    counts = service.reconcile()
    assert (counts.rows, counts.payments, counts.unmatched_refunds) == (2, 0, 0)
    quiet(service)


def test_each_bill_is_read_once(service, unheard):
    _next_morning(service)
    service.reconcile()
    asked = service.outside.calls
    assert service.reconcile() == ReconcileCounts()
    assert service.outside.calls == asked


def test_two_runs_at_once_find_it_once(service, unheard):
    _next_morning(service)
    answers = at_once(service.reconcile, service.reconcile)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert service.booking(unheard).status is Status.CONFIRMED
    quiet(service)


def test_a_bill_is_ready_at_ten_and_looked_for_for_a_week(service):
    monday_eight = service.clock()
    assert ready_days(monday_eight)[-1] == "2026-02-28"
    assert ready_days(monday_eight + timedelta(hours=2))[-1] == "2026-03-01"
    assert ready_days(monday_eight + timedelta(hours=2))[0] == "2026-02-23"
    assert len(ready_days(monday_eight + timedelta(hours=2))) == DAYS


@pytest.mark.parametrize(
    ("error", "count"),
    [
        (NOT_READY, "not_ready"),
        (PayRefused("NOAUTH", 403, "not allowed"), "failed"),
        (ValueError("not a key"), "failed"),
    ],
    ids=["not ready", "refused", "wrong keys"],
)
def test_a_bill_that_could_not_be_had_is_asked_for_again(service, unheard, error, count):
    _next_morning(service)
    for _ in range(DAYS):
        service.outside.fail_next("bill", error)
    counts = service.reconcile()
    assert (getattr(counts, count), counts.bills) == (DAYS, 0)
    assert service.booking(unheard).status is Status.EXPIRED
    assert service.reconcile().payments == 1
    assert service.booking(unheard).status is Status.CONFIRMED


def test_a_run_that_has_no_time_left_reads_nothing_and_says_so(service, unheard):
    _next_morning(service)
    assert service.reconcile(seconds=10.0).left_over
    assert service.reconcile().payments == 1


def test_a_run_whose_time_ends_inside_a_bill_leaves_the_rest_to_the_next(service, phone):
    held = [one.book().booking.id for one in (phone, service.person())]
    service.clock.pass_(minutes=17)
    service.sweep()
    for identity in held:
        service.outside.pay(identity, late=True)
    _next_morning(service)
    time_left = iter([60.0] * (DAYS + 2) + [5.0] * 9)
    assert reconcile(service.deps, Deadline(lambda: next(time_left))).left_over
    assert service.db.payments.count_documents({}) == 1
    counts = service.reconcile()
    assert (counts.bills, counts.payments, counts.left_over) == (1, 1, False)
    assert {service.booking(identity).status for identity in held} == {Status.CONFIRMED}
    quiet(service)


def test_what_the_merchant_sells_elsewhere_is_none_of_ours(service, phone):
    booked = phone.booked_and_paid()
    for merchant, row in list(service.outside.bill):
        service.outside.bill.append(
            (merchant, replace(row, order_no="SHOP20260302", transaction_id="42"))
        )
    _next_morning(service)
    counts = service.reconcile()
    assert (counts.rows, counts.payments) == (2, 0)
    assert [raw["order_no"] for raw in service.db.payments.find()] == [booked]


def test_money_for_a_booking_that_is_not_there_is_for_a_person_to_look_at(service, unheard):
    """The database was restored to a time before it."""
    service.db.bookings.delete_one({"_id": unheard})
    _next_morning(service)
    assert service.reconcile().payments == 1
    (payment,) = service.db.payments.find()
    assert payment["outcome"] == Outcome.ALARM.value
    assert any(f"找不到预约：订单 {unheard}，" in line for line in lines(items(service.db)))


def test_money_that_went_back_by_hand_confirms_nothing_and_is_listed(service, unheard):
    (tx,) = service.outside.paid
    service.outside.send_back_by_hand(tx)
    _next_morning(service)
    counts = service.reconcile()
    assert (counts.payments, counts.unmatched_refunds) == (1, 1)
    assert service.booking(unheard).status is Status.EXPIRED
    assert service.outside.refunds == {}
    (line,) = lines(items(service.db))
    assert line.startswith(
        f"账单上有一笔不是本服务发起的退款 ¥50.00：订单 {unheard}，退款单 by-hand"
    )
    assert line.endswith(
        "\n    → 问清是谁退的；就诊人不来了，就取消预约，已全部退回的钱不会再退一次"
    )


def test_when_the_order_cannot_be_asked_the_bill_is_believed(service, unheard):
    _next_morning(service)
    service.outside.fail_next("query", PayTemporary("SYSTEMERROR", 500, "again"))
    service.reconcile()
    assert service.booking(unheard).status is Status.CONFIRMED
    quiet(service)
