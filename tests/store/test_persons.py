"""persons: one document a person, claimed under its `rev`, found by hashes that may change key."""

import pytest

from common.domain.person.person import Person
from common.runtime.crypto import PersonHasher
from common.runtime.settings import Key
from common.store.persons import Persons
from tests.store.samples import a_person_claim

NUMBER = "E1234567"


@pytest.fixture
def persons(store):
    store.persons.identify("passport", NUMBER, "n1")
    return store.persons


def _claims(persons):
    person = persons.get("n1")
    return [(c.claim, c.until is not None) for c in person.claims], person.holding


def test_one_person_one_id(persons):
    assert persons.identify("passport", NUMBER, "n2") == "n1"
    assert persons.identify("passport", " e123-4567 ", "n2") == "n1"
    assert persons.identify("tw_permit", NUMBER, "n2") == "n2"
    assert persons.get("n3") is None


def test_the_hash_key_changes_and_the_person_stays(db, persons):
    old, new = Key("h1", b"1" * 32), Key("h2", b"2" * 32)
    db.persons.delete_many({})
    Persons(db, PersonHasher((old,))).identify("passport", NUMBER, "n1")
    both = Persons(db, PersonHasher((new, old)))
    assert [both.identify("passport", NUMBER, "n2") for _ in range(2)] == ["n1", "n1"]
    assert Persons(db, PersonHasher((new,))).identify("passport", NUMBER, "n2") == "n1"
    assert len(db.persons.find_one({"_id": "n1"})["hashes"]) == 2


def test_a_first_sight_that_is_overtaken_finds_the_other_one(persons, monkeypatch):
    """Somebody made the person between the look and the write."""
    real, looks = persons._persons, []

    class Behind:
        def __getattr__(self, name):
            return getattr(real, name)

        def find_one(self, *args):
            looks.append(args)
            return None if len(looks) == 1 else real.find_one(*args)

    monkeypatch.setattr(persons, "_persons", Behind())
    assert persons.identify("passport", NUMBER, "n2") == "n1"
    assert len(looks) == 2


def test_a_claim_counts_only_on_the_person_as_read(persons):
    person = persons.get("n1")
    assert persons.claim(person, a_person_claim("c1"))
    assert not persons.claim(person, a_person_claim("c2"))
    assert persons.claim(persons.get("n1"), a_person_claim("c2"))
    assert _claims(persons) == ([("c1", True), ("c2", True)], 2)
    assert persons.get("n1").claims[0] == a_person_claim("c1")


def test_every_change_makes_an_older_look_worthless(persons):
    persons.claim(persons.get("n1"), a_person_claim("c1"))
    for change in (persons.keep, persons.unclaim):
        before = persons.get("n1")
        assert change("n1", "c1")
        assert not persons.claim(before, a_person_claim("c9"))


def test_nobody_to_claim(persons):
    assert not persons.claim(Person(id="n9", hashes=()), a_person_claim())


def test_keep_once(persons):
    persons.claim(persons.get("n1"), a_person_claim("c1"))
    assert [persons.keep("n1", "c1") for _ in range(2)] == [True, False]
    assert _claims(persons) == ([("c1", False)], 0)
    assert not persons.keep("n1", "c2")


@pytest.mark.parametrize("kept", [False, True])
def test_unclaim_takes_exactly_its_own_away_once(persons, kept):
    for claim in ("other", "mine"):
        persons.claim(persons.get("n1"), a_person_claim(claim))
    if kept:
        persons.keep("n1", "mine")
    assert [persons.unclaim("n1", "mine") for _ in range(2)] == [True, False]
    assert _claims(persons) == ([("other", True)], 1)


def test_unclaim_may_race_with_keep_and_the_count_stays_right(persons, monkeypatch):
    persons.claim(persons.get("n1"), a_person_claim("mine"))
    real = persons._unclaim

    def with_a_keep_before(person_id, claim, held):
        if held:
            persons.keep(person_id, claim)
        return real(person_id, claim, held)

    monkeypatch.setattr(persons, "_unclaim", with_a_keep_before)
    assert persons.unclaim("n1", "mine")
    assert _claims(persons) == ([], 0)


def test_only_people_with_held_claims_are_looked_at(persons):
    assert list(persons.with_holds()) == []
    persons.claim(persons.get("n1"), a_person_claim("c1"))
    assert list(persons.with_holds()) == ["n1"]
    persons.keep("n1", "c1")
    assert list(persons.with_holds()) == []
