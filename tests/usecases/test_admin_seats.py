"""admin: seats added to a slot by hand, within the limit, once a tap."""

import pytest

from common.store.slots import Slots
from tests.store.base import together
from tests.support.staff import desk_of
from tests.usecases.catalogues import sound
from tests.usecases.test_admin_rows import call, entries, rows, save
from tests.usecases.test_admin_slots import turn
from tests.usecases.test_staff_invites import NOT_YOURS, NOTHING_THERE, refused

FIRST, SECOND = "d1.2026-03-04.am.0800", "d1.2026-03-04.am.0830"
STALE = "STALE: 刚才有别人改过这个时间，没有加号。请刷新后再看"


def add(office, slot=FIRST, seats=1, pool="phone", by="mgr", key="tap-00000001"):
    return call(
        office, by, "add_seats", slot_id=slot, pool=pool, seats=seats, reason="老病人", idempotency_key=key
    ).slot  # fmt: skip


def numbers(office, slot):
    return [seat.number for seat in office.service.slot(slot).seats]


def test_a_seat_is_added_once_a_tap_on_record_and_booked_like_any_other(office):
    first, again = add(office), add(office)
    assert first == again
    assert (first.seats, first.sold, first.added) == (4, 0, 1)
    assert first.left == {"phone": 4, "window": 0, "referral": 0}
    (entry,) = entries(office)
    assert (entry["verb"], entry["object"], entry["reason"]) == (
        "admin.add_seats", {"kind": "slot", "id": FIRST}, "老病人",
    )  # fmt: skip
    assert entry["changed"] == [
        {"field": "pool", "before": None, "after": "phone"}, {"field": "capacity", "before": 3, "after": 4},
    ]  # fmt: skip
    assert office.service.slot(FIRST).audit == entry["_id"]
    booked = [office.service.person().book(FIRST).booking.number for _ in range(4)]
    assert booked == [1, 2, 3, 7]
    sound(office.service)


def test_numbers_are_there_once_in_a_half_day(office):
    add(office, FIRST, 2, key="tap-00000001")
    add(office, SECOND, 1, "window", key="tap-00000002")
    assert (numbers(office, FIRST)[3:], numbers(office, SECOND)[3:]) == ([7, 9], [8])
    sound(office.service)


def test_no_more_are_added_than_the_hospitals_rule_says(office):
    add(office, seats=2)
    words = "LIMIT_REACHED: 每段最多加 2 个号，已加 2 个。要多加，请改“规则”里的“每段最多加号数”"
    assert refused(add, office, key="tap-00000002") == words
    row = next(each for each in rows(office, "rules") if each.values["rule"] == "added_per_slot")
    save(office, "rules", {"rule": "added_per_slot", "value": "3"}, row.rev)
    assert add(office, key="tap-00000002").added == 3
    words = "LIMIT_REACHED: 每段最多加 3 个号，已加 3 个。要多加，请改“规则”里的“每段最多加号数”"
    assert refused(add, office, key="tap-00000003") == words


def test_the_same_key_for_something_else_is_another_tap(office):
    add(office)
    words = "BAD_REQUEST: 加号的内容变了，这次没有加。请关掉再点一次“加号”"
    assert refused(add, office, seats=2) == words
    assert refused(add, office, pool="window") == words
    assert office.service.slot(FIRST).capacity == 4


def test_none_is_added_to_what_is_not_on_sale(office):
    words = "BAD_STATE: 这个时间已经停止预约，不能加号"
    turn(office, FIRST, "close_slot")
    assert refused(add, office) == words
    office.service.clock.now = office.service.slot(SECOND).closes_at
    assert refused(add, office, SECOND) == words
    office.service.db.slots.update_one({"_id": FIRST}, {"$set": {"retired": True}})
    words = "BAD_STATE: 这半天已经按新的出诊表重新排班，请刷新后再看"
    assert refused(add, office) == words


def test_what_an_earlier_release_laid_out_gets_no_seats(office):
    office.service.db.clinic_sessions.delete_many({})
    assert refused(add, office) == "BAD_STATE: 这半天是旧版本排的班，不能加号"


def test_a_slot_of_another_layout_gets_no_seats(office):
    office.service.db.clinic_sessions.update_many({}, {"$set": {"laid": 9}})
    assert refused(add, office) == STALE


def test_who_is_slower_is_told_and_it_stands_on_record(office, monkeypatch):
    added = Slots.add

    def after_another(self, *given):
        monkeypatch.setattr(Slots, "add", added)
        add(office, key="tap-00000002")
        return added(self, *given)

    monkeypatch.setattr(Slots, "add", after_another)
    assert refused(add, office) == STALE
    assert [e["outcome"] for e in entries(office)] == [None, None, "not_done"]
    assert office.service.slot(FIRST).capacity == 4


def test_two_copies_of_a_tap_at_once_add_one_seat(office, monkeypatch):
    added = Slots.add

    def after_the_other_copy(self, *given):
        monkeypatch.setattr(Slots, "add", added)
        add(office)
        return added(self, *given)

    monkeypatch.setattr(Slots, "add", after_the_other_copy)
    assert add(office).added == 1
    assert office.service.slot(FIRST).capacity == 4


def test_taps_of_many_at_once_stay_within_the_limit(office):
    def tap(number):
        return lambda: refused_or_added(office, f"tap-{number:08d}")

    heard = together(*[tap(number) for number in range(8)])
    slot = office.service.slot(FIRST)
    assert heard.count("added") == slot.capacity - 3 == sum(each.seats for each in slot.added) <= 2
    assert heard.count("added") >= 1
    sound(office.service)


def refused_or_added(office, key):
    try:
        add(office, key=key)
    except Exception as error:  # noqa: BLE001  whatever it is, it is not a seat
        return str(error)
    return "added"


def test_desk_and_doctor_add_seats_where_they_work(office):
    assert add(office, by="doc").added == 1
    other = office.service.slot_id("d3", start="0900")
    assert refused(add, office, other, by="doc") == NOT_YOURS
    assert add(office, other, by="desk").added == 1
    office.accepted("women", office.invited("mgr", desk_of("h1", "women")))
    assert refused(add, office, other, by="women") == NOT_YOURS
    assert add(office, office.service.slot_id("d2"), by="women").added == 1


@pytest.mark.parametrize("by", ["aud", "op"])
def test_others_may_not(office, by):
    words = NOT_YOURS if by == "aud" else NOTHING_THERE
    assert refused(add, office, by=by) == words
    assert office.service.slot(FIRST).capacity == 3
    assert office.service.db.audit.count_documents(
        {"verb": "admin.add_seats", "outcome": "refused"}
    )


def test_what_is_not_there_is_not_found(office):
    assert refused(add, office, "nothing.there") == NOTHING_THERE
