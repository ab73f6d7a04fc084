"""cancel: a hold, a paid and a free booking; too late, twice, and in the middle of a payment."""

from datetime import datetime, timedelta, timezone

import pytest
from pymongo.errors import AutoReconnect

from common.clients.payments import PayRefused
from common.domain.actor import By, WeChatUser
from common.domain.booking.effects import CloseOrder
from common.domain.booking.model import Disposition
from common.domain.booking.status import Status
from common.domain.errors import Code
from tests.support.outside import LOST
from tests.support.service import Phone, Service
from tests.usecases.world import at_once, cut, first_before, quiet, refused, violations

VISIT_DAY = datetime(2026, 3, 3, 16, 0, tzinfo=timezone.utc)
MS = timedelta(milliseconds=1)


def test_a_hold_may_be_given_up_and_its_order_is_closed(service, phone):
    held = phone.book().booking.id
    reply = phone.cancel(held)
    booking = service.booking(held)
    assert (reply.booking.status, reply.booking.refund) == (Status.CANCELLED, None)
    assert (booking.cancelled_by, booking.lost_hold_at) == (By.PATIENT, service.clock())
    assert [type(effect) for effect in booking.effects] == [CloseOrder], "the last look"
    assert service.outside.orders[held].state == "closed"
    assert service.slot().left == 3
    assert violations(service) == []


def test_a_paid_booking_goes_back_with_its_money(service, phone):
    paid = phone.booked_and_paid()
    reply = phone.cancel(paid)
    booking = service.booking(paid)
    assert reply.booking.refund.status == "success"
    assert reply.booking.refund.amount_fen == 5000
    assert [money.disposition for money in booking.money] == [Disposition.REFUND]
    assert booking.lost_hold_at is None
    assert booking.remind_at is None
    assert service.outside.kinds_sent()[1:] == ["booking_cancelled", "refund_result"]
    assert violations(service) == []


def test_a_free_booking_goes_back_without_money(service, phone):
    free = phone.book(service.slot_id("d3", start="0900")).booking.id
    reply = phone.cancel(free)
    assert (reply.booking.status, reply.booking.refund) == (Status.CANCELLED, None)
    assert service.outside.refunds == {}
    assert violations(service) == []


def test_until_midnight_before_the_visit_and_not_a_moment_longer(service, phone):
    paid, other = phone.booked_and_paid(), service.person().booked_and_paid()
    service.clock.now = VISIT_DAY - MS
    assert phone.cancel(paid).booking.status is Status.CANCELLED
    service.clock.now = VISIT_DAY
    with refused(Code.CANCEL_TOO_LATE) as caught:
        _owner(service, other).cancel(other)
    assert "（3月3日 24:00）" in caught.value.message
    assert service.booking(other).status is Status.CONFIRMED


def test_a_hold_may_be_given_up_on_the_day_itself(service, phone):
    service.clock.now = VISIT_DAY
    assert phone.cancel(phone.book().booking.id).booking.status is Status.CANCELLED


def test_a_hospital_may_set_another_deadline(db):
    strict = Service(db, cancel_days_before=1, cancel_time="18:00")
    phone = strict.person()
    paid = phone.booked_and_paid()
    strict.clock.now = datetime(2026, 3, 3, 10, 0, tzinfo=timezone.utc)
    with refused(Code.CANCEL_TOO_LATE):
        phone.cancel(paid)
    strict.clock.now -= MS
    assert phone.cancel(paid).booking.status is Status.CANCELLED


def test_again_and_again_is_answered_as_it_stands(service, phone):
    paid = phone.booked_and_paid()
    assert {phone.cancel(paid).booking.status for _ in range(3)} == {Status.CANCELLED}
    assert len(service.outside.refunds) == 1
    assert len(service.booking(paid).history) == 3


def test_eight_times_at_once_gives_back_once(service, phone):
    paid = phone.booked_and_paid()
    answers = at_once(*[lambda: phone.cancel(paid)] * 8)
    assert all(answer.booking.status is Status.CANCELLED for answer in answers), answers
    assert len(service.outside.refunds) == 1
    quiet(service)
    assert service.outside.kinds_sent()[1:] == ["booking_cancelled", "refund_result"]


@pytest.mark.parametrize("status", [Status.CHECKED_IN, Status.COMPLETED, Status.NO_SHOW])
def test_what_is_over_is_not_cancelled(service, phone, status):
    paid = phone.booked_and_paid()
    service.db.bookings.update_one({"_id": paid}, {"$set": {"status": status.value}})
    with refused(Code.BAD_STATE):
        phone.cancel(paid)


def test_an_expired_hold_is_not_cancelled(service, phone):
    held = phone.book().booking.id
    service.clock.pass_(minutes=17)
    service.sweep()
    with refused(Code.BAD_STATE):
        phone.cancel(held)


@pytest.mark.parametrize("identity", ["b-nothing", "foreign"])
def test_somebody_elses_booking_does_not_exist(service, phone, identity):
    foreign = service.person().booked_and_paid()
    with refused(Code.NOT_FOUND):
        phone.cancel(foreign if identity == "foreign" else identity)
    assert service.booking(foreign).status is Status.CONFIRMED


# --- in the middle of a payment


def test_paid_while_the_notice_was_on_its_way(service, phone):
    """The close hears ORDERPAID; the money is found and goes back."""
    held = phone.book().booking.id
    service.outside.pay(held)
    phone.cancel(held)
    quiet(service)
    assert service.booking(held).status is Status.CANCELLED
    assert phone.bookings().bookings[0].refund.status == "success"


def test_the_pay_sheet_opened_while_it_was_cancelled(service, phone, monkeypatch):
    """The prepay is noted between this cancellation's look and its write: its order must be closed all the same."""
    service.outside.fail_next("prepay", LOST)
    held = phone.book().booking.id
    service.db.bookings.update_one({"_id": held}, {"$unset": {"prepay_at": ""}})
    first_before(monkeypatch, service.store, "bookings.apply", lambda: phone.pay(held))
    phone.cancel(held)
    assert service.outside.orders[held].state == "closed"
    quiet(service)


def test_the_order_cannot_be_closed_just_now(service, phone):
    held = phone.book().booking.id
    service.outside.fail_next("close", PayRefused("NOAUTH", 403, ""))
    assert phone.cancel(held).booking.status is Status.CANCELLED
    assert service.slot().left == 3
    assert service.outside.orders[held].state == "open"
    quiet(service)
    assert service.outside.orders[held].state == "closed"


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("paid", [False, True])
@pytest.mark.parametrize(
    "place", ["bookings.apply", "slots.free", "persons.unclaim", "bookings.outbox.done"]
)
def test_a_cancellation_cut_off_anywhere_is_finished(
    service, phone, monkeypatch, place, paid, after
):
    identity = phone.booked_and_paid() if paid else phone.book().booking.id
    cut(monkeypatch, service.store, place, after=after)
    with pytest.raises(AutoReconnect):
        phone.cancel(identity)
    assert phone.cancel(identity).booking.status is Status.CANCELLED
    quiet(service)
    assert len(service.outside.refunds) == paid


def test_a_seat_that_was_sold_again_is_not_freed_by_the_old_owners_effects(one_seat, monkeypatch):
    first = one_seat.person()
    lost = first.book().booking.id
    cut(monkeypatch, one_seat.store, "bookings.outbox.done")
    with pytest.raises(AutoReconnect):
        first.cancel(lost)
    won = one_seat.person().booked_and_paid()
    one_seat.clock.pass_(minutes=5)
    quiet(one_seat)
    assert one_seat.booking(won).status is Status.CONFIRMED


def _owner(service, identity):
    booking = service.booking(identity)
    return Phone(service, WeChatUser(openid=booking.openid), booking.patient_id)
