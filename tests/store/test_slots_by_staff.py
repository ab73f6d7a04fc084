"""slots: halted for a job, retired, and given seats by hand; when each matches and when it must not."""

import pytest

from common.domain.slot import (
    Added,
    Availability,
    Pool,
    Seat,
    SlotState,
    availability,
)
from tests.store.samples import NOW, a_claim
from tests.store.test_slots import _counts, mixed, slots

__all__ = ["mixed", "slots"]


@pytest.mark.parametrize("state", SlotState)
def test_a_halted_slot_is_taken_by_nobody_and_goes_on_as_it_was(slots, db, state):
    db.slots.update_one({"_id": "s1"}, {"$set": {"state": state.value}})
    slots.halt(["s1"], 3)
    assert (slots.get("s1").halted, slots.get("s1").rev) == (state, 3)
    assert not slots.take("s1", Pool.PHONE, a_claim(), NOW)
    assert not slots.turn("s1", SlotState.CLOSED, SlotState.OPEN, "a1")
    slots.go_on(["s1"], 3)
    assert (slots.get("s1").state, slots.get("s1").halted) == (state, None)


def test_what_an_exception_stopped_is_not_sold_again_while_it_is_halted(slots):
    slots.stop(["s1"])
    slots.halt(["s1"], 3)
    assert slots.sell_again(["s1"]) == 0
    slots.go_on(["s1"], 3)
    assert slots.sell_again(["s1"]) == 1


def test_a_job_halts_a_slot_once_and_no_later_than_another_one(slots, db):
    db.slots.update_one({"_id": "s1"}, {"$unset": {"rev": ""}})
    slots.halt(["s1"], 3)
    slots.go_on(["s1"], 3)
    for late in (3, 2):
        slots.halt(["s1"], late)
        assert slots.get("s1").state is SlotState.OPEN
    slots.halt(["s1"], 4)
    assert slots.get("s1").halted is SlotState.OPEN


def test_a_job_lets_go_and_retires_only_what_it_halted_itself(slots):
    slots.halt(["s1"], 4)
    halted = slots.get("s1")
    slots.go_on(["s1"], 3)
    slots.retire(["s1"], 3)
    assert slots.get("s1") == halted
    slots.retire(["s1"], 4)
    retired = slots.get("s1")
    assert (retired.state, retired.retired, retired.halted) == (SlotState.SUSPENDED, True, None)
    slots.go_on(["s1"], 4)
    assert slots.get("s1") == retired
    assert slots.laid_out(retired.date, retired.hospital_id) == []
    assert availability(retired, NOW) is Availability.CLOSED


def test_what_went_on_is_not_put_back_by_a_late_run(slots):
    slots.halt(["s1"], 3)
    slots.go_on(["s1"], 3)
    assert slots.turn("s1", SlotState.OPEN, SlotState.CLOSED, "a1")
    slots.go_on(["s1"], 3)
    assert slots.get("s1").state is SlotState.CLOSED


def _add(slots, slot, pool=Pool.PHONE, key="k1"):
    seats = [Seat(number=91, pool=pool), Seat(number=92, pool=pool)]
    return slots.add(slot, seats, Added(key=key, pool=pool, seats=2), "a1")


@pytest.mark.parametrize("pool", Pool)
def test_seats_are_added_to_a_pool_and_counted(mixed, pool):
    before, slot = _counts(mixed), mixed.get("s1")
    assert _add(mixed, slot, pool)
    after = mixed.get("s1")
    assert _counts(mixed) == {**before, pool.value: (before[pool.value][0] + 2, 0)}
    assert (after.capacity, after.audit, after.added) == (
        6, "a1", (Added(key="k1", pool=pool, seats=2),),
    )  # fmt: skip
    assert [seat.number for seat in after.seats if seat.pool is pool][-2:] == [91, 92]


def test_seats_are_added_to_an_open_slot_as_it_was_read(slots, db):
    slot = slots.get("s1")
    assert _add(slots, slot)
    assert not _add(slots, slot)
    assert slots.turn("s1", SlotState.OPEN, SlotState.CLOSED, "a2")
    assert not _add(slots, slots.get("s1"))
    assert slots.get("s1").capacity == slot.capacity + 2
    assert db.slots.count_documents({}) == 1


@pytest.mark.parametrize("pool", [Pool.WINDOW, Pool.REFERRAL])
def test_no_seat_is_added_to_a_pool_that_is_not_counted(mixed, db, pool):
    db.slots.update_one({"_id": "s1"}, {"$unset": {"window": "", "referral": ""}})
    assert not _add(mixed, mixed.get("s1"), pool)
