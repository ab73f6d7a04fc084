"""book: every refusal, each with its code, and nothing taken by any of them."""

from datetime import date, datetime, timedelta, timezone

import pytest

from common.contracts.book import BookRequest
from common.domain.errors import Code
from common.domain.person.identity import IdType, Sex
from common.domain.person.patient import Relation
from common.usecases.book import book
from tests.support.service import Service
from tests.usecases.world import add_patient, another, nothing_taken, number_of, quiet, refused

MS = timedelta(milliseconds=1)
MIDNIGHT = datetime(2026, 3, 2, 16, 0, tzinfo=timezone.utc)


def _set(service, **fields):
    service.db.slots.update_one({"_id": service.slot_id()}, {"$set": fields})


def test_a_slot_that_never_was(service, phone):
    with refused(Code.NOT_FOUND):
        phone.book("no.such.slot")
    nothing_taken(service)


@pytest.mark.parametrize(
    ("state", "code"), [("suspended", Code.SLOT_SUSPENDED), ("closed", Code.SLOT_CLOSED)]
)
def test_a_slot_the_hospital_took_back(service, phone, state, code):
    _set(service, state=state)
    with refused(code):
        phone.book()
    nothing_taken(service)


def test_a_slot_suspended_between_the_look_and_the_seat(service, phone, monkeypatch):
    real = service.store.slots.take

    def late(*args):
        _set(service, state="suspended")
        return real(*args)

    monkeypatch.setattr(service.store.slots, "take", late)
    with refused(Code.SLOT_SUSPENDED):
        phone.book()
    nothing_taken(service)


def test_not_released_until_its_second(service, phone):
    release = service.slot().starts_at.replace(hour=23, minute=0) - timedelta(days=1)
    _set(service, release_at=release)
    service.clock.now = release - MS
    with refused(Code.SLOT_NOT_RELEASED) as caught:
        phone.book()
    assert caught.value.details == {"release_at": "2026-03-04T07:00:00+08:00"}
    service.clock.now = release
    assert phone.book().booking.number == 1


def test_closed_from_its_start(service, phone):
    service.clock.now = service.slot().starts_at - MS
    assert phone.book().booking.number == 1
    service.clock.now = service.slot().starts_at
    with refused(Code.SLOT_CLOSED):
        service.person().book()


def test_a_hospital_may_close_earlier(db):
    early = Service(db, close_minutes_before=60)
    early.clock.now = early.slot().starts_at - timedelta(minutes=60)
    with refused(Code.SLOT_CLOSED):
        early.person().book()


def test_full_is_held_while_somebody_may_still_let_go_and_full_after(one_seat):
    holder, other = one_seat.person(), one_seat.person()
    identity = holder.book().booking.id
    with refused(Code.SLOT_HELD):
        other.book()
    one_seat.settle(one_seat.pays(identity))
    with refused(Code.SLOT_FULL):
        other.book()
    nothing_taken(one_seat, 1)


def test_seats_of_the_window_are_not_sold_on_the_phone(service, phone):
    service.db.slots.update_one(
        {"_id": service.slot_id()},
        {
            "$set": {f"seats.{place}.pool": "window" for place in range(3)}
            | {"left": 0, "window": {"left": 3, "holding": 0}}
        },
    )
    with refused(Code.SLOT_FULL):
        phone.book()
    nothing_taken(service)


def test_somebody_elses_patient_is_not_found(service, phone):
    stranger = service.person()
    with refused(Code.NOT_FOUND):
        another(phone, stranger.patient_id).book()
    nothing_taken(service)


@pytest.mark.parametrize("collection", ["hospitals", "departments", "doctors"])
def test_a_hospital_department_or_doctor_that_is_gone(service, phone, collection):
    service.db[collection].update_many({}, {"$set": {"active": False}})
    with refused(Code.SLOT_CLOSED):
        phone.book()
    nothing_taken(service)


def test_a_man_in_the_womens_department(service):
    man = service.person(sex="male")
    with refused(Code.PATIENT_NOT_ELIGIBLE):
        man.book(service.slot_id("d2"))
    assert service.person(sex="female").book(service.slot_id("d2")).booking.number == 1


@pytest.mark.parametrize(("birth", "welcome"), [("2012-03-04", True), ("2012-03-05", False)])
def test_an_age_limit_counts_on_the_day_of_the_visit(service, phone, birth, welcome):
    """The women's department sees people from 14; the visit is on 4 March 2026."""
    number = number_of(date.fromisoformat(birth), 9)
    child = add_patient(phone, number, relation=Relation.CHILD, guardian_id=phone.patient_id)
    if welcome:
        assert another(phone, child).book(service.slot_id("d2")).booking.number == 1
        return
    with refused(Code.PATIENT_NOT_ELIGIBLE):
        another(phone, child).book(service.slot_id("d2"))


def test_a_child_whose_guardian_is_not_on_record(service, phone):
    child = add_patient(
        phone, number_of(date(2020, 1, 1), 9), relation=Relation.CHILD, guardian_id=phone.patient_id
    )
    assert another(phone, child).book().booking.number == 1
    service.db.patients.update_one({"_id": child}, {"$set": {"guardian_id": None}})
    with refused(Code.PATIENT_NOT_ELIGIBLE):
        another(phone, child).book(service.slot_id(day="2026-03-05"), key="another-tap")


def test_a_hospital_that_takes_verified_patients_only(db):
    strict = Service(db, verified_only=True)
    phone = strict.person()
    foreigner = add_patient(
        phone, "E12345678", id_type=IdType.PASSPORT, sex=Sex.MALE, birth_date=date(1990, 1, 1)
    )
    with refused(Code.PATIENT_NOT_VERIFIED):
        another(phone, foreigner).book()
    assert phone.book().booking.number == 1


def test_what_was_refused_can_be_booked_by_the_same_tap_when_the_reason_is_gone(one_seat):
    holder, other = one_seat.person(), one_seat.person()
    identity = holder.book().booking.id
    with refused(Code.SLOT_HELD):
        other.book(key="one-and-the-same")
    holder.cancel(identity)
    assert other.book(key="one-and-the-same").booking.number == 1
    quiet(one_seat)


def test_the_reason_of_the_visit_is_kept_sealed(service, phone):
    request = BookRequest(
        slot_id=service.slot_id(), patient_id=phone.patient_id, idempotency_key="tap-00000009",
        visit_reason="头痛三天",
    )  # fmt: skip
    identity = book(request, phone.caller, service.deps).booking.id
    raw = service.db.bookings.find_one({"_id": identity})
    assert "头痛" not in str(raw)
    assert raw["visit_reason_sealed"]
