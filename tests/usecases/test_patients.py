"""patients: adding, changing and removing 就诊人; limits, guardians, other people's ids."""

from datetime import date, timedelta

import pytest

from common.contracts.patients import ListPatients, RemovePatient, UpdatePatient
from common.domain.errors import Code
from common.domain.person.identity import IdType, Sex
from common.domain.person.patient import Relation
from common.domain.rules.platform import PlatformRules
from common.usecases.patients import patients
from tests.usecases.world import add_patient, at_once, number_of, refused

ADULT, CHILD = date(1990, 1, 1), date(2020, 1, 1)


def _list(phone):
    return patients(ListPatients(action="list"), phone.caller, phone.service.deps).patients


def _update(user, patient_id, **fields):
    request = UpdatePatient(action="update", patient_id=patient_id, **fields)
    return patients(request, user.caller, user.service.deps).patient


def _remove(phone, patient_id):
    request = RemovePatient(action="remove", patient_id=patient_id)
    return patients(request, phone.caller, phone.service.deps).patients


def test_a_patient_is_shown_masked(phone):
    (shown,) = _list(phone)
    assert shown.model_dump(mode="json") == {
        "id": phone.patient_id, "name_masked": "测*员", "id_type": "resident_id", "id_masked": shown.id_masked,
        "phone_masked": "139****0000", "relation": "self", "sex": "female", "age": 45, "verified": True,
        "guardian_id": None,
    }  # fmt: skip
    assert set(shown.id_masked[1:-1]) == {"*"}


def test_five_patients_and_no_more_even_at_once(service, phone):
    service.store.catalogue.set_platform_rules(PlatformRules(patient_changes_per_month=50))
    answers = at_once(*[lambda n=n: add_patient(phone, number_of(ADULT, n)) for n in range(60, 66)])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert len(_list(phone)) == 5
    with refused(Code.LIMIT_REACHED):
        add_patient(phone, number_of(ADULT, 70))


def test_five_changes_a_month_then_wait(service, phone):
    other = add_patient(phone, number_of(ADULT, 61))
    for n in range(3):
        _update(phone, other, phone=f"1390000000{n + 1}")
    with refused(Code.LIMIT_REACHED):
        _update(phone, other, name="再改名")
    with refused(Code.LIMIT_REACHED):
        add_patient(phone, number_of(ADULT, 62))
    service.clock.pass_(days=30)
    assert _update(phone, other, name="再改名").name_masked == "再*名"


def test_a_change_that_changes_nothing_is_not_counted(phone):
    for _ in range(9):
        _update(phone, phone.patient_id, name="测试员", relation=Relation.SELF)
    assert add_patient(phone, number_of(ADULT, 61))


def test_a_mistyped_number_is_not_counted(phone):
    for _ in range(9):
        with refused(Code.BAD_REQUEST):
            add_patient(phone, "990000199001010000")
    assert add_patient(phone, number_of(ADULT, 61))


def test_the_same_person_twice(phone):
    number = number_of(ADULT, 61)
    add_patient(phone, number)
    with refused(Code.BAD_REQUEST) as caught:
        add_patient(phone, number.lower())
    assert caught.value.details == {"field": "id_number"}
    assert len(_list(phone)) == 2


def test_adding_who_is_there_already_is_not_counted(phone):
    number = number_of(ADULT, 61)
    add_patient(phone, number)
    for _ in range(9):
        with refused(Code.BAD_REQUEST):
            add_patient(phone, number)
    assert add_patient(phone, number_of(ADULT, 62))


def test_a_child_needs_a_grown_up_guardian_of_the_same_user(service, phone):
    number, stranger = number_of(CHILD, 61), service.person()
    teen = add_patient(phone, number_of(date(2009, 1, 1), 62))
    for guardian in (None, stranger.patient_id, teen, "p-unknown"):
        with refused(Code.PATIENT_NOT_ELIGIBLE):
            add_patient(phone, number, guardian_id=guardian)
    child = add_patient(phone, number, guardian_id=phone.patient_id)
    assert [p.guardian_id for p in _list(phone) if p.id == child] == [phone.patient_id]
    with refused(Code.PATIENT_NOT_ELIGIBLE):
        _update(phone, child, guardian_id=child)


def test_a_guardian_named_for_a_grown_up_is_not_kept(phone):
    add_patient(phone, number_of(ADULT, 61), guardian_id=phone.patient_id)
    assert [patient.guardian_id for patient in _list(phone)] == [None, None]


def test_a_guardian_stays_while_there_is_a_child(phone):
    child = add_patient(phone, number_of(CHILD, 61), guardian_id=phone.patient_id)
    with refused(Code.BAD_STATE):
        _remove(phone, phone.patient_id)
    _remove(phone, child)
    assert _remove(phone, phone.patient_id) == []


def test_a_patient_with_an_open_booking_stays(service, phone):
    identity = phone.booked_and_paid()
    with refused(Code.BAD_STATE):
        _remove(phone, phone.patient_id)
    service.clock.now = service.slot().ends_at
    assert _remove(phone, phone.patient_id) == []
    assert phone.bookings().bookings[0].id == identity


def test_an_open_booking_far_down_the_list_is_seen(service, phone):
    """More than a page of other patients' bookings lies on top of it."""
    phone.booked_and_paid()
    raw = service.db.bookings.find_one()
    for n in range(25):
        later = raw["created_at"] + timedelta(minutes=n + 1)
        service.db.bookings.insert_one(
            {
                **raw,
                "_id": f"b-other-{n}",
                "pickup_code": f"{n:08d}",
                "patient_id": "somebody",
                "created_at": later,
            }
        )
    with refused(Code.BAD_STATE):
        _remove(phone, phone.patient_id)


@pytest.mark.parametrize("act", [_remove, lambda p, i: _update(p, i, name="别的人")])
def test_somebody_elses_patient_does_not_exist(service, phone, act):
    stranger = service.person()
    for identity in (stranger.patient_id, "p-unknown"):
        with refused(Code.NOT_FOUND):
            act(phone, identity)
    assert _list(stranger)[0].name_masked == "测*员"


def test_a_foreigner_is_taken_by_passport(phone):
    add_patient(
        phone,
        "e 1234-5678",
        id_type=IdType.PASSPORT,
        sex=Sex.MALE,
        birth_date=ADULT,
        name="Anna Weiß",
    )
    shown = _list(phone)[1]
    assert (shown.verified, shown.id_masked, shown.sex) == (False, "E*******8", Sex.MALE)
