"""patients for a slot: who may not have a seat on it is said before anybody taps, in the words of the refusal."""

from datetime import date

import pytest

from common.contracts.patients import ListPatients
from common.domain.errors import Refused
from common.domain.person.identity import IdType, Sex
from common.domain.rules.platform import PlatformRules
from common.usecases.patients import patients
from tests.support.service import Service
from tests.usecases.world import add_patient, another, number_of

ADULT = date(1990, 1, 1)


def _excluded(phone, slot_id=None):
    request = ListPatients(action="list", slot_id=slot_id or phone.service.slot_id())
    return patients(request, phone.caller, phone.service.deps).excluded


def _refusal(phone, slot_id=None):
    """What `book` says: a patient who is excluded hears the very same."""
    with pytest.raises(Refused) as caught:
        phone.book(slot_id, key=f"a-tap-for-{phone.patient_id}")
    return caught.value


def _same(excluded, phone, slot_id=None):
    refusal = _refusal(phone, slot_id)
    (one,) = [one for one in excluded if one.patient_id == phone.patient_id]
    assert (one.code, one.message) == (refusal.code, refusal.message)
    return one


def test_nobody_is_excluded_without_a_slot_or_on_one_that_is_not_there(phone):
    assert _excluded(phone) == []
    assert _excluded(phone, "no-such-slot") == []
    reply = patients(ListPatients(action="list"), phone.caller, phone.service.deps)
    assert (len(reply.patients), reply.excluded) == (1, [])


def test_of_a_slot_that_nobody_may_book_nothing_is_said_of_anybody(service):
    """Somebody who knows a number would learn of its owner's bookings, where booking says no more than closed."""
    owner, curious = service.person(), service.person()
    owner.booked_and_paid()
    number = service.store.patients.owned(owner.caller.openid, owner.patient_id).id_number
    theirs = another(curious, add_patient(curious, number))
    assert [one.patient_id for one in _excluded(theirs)] == [theirs.patient_id]
    service.db.slots.update_one({"_id": service.slot_id()}, {"$set": {"state": "closed"}})
    assert _excluded(theirs) == []


def test_a_full_slot_excludes_nobody(service, phone):
    for _ in range(3):
        service.person().book()
    assert _excluded(phone) == []


def test_sex_and_age_of_a_department(service, phone):
    women = service.slot_id("d2")
    man = another(phone, add_patient(phone, number_of(ADULT, 61, Sex.MALE)))
    girl = another(
        phone,
        add_patient(phone, number_of(date(2020, 1, 1), 62), guardian_id=phone.patient_id),
    )
    excluded = _excluded(phone, women)
    assert [one.patient_id for one in excluded] == [man.patient_id, girl.patient_id]
    for one in (man, girl):
        assert _same(excluded, one, women).booking_id is None


def test_the_age_counts_on_the_day_of_the_visit(service, phone):
    """Fourteen on the day of the visit, thirteen today."""
    on_the_day = another(
        phone,
        add_patient(phone, number_of(date(2012, 3, 4), 61), guardian_id=phone.patient_id),
    )
    assert _excluded(phone, service.slot_id("d2")) == []
    assert on_the_day.book(service.slot_id("d2")).booking.status == "held"


def test_a_document_that_the_hospital_does_not_take(db):
    service = Service(db, verified_only=True)
    phone = service.person()
    foreigner = another(
        phone,
        add_patient(phone, "E12345678", id_type=IdType.PASSPORT, sex=Sex.MALE, birth_date=ADULT),
    )
    (one,) = _excluded(phone)
    assert _same([one], foreigner) == one


@pytest.mark.parametrize(
    ("doctor", "start"), [("d1", "0800"), ("d1", "0830"), ("d2", "0800")],
    ids=["the same slot", "the same department that day", "the same time"],
)  # fmt: skip
def test_a_booking_in_the_way_is_named(service, phone, doctor, start):
    booked = phone.booked_and_paid()
    slot_id = service.slot_id(doctor, start=start)
    assert _same(_excluded(phone, slot_id), phone, slot_id).booking_id == booked


def test_a_booking_of_another_user_is_in_the_way_but_not_shown(service):
    number = number_of(ADULT, 77)
    son, daughter = (
        another(p, add_patient(p, number)) for p in (service.person(), service.person())
    )
    son.book()
    assert _same(_excluded(daughter), daughter).booking_id is None


def test_a_lapsed_hold_is_not_in_the_way(service, phone):
    phone.book()
    service.clock.pass_(minutes=18)
    assert _excluded(phone) == []
    assert phone.book().booking.status == "held"


def test_lost_holds_of_a_day_exclude_all_of_a_users_patients(service, phone):
    service.store.catalogue.set_platform_rules(PlatformRules(unpaid_holds_per_day=1))
    other = another(phone, add_patient(phone, number_of(ADULT, 61)))
    phone.cancel(phone.book().booking.id)
    excluded = _excluded(phone)
    for one in (phone, other):
        _same(excluded, one)


def test_lost_holds_for_others_forbid_booking_not_waiting(service, phone):
    """On a full slot: who lost a hold may not wait, whom the same user books for besides may."""
    service.store.catalogue.set_platform_rules(PlatformRules(unpaid_holds_per_day=1))
    add_patient(phone, number_of(ADULT, 61))
    phone.cancel(phone.book().booking.id)
    for _ in range(3):
        service.person().book()
    assert [one.patient_id for one in _excluded(phone)] == [phone.patient_id]


def test_a_department_that_takes_no_bookings_excludes_everybody(service, phone):
    service.db.departments.update_one({"_id": "internal"}, {"$set": {"active": False}})
    _same(_excluded(phone), phone)
