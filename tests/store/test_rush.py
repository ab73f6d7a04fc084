"""Two hundred buyers for ten seats, and the control without which that would prove nothing."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from pymongo import MongoClient

from common.domain.slot import Pool
from common.runtime.crypto import PersonHasher
from common.store.persons import Persons
from common.store.slots import Slots
from tests.store.samples import NOW, a_claim, a_person_claim, a_slot
from tests.support.service import KEYS

BUYERS, SEATS = 200, 10


@pytest.fixture
def many(mongo_uri, db):
    """The same database over a client that lets every buyer through at once."""
    client = MongoClient(mongo_uri, tz_aware=True, maxPoolSize=64)
    yield client[db.name]
    client.close()


def _rush(buy):
    """What every buyer gets; all start together."""
    barrier = threading.Barrier(32)

    def buyer(number):
        if number < 32:
            barrier.wait()
        return buy(f"c{number}")

    with ThreadPoolExecutor(32) as pool:
        return list(pool.map(buyer, range(BUYERS)))


def test_two_hundred_buyers_ten_seats(store, many):
    store.slots.lay_out([a_slot(seats=SEATS)])
    slots = Slots(many)
    answers = _rush(lambda claim: slots.take("s1", Pool.PHONE, a_claim(claim, f"b-{claim}"), NOW))
    slot = store.slots.get("s1")
    assert Counter(answers) == {True: SEATS, False: BUYERS - SEATS}
    assert len({seat.claim for seat in slot.seats} - {None}) == SEATS
    assert (slot.left, slot.holding) == (0, SEATS)


def test_the_rush_is_real_a_check_then_write_oversells(store, many):
    """The control: the same rush over a read followed by a write sells the same seats to many.

    All of the first buyers have read before anybody writes; nothing else is changed.
    """
    store.slots.lay_out([a_slot(seats=SEATS)])
    have_read = threading.Barrier(32)
    first = threading.local()

    def unguarded(claim):
        slot = many.slots.find_one({"_id": "s1"})
        free = next((n for n, seat in enumerate(slot["seats"]) if seat["claim"] is None), None)
        if not getattr(first, "over", False):
            first.over = True
            have_read.wait()
        if free is None or slot["left"] < 1:
            return False
        change = {"$set": {f"seats.{free}.claim": claim}, "$inc": {"left": -1}}
        return many.slots.update_one({"_id": "s1"}, change).modified_count == 1

    answers = _rush(unguarded)
    slot = store.slots.get("s1")
    assert answers.count(True) > SEATS
    assert slot.left < 0


def test_the_rush_with_people_giving_back_keeps_the_counts(store, many):
    store.slots.lay_out([a_slot(seats=SEATS)])
    slots = Slots(many)

    def restless(claim):
        if not slots.take("s1", Pool.PHONE, a_claim(claim), NOW):
            return "none"
        if int(claim[1:]) % 3 == 0:
            return "kept" if slots.keep("s1", Pool.PHONE, claim) else "lost"
        return "freed" if slots.free("s1", Pool.PHONE, claim) else "lost"

    answers = Counter(_rush(restless))
    slot = store.slots.get("s1")
    assert answers["lost"] == 0
    assert answers["kept"] == sum(seat.claim is not None for seat in slot.seats) <= SEATS
    assert (slot.left, slot.holding) == (SEATS - answers["kept"], 0)


def test_one_person_claimed_by_many_at_once_is_claimed_once(store, many):
    person_id = store.persons.identify("passport", "E1234567", "n1")
    persons, person = Persons(many, PersonHasher(KEYS)), store.persons.get(person_id)
    answers = _rush(lambda claim: persons.claim(person, a_person_claim(claim)))
    assert answers.count(True) == 1
    assert len(store.persons.get(person_id).claims) == 1


def test_a_first_sight_of_one_person_by_many_at_once_is_one_person(store, many):
    persons = Persons(many, PersonHasher(KEYS))
    ids = _rush(lambda claim: persons.identify("passport", "E7654321", claim))
    assert len(set(ids)) == 1
    assert many.persons.count_documents({}) == 1
