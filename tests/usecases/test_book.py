"""book: the last seat, the tap that is sent again, and holds whose time is over."""

from collections import Counter
from datetime import date, timedelta

import pytest
from pymongo.errors import AutoReconnect

from common.clients.payments import PayRefused, PayTemporary
from common.domain.booking.names import booking_id
from common.domain.booking.status import Status
from common.domain.errors import Code
from common.domain.slot import Availability, availability
from tests.support.outside import LOST
from tests.usecases.world import (
    add_patient,
    another,
    at_once,
    cut,
    number_of,
    quiet,
    refused,
    taken,
    violations,
)

KEY = "the-same-tap"


def test_a_seat_is_held_for_fifteen_minutes_and_let_go_two_later(service):
    reply = service.person().book()
    booking, (seat,) = service.booking(reply.booking.id), taken(service)
    assert booking.status is Status.HELD
    assert booking.hold_until == service.clock() + timedelta(minutes=15)
    assert seat.until == booking.due_at == service.clock() + timedelta(minutes=17)
    assert (seat.claim, seat.number) == (booking.seat.claim, booking.seat.number)
    assert reply.payment.package == f"prepay_id=prepay-{booking.id}"
    assert service.outside.orders[booking.id].expires_at == booking.hold_until
    assert violations(service) == []


def test_a_free_slot_is_booked_at_once_and_the_patient_told(service):
    reply = service.person().book(service.slot_id("d3", start="0900"))
    booking = service.booking(reply.booking.id)
    assert (booking.status, reply.payment, booking.due_at) == (Status.CONFIRMED, None, None)
    assert service.outside.kinds_sent() == ["booking_confirmed"]
    assert service.outside.orders == {}
    assert violations(service) == []


def test_the_same_tap_eight_times_at_once_and_three_times_after(service):
    phone = service.person()
    answers = at_once(*[lambda: phone.book(key=KEY)] * 8)
    ids = {answer.booking.id for answer in answers if answer is not Code.BUSY}
    assert ids == {booking_id(phone.caller.openid, KEY)}, answers
    assert {phone.book(key=KEY).booking.id for _ in range(3)} == ids
    numbers = {phone.book(key=KEY).booking.number for _ in range(3)}
    assert len(numbers) == 1
    assert service.db.bookings.count_documents({}) == 1
    assert len(taken(service)) == 1
    assert violations(service) == []


def test_the_last_seats_tap_sent_eight_times_at_once(one_seat):
    phone = one_seat.person()
    answers = at_once(*[lambda: phone.book(key=KEY)] * 8)
    assert all(answer is Code.BUSY or answer.booking.number == 1 for answer in answers), answers
    assert phone.book(key=KEY).booking.number == 1
    assert violations(one_seat) == []


def test_eight_people_for_three_seats(service):
    people = [service.person() for _ in range(8)]
    answers = at_once(*[person.book for person in people])
    assert Counter(getattr(answer, "name", "booked") for answer in answers) == {
        "booked": 3,
        "SLOT_HELD": 5,
    }
    assert violations(service) == []


def test_one_patient_on_two_phones_gets_one_booking(service):
    """A parent and a grandparent book the same child at the same moment."""
    number = number_of(date(1990, 1, 1), 77)
    one, two = (another(p, add_patient(p, number)) for p in (service.person(), service.person()))
    answers = at_once(one.book, lambda: two.book(key="another-tap"))
    assert answers.count(Code.ALREADY_BOOKED) == 1, answers
    assert violations(service) == []


def test_the_same_key_from_two_users_makes_two_bookings(service):
    one, two = service.person(), service.person()
    assert one.book(key=KEY).booking.id != two.book(key=KEY).booking.id


def test_the_same_key_for_something_else_is_a_mistake_of_the_phone(service):
    phone = service.person()
    phone.book(key=KEY)
    with refused(Code.BAD_REQUEST):
        phone.book(service.slot_id(start="0830"), key=KEY)
    assert service.db.bookings.count_documents({}) == 1


def test_the_same_tap_long_after_the_slot_closed_still_shows_its_booking(service):
    phone = service.person()
    identity = phone.book(key=KEY).booking.id
    service.settle(service.pays(identity))
    service.clock.pass_(days=5)
    reply = phone.book(key=KEY)
    assert (reply.booking.id, reply.booking.status) == (identity, Status.CONFIRMED)
    assert reply.payment is None


@pytest.mark.parametrize(
    "error", [LOST, PayTemporary("SYSTEMERROR", 500, ""), PayRefused("NOAUTH", 403, "")]
)
def test_a_prepay_that_fails_leaves_the_booking_standing(service, error):
    phone = service.person()
    service.outside.fail_next("prepay", error)
    reply = phone.book(key=KEY)
    assert (reply.booking.status, reply.payment) == (Status.HELD, None)
    assert phone.book(key=KEY).payment is not None


# --- holds whose time is over


def test_a_lapsed_hold_is_evicted_by_the_next_buyer(one_seat):
    slow, quick = one_seat.person(), one_seat.person()
    lost = slow.book().booking.id
    one_seat.clock.pass_(minutes=16, seconds=59)
    with refused(Code.SLOT_HELD):
        quick.book()
    one_seat.clock.pass_(seconds=1)
    assert quick.book().booking.number == 1
    assert one_seat.booking(lost).status is Status.EXPIRED
    assert one_seat.outside.orders[lost].state == "closed"
    assert violations(one_seat) == []


def test_a_lapsed_hold_that_was_paid_is_not_evicted(one_seat):
    slow, quick = one_seat.person(), one_seat.person()
    paid = slow.book().booking.id
    one_seat.outside.pay(paid)
    one_seat.clock.pass_(minutes=17)
    with refused(Code.SLOT_HELD):
        quick.book()
    one_seat.sweep()
    assert one_seat.booking(paid).status is Status.CONFIRMED
    with refused(Code.SLOT_FULL):
        quick.book()
    quiet(one_seat)


def test_a_lapsed_hold_stays_while_wechat_does_not_answer(one_seat):
    one_seat.person().book()
    one_seat.clock.pass_(minutes=17)
    one_seat.outside.fail_next("query", LOST)
    with refused(Code.SLOT_HELD):
        one_seat.person().book()
    assert len(taken(one_seat)) == 1


def test_of_many_buyers_who_meet_a_lapsed_hold_one_gets_the_seat(one_seat):
    one_seat.person().book()
    buyers = [one_seat.person() for _ in range(6)]
    one_seat.clock.pass_(minutes=17)
    answers = at_once(*[buyer.book for buyer in buyers])
    booked = [answer for answer in answers if not isinstance(answer, Code)]
    assert len(booked) <= 1
    assert set(answers) - set(booked) <= {Code.SLOT_HELD, Code.SLOT_FULL}
    # Whoever expired the hold may have lost the race for its seat; then it stands free.
    assert booked or availability(one_seat.slot(), one_seat.clock()) is Availability.FREE
    quiet(one_seat)


def test_ones_own_lapsed_hold_is_not_in_ones_way(service):
    phone = service.person()
    lost = phone.book().booking.id
    service.clock.pass_(minutes=17)
    assert phone.book().booking.status is Status.HELD
    assert service.booking(lost).status is Status.EXPIRED
    assert violations(service) == []


def test_the_seat_of_a_cancelled_booking_is_given_back_by_the_buyer_who_meets_it(
    one_seat, monkeypatch
):
    """The cancellation was cut off before its effects."""
    holder = one_seat.person()
    lost = holder.book().booking.id
    cut(monkeypatch, one_seat.store, "slots.free")
    with pytest.raises(AutoReconnect):
        holder.cancel(lost)
    one_seat.clock.pass_(minutes=17)
    assert one_seat.person().book().booking.number == 1
    quiet(one_seat)
