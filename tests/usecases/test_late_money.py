"""settle: money for a hold that is over. It regains a free seat of the same slot, else it goes back."""

from datetime import timedelta

import pytest
from pymongo.errors import AutoReconnect

from common.domain.booking.status import Status
from common.domain.errors import Code
from common.domain.money.payment import Outcome
from tests.usecases.world import at_once, cut, first_before, quiet, refused


@pytest.fixture
def expired(service, held):
    service.clock.pass_(minutes=17)
    service.sweep()
    assert service.booking(held).status is Status.EXPIRED
    return held


def test_late_money_finds_a_seat_free(service, phone, expired):
    service.person().book()
    old = service.booking(expired).seat
    assert service.settle(service.pays(expired, late=True)) is Outcome.KEPT
    booking = service.booking(expired)
    assert booking.status is Status.CONFIRMED
    assert booking.seat.claim != old.claim
    assert booking.remind_at is not None
    assert service.outside.kinds_sent()[-1] == "booking_confirmed"
    assert phone.bookings().bookings[0].number == booking.seat.number
    quiet(service)


def test_late_money_after_the_seat_is_gone(one_seat):
    slow, quick = one_seat.person(), one_seat.person()
    lost = slow.book().booking.id
    one_seat.clock.pass_(minutes=17)
    won = quick.booked_and_paid()
    payment = one_seat.pays(lost, late=True)
    assert one_seat.settle(payment) is Outcome.REFUND
    assert one_seat.booking(lost).status is Status.EXPIRED
    assert one_seat.booking(won).status is Status.CONFIRMED
    assert one_seat.outside.kinds_sent()[-1] == "refund_result"
    quiet(one_seat)


def test_late_money_after_the_person_booked_elsewhere(service, phone, expired):
    """The same hour in another department: two seats for one person would be wrong."""
    phone.booked_and_paid(service.slot_id("d2"))
    assert service.settle(service.pays(expired, late=True)) is Outcome.REFUND
    assert service.booking(expired).status is Status.EXPIRED
    assert [seat.claim for seat in service.slot().seats] == [None] * 3
    quiet(service)


def test_a_seat_is_taken_for_two_minutes_until_the_money_is_written_down(
    service, expired, monkeypatch
):
    """Longer than an attempt can last, and not for good: the sweep gives it back when the attempt is cut off."""
    payment = service.pays(expired, late=True)
    done = cut(monkeypatch, service.store, "bookings.apply")
    with pytest.raises(AutoReconnect):
        service.settle(payment)
    assert done
    (seat,) = [seat for seat in service.slot().seats if seat.claim is not None]
    assert (seat.booking_id, seat.taken_at) == (expired, service.clock())
    assert seat.until == service.clock() + timedelta(minutes=2)
    quiet(service)
    assert service.booking(expired).status is Status.CONFIRMED


@pytest.mark.parametrize("change", [{"state": "suspended"}, {"state": "closed"}])
def test_late_money_for_a_slot_that_is_no_longer_sold(service, expired, change):
    service.db.slots.update_one({"_id": service.slot_id()}, {"$set": change})
    assert service.settle(service.pays(expired, late=True)) is Outcome.REFUND
    quiet(service)


def test_late_money_after_the_visit_began(service, expired):
    payment = service.pays(expired, late=True)
    service.clock.now = service.slot().starts_at
    assert service.settle(payment) is Outcome.REFUND
    quiet(service)


def test_late_money_whose_own_seat_was_not_given_back_yet(one_seat, monkeypatch):
    """The expiry was cut off before its effects: its own seat must not be in the way."""
    lost = one_seat.person().book().booking.id
    one_seat.clock.pass_(minutes=17)
    cut(monkeypatch, one_seat.store, "slots.free")
    assert one_seat.sweep().failed == 1
    assert one_seat.booking(lost).status is Status.EXPIRED
    assert one_seat.settle(one_seat.pays(lost, late=True)) is Outcome.KEPT
    quiet(one_seat)
    assert one_seat.booking(lost).status is Status.CONFIRMED


def test_late_money_heard_of_twice_while_one_seat_is_left(one_seat, monkeypatch):
    """The notice and the patient's own question arrive together: the second must not refuse what the first regains."""
    slow = one_seat.person()
    lost = slow.book().booking.id
    one_seat.clock.pass_(minutes=17)
    one_seat.sweep()
    payment, second = one_seat.pays(lost, late=True), []
    first_before(
        monkeypatch,
        one_seat.store,
        "persons.claim",
        lambda: second.append(one_seat.settle(payment)),
    )
    assert one_seat.settle(payment) is Outcome.KEPT
    assert second == [None]
    quiet(one_seat)
    assert one_seat.booking(lost).status is Status.CONFIRMED


def test_late_money_four_times_at_once_takes_one_seat(service, expired):
    payment = service.pays(expired, late=True)
    answers = at_once(*[lambda: service.settle(payment)] * 4)
    assert set(answers) <= {Outcome.KEPT, None}
    quiet(service)
    assert service.booking(expired).status is Status.CONFIRMED


@pytest.mark.parametrize("place", ["slots.take", "persons.claim", "bookings.apply"])
@pytest.mark.parametrize("after", [False, True])
def test_late_money_cut_off_anywhere_is_settled_by_the_sweep(
    service, expired, monkeypatch, place, after
):
    payment = service.pays(expired, late=True)
    cut(monkeypatch, service.store, place, after=after)
    with pytest.raises(AutoReconnect):
        service.settle(payment)
    quiet(service)
    assert service.booking(expired).status is Status.CONFIRMED


def test_two_transactions_for_one_expired_booking(service, expired):
    first, second = service.pays(expired, late=True), service.pays(expired, late=True)
    assert [service.settle(first), service.settle(second)] == [Outcome.KEPT, Outcome.REFUND]
    quiet(service)


def test_who_booked_elsewhere_meanwhile_is_not_in_the_way_once_it_is_over(service, phone, expired):
    other = phone.book(service.slot_id("d2")).booking.id
    phone.cancel(other)
    assert service.settle(service.pays(expired, late=True)) is Outcome.KEPT
    with refused(Code.TIME_CONFLICT):
        phone.book(service.slot_id("d2"))
