"""The outbox: an effect is leased by one, postponed, taken off; `due_at` is never later than the earliest."""

import pytest

from common.domain.booking.effects import Notify
from tests.store.samples import MINUTE, MS, NOW, a_hold, an_effect

END = NOW + 15 * MINUTE


@pytest.fixture
def bookings(store):
    store.bookings.insert(a_hold())
    return store.bookings


def _raw(db):
    return db.bookings.find_one({"_id": "b1"})


def test_an_effect_is_leased_by_one_at_a_time(bookings):
    bookings.outbox.add("b1", an_effect())
    leased = [bookings.outbox.lease("b1", "notify:x", NOW, NOW + MINUTE) for _ in range(2)]
    assert leased == [True, False]
    effect = bookings.get("b1").pending(Notify)
    assert (effect.not_before, effect.attempts) == (NOW + MINUTE, 1)
    assert bookings.outbox.lease("b1", "notify:x", NOW + MINUTE, NOW + 2 * MINUTE)


def test_an_effect_is_not_leased_before_its_time_nor_one_that_is_not_there(bookings):
    bookings.outbox.add("b1", an_effect(due=NOW + MS))
    assert not bookings.outbox.lease("b1", "notify:x", NOW, NOW + MINUTE)
    assert not bookings.outbox.lease("b1", "notify:y", END, NOW + MINUTE)
    assert not bookings.outbox.lease("b2", "notify:x", END, NOW + MINUTE)


def test_a_lease_moves_the_effect_it_names_and_no_other(bookings):
    for target in "xyz":
        bookings.outbox.add("b1", an_effect(target))
    bookings.outbox.lease("b1", "notify:y", NOW, NOW + MINUTE)
    moved = {e.id: e.attempts for e in bookings.get("b1").effects if isinstance(e, Notify)}
    assert moved == {"notify:x": 0, "notify:y": 1, "notify:z": 0}


def test_an_effect_pushed_twice_stands_once(bookings):
    for _ in range(2):
        bookings.outbox.add("b1", an_effect())
    assert [e.id for e in bookings.get("b1").effects] == ["expire:c1", "notify:x"]


def test_due_at_is_never_later_than_the_earliest_effect(bookings):
    bookings.outbox.add("b1", an_effect(due=NOW + MINUTE))
    assert bookings.get("b1").due_at == NOW + MINUTE
    bookings.outbox.add("b1", an_effect("late", due=NOW + 99 * MINUTE))
    assert bookings.get("b1").due_at == NOW + MINUTE


def test_what_is_done_is_taken_off_and_due_at_follows(bookings, db):
    bookings.outbox.add("b1", an_effect())
    bookings.outbox.done("b1", ["notify:x", "not:there"])
    bookings.outbox.refresh_due_at(bookings.get("b1"))
    assert bookings.get("b1").due_at == NOW + 17 * MINUTE
    bookings.outbox.postpone("b1", "expire:c1", END, stuck=True)
    assert [b.id for b in bookings.stuck(0)] == ["b1"]
    bookings.outbox.done("b1", ["expire:c1"])
    bookings.outbox.refresh_due_at(bookings.get("b1"))
    assert "due_at" not in _raw(db)
    assert list(bookings.stuck(0)) == []


def test_due_at_is_not_tuned_by_who_read_an_older_booking(bookings):
    """Somebody pushed an earlier effect meanwhile: it must not be forgotten."""
    older = bookings.get("b1")
    bookings.outbox.add("b1", an_effect())
    stale = older.model_copy(update={"due_at": None})
    bookings.outbox.refresh_due_at(stale)
    assert bookings.get("b1").due_at == NOW


def test_only_what_is_due_is_found(bookings):
    assert list(bookings.outbox.due(NOW + 17 * MINUTE - MS)) == []
    assert list(bookings.outbox.due(NOW + 17 * MINUTE)) == ["b1"]
