"""publish: the slots of the window and of the day that enters it next; what is there already is never touched."""

import pytest

from common.domain.timetable import ClinicException
from common.protocol.deadline import Deadline
from common.usecases.publish import publish
from tests.support.catalogue import only
from tests.support.service import Service
from tests.usecases.world import at_once, violations

NEXT_WEDNESDAY = "2026-03-11"


def _slots(service):
    return {raw["_id"]: raw for raw in service.db.slots.find()}


def test_the_window_and_one_day_more(service):
    days = {raw["date"] for raw in service.db.slots.find()}
    assert days == {"2026-03-04", "2026-03-05"}
    service.clock.pass_(days=1)
    assert service.publish().slots == 6
    assert NEXT_WEDNESDAY in {raw["date"] for raw in service.db.slots.find()}


def test_a_day_enters_at_the_hospitals_midnight(service):
    """16:00 UTC is midnight in China."""
    service.clock.now = service.clock.now.replace(hour=15, minute=59)
    assert service.publish().slots == 0
    service.clock.pass_(minutes=1)
    assert service.publish().slots == 6


def test_again_and_again_and_all_at_once_adds_nothing_twice(service):
    before = _slots(service)
    assert service.publish().slots == 0
    service.clock.pass_(days=1)
    added = at_once(*[service.publish] * 4)
    assert sum(counts.slots for counts in added) == 6
    assert {key: raw for key, raw in _slots(service).items() if key in before} == before


def test_what_is_taken_stays_as_it_is(service):
    paid = service.person().booked_and_paid()
    service.db.clinics.update_many({}, {"$set": {"seats": 1, "fee_fen": 1}})
    before = _slots(service)
    service.publish()
    assert _slots(service) == before
    assert service.booking(paid).fee_fen == 5000
    assert violations(service) == []


def test_a_slot_somebody_deleted_comes_back(service):
    service.db.slots.delete_one({"_id": service.slot_id()})
    assert service.publish().slots == 1
    assert service.slot().left == 3


@pytest.mark.parametrize(("doctor", "left"), [("d1", {"d2", "d3"}), ("d9", {"d1", "d2", "d3"})])
def test_a_dated_exception_takes_a_doctors_day_away(service, doctor, left):
    closed = ClinicException(
        id="e1", hospital_id="h1", doctor_id=doctor, date=NEXT_WEDNESDAY, kind="closed"
    )
    only(service.db, "clinic_exceptions", [closed])
    service.clock.pass_(days=1)
    service.publish()
    query = {"date": NEXT_WEDNESDAY, "state": "open"}
    assert {raw["doctor_id"] for raw in service.db.slots.find(query)} == left


def test_who_left_the_hospital_has_no_slots(service):
    service.db.doctors.update_one({"_id": "d1"}, {"$set": {"active": False}})
    service.db.departments.update_one({"_id": "women"}, {"$set": {"active": False}})
    service.clock.pass_(days=1)
    service.publish()
    query = {"date": NEXT_WEDNESDAY}
    assert {raw["doctor_id"] for raw in service.db.slots.find(query)} == {"d3"}


def test_a_hospital_with_a_shorter_window(db):
    service = Service(db, window_days=0)
    assert {raw["date"] for raw in db.slots.find()} == set()
    service.clock.pass_(days=1)
    assert service.publish().slots == 6


def test_it_stops_before_its_time_is_over_and_goes_on_the_next_time(service):
    service.db.slots.delete_many({})
    left = iter([60.0, 60.0, 60.0])
    counts = publish(service.deps, Deadline(lambda: next(left, 1.0)))
    assert (counts.left_over, counts.days) == (True, 3)
    assert not service.publish().left_over
    assert service.slot().left == 3
