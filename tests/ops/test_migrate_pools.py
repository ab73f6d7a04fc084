"""Step 0004: seats are counted by pool while the service runs, in this release's form and in the one before."""

from typing import Any

import pytest
from pymongo.collection import Collection

from common.domain.slot import Pool, SeatCounts
from common.store.slots import SeatClaim
from ops.migrations import step_0004
from ops.verify.repair import repair, repairable
from tests.ops.world import Db, World, told

UNCOUNTED = {"$unset": {"window": "", "referral": ""}}


@pytest.fixture
def before(world: World) -> World:
    """As the release before wrote it: its slots have seats of the window, and count the phone's alone."""
    free_window = {"seats.2.pool": "window"}
    first = world.db["slots"].find_one({"_id": world.slot}) or {}
    assert first["seats"][2]["claim"] is None
    world.db["slots"].update_one({"_id": world.slot}, {"$set": free_window, "$inc": {"left": -1}})
    world.db["slots"].update_many({}, UNCOUNTED)
    world.db["bookings"].update_many({}, {"$unset": {"seat.pool": ""}})
    return world


def _window(world: World) -> SeatCounts:
    return world.service.slot(world.slot).window


def _size(world: World) -> int:
    return sum(world.db[name].count_documents({}) for name in ("slots", "bookings"))


def test_every_slot_is_counted_and_every_booking_marked(before: World) -> None:
    assert step_0004.apply(before.db) == _size(before)
    assert told(before.verify(settled=True)) == []
    assert _window(before) == SeatCounts(left=1)
    pools = before.db["bookings"].distinct("seat.pool")
    assert pools == ["phone"]
    for name in ("window_holding", "referral_holding"):
        assert name in before.db["slots"].index_information()
    kept = {name: list(before.db[name].find({})) for name in ("slots", "bookings")}
    assert step_0004.apply(before.db) == 0
    assert {name: list(before.db[name].find({})) for name in kept} == kept


def test_cut_at_any_write_it_goes_on_from_there(
    before: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each run is cut one write later than what is left; nothing is counted twice, nothing is left out."""
    real, changed, runs = Collection.update_one, 0, 0
    done: list[int] = []

    def cut_at_the_second(self: Any, *arguments: Any, **options: Any) -> Any:
        if done and self.name == "slots":
            done.clear()
            raise ConnectionError("cut")
        done.append(1)
        return real(self, *arguments, **options)

    monkeypatch.setattr(Collection, "update_one", cut_at_the_second)
    slots = before.db["slots"].count_documents({})
    while runs < slots + 2:
        runs += 1
        try:
            changed = step_0004.apply(before.db)
            break
        except ConnectionError:
            counted = before.db["slots"].count_documents({"window": {"$ne": None}})
            assert counted == runs
    assert runs == slots
    assert changed == before.db["bookings"].count_documents({}) + 1
    assert told(before.verify(settled=True)) == []


def test_a_phone_that_books_and_gives_back_meanwhile_is_not_undone(
    before: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading a slot and writing its counts somebody books the phone's last seat, and another gives one up."""
    real, met = Collection.update_one, []

    def meets(self: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        if self.name == "slots" and query.get("_id") == before.slot and not met:
            met.append(1)
            monkeypatch.setattr(Collection, "update_one", real)
            assert _earlier_free(before, before.service.booking(before.confirmed).seat.claim)
            assert _earlier_take(before)
            monkeypatch.setattr(Collection, "update_one", meets)
        return real(self, query, *arguments, **options)

    monkeypatch.setattr(Collection, "update_one", meets)
    step_0004.apply(before.db)
    monkeypatch.setattr(Collection, "update_one", real)
    assert met
    slot = before.service.slot(before.slot)
    assert slot.seats[0].claim == "earlier"
    assert [slot.counts(pool) for pool in Pool] == [
        SeatCounts(left=0, holding=2), SeatCounts(left=1), SeatCounts(),
    ]  # fmt: skip


def test_of_two_at_once_the_slower_undoes_nothing(
    before: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the faster has counted them, a desk takes the window's seat: the slower must not count as it read."""
    real, inner = Collection.update_one, []

    def meets_another(self: Any, *arguments: Any, **options: Any) -> Any:
        monkeypatch.setattr(Collection, "update_one", real)
        inner.append(step_0004.apply(before.db))
        now = before.service.clock()
        mark = SeatClaim(id="desk", booking_id="b-desk", taken_at=now, until=now)
        assert before.service.store.slots.take(before.slot, Pool.WINDOW, mark, now)
        return real(self, *arguments, **options)

    monkeypatch.setattr(Collection, "update_one", meets_another)
    assert step_0004.apply(before.db) == 0
    assert inner == [_size(before)]
    assert _window(before) == SeatCounts(left=0, holding=1)


def test_the_release_before_goes_on_counting_the_phones_seats_rightly(before: World) -> None:
    """Its own updates, as it wrote them, on migrated slots: what it counts stays a number, and exact."""
    step_0004.apply(before.db)
    assert _earlier_free(before, before.service.booking(before.confirmed).seat.claim)
    assert _earlier_take(before)
    assert not _earlier_take(before), "it takes no seat of the window"
    slot = before.service.slot(before.slot)
    assert (slot.left, slot.holding, slot.window) == (0, 2, SeatCounts(left=1))


def test_what_the_release_before_lays_out_after_it_is_found_and_mended(before: World) -> None:
    step_0004.apply(before.db)
    before.db["slots"].update_one({"_id": before.slot}, UNCOUNTED)
    found = before.verify().violations
    assert [(f.invariant, f.what) for f in found] == [
        ("1", "left is not the number of free window seats")
    ]
    assert [repair(f, before.db, before.service.clock) for f in repairable(found)] == [True]
    assert told(before.verify()) == []
    assert _window(before) == SeatCounts(left=1)


def _earlier_take(world: World) -> bool:
    """TAKE of the release before."""
    now = world.service.clock()
    query = {
        "_id": world.slot, "state": "open", "left": {"$gte": 1}, "release_at": {"$lte": now},
        "closes_at": {"$gt": now}, "seats": {"$elemMatch": {"claim": None, "pool": "phone"}},
    }  # fmt: skip
    seat = {"claim": "earlier", "booking_id": "b-earlier", "taken_at": now, "until": now}
    change = {
        "$inc": {"left": -1, "holding": 1},
        "$set": {f"seats.$.{name}": value for name, value in seat.items()},
    }
    return _done(world.db, query, change)


def _earlier_free(world: World, claim: str) -> bool:
    """FREE of the release before, of a kept seat."""
    query = {"_id": world.slot, "seats": {"$elemMatch": {"claim": claim, "until": None}}}
    freed = {f"seats.$.{name}": None for name in ("claim", "booking_id", "taken_at", "until")}
    return _done(world.db, query, {"$inc": {"left": 1}, "$set": freed})


def _done(database: Db, query: dict[str, Any], change: dict[str, Any]) -> bool:
    return database["slots"].update_one(query, change).modified_count == 1
