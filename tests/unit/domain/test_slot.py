"""号源: what a patient sees of a slot, and why it cannot be booked."""

import pytest

from common.domain.errors import Code
from common.domain.slot import (
    Availability,
    Pool,
    Seat,
    SeatCounts,
    SlotNames,
    SlotState,
    availability,
    count_seats,
    full,
    not_bookable,
)
from tests.unit.samples import HOUR, MINUTE, MS, NOW, a_slot, told

CLOSES = a_slot().closes_at
CLOSED = (Code.SLOT_CLOSED, "这个时间已经停止预约，请换一个时间", {})
SUSPENDED = (Code.SLOT_SUSPENDED, "医生停诊，请换一位医生或换一个时间", {})


@pytest.mark.parametrize(
    ("fields", "now", "seen"),
    [
        ({}, NOW, Availability.FREE),
        ({"left": 0}, NOW, Availability.FULL),
        ({"left": 0, "holding": 1}, NOW, Availability.HELD),
        ({"left": 1, "holding": 1}, NOW, Availability.FREE),
        ({"release_at": NOW}, NOW, Availability.FREE),
        ({"release_at": NOW + MS}, NOW, Availability.NOT_RELEASED),
        ({}, CLOSES - MS, Availability.FREE),
        ({}, CLOSES, Availability.CLOSED),
        ({"left": 0}, CLOSES, Availability.CLOSED),
        ({"state": SlotState.CLOSED}, NOW, Availability.CLOSED),
        ({"state": SlotState.CLOSED, "release_at": NOW + MS}, NOW, Availability.CLOSED),
        ({"state": SlotState.SUSPENDED}, CLOSES, Availability.SUSPENDED),
    ],
)
def test_what_a_patient_sees(fields, now, seen):
    assert availability(a_slot(**fields), now) is seen


@pytest.mark.parametrize(
    ("fields", "now", "refused"),
    [
        ({}, NOW, None),
        ({"left": 0}, NOW, None),
        ({"left": 0, "holding": 1}, NOW, None),
        ({"state": SlotState.CLOSED}, NOW, CLOSED),
        ({}, CLOSES, CLOSED),
        ({"state": SlotState.SUSPENDED}, NOW, SUSPENDED),
        (
            {"release_at": NOW - HOUR},
            NOW - HOUR - MS,
            (
                Code.SLOT_NOT_RELEASED, "还没放号。3月2日 07:00 放号，请到时再来",
                {"release_at": "2026-03-02T07:00:00+08:00"},
            ),
        ),
    ],
)  # fmt: skip
def test_why_it_cannot_be_booked(fields, now, refused):
    assert told(not_bookable(a_slot(**fields), now)) == refused


def test_full():
    words = "这个时间的号已经约满，请换一个时间"
    assert told(full(a_slot(left=0), Pool.PHONE, NOW)) == (Code.SLOT_FULL, words, {})


@pytest.mark.parametrize(
    ("ends", "minutes"),
    [
        ([15 * MINUTE], 15),
        ([15 * MINUTE + MS], 16),
        ([None, 9 * MINUTE, 3 * MINUTE], 3),
        ([-MINUTE], 1),
        ([None], 1),
    ],
)
def test_full_and_perhaps_not_for_long(ends, minutes):
    """The minutes are those until the first hold ends."""
    seats = [
        Seat(number=n, claim="c", until=None if end is None else NOW + end)
        for n, end in enumerate(ends)
    ]
    words = f"暂时约满。有人还没付款，{minutes} 分钟内可能让出；可以等等，或换一个时间"
    slot = a_slot(left=0, holding=1, seats=seats)
    assert told(full(slot, Pool.PHONE, NOW)) == (Code.SLOT_HELD, words, {})


def test_seats_whose_time_is_over():
    seats = [
        Seat(number=n, claim="c", until=until) for n, until in enumerate([None, NOW, NOW + MS])
    ]
    assert [seat.number for seat in a_slot(seats=seats).lapsed_seats(Pool.PHONE, NOW)] == [1]


def test_a_seat_of_the_window_is_no_hope_for_a_phone():
    """Held at the desk, it comes back to the desk: for a phone the slot is full for good."""
    window = Seat(number=2, pool=Pool.WINDOW, claim="c", until=NOW)
    slot = a_slot(left=0, window=SeatCounts(left=4, holding=1), seats=(window,))
    assert availability(slot, NOW) is Availability.FULL
    words = "这个时间的号已经约满，请换一个时间"
    assert told(full(slot, Pool.PHONE, NOW)) == (Code.SLOT_FULL, words, {})
    assert told(full(slot, Pool.WINDOW, NOW))[0] is Code.SLOT_HELD
    assert slot.lapsed_seats(Pool.PHONE, NOW) == []
    assert slot.lapsed_seats(Pool.WINDOW, NOW) == [window]
    sooner = a_slot(left=0, holding=1, seats=(window, Seat(number=1, claim="d", until=NOW + HOUR)))
    assert full(sooner, Pool.PHONE, NOW).message == (
        "暂时约满。有人还没付款，60 分钟内可能让出；可以等等，或换一个时间"
    )


def test_each_pool_is_counted_for_itself():
    seats = [
        Seat(number=1), Seat(number=2, claim="a", until=NOW), Seat(number=3, claim="b"),
        Seat(number=4, pool=Pool.WINDOW), Seat(number=5, pool=Pool.WINDOW, claim="c", until=NOW),
        Seat(number=6, pool=Pool.REFERRAL, claim="d"),
    ]  # fmt: skip
    assert [count_seats(seats, pool) for pool in Pool] == [
        SeatCounts(left=1, holding=1), SeatCounts(left=1, holding=1), SeatCounts(left=0, holding=0),
    ]  # fmt: skip
    slot = a_slot(
        left=1, holding=2, window=SeatCounts(left=3, holding=4), referral=SeatCounts(left=5)
    )
    assert [slot.counts(pool) for pool in Pool] == [
        SeatCounts(left=1, holding=2), SeatCounts(left=3, holding=4), SeatCounts(left=5, holding=0),
    ]  # fmt: skip


def test_the_seat_that_carries_a_claim():
    seats = (Seat(number=1), Seat(number=2, claim="c1"))
    assert a_slot(seats=seats).seat_of("c1") == seats[1]
    assert a_slot(seats=seats).seat_of("c2") is None


def test_words_as_they_are_stored_and_sent():
    assert [state.value for state in SlotState] == ["open", "closed", "suspended"]
    assert [seen.value for seen in Availability] == [
        "free", "held", "full", "not_released", "closed", "suspended",
    ]  # fmt: skip
    assert [pool.value for pool in Pool] == ["phone", "window", "referral"]
    seat = Seat(number=1)
    assert (seat.pool, seat.claim, seat.booking_id, seat.taken_at, seat.until) == (
        "phone", None, None, None, None,
    )  # fmt: skip


def test_a_slot_may_have_neither_address_nor_place_nor_title():
    names = SlotNames(hospital="演示医院", department="内科", doctor="测甲")
    assert (names.address, names.location, names.title) == ("", "", "")
