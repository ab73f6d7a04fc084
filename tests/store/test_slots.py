"""slots: every conditional update, when it matches and when it must not."""

import pytest

from common.domain.slot import Pool, Seat, SeatCounts, SlotState
from tests.store.samples import MINUTE, MS, NOW, START, a_claim, a_slot


@pytest.fixture
def slots(store):
    store.slots.lay_out([a_slot()])
    return store.slots


def _seats(slots):
    slot = slots.get("s1")
    return [(seat.claim, seat.until is not None) for seat in slot.seats], slot.left, slot.holding


def test_take_writes_the_claim_and_counts(slots):
    claim = a_claim()
    assert slots.take("s1", Pool.PHONE, claim, NOW)
    slot = slots.get("s1")
    assert slot.seats[0] == Seat(
        number=1, claim="c1", booking_id="b1", taken_at=NOW, until=claim.until
    )
    assert (slot.left, slot.holding) == (1, 1)


@pytest.fixture
def mixed(store):
    """A seat of each pool, and one more of the window."""
    seats = [Seat(number=n, pool=pool) for n, pool in enumerate([*Pool, Pool.WINDOW], 1)]
    counts = {"left": 1, "window": SeatCounts(left=2), "referral": SeatCounts(left=1)}
    slot = a_slot(**counts, capacity=4)
    store.slots.lay_out([slot.model_copy(update={"seats": tuple(seats)})])
    return store.slots


def _counts(slots):
    slot = slots.get("s1")
    return {pool.value: tuple(slot.counts(pool).model_dump().values()) for pool in Pool}


@pytest.mark.parametrize("pool", Pool)
def test_a_pool_has_its_own_seats_and_counts(mixed, pool):
    before, size = _counts(mixed), 2 if pool is Pool.WINDOW else 1
    claims = [f"c{n}" for n in range(size)]
    assert all(mixed.take("s1", pool, a_claim(claim), NOW) for claim in claims)
    assert not mixed.take("s1", pool, a_claim("more"), NOW)
    taken = [seat.pool for seat in mixed.get("s1").seats if seat.claim]
    assert taken == [pool] * size
    assert _counts(mixed) == {**before, pool.value: (0, size)}
    assert mixed.keep("s1", pool, "c0")
    assert _counts(mixed) == {**before, pool.value: (0, size - 1)}
    assert mixed.hand("s1", pool, "c0", a_claim("c0b"))
    assert _counts(mixed) == {**before, pool.value: (0, size)}
    assert all(mixed.free("s1", pool, claim) for claim in ["c0b", *claims[1:]])
    assert _counts(mixed) == before


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("pool", [Pool.WINDOW, Pool.REFERRAL])
def test_a_seat_is_matched_only_by_its_own_pool(mixed, db, pool, kept):
    """Whoever names another pool changes nothing: no seat wanders into a count or a queue that is not its own."""
    mixed.take("s1", pool, a_claim("mine"), NOW)
    if kept:
        mixed.keep("s1", pool, "mine")
    before = db.slots.find_one({"_id": "s1"})
    for other in set(Pool) - {pool}:
        assert not mixed.free("s1", other, "mine")
        assert not mixed.keep("s1", other, "mine")
        assert not mixed.hand("s1", other, "mine", a_claim("theirs"))
    assert db.slots.find_one({"_id": "s1"}) == before


@pytest.mark.parametrize("pool", [Pool.WINDOW, Pool.REFERRAL])
def test_what_is_not_counted_yet_is_not_sold(mixed, db, pool):
    """As an earlier release lays it out: free seats of the window, and no count of them."""
    db.slots.update_one({"_id": "s1"}, {"$unset": {"window": "", "referral": ""}})
    before = db.slots.find_one({"_id": "s1"})
    assert not mixed.take("s1", pool, a_claim(), NOW)
    assert db.slots.find_one({"_id": "s1"}) == before
    assert mixed.get("s1").counts(pool) == SeatCounts(left=0, holding=0)
    assert mixed.take("s1", Pool.PHONE, a_claim(), NOW)


@pytest.mark.parametrize("pool", Pool)
def test_a_seat_held_for_a_time_is_found_whosever_it_is(mixed, pool):
    assert list(mixed.with_holds()) == []
    mixed.take("s1", pool, a_claim(), NOW)
    assert list(mixed.with_holds()) == ["s1"]
    mixed.keep("s1", pool, "c1")
    assert list(mixed.with_holds()) == []


def test_free_seats_of_the_window_are_none_for_who_waits(mixed):
    mixed.take("s1", Pool.PHONE, a_claim(), NOW)
    assert list(mixed.with_free_seats(["s1"])) == []


def test_take_until_nothing_is_left(slots):
    assert [slots.take("s1", Pool.PHONE, a_claim(f"c{n}"), NOW) for n in range(3)] == [
        True,
        True,
        False,
    ]
    assert _seats(slots) == ([("c0", True), ("c1", True)], 0, 2)


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"state": "closed"}, NOW),
        ({"state": "suspended"}, NOW),
        ({"left": 0}, NOW),
        ({"seats.0.pool": "window", "seats.1.pool": "referral"}, NOW),
        ({"seats.0.claim": "x", "seats.1.claim": "y"}, NOW),
        ({}, NOW - MINUTE - MS),
        ({}, START),
    ],
)
def test_take_matches_nothing_that_is_not_sold(slots, db, change, at):
    if change:
        db.slots.update_one({"_id": "s1"}, {"$set": change})
    before = db.slots.find_one({"_id": "s1"})
    assert not slots.take("s1", Pool.PHONE, a_claim(), at)
    assert db.slots.find_one({"_id": "s1"}) == before


@pytest.mark.parametrize("at", [NOW - MINUTE, START - MS])
def test_take_at_both_ends_of_its_time(slots, at):
    assert slots.take("s1", Pool.PHONE, a_claim(), at)


def test_take_of_no_slot(slots):
    assert not slots.take("s2", Pool.PHONE, a_claim(), NOW)


def test_take_skips_the_windows_seats(slots, db):
    db.slots.update_one({"_id": "s1"}, {"$set": {"seats.0.pool": "window", "left": 1}})
    assert slots.take("s1", Pool.PHONE, a_claim(), NOW)
    assert _seats(slots)[0] == [(None, False), ("c1", True)]


@pytest.mark.parametrize("kept", [False, True])
def test_free_gives_back_exactly_its_own_seat_once(slots, kept):
    slots.take("s1", Pool.PHONE, a_claim("other"), NOW)
    slots.take("s1", Pool.PHONE, a_claim("mine"), NOW)
    if kept:
        assert slots.keep("s1", Pool.PHONE, "mine")
    assert [slots.free("s1", Pool.PHONE, "mine") for _ in range(2)] == [True, False]
    assert _seats(slots) == ([("other", True), (None, False)], 1, 1)
    assert slots.get("s1").seats[1] == Seat(number=2)


def test_free_of_a_claim_that_is_not_there(slots):
    slots.take("s1", Pool.PHONE, a_claim("other"), NOW)
    assert not slots.free("s1", Pool.PHONE, "mine")
    assert _seats(slots) == ([("other", True), (None, False)], 1, 1)


def test_free_may_race_with_keep_and_the_counts_stay_right(slots, monkeypatch):
    """KEEP lands between the two looks of FREE: the second, as a kept one, must find it."""
    slots.take("s1", Pool.PHONE, a_claim("mine"), NOW)
    real = slots._free

    def with_a_keep_before(slot_id, pool, claim, held):
        if held:
            slots.keep(slot_id, pool, claim)
        return real(slot_id, pool, claim, held)

    monkeypatch.setattr(slots, "_free", with_a_keep_before)
    assert slots.free("s1", Pool.PHONE, "mine")
    assert _seats(slots) == ([(None, False), (None, False)], 2, 0)


def test_free_in_the_other_order_would_miss_it(slots):
    """The control: looking for a kept seat first, and for a held one after KEEP, finds neither."""
    slots.take("s1", Pool.PHONE, a_claim("mine"), NOW)
    first = slots._free("s1", Pool.PHONE, "mine", held=False)
    slots.keep("s1", Pool.PHONE, "mine")
    second = slots._free("s1", Pool.PHONE, "mine", held=True)
    assert (first, second) == (False, False)
    assert _seats(slots)[0][0] == ("mine", False)


def test_keep_once(slots):
    slots.take("s1", Pool.PHONE, a_claim("mine"), NOW)
    assert [slots.keep("s1", Pool.PHONE, "mine") for _ in range(2)] == [True, False]
    assert _seats(slots) == ([("mine", False), (None, False)], 1, 0)
    assert not slots.keep("s1", Pool.PHONE, "other")


@pytest.mark.parametrize("kept", [False, True])
def test_hand_passes_the_seat_without_freeing_it(slots, kept):
    slots.take("s1", Pool.PHONE, a_claim("first"), NOW)
    if kept:
        slots.keep("s1", Pool.PHONE, "first")
    to = a_claim("second", "b2", taken_at=NOW + MINUTE)
    assert [slots.hand("s1", Pool.PHONE, "first", to) for _ in range(2)] == [True, False]
    slot = slots.get("s1")
    assert (slot.left, slot.holding) == (1, 1)
    assert slot.seats[0].model_dump() == {
        "number": 1, "pool": "phone", "claim": "second", "booking_id": "b2", "taken_at": NOW + MINUTE,
        "until": to.until,
    }  # fmt: skip


@pytest.mark.parametrize("state", ["closed", "suspended"])
@pytest.mark.parametrize("kept", [False, True])
def test_hand_only_on_an_open_slot(slots, db, state, kept):
    slots.take("s1", Pool.PHONE, a_claim("first"), NOW)
    if kept:
        slots.keep("s1", Pool.PHONE, "first")
    db.slots.update_one({"_id": "s1"}, {"$set": {"state": state}})
    assert not slots.hand("s1", Pool.PHONE, "first", a_claim("second"))
    assert slots.get("s1").seats[0].claim == "first"


def test_a_slot_that_closes_can_still_be_given_back_to(slots, db):
    slots.take("s1", Pool.PHONE, a_claim("mine"), NOW)
    db.slots.update_one({"_id": "s1"}, {"$set": {"state": "suspended"}})
    assert slots.free("s1", Pool.PHONE, "mine")


def test_laying_out_again_touches_nothing(slots):
    slots.take("s1", Pool.PHONE, a_claim(), NOW)
    changed = a_slot(fee_fen=1, seats=9)
    assert slots.lay_out([changed, a_slot("s2")]) == 1
    assert (slots.get("s1").fee_fen, len(slots.get("s1").seats)) == (5000, 2)
    assert slots.lay_out([a_slot("s2")]) == 0
    assert {slot.id for slot in slots.laid_out("2026-03-04", "h1")} == {"s1", "s2"}


def test_looking_for_slots(slots):
    others = [a_slot("s0", date="2026-03-03"), a_slot("s3", doctor_id="d2"), a_slot("s4", left=0)]
    slots.lay_out(others)
    ids = {slot.id for slot in slots.of_doctor("d1", "2026-03-04", "2026-03-04")}
    assert ids == {"s1", "s4"}
    assert len(slots.of_department("dep", "2026-03-03", "2026-03-04")) == 4
    assert slots.of_doctor("d1", "2026-03-05", "2026-03-09") == []
    assert sorted(slots.with_free_seats(["s1", "s3", "s4", "no"])) == ["s1", "s3"]
    slots.take("s1", Pool.PHONE, a_claim(), NOW)
    assert list(slots.with_holds()) == ["s1"]


def test_a_slot_is_turned_by_hand_from_what_it_was_and_not_against_an_exception(slots):
    opened, closed = SlotState.OPEN, SlotState.CLOSED
    assert slots.turn("s1", opened, closed, "a1")
    assert not slots.turn("s1", opened, closed, "a2")
    assert (slots.get("s1").state, slots.get("s1").audit) == (closed, "a1")
    assert slots.turn("s1", closed, opened, "a3")
    assert slots.stop(["s1"]) == 1
    assert not slots.turn("s1", closed, opened, "a4")
    assert (slots.get("s1").state, slots.get("s1").audit) == (closed, "a3")


def test_only_open_slots_are_stopped(slots):
    assert slots.turn("s1", SlotState.OPEN, SlotState.CLOSED, "a1")
    assert slots.stop(["s1"]) == 0
    assert slots.get("s1").stopped is False
