"""重新排班: which half-days a changed timetable wants otherwise, and the numbers of added seats."""

from datetime import datetime, timezone

import pytest

from common.domain.job import DayToReplan
from common.domain.replan import added_seats, days_to_replan, half_days, in_the_way, is_kept
from common.domain.slot import Added, Pool, Seat, Slot, SlotNames, SlotState
from common.domain.timetable import Clinic, ClinicException, PlannedClinic, Session

DAY = "2026-03-04"


def clinic(**fields):
    given = {
        "id": "c", "hospital_id": "h1", "department_id": "k1", "doctor_id": "d1", "weekday": 3, "period": "am",
        "visit_kind": "普通", "start": "08:00", "end": "09:00", "slot_minutes": 30, "seats": 2, "pools": {},
        "fee_fen": 0,
    }  # fmt: skip
    return Clinic(**given | fields)


def session(*clinics, period="am", doctor="d1", **fields):
    return Session(
        id=f"{doctor}.{DAY}.{period}", hospital_id="h1", doctor_id=doctor, date=DAY, period=period,
        clinics=tuple(PlannedClinic(clinic=each) for each in clinics), **fields,
    )  # fmt: skip


def slot(start="00:00", **fields):
    at = datetime.fromisoformat(f"{DAY}T{start}:00+00:00")
    given = {
        "id": "s", "hospital_id": "h1", "department_id": "k1", "doctor_id": "d1", "date": DAY, "period": "am",
        "visit_kind": "普通", "starts_at": at, "ends_at": at.replace(minute=at.minute + 29), "release_at": at,
        "closes_at": at, "fee_fen": 0, "capacity": 2, "left": 2, "seats": (Seat(number=1), Seat(number=2)),
        "names": SlotNames(hospital="演", department="内", doctor="甲"),
    }  # fmt: skip
    return Slot(**given | fields)


def wanted(*decided, clinics=(), exceptions=(), before=()):
    day = DayToReplan(date=DAY, doctor_ids=("d1",), half_days=before)
    return half_days("h1", day, decided, clinics, exceptions)


@pytest.mark.parametrize(
    ("changed", "differs"),
    [
        ({"slot_minutes": 20}, True), ({"seats": 3}, True), ({"fee_fen": 5}, True), ({"start": "08:30"}, True),
        ({"department_id": "k2"}, True), ({"visit_kind": "专家"}, True), ({"pools": {"window": 1}}, True),
        ({"pools": {"phone": 2, "window": 0, "referral": 0}}, False), ({"until_date": "2027-01-01"}, False),
        ({"id": "other", "rev": 7}, False),
    ],
)  # fmt: skip
def test_a_half_day_differs_by_what_is_held_on_its_date(changed, differs):
    (found,) = wanted(session(clinic()), clinics=[clinic(**changed)])
    assert found.differs is differs


def test_what_is_given_up_comes_before_what_is_laid_out():
    found = wanted(session(clinic()), clinics=[clinic(period="pm", start="13:00", end="14:00")])
    assert [(each.was.period, bool(each.becomes.clinics)) for each in found] == [
        ("am", False), ("pm", True),
    ]  # fmt: skip


def test_a_half_day_that_was_wanted_before_is_among_them_although_nobody_decided_it():
    (found,) = wanted(before=(("d1", "am"),))
    assert (found.was.id, found.was.clinics, found.becomes.clinics) == (f"d1.{DAY}.am", (), ())


def test_other_doctors_are_none_of_it():
    assert (
        wanted(session(clinic(doctor_id="d2"), doctor="d2"), clinics=[clinic(doctor_id="d2")]) == []
    )


def test_the_days_are_those_of_the_old_weekday_and_of_the_new_one():
    days = ["2026-03-03", DAY, "2026-03-05", "2026-03-06"]
    found = days_to_replan(days, [clinic(weekday=5)], [clinic()], ([clinic()], []))
    assert [(day.date, day.doctor_ids, day.half_days) for day in found] == [
        (DAY, ("d1",), (("d1", "am"),)), ("2026-03-06", ("d1",), ()),
    ]  # fmt: skip
    closed = ClinicException(id="e", hospital_id="h1", doctor_id="d2", date=DAY, kind="closed")
    assert [day.doctor_ids for day in days_to_replan(days, [closed], [], ([], []))] == [("d2",)]


def test_a_half_day_is_in_the_way_of_another_that_overlaps_it_not_of_its_own_slots():
    later = session(clinic(period="pm", start="08:30", end="09:30"), period="pm")
    assert in_the_way(later, [session(clinic())], [])
    assert in_the_way(later, [], [slot("00:30")])
    assert not in_the_way(later, [later], [slot("00:30", period="pm")])
    assert not in_the_way(later, [session(clinic(), doctor="d2")], [slot("00:30", doctor_id="d2")])
    assert not in_the_way(later, [], [slot("01:30")])


BEFORE = datetime(2026, 3, 3, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("slots", "waiting", "now", "kept"),
    [
        ([slot()], 0, BEFORE, False),
        ([slot(seats=(Seat(number=1, claim="c", until=None),))], 0, BEFORE, True),
        ([slot()], 1, BEFORE, True),
        ([slot()], 0, datetime(2026, 3, 4, 0, 0, tzinfo=timezone.utc), True),
        ([slot()], 0, datetime(2026, 3, 3, 23, 59, tzinfo=timezone.utc), False),
        ([slot(state=SlotState.CLOSED)], 0, BEFORE, True),
        ([slot(state=SlotState.CLOSED, halted=SlotState.OPEN)], 0, BEFORE, False),
        ([slot(state=SlotState.CLOSED, halted=SlotState.CLOSED)], 0, BEFORE, True),
        ([slot(state=SlotState.CLOSED, stopped=True)], 0, BEFORE, False),
        ([slot(added=(Added(key="k", pool=Pool.PHONE, seats=1),))], 0, BEFORE, True),
    ],
)
def test_a_half_day_is_kept_for_who_booked_waits_or_changed_it(slots, waiting, now, kept):
    assert is_kept(session(clinic()), slots, waiting, now) is kept


def test_added_numbers_follow_those_of_the_half_day_and_are_each_slots_own():
    held = session(clinic(), clinic(start="09:00", end="10:00", slot_minutes=60, seats=3))
    first, second, third = slot("00:00"), slot("00:30"), slot("01:00", capacity=3)
    numbers = {
        (one.id, more): [seat.number for seat in added_seats(held, one, Pool.WINDOW, 2)]
        for more, one in enumerate([first, second, third])
    }
    assert list(numbers.values()) == [[8, 11], [9, 12], [10, 13]]
    later = first.model_copy(update={"capacity": 4})
    assert [(s.number, s.pool) for s in added_seats(held, later, Pool.PHONE, 1)] == [
        (14, Pool.PHONE)
    ]


@pytest.mark.parametrize("strange", [{"laid": 2}, {"start": "00:10"}])
def test_a_slot_of_another_layout_gets_no_numbers(strange):
    with pytest.raises(ValueError, match=f"s is not of d1.{DAY}.am as it is laid out"):
        added_seats(session(clinic()), slot(**strange), Pool.PHONE, 1)
