"""Corruptions planted one at a time: each is reported, by its invariant, in the modes that must report it."""

import pytest

from tests.ops.plants import PLANTS, Plant
from tests.ops.world import World, told


def test_the_world_is_clean_in_both_modes(world: World) -> None:
    running, settled = world.verify(), world.verify(settled=True)
    assert told(running) == told(settled) == []
    assert sum(running.pending.values()) == 0
    assert running.counts["bookings"] == 10
    assert running.counts["waitlist"] == 2


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.name)
def test_planted(world: World, plant: Plant) -> None:
    plant.spoil(world)
    running, settled = world.verify(), world.verify(settled=True)
    named = [(i, w) for i, w in told(settled) if i == plant.invariant and plant.what in w]
    assert named, told(settled)
    if plant.running:
        assert set(named) <= set(told(running)), told(running)
    else:
        assert not any(plant.what in what for _, what in told(running)), told(running)
        assert any(plant.what in what for what in running.pending)


@pytest.mark.parametrize(
    ("collection", "field"),
    [
        ("hospitals", "merchant_id"), ("departments", "hospital_id"), ("departments", "parent_id"),
        ("doctors", "department_id"), ("clinics", "doctor_id"), ("slots", "doctor_id"),
        ("slots", "merchant_id"), ("patients", "person_id"), ("patients", "guardian_id"),
        ("bookings", "patient_id"), ("bookings", "person_id"), ("bookings", "merchant_id"),
        ("bookings", "entry_id"), ("waitlist", "slot_id"), ("waitlist", "person_id"),
        ("payments", "merchant_id"), ("refunds", "booking_id"), ("bills", "merchant_id"), ("message_log", "booking_id"),
    ],
)  # fmt: skip
def test_a_reference_to_nothing(world: World, collection: str, field: str) -> None:
    query = {"status": "held"} if collection == "bookings" else {}
    document = world.db[collection].find_one(query)
    assert document is not None
    world.db[collection].update_one({"_id": document["_id"]}, {"$set": {field: "nowhere"}})
    ids = {"collection": collection, "id": document["_id"], "field": field}
    for settled in (False, True):
        violations = world.verify(settled=settled).violations
        assert ids in [finding.ids for finding in violations if finding.invariant == "reference"]


def test_a_department_of_another_hospital(world: World) -> None:
    world.db["hospitals"].insert_one({"_id": "h2", "name": "演示乙医院"})
    world.db["departments"].update_one({"_id": "women"}, {"$set": {"hospital_id": "h2"}})
    what = {what for _, what in told(world.verify())}
    assert what == {"disagrees in hospital_id with what it names in departments"}
