"""book: an attempt that is cut off, or that another copy of its tap overtakes."""

from datetime import timedelta

import pytest
from pymongo.errors import AutoReconnect

from common.domain.booking.status import Status
from common.domain.errors import Code
from tests.usecases.world import cut, first_before, refused, taken, violations

KEY = "the-same-tap"


def _cut_booking(service, phone, monkeypatch, place, after=False):
    done = cut(monkeypatch, service.store, place, after=after)
    with pytest.raises(AutoReconnect):
        phone.book(key=KEY)
    assert done
    return service.db.bookings.count_documents({})


def test_cut_before_the_seat_nothing_is_taken(service, monkeypatch):
    phone = service.person()
    assert not _cut_booking(service, phone, monkeypatch, "slots.take")
    assert taken(service) == []
    assert phone.book(key=KEY).booking.status is Status.HELD
    assert violations(service) == []


@pytest.mark.parametrize("after", [False, True])
def test_cut_around_the_claim_the_same_tap_finds_its_way(service, monkeypatch, after):
    phone = service.person()
    _cut_booking(service, phone, monkeypatch, "persons.claim", after)
    reply = phone.book(key=KEY)
    assert reply.booking.status is Status.HELD
    assert phone.book(key=KEY).booking.number == reply.booking.number
    service.clock.pass_(minutes=2)
    service.sweep()
    assert violations(service) == []
    assert len(taken(service)) == 1


def test_cut_between_claim_and_booking_the_same_tap_takes_over_seat_and_claim(
    one_seat, monkeypatch
):
    phone = one_seat.person()
    _cut_booking(one_seat, phone, monkeypatch, "bookings.insert")
    (orphan,) = taken(one_seat)
    one_seat.clock.pass_(seconds=20)
    booking = one_seat.booking(phone.book(key=KEY).booking.id)
    assert booking.seat.claim == orphan.claim
    assert booking.hold_until == orphan.until - timedelta(minutes=2)
    assert violations(one_seat) == []


def test_an_attempt_cut_long_ago_is_not_taken_over_but_tidied(one_seat, monkeypatch):
    phone = one_seat.person()
    _cut_booking(one_seat, phone, monkeypatch, "bookings.insert")
    one_seat.clock.pass_(seconds=31)
    with refused(Code.BUSY):
        phone.book(key=KEY)
    one_seat.clock.pass_(seconds=30)
    counts = one_seat.sweep()
    assert (counts.seats, counts.claims) == (1, 1)
    assert phone.book(key=KEY).booking.status is Status.HELD
    assert violations(one_seat) == []


def test_the_orphan_rules_keep_their_hands_off_a_young_attempt(one_seat, monkeypatch):
    phone = one_seat.person()
    _cut_booking(one_seat, phone, monkeypatch, "bookings.insert")
    one_seat.clock.pass_(seconds=59)
    one_seat.sweep()
    assert len(taken(one_seat)) == 1


def test_an_attempt_that_grew_old_stops_before_it_writes_a_booking(one_seat, monkeypatch):
    phone = one_seat.person()
    first_before(
        monkeypatch, one_seat.store, "persons.claim", lambda: one_seat.clock.pass_(seconds=31)
    )
    with refused(Code.BUSY):
        phone.book(key=KEY)
    assert one_seat.db.bookings.count_documents({}) == 0
    one_seat.clock.pass_(minutes=2)
    one_seat.sweep()
    assert violations(one_seat) == []


def test_cut_after_the_booking_was_written_the_same_tap_finds_it(service, monkeypatch):
    phone = service.person()
    _cut_booking(service, phone, monkeypatch, "bookings.insert", after=True)
    assert phone.book(key=KEY).payment is not None
    assert violations(service) == []


def test_a_seat_cut_from_its_claim_holds_up_the_last_seat_only_for_the_grace(one_seat, monkeypatch):
    phone = one_seat.person()
    _cut_booking(one_seat, phone, monkeypatch, "persons.claim")
    with refused(Code.BUSY):
        phone.book(key=KEY)
    with refused(Code.SLOT_HELD):
        one_seat.person().book()
    one_seat.clock.pass_(seconds=60)
    one_seat.sweep()
    assert phone.book(key=KEY).booking.number == 1


@pytest.mark.parametrize("place", ["persons.get", "slots.take", "persons.claim"])
def test_two_copies_of_a_tap_that_both_want_a_seat_leave_one(service, monkeypatch, place):
    """The other copy books to its end just before this one looks, takes its seat, or claims the person."""
    phone, others = service.person(), []
    first_before(
        monkeypatch, service.store, place, lambda: others.append(phone.book(key=KEY).booking)
    )
    assert [phone.book(key=KEY).booking] == others
    assert len(taken(service)) == 1
    assert violations(service) == []


def test_the_person_changed_while_it_was_decided_so_it_is_decided_again(service, monkeypatch):
    phone = service.person()
    first_before(
        monkeypatch, service.store, "persons.claim", lambda: phone.book(key="the-other-tap")
    )
    with refused(Code.ALREADY_BOOKED):
        phone.book(key=KEY)
    assert len(taken(service)) == 1
    assert violations(service) == []
