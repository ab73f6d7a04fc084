"""Pools: a seat of the window is the window's, whoever gives it up and whoever waits."""

from contextlib import suppress
from datetime import timedelta

import pytest
from pymongo.errors import AutoReconnect

from common.contracts.query_slots import QuerySlotsRequest
from common.domain.booking.status import Status
from common.domain.errors import Code
from common.domain.money.payment import Outcome
from common.domain.slot import Pool, SeatCounts
from common.store.slots import SeatClaim
from common.usecases.query_slots import query_slots
from tests.support.desk import book_at_desk
from tests.support.service import WEDNESDAY
from tests.usecases.queues import entry_of, join
from tests.usecases.world import cut, quiet, refused, violations


@pytest.fixture
def mixed(service):
    """A service whose first slot has a seat for phones and two of the window."""
    counts = {"left": 1, "window": {"left": 2, "holding": 0}}
    pools = {f"seats.{place}.pool": "window" for place in (0, 2)}
    service.db.slots.update_one({"_id": service.slot_id()}, {"$set": {**counts, **pools}})
    return service


def at_desk(phone, key="at-the-desk"):
    """A seat of the window for somebody; the booking's id."""
    return book_at_desk(phone, phone.service.slot_id(), key, phone.service.deps).id


def paid_at_desk(phone):
    """The same, and paid."""
    identity = at_desk(phone)
    phone.service.settle(phone.service.pays(identity))
    return identity


def seen(service):
    """The slot as phones see it."""
    phone = service.person()
    request = QuerySlotsRequest(doctor_id="d1", date_from=WEDNESDAY)
    slots = query_slots(request, phone.caller, service.deps).slots
    slot = next(slot for slot in slots if slot.id == service.slot_id())
    return slot.left, slot.availability


def test_a_booking_knows_whose_seat_it_has(mixed):
    phone, desk = mixed.person(), mixed.person()
    by_phone, by_desk = phone.booked_and_paid(), paid_at_desk(desk)
    assert mixed.booking(by_phone).seat.pool is Pool.PHONE
    assert mixed.booking(by_desk).seat.pool is Pool.WINDOW
    slot = mixed.slot()
    assert [slot.counts(pool) for pool in Pool] == [SeatCounts(), SeatCounts(left=1), SeatCounts()]
    assert violations(mixed) == []


def test_phones_see_nothing_of_the_windows_seats(mixed):
    assert seen(mixed) == (1, "free")
    mixed.person().booked_and_paid()
    assert seen(mixed) == (0, "full")
    at_desk(mixed.person())
    assert mixed.slot().window == SeatCounts(left=1, holding=1)
    assert seen(mixed) == (0, "full")
    with refused(Code.SLOT_FULL) as caught:
        mixed.person().book()
    assert caught.value.message == "这个时间的号已经约满，请换一个时间"


def test_a_hold_of_the_window_that_lapsed_makes_no_way_for_a_phone(mixed):
    mixed.person().booked_and_paid()
    lapsed = at_desk(mixed.person())
    mixed.clock.pass_(minutes=18)
    with refused(Code.SLOT_FULL) as caught:
        mixed.person().book()
    assert caught.value.message == "这个时间的号已经约满，请换一个时间"
    assert mixed.booking(lapsed).status is Status.HELD
    quiet(mixed)


@pytest.mark.parametrize("by_sweep", [False, True])
def test_a_seat_of_the_window_is_free_again_while_a_phone_waits(mixed, monkeypatch, by_sweep):
    """Whoever waits, waits for a phone's seat, whether the seat goes back at once or by a later sweep."""
    mixed.person().booked_and_paid()
    desk, waits = mixed.person(), mixed.person()
    given_up = paid_at_desk(desk)
    join(waits)
    if by_sweep:
        cut(monkeypatch, mixed.store, "slots.free")
    with suppress(AutoReconnect):
        desk.cancel(given_up)
    quiet(mixed)
    assert mixed.slot().window == SeatCounts(left=2)
    assert mixed.slot().left == 0
    assert entry_of(waits).status == "waiting"
    assert mixed.outside.kinds_sent().count("waitlist_offer") == 0


def test_at_night_a_seat_of_the_window_goes_back_at_once(mixed):
    """Only a seat that somebody waits for is kept until the morning."""
    mixed.person().booked_and_paid()
    desk = mixed.person()
    given_up = paid_at_desk(desk)
    join(mixed.person())
    mixed.clock.pass_(hours=15, minutes=30)
    desk.cancel(given_up)
    assert mixed.slot().window == SeatCounts(left=2)


def test_a_seat_of_the_phone_goes_to_who_waits_and_stays_the_phones(mixed):
    phone, waits = mixed.person(), mixed.person()
    given_up = phone.booked_and_paid()
    join(waits)
    phone.cancel(given_up)
    (offer,) = mixed.db.bookings.find({"entry_id": entry_of(waits).id})
    assert mixed.booking(offer["_id"]).seat.pool is Pool.PHONE
    assert mixed.slot().window == SeatCounts(left=2)
    quiet(mixed)


def expired_at_desk(service):
    """A hold of the window that lapsed; its booking's id."""
    identity = at_desk(service.person())
    service.clock.pass_(minutes=18)
    service.sweep()
    assert service.booking(identity).status is Status.EXPIRED
    assert service.slot().window == SeatCounts(left=2)
    return identity


def test_late_money_regains_a_seat_of_the_same_pool(mixed):
    """The first free seat of the slot is the phone's, once the window's first is taken: it is passed by."""
    expired = expired_at_desk(mixed)
    paid_at_desk(mixed.person())
    assert mixed.settle(mixed.pays(expired, late=True)) is Outcome.KEPT
    assert mixed.booking(expired).seat.pool is Pool.WINDOW
    assert (mixed.slot().left, mixed.slot().window) == (1, SeatCounts())
    quiet(mixed)


def test_late_money_of_the_window_goes_back_though_a_phones_seat_is_free(mixed):
    expired = expired_at_desk(mixed)
    for _ in range(2):
        paid_at_desk(mixed.person())
    assert mixed.settle(mixed.pays(expired, late=True)) is Outcome.REFUND
    assert (mixed.slot().left, mixed.slot().window) == (1, SeatCounts())
    quiet(mixed)


def test_late_money_of_a_phone_leaves_the_windows_seats_alone(mixed):
    expired = mixed.person().book().booking.id
    mixed.clock.pass_(minutes=18)
    mixed.person().booked_and_paid()
    assert mixed.settle(mixed.pays(expired, late=True)) is Outcome.REFUND
    assert mixed.slot().window == SeatCounts(left=2)
    quiet(mixed)


def test_what_a_desk_left_behind_goes_back_to_its_pool(mixed):
    now = mixed.clock()
    until = now + timedelta(minutes=17)
    mark = SeatClaim(id="orphan", booking_id="b-nobody", taken_at=now, until=until)
    assert mixed.store.slots.take(mixed.slot_id(), Pool.WINDOW, mark, now)
    mixed.clock.pass_(minutes=1)
    assert mixed.sweep().seats == 1
    assert (mixed.slot().left, mixed.slot().window) == (1, SeatCounts(left=2))
    assert violations(mixed) == []


def test_a_seat_of_the_window_that_was_not_kept_is_kept_by_the_sweep(mixed):
    paid_at_desk(mixed.person())
    only_held = {"seats.0.until": mixed.clock() + timedelta(minutes=17), "window.holding": 1}
    mixed.db.slots.update_one({"_id": mixed.slot_id()}, {"$set": only_held})
    mixed.clock.pass_(minutes=1)
    assert mixed.sweep().seats == 1
    assert mixed.slot().window == SeatCounts(left=1)
    assert violations(mixed) == []
