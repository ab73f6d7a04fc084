"""waitlist: who may join a queue, and the place in it."""

from datetime import datetime, timezone

import pytest

from common.domain.errors import Code
from common.domain.rules.platform import PlatformRules
from common.domain.waitlist import EntryStatus
from tests.support.service import Phone, Service
from tests.usecases.queues import MS, accept, china, entry_of, join, leave, mine
from tests.usecases.world import at_once, refused, violations


def test_who_comes_first_stands_first(queue):
    assert [entry_of(phone).position for phone in queue] == [1, 2, 3]
    leave(queue[1])
    assert [entry_of(phone).position for phone in queue] == [1, None, 2]


def test_only_a_full_slot_has_a_queue(one_seat):
    phone = one_seat.person()
    with refused(Code.BAD_STATE):
        join(phone)
    one_seat.person().book()
    assert join(phone).status is EntryStatus.WAITING


@pytest.mark.parametrize(
    "change",
    [
        {"state": "suspended"},
        {"state": "closed"},
        {"release_at": datetime(2026, 3, 3, tzinfo=timezone.utc)},
    ],
)
def test_no_queue_for_what_is_not_sold(one_seat, owner, change):
    one_seat.db.slots.update_one({"_id": one_seat.slot_id()}, {"$set": change})
    with refused(Code.SLOT_CLOSED):
        join(one_seat.person())


def test_a_hospital_may_have_no_queues(db):
    without = Service(db, seats=1, waitlist=False)
    without.person().book()
    with refused(Code.BAD_STATE):
        join(without.person())


def test_the_queue_closes_at_eight_in_the_evening_before(one_seat, owner):
    one_seat.clock.now = china(3, 20) - MS
    phone = one_seat.person()
    assert join(phone).status is EntryStatus.WAITING
    one_seat.clock.now = china(3, 20)
    with refused(Code.SLOT_CLOSED):
        join(one_seat.person())
    assert one_seat.sweep().entries == 1
    assert (entry_of(phone).status, entry_of(phone).position) == (EntryStatus.CLOSED, None)
    assert violations(one_seat) == []


def test_the_same_tap_joins_once(one_seat, owner):
    phone = one_seat.person()
    answers = at_once(*[lambda: join(phone)] * 6)
    assert len({answer.id for answer in answers}) == 1, answers
    assert one_seat.db.waitlist.count_documents({}) == 1


def test_the_same_tap_for_another_slot_is_a_mistake_of_the_phone(one_seat, owner):
    phone = one_seat.person()
    join(phone)
    with refused(Code.BAD_REQUEST):
        join(phone, one_seat.slot_id(start="0830"))


def test_waiting_twice_for_one_slot(one_seat, owner):
    phone = one_seat.person()
    answers = at_once(
        lambda: join(phone, key="first-of-two"), lambda: join(phone, key="second-of-two")
    )
    assert answers.count(Code.ALREADY_WAITING) == 1, answers


def test_after_leaving_one_may_join_again_at_the_end(one_seat, queue):
    leave(queue[0])
    assert join(queue[0], key="join-once-more").position == 3


def test_at_most_so_many_queues_a_person_however_many_joins_meet(one_seat):
    one_seat.store.catalogue.set_platform_rules(PlatformRules(waitlist_per_person=2))
    slots = [
        one_seat.slot_id(), one_seat.slot_id("d2", start="0830"), one_seat.slot_id(day="2026-03-05"),
    ]  # fmt: skip
    for slot in slots:
        one_seat.person().booked_and_paid(slot)
    phone = one_seat.person()
    answers = at_once(
        *[
            lambda slot=slot, n=n: join(phone, slot, f"join-number-{n}")
            for n, slot in enumerate(slots)
        ]
    )
    assert answers.count(Code.LIMIT_REACHED) == 1, answers
    waiting = [entry.id for entry in mine(phone)]
    leave(phone, waiting[0])
    refused_slot = next(s for s in slots if s not in {e.slot_id for e in mine(phone)})
    assert join(phone, refused_slot, "join-after-all").status is EntryStatus.WAITING


def test_no_queue_for_who_has_booked_that_hour_or_may_not_come(one_seat, owner):
    with refused(Code.ALREADY_BOOKED):
        join(owner)
    one_seat.person().booked_and_paid(one_seat.slot_id("d2"))
    with refused(Code.TIME_CONFLICT):
        join(owner, one_seat.slot_id("d2"))
    with refused(Code.PATIENT_NOT_ELIGIBLE):
        join(one_seat.person(sex="male"), one_seat.slot_id("d2"))


def test_who_is_blocked_at_a_hospital_cannot_come_in_through_the_queue(one_seat):
    phone = one_seat.person()
    for _ in range(3):
        phone.cancel(phone.booked_and_paid())
    one_seat.person().booked_and_paid()
    with refused(Code.PATIENT_BLOCKED):
        join(phone)


def test_what_is_somebody_elses_does_not_exist(one_seat, owner, queue):
    foreign = entry_of(queue[0]).id
    for act in (leave, accept):
        with refused(Code.NOT_FOUND):
            act(queue[1], foreign)
    with refused(Code.NOT_FOUND):
        join(Phone(one_seat, queue[1].caller, owner.patient_id), key="another-patient")
    with refused(Code.NOT_FOUND):
        join(queue[1], "no.such.slot", "another-slot")
    assert entry_of(queue[0]).status is EntryStatus.WAITING
