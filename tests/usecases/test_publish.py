"""publish: the slots of the window and of the day that enters it next; what is there already is never touched."""

import pytest

from common.domain.booking.status import Status
from common.domain.business_time import wire
from common.domain.errors import Code, Refused
from common.domain.timetable import ClinicException, sessions_on
from common.protocol.deadline import Deadline
from common.usecases.publish import publish
from ops.verify import verify
from tests.support.service import WEDNESDAY, Service
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
    service.store.catalogue.put_exceptions(
        [
            ClinicException(
                id="e1", hospital_id="h1", doctor_id=doctor, date=NEXT_WEDNESDAY, kind="closed"
            )
        ]
    )
    service.clock.pass_(days=1)
    service.publish()
    query = {"date": NEXT_WEDNESDAY, "state": "open"}
    assert {raw["doctor_id"] for raw in service.db.slots.find(query)} == left


# --- a day that is laid out


def _times(service, doctor="d1", day=WEDNESDAY, **wanted):
    found = service.db.slots.find({"doctor_id": doctor, "date": day, **wanted}).sort("starts_at", 1)
    return [f"{wire(raw['starts_at'])[11:16]}-{wire(raw['ends_at'])[11:16]}" for raw in found]


def _numbers(service, doctor="d1", day=WEDNESDAY):
    found = service.db.slots.find({"doctor_id": doctor, "date": day}).sort("starts_at", 1)
    return [seat["number"] for raw in found for seat in raw["seats"]]


def _except(service, *exceptions):
    """Hand in dated exceptions and publish."""
    made = [
        ClinicException(id=f"e{n}", hospital_id="h1", doctor_id="d1", date=WEDNESDAY, **fields)
        for n, fields in enumerate(exceptions)
    ]
    service.store.catalogue.put_exceptions(made)
    return service.publish()


def _extra(service, start, end, period="am"):
    clinic = next(c for c in service.store.catalogue.clinics_of("h1") if c.doctor_id == "d1")
    changed = {"id": "extra", "start": start, "end": end, "period": period}
    return {"kind": "extra", "period": period, "clinic": clinic.model_copy(update=changed)}


def _sound(service):
    """Nothing is wrong but what the small world leaves out: merchants, people's other documents."""
    found = verify(service.db, service.clock, settled=True).violations
    assert [finding for finding in found if finding.invariant != "reference"] == []


def test_a_clinic_changed_after_its_day_was_laid_out_leaves_that_day_as_it_is(service):
    before = _slots(service)
    service.db.clinics.update_many({}, {"$set": {"slot_minutes": 15, "start": "08:15"}})
    assert service.publish().slots == 0
    assert _slots(service) == before
    service.clock.pass_(days=1)
    service.publish()
    assert _times(service, day=NEXT_WEDNESDAY)[:2] == ["08:15-08:30", "08:30-08:45"]
    _sound(service)


def test_a_session_cut_off_while_it_was_laid_out_is_finished_as_it_was_decided(service):
    whole = _slots(service)
    service.db.slots.delete_many({"_id": {"$in": sorted(whole)[1:]}})
    service.db.clinics.update_many({}, {"$set": {"slot_minutes": 15}})
    service.publish()
    assert _slots(service) == whole
    _sound(service)


def test_of_two_that_decide_at_once_by_different_timetables_one_is_followed(service):
    service.clock.pass_(days=1)
    clinics = service.store.catalogue.clinics_of("h1")
    shorter = [c.model_copy(update={"slot_minutes": 15}) for c in clinics]
    service.store.sessions.decide(sessions_on(NEXT_WEDNESDAY, clinics, []))
    service.store.sessions.decide(sessions_on(NEXT_WEDNESDAY, shorter, []))
    service.store.catalogue.put_clinics(shorter)
    service.publish()
    assert _times(service, day=NEXT_WEDNESDAY)[0] == "08:00-08:30"
    _sound(service)


def test_a_day_laid_out_by_a_release_without_sessions_is_as_it_is(service):
    service.db.clinic_sessions.delete_many({})
    before = _slots(service)
    service.db.clinics.update_many({}, {"$set": {"slot_minutes": 15}})
    assert service.publish().slots == 0
    assert _slots(service) == before


def test_a_closed_day_that_is_laid_out_is_sold_no_more_and_its_bookings_stand(service):
    paid = service.person().booked_and_paid()
    _except(service, {"kind": "closed"})
    assert _times(service, state="open") == []
    assert service.booking(paid).status is Status.CONFIRMED
    other = service.person()
    with pytest.raises(Refused) as refused:
        other.book()
    assert refused.value.code is Code.SLOT_CLOSED
    _sound(service)
    _except(service)
    assert other.book().booking.status == "held"


def test_a_closed_morning_leaves_the_afternoon(service):
    _except(service, {"kind": "closed", "period": "pm"})
    assert _times(service, state="open") == _times(service)


def test_what_was_laid_out_as_suspended_is_sold_when_the_exception_is_withdrawn(service):
    service.clock.pass_(days=1)
    closed = ClinicException(
        id="e1", hospital_id="h1", doctor_id="d1", date=NEXT_WEDNESDAY, kind="closed"
    )
    service.store.catalogue.put_exceptions([closed])
    service.publish()
    assert _times(service, day=NEXT_WEDNESDAY, state="open") == []
    service.store.catalogue.put_exceptions([])
    service.publish()
    assert _times(service, day=NEXT_WEDNESDAY, state="open") == _times(service, day=NEXT_WEDNESDAY)


def test_a_session_moved_after_it_was_laid_out_never_puts_a_doctor_at_two_places(service):
    _except(service, {"kind": "closed", "period": "am"}, _extra(service, "08:15", "11:15"))
    assert _times(service, state="open") == []
    assert len(_numbers(service)) == len(set(_numbers(service)))
    _sound(service)


def test_a_session_moved_before_it_is_laid_out_takes_the_place_of_the_weekly_one(service):
    service.clock.pass_(days=1)
    moved = _extra(service, "08:15", "09:15")
    service.store.catalogue.put_exceptions(
        ClinicException(id=f"e{n}", hospital_id="h1", doctor_id="d1", date=NEXT_WEDNESDAY, **fields)
        for n, fields in enumerate([{"kind": "closed", "period": "am"}, moved])
    )
    service.publish()
    assert _times(service, day=NEXT_WEDNESDAY) == ["08:15-08:45", "08:45-09:15"]
    # The exception that made way for it closes the weekly clinic, not the extra one.
    service.publish()
    assert len(_times(service, day=NEXT_WEDNESDAY, state="open")) == 2
    _sound(service)


def test_an_extra_clinic_on_a_half_day_without_one_appears(service):
    assert _except(service, _extra(service, "14:00", "15:00", "pm")).slots == 2
    assert _times(service, period="pm") == ["14:00-14:30", "14:30-15:00"]
    _sound(service)


def test_an_extra_clinic_that_would_overlap_what_is_laid_out_is_left_out(service):
    before = _slots(service)
    inside = _extra(service, "08:30", "14:00", "pm")
    assert _except(service, inside).slots == 0
    assert _slots(service) == before
    assert _except(service, _extra(service, "09:00", "14:00", "pm")).slots > 0
    _sound(service)


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
