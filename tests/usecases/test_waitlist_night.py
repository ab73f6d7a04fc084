"""waitlist: nights, the daily close, and a hand-over that is cut off."""

from datetime import timedelta

import pytest
from pymongo.errors import AutoReconnect

from common.domain.errors import Code
from common.domain.slot import Pool
from common.domain.waitlist import EntryStatus
from common.protocol.seats import release_seat
from tests.support.service import A_MINUTE
from tests.usecases.queues import MS, china, entry_of, join, leave, mine
from tests.usecases.world import cut, first_before, quiet, refused, violations


def _thursday(one_seat):
    slot = one_seat.slot_id(day="2026-03-05")
    owner, phone = one_seat.person(), one_seat.person()
    booked = owner.booked_and_paid(slot)
    join(phone, slot)
    return owner, phone, booked, slot


@pytest.mark.parametrize(("hour", "minute"), [(23, 0), (23, 59)])
def test_a_seat_that_comes_free_at_night_is_kept_for_the_queue(one_seat, hour, minute):
    owner, phone, booked, slot = _thursday(one_seat)
    one_seat.clock.now = china(2, hour, minute)
    owner.cancel(booked)
    for _ in range(3):
        one_seat.sweep()
        one_seat.clock.pass_(minutes=10)
    assert entry_of(phone).status is EntryStatus.WAITING
    assert one_seat.slot(slot).left == 0
    with refused(Code.SLOT_FULL):
        one_seat.person().book(slot)
    one_seat.clock.now = china(3, 6) - MS
    one_seat.sweep()
    assert entry_of(phone).status is EntryStatus.WAITING
    one_seat.clock.now = china(3, 6)
    one_seat.sweep()
    assert entry_of(phone).status is EntryStatus.OFFERED
    assert entry_of(phone).offer_until == china(3, 6, 30)
    quiet(one_seat)


def test_the_last_offer_of_the_evening(one_seat):
    owner, phone, booked, _ = _thursday(one_seat)
    one_seat.clock.now = china(2, 23) - MS
    owner.cancel(booked)
    assert entry_of(phone).status is EntryStatus.OFFERED


def test_a_lapsed_hold_at_night_is_not_sold_past_the_queue(one_seat):
    slot = one_seat.slot_id(day="2026-03-05")
    phone = one_seat.person()
    one_seat.clock.now = china(2, 22, 55)
    one_seat.person().book(slot)
    join(phone, slot)
    one_seat.clock.pass_(minutes=17)
    with refused(Code.SLOT_HELD):
        one_seat.person().book(slot)
    one_seat.sweep()
    assert one_seat.slot(slot).left == 0
    one_seat.clock.now = china(3, 6)
    one_seat.sweep()
    assert entry_of(phone).status is EntryStatus.OFFERED
    quiet(one_seat)


def test_everybody_left_during_the_night(one_seat):
    owner, phone, booked, slot = _thursday(one_seat)
    one_seat.clock.now = china(2, 23, 30)
    owner.cancel(booked)
    leave(phone)
    one_seat.clock.now = china(3, 6)
    quiet(one_seat)
    assert one_seat.slot(slot).left == 1


def test_after_the_queue_closed_a_seat_is_simply_free(one_seat, owner, queue):
    one_seat.clock.now = china(3, 20)
    owner.cancel(owner.booked)
    one_seat.sweep()
    assert one_seat.slot().left == 1
    assert {entry_of(phone).status for phone in queue} == {EntryStatus.CLOSED}
    assert violations(one_seat) == []


def test_an_offer_stands_although_the_queue_closed_meanwhile(one_seat, owner, queue, monkeypatch):
    """The queue closes between the offer's booking and its mark."""
    one_seat.clock.now = china(3, 20) - timedelta(seconds=1)

    def closing():
        one_seat.store.waitlist.close(entry_of(queue[0]).id)

    first_before(monkeypatch, one_seat.store, "waitlist.mark_offered", closing)
    owner.cancel(owner.booked)
    assert entry_of(queue[0]).status is EntryStatus.OFFERED
    assert leave(queue[0]).status is EntryStatus.LEFT
    quiet(one_seat)


def test_an_offer_marked_after_its_place_was_given_away(one_seat, owner, queue, monkeypatch):
    """The queue closed under the offer, and the person joined another one on the place that came free."""
    thursday = one_seat.slot_id(day="2026-03-05")
    one_seat.person().booked_and_paid(thursday)

    def elsewhere():
        one_seat.store.waitlist.close(entry_of(queue[0]).id)
        join(queue[0], thursday, "join-elsewhere")

    first_before(monkeypatch, one_seat.store, "waitlist.mark_offered", elsewhere)
    owner.cancel(owner.booked)
    one_seat.sweep()
    assert [entry.status.value for entry in mine(queue[0])] == ["waiting", "offered"]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    "place",
    ["bookings.apply", "slots.hand", "persons.claim", "bookings.insert", "bookings.outbox.lease",
     "waitlist.mark_offered", "bookings.outbox.done"],
)  # fmt: skip
def test_a_hand_over_cut_off_anywhere_reaches_the_first_who_waits(
    one_seat, owner, queue, monkeypatch, place, after
):
    done = cut(monkeypatch, one_seat.store, place, after=after)
    with pytest.raises(AutoReconnect):
        owner.cancel(owner.booked)
    assert done
    owner.cancel(owner.booked)
    one_seat.clock.pass_(minutes=2)
    one_seat.sweep()
    one_seat.clock.pass_(minutes=2)
    one_seat.sweep()
    assert [entry_of(phone).status.value for phone in queue] == ["offered", "waiting", "waiting"]
    assert one_seat.slot().left == 0
    assert violations(one_seat) == []


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    "place", ["bookings.apply", "slots.hand", "bookings.insert", "waitlist.end"]
)
def test_a_lapse_cut_off_anywhere_reaches_the_next(
    one_seat, offered, queue, monkeypatch, place, after
):
    one_seat.clock.pass_(minutes=32)
    done = cut(monkeypatch, one_seat.store, place, after=after)
    one_seat.sweep()
    assert done
    one_seat.sweep()
    one_seat.clock.pass_(minutes=2)
    one_seat.sweep()
    one_seat.clock.pass_(minutes=2)
    one_seat.sweep()
    assert [entry_of(phone).status.value for phone in queue] == ["lapsed", "offered", "waiting"]
    assert violations(one_seat) == []


def test_releasing_a_seat_again_changes_nothing(one_seat, owner, queue):
    claim = one_seat.booking(owner.booked).seat.claim
    owner.cancel(owner.booked)
    before = one_seat.slot()
    assert release_seat(one_seat.slot_id(), Pool.PHONE, claim, one_seat.deps, A_MINUTE) is None
    assert one_seat.slot() == before
