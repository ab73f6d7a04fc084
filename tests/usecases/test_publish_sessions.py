"""publish: a session is decided once, whatever happens to the timetable afterwards; exceptions stop its sale."""

import pytest
from pymongo.errors import AutoReconnect

from common.domain.booking.status import Status
from common.domain.business_time import wire
from common.domain.errors import Code, Refused
from common.domain.timetable import ClinicException, sessions_on
from ops.verify import verify
from tests.support.catalogue import only
from tests.support.service import WEDNESDAY
from tests.usecases.world import cut

NEXT_WEDNESDAY = "2026-03-11"


def _slots(service):
    return {raw["_id"]: raw for raw in service.db.slots.find()}


def _times(service, doctor="d1", day=WEDNESDAY, **wanted):
    found = service.db.slots.find({"doctor_id": doctor, "date": day, **wanted}).sort("starts_at", 1)
    return [f"{wire(raw['starts_at'])[11:16]}-{wire(raw['ends_at'])[11:16]}" for raw in found]


def _numbers(service, doctor="d1", day=WEDNESDAY):
    found = service.db.slots.find({"doctor_id": doctor, "date": day}).sort("starts_at", 1)
    return [seat["number"] for raw in found for seat in raw["seats"]]


def _except(service, *exceptions):
    """Hand in dated exceptions and publish."""
    made = [
        ClinicException(
            **{"id": f"e{n}", "hospital_id": "h1", "doctor_id": "d1", "date": WEDNESDAY, **fields}
        )
        for n, fields in enumerate(exceptions)
    ]
    only(service.db, "clinic_exceptions", made)
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
    only(service.db, "clinics", shorter)
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
    only(service.db, "clinic_exceptions", [closed])
    service.publish()
    assert _times(service, day=NEXT_WEDNESDAY, state="open") == []
    only(service.db, "clinic_exceptions", [])
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
    place = {"hospital_id": "h1", "doctor_id": "d1", "date": NEXT_WEDNESDAY}
    exceptions = [
        ClinicException(id=f"e{n}", **place, **fields)
        for n, fields in enumerate([{"kind": "closed", "period": "am"}, moved])
    ]
    only(service.db, "clinic_exceptions", exceptions)
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


def test_a_clinic_whose_half_day_is_called_otherwise_leaves_laid_out_days_alone(service):
    clinics = service.store.catalogue.clinics_of("h1")
    renamed = [c.model_copy(update={"period": "day"}) if c.id == "d1-3-am" else c for c in clinics]
    only(service.db, "clinics", renamed)
    before = _slots(service)
    assert (service.publish().slots, service.publish().failed) == (0, 0)
    assert _slots(service) == before
    service.clock.pass_(days=1)
    assert service.publish().slots == 6
    assert _times(service, day=NEXT_WEDNESDAY, period="day") == ["08:00-08:30", "08:30-09:00"]
    _sound(service)


def test_a_day_that_cannot_be_laid_out_keeps_no_other_waiting(service, monkeypatch):
    service.db.slots.delete_many({})
    real = service.store.slots.lay_out

    def lay_out(slots):
        if any(slot.date == WEDNESDAY for slot in slots):
            raise ValueError("a timetable that cannot be")
        return real(slots)

    monkeypatch.setattr(service.store.slots, "lay_out", lay_out)
    counts = service.publish()
    assert (counts.failed, counts.slots) == (1, 2)


SATURDAY = "2026-03-07"


@pytest.mark.parametrize(
    "later", [[], [{"kind": "closed"}], [{"kind": "closed", "period": "am"}]], ids=len
)
def test_an_extra_clinic_is_taken_off_sale_with_its_line_or_with_its_day(service, later):
    extra = {**_extra(service, "08:00", "09:00"), "date": SATURDAY}
    _except(service, extra)
    assert len(_times(service, day=SATURDAY, state="open")) == 2
    _except(service, *[{**each, "date": SATURDAY} for each in later])
    assert _times(service, day=SATURDAY, state="open") == []
    _except(service, extra)
    assert len(_times(service, day=SATURDAY, state="open")) == 2


def test_an_extra_clinic_in_another_half_day_takes_the_time_of_a_closed_one(service):
    service.clock.pass_(days=1)
    day = {"date": NEXT_WEDNESDAY}
    moved = _extra(service, "08:30", "10:00", "pm")
    _except(service, {"kind": "closed", "period": "am", **day}, {**moved, **day})
    assert _times(service, day=NEXT_WEDNESDAY) == ["08:30-09:00", "09:00-09:30", "09:30-10:00"]
    _sound(service)


def test_a_session_decided_while_its_doctor_was_away_keeps_its_time(service):
    service.db.doctors.update_one({"_id": "d1"}, {"$set": {"active": False}})
    service.clock.pass_(days=1)
    service.publish()
    clinics = service.store.catalogue.clinics_of("h1")
    only(
        service.db,
        "clinics",
        [c.model_copy(update={"period": "day"}) if c.id == "d1-3-am" else c for c in clinics],
    )
    service.db.doctors.update_one({"_id": "d1"}, {"$set": {"active": True}})
    service.publish()
    assert _times(service, day=NEXT_WEDNESDAY) == ["08:00-08:30", "08:30-09:00"]
    _sound(service)


def test_a_session_cut_off_and_then_closed_is_never_on_sale(service, monkeypatch):
    service.clock.pass_(days=1)
    cut(monkeypatch, service.store, "slots.lay_out")
    with pytest.raises(AutoReconnect):
        service.publish()
    _except(service, {"kind": "closed", "date": NEXT_WEDNESDAY})
    assert _times(service, day=NEXT_WEDNESDAY)
    assert _times(service, day=NEXT_WEDNESDAY, state="open") == []
