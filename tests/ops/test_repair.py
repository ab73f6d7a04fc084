"""Repairs: what can be mended safely is, and nothing else is touched."""

from typing import Any

import pytest
from pymongo.collection import Collection

from ops.verify.findings import Mend
from ops.verify.repair import repair, repairable
from tests.ops.plants import LONG_AGO, PLANTS, Plant
from tests.ops.plants_of_pools import PLANTS_OF_POOLS
from tests.ops.world import World, told

MENDED = {
    "left too high": Mend.SLOT_COUNTS,
    "left too low": Mend.SLOT_COUNTS,
    "left of the window too high": Mend.SLOT_COUNTS,
    "left of the window too low": Mend.SLOT_COUNTS,
    "left of referrals": Mend.SLOT_COUNTS,
    "holding of the window": Mend.SLOT_COUNTS,
    "holding of referrals": Mend.SLOT_COUNTS,
    "holding too high": Mend.SLOT_COUNTS,
    "holding too low": Mend.SLOT_COUNTS,
    "person's count": Mend.PERSON_COUNT,
    "old orphan seat": Mend.FREE_SEAT,
    "old kept orphan seat": Mend.FREE_SEAT,
    "old orphan claim": Mend.UNCLAIM,
    "confirmed seat only held": Mend.KEEP_SEAT,
    "confirmed claim only held": Mend.KEEP_CLAIM,
    "effect forgotten": Mend.BOOKING_DUE,
    "effect late": Mend.BOOKING_DUE,
    "hold without end": Mend.EXPIRE,
    "no refund": Mend.REFUND,
    "refund nobody asks for": Mend.REFUND,
    "refund nobody follows": Mend.REFUND_DUE,
    "payment nobody settles": Mend.PAYMENT_DUE,
}
BY_NAME = {plant.name: plant for plant in (*PLANTS, *PLANTS_OF_POOLS)}
# These are as they were before, to the last field but the revision.
WHOLE = {Mend.SLOT_COUNTS, Mend.PERSON_COUNT, Mend.FREE_SEAT, Mend.UNCLAIM}


def dump(world: World) -> dict[tuple[str, str], Any]:
    """Every document of the database, without revisions; without those that it throws away itself, any minute."""
    return {
        (name, raw["_id"]): {key: value for key, value in raw.items() if key != "rev"}
        for name in world.db.list_collection_names()
        if not _expires(world, name)
        for raw in world.db[name].find({})
    }


def _expires(world: World, name: str) -> bool:
    indexes = world.db[name].index_information().values()
    return any("expireAfterSeconds" in index for index in indexes)


@pytest.mark.parametrize("name", MENDED)
def test_mended(world: World, name: str) -> None:
    sound = dump(world)
    BY_NAME[name].spoil(world)
    spoilt = dump(world)
    findings = repairable(world.verify().violations)
    assert {finding.mend for finding in findings} == {MENDED[name]}
    assert [repair(finding, world.db, world.service.clock) for finding in findings] == [True]
    assert told(world.verify()) == []
    mended = dump(world)
    changed = {key for key in spoilt | mended if spoilt.get(key) != mended.get(key)}
    assert len(changed) == 1
    if MENDED[name] in WHOLE:
        assert mended == sound


@pytest.mark.parametrize("name", ["no refund", "hold without end", "refund nobody asks for"])
def test_sweep_finishes_what_was_mended(world: World, name: str) -> None:
    BY_NAME[name].spoil(world)
    for finding in repairable(world.verify().violations):
        repair(finding, world.db, world.service.clock)
    world.service.clock.pass_(minutes=40)
    world.service.sweep_until_quiet()
    assert told(world.verify(settled=True)) == []
    refund = world.db["refunds"].find_one({"booking_id": world.refunded})
    assert refund is not None
    assert refund["status"] == "success"
    assert world.service.booking(world.held).status.value == "expired"


@pytest.mark.parametrize("plant", [p for p in PLANTS if not p.running], ids=lambda p: p.name)
def test_what_is_only_pending_is_left_alone(world: World, plant: Plant) -> None:
    plant.spoil(world)
    assert repairable(world.verify(settled=True).violations) == []


def test_what_is_sound_again_is_left_alone(world: World) -> None:
    """The same claims are live again by then: freeing them would take a patient's seat."""
    BY_NAME["seat of an expired booking"].spoil(world)
    findings = repairable(world.verify().violations)
    assert {finding.mend for finding in findings} >= {Mend.FREE_SEAT}
    world.restore()
    sound = dump(world)
    assert not any(repair(finding, world.db, world.service.clock) for finding in findings)
    assert dump(world) == sound


@pytest.mark.parametrize("name", ["left too high", "person's count"])
def test_a_count_is_not_written_over_a_change(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    BY_NAME[name].spoil(world)
    (finding,) = repairable(world.verify().violations)
    collection, identity = finding.root
    parts = "seats" if collection == "slots" else "claims"
    original = Collection.update_one

    def update_one(self: Any, *arguments: Any, **options: Any) -> Any:
        monkeypatch.setattr(Collection, "update_one", original)
        mark = {"$set": {f"{parts}.0.taken_at": LONG_AGO}}
        assert world.db[collection].update_one({"_id": identity}, mark).modified_count == 1
        return original(self, *arguments, **options)

    before = world.db[collection].find_one({"_id": identity})
    assert before is not None
    monkeypatch.setattr(Collection, "update_one", update_one)
    assert repair(finding, world.db, world.service.clock) is False
    after = world.db[collection].find_one({"_id": identity})
    assert after is not None
    assert (after["holding"], after.get("left")) == (before["holding"], before.get("left"))


def test_seats_come_before_counts(world: World) -> None:
    BY_NAME["old orphan seat"].spoil(world)
    BY_NAME["left too high"].spoil(world)
    findings = repairable(world.verify().violations)
    assert [finding.mend for finding in findings] == [Mend.FREE_SEAT, Mend.SLOT_COUNTS]
    for finding in findings:
        assert repair(finding, world.db, world.service.clock)
    assert told(world.verify()) == []
