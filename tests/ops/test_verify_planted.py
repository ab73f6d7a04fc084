"""Corruptions planted one at a time: each is reported, by its invariant, in the modes that must report it."""

import pytest

from ops.verify.findings import Finding, Mend
from ops.verify.words import MENDS, sentence
from ops.verify.words import told as told_in_words
from tests.ops.plants import PLANTS, Plant
from tests.ops.plants_of_layouts import PLANTS_OF_LAYOUTS
from tests.ops.plants_of_pools import PLANTS_OF_POOLS
from tests.ops.world import World, told


def test_the_world_is_clean_in_both_modes(world: World) -> None:
    running, settled = world.verify(), world.verify(settled=True)
    assert told(running) == told(settled) == []
    assert sum(running.pending.values()) == 0
    assert running.counts["bookings"] == 10
    assert running.counts["waitlist"] == 2


@pytest.mark.parametrize(
    "plant", [*PLANTS, *PLANTS_OF_POOLS, *PLANTS_OF_LAYOUTS], ids=lambda plant: plant.name
)
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
    for finding in settled.violations:
        assert sentence(finding.what) != finding.what, "add its sentence to ops/verify/words.py"


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
    assert {sentence(each) for each in what} == {"与 departments 里引用的那个，hospital_id 不同"}


def test_a_sentence_names_what_it_is_about_beside_its_document() -> None:
    ids = {"slot": "s1", "number": "2"}
    finding = Finding("1", "a number is on two seats", ids, ("slots", "s1"))
    assert told_in_words(finding) == "两个号的号序相同：slots s1（number=2）"
    reference = {"collection": "slots", "id": "s1", "field": "doctor_id"}
    finding = Finding(
        "reference", "names something that is not in doctors", reference, ("slots", "s1")
    )
    assert told_in_words(finding) == "引用的东西在 doctors 里没有：slots s1（field=doctor_id）"


def test_a_user_is_told_by_the_id_that_a_phone_may_know(world: World) -> None:
    world.db.users.update_one(
        {"_id": "o1"}, {"$set": {"created_at": "noon", "public_id": "u-told"}}
    )
    (finding,) = world.verify(settled=True).violations
    assert told_in_words(finding) == "读不出来，出错的字段：created_at：users u-told"


def test_what_has_no_sentence_is_shown_by_its_name() -> None:
    assert sentence("something new") == "something new"
    assert sentence("does not read: status, fee_fen") == "读不出来，出错的字段：status, fee_fen"
    assert sentence("an entry is left but its booking is not as it should be then") == (
        "候补单是 left，它的预约却不相符"
    )
    assert set(MENDS) == set(Mend)
