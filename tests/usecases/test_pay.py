"""pay: the pay sheet again, and the lost notice made good."""

from datetime import timedelta

import pytest

from common.clients.payments import PayTemporary
from common.domain.booking.status import Status
from common.domain.errors import Code
from tests.support.outside import LOST
from tests.usecases.world import quiet, refused

MS = timedelta(milliseconds=1)


def test_the_sheet_opens_again_for_the_same_order(service, phone, held):
    replies = [phone.pay(held) for _ in range(2)]
    assert {reply.payment.package for reply in replies} == {f"prepay_id=prepay-{held}"}
    assert list(service.outside.orders) == [held]


def test_the_payer_reads_for_what_and_no_department(service, held):
    assert service.outside.orders[held].description == "门诊诊查费"


def test_the_fee_is_called_as_on_the_price_list_and_an_order_keeps_its_words(service, phone, held):
    service.db.hospitals.update_one({}, {"$set": {"rules": {"fee_name": "医事服务费"}}})
    service.publish()
    other = service.person().book().booking.id
    assert service.outside.orders[other].description == "医事服务费"
    assert phone.pay(held).payment is not None
    assert service.outside.orders[held].description == "门诊诊查费"
    quiet(service)


def test_a_lost_notice_is_made_good(service, phone, held):
    service.outside.pay(held)
    reply = phone.pay(held)
    assert (reply.booking.status, reply.payment) == (Status.CONFIRMED, None)
    quiet(service)


def test_a_lost_notice_is_made_good_even_after_the_hold_ended(service, phone, held):
    service.clock.pass_(minutes=17)
    service.sweep()
    service.outside.pay(held, late=True)
    assert phone.pay(held).booking.status is Status.CONFIRMED
    quiet(service)


def test_the_last_second_of_the_hold(service, phone, held):
    service.clock.now = service.booking(held).hold_until - MS
    assert phone.pay(held).payment is not None
    service.clock.now += MS
    with refused(Code.BAD_STATE):
        phone.pay(held)


def test_no_first_sheet_in_the_last_minute(service, phone):
    service.outside.fail_next("prepay", LOST)
    held = phone.book().booking.id
    service.db.bookings.update_one({"_id": held}, {"$unset": {"prepay_at": ""}})
    service.clock.now = service.booking(held).hold_until - timedelta(minutes=1)
    with refused(Code.BAD_STATE):
        phone.pay(held)
    service.clock.now -= MS
    assert phone.pay(held).payment is not None


@pytest.mark.parametrize("call", ["query", "prepay"])
@pytest.mark.parametrize("error", [LOST, PayTemporary("FREQUENCYLIMITED", 429, "")])
def test_wechat_does_not_answer(service, phone, held, call, error):
    service.outside.fail_next(call, error)
    with refused(Code.PAYMENT_UNAVAILABLE):
        phone.pay(held)
    assert phone.pay(held).payment is not None


def test_nothing_to_pay_for_what_is_cancelled_or_over(service, phone, held):
    phone.cancel(held)
    with refused(Code.BAD_STATE):
        phone.pay(held)
    other = phone.book().booking.id
    service.clock.pass_(minutes=17)
    service.sweep()
    with refused(Code.BAD_STATE):
        phone.pay(other)


def test_a_confirmed_booking_is_shown_without_asking_wechat(service, phone):
    paid = phone.booked_and_paid()
    before = service.outside.calls
    reply = phone.pay(paid)
    assert (reply.booking.status, reply.payment) == (Status.CONFIRMED, None)
    assert service.outside.calls == before


def test_a_free_booking_has_nothing_to_pay(service, phone):
    free = phone.book(service.slot_id("d3", start="0900")).booking.id
    assert phone.pay(free).payment is None


def test_somebody_elses_booking_does_not_exist(service, held):
    with refused(Code.NOT_FOUND):
        service.person().pay(held)
