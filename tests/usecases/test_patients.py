"""patients: adding, changing and removing 就诊人; limits, guardians, other people's ids."""

from datetime import date, timedelta

import pytest

from common.contracts.patients import ListPatients, RemovePatient, UpdatePatient
from common.domain.business_time import business_date
from common.domain.errors import Code
from common.domain.person.identity import IdType, Sex
from common.domain.person.patient import Relation
from common.domain.rules.platform import PlatformRules
from common.usecases.patients import patients
from tests.support.identity import resident_id
from tests.usecases.queues import join, leave
from tests.usecases.telling import told
from tests.usecases.world import add_patient, another, at_once, number_of, refused

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


def test_a_renewed_permit_is_of_the_same_person(service, phone):
    permit = {"id_type": IdType.HKMO_PERMIT, "sex": Sex.MALE, "birth_date": ADULT}
    add_patient(phone, "H1234567801", **permit)
    with refused(Code.BAD_REQUEST) as caught:
        add_patient(phone, "H12345678", **permit)
    assert caught.value.message == "这位就诊人已经添加过了"
    add_patient(service.person(), "H1234567802", **permit)
    found = service.db.patients.find({"id_type": "hkmo_permit"}).distinct("person_id")
    assert len(found) == 1


def test_a_document_needs_its_number(phone):
    with refused(Code.BAD_REQUEST) as caught:
        add_patient(phone, None, id_type=IdType.PASSPORT, sex=Sex.MALE, birth_date=ADULT)
    assert (caught.value.message, caught.value.details) == (
        "请填写证件号码",
        {"field": "id_number"},
    )


def _infant(service, phone, name="王小宝", **fields):
    born = date.fromisoformat(business_date(service.clock())) - timedelta(days=20)
    given = {"name": name, "id_type": IdType.NONE, "sex": Sex.MALE, "birth_date": born}
    return add_patient(phone, None, **{**given, "guardian_id": phone.patient_id, **fields})


def test_a_child_without_a_document_is_added_with_its_guardian(service, phone):
    child = _infant(service, phone)
    shown = _list(phone)[1]
    assert (shown.id, shown.id_type, shown.id_masked, shown.verified, shown.age) == (
        child, IdType.NONE, "无证件", False, 0,
    )  # fmt: skip
    assert shown.guardian_id == phone.patient_id


def test_a_child_without_a_document_has_no_number(service, phone):
    with refused(Code.BAD_REQUEST) as caught:
        add_patient(phone, "E1234567", id_type=IdType.NONE, guardian_id=phone.patient_id)
    assert (caught.value.message, caught.value.details) == (
        "没有证件的孩子不用填写证件号码；有证件请选择证件类型",
        {"field": "id_number"},
    )


def test_a_child_without_a_document_once_a_guardian(service, phone):
    """However its name is typed, and also after its name was changed to another's."""
    _infant(service, phone)
    twin = _infant(service, phone, name="王小贝")
    for name in ("王小宝", "王 小宝", "王小\u200b宝"):
        with refused(Code.BAD_REQUEST) as caught:
            _infant(service, phone, name=name)
        assert (caught.value.message, caught.value.details) == (
            "这位就诊人已经添加过了",
            {"field": "name"},
        )
    with refused(Code.BAD_REQUEST) as caught:
        _update(phone, twin, name="王小宝")
    assert caught.value.message == "这位就诊人已经添加过了"
    _update(phone, twin, name="王大宝")
    with refused(Code.BAD_REQUEST):
        _infant(service, phone, name="王大宝")


def test_one_child_of_one_guardian_is_one_person_on_any_phone(service, phone):
    """The mother is on the father's phone too; the child she added there is the same."""
    number = service.db.patients.find_one({"_id": phone.patient_id})["person_id"]
    father = service.person()
    mother = add_patient(father, resident_id(date(1980, 5, 5), "female", 1))
    assert service.db.patients.find_one({"_id": mother})["person_id"] == number
    _infant(service, phone)
    _infant(service, father, guardian_id=mother)
    found = service.db.patients.find({"id_type": "none"}).distinct("person_id")
    assert len(found) == 1


@pytest.mark.parametrize("guardian", [None, "p-unknown"])
def test_a_child_without_a_document_needs_its_guardian(service, phone, guardian):
    with refused(Code.PATIENT_NOT_ELIGIBLE) as caught:
        _infant(service, phone, guardian_id=guardian)
    assert (
        caught.value.message
        == "不满 14 周岁的孩子要有监护人：请先添加一位满 18 周岁的就诊人，再选为监护人"
    )


def test_a_child_without_a_document_is_booked_for_where_the_hospital_takes_them(service, phone):
    child = another(phone, _infant(service, phone))
    with refused(Code.PATIENT_NOT_ELIGIBLE) as caught:
        child.book()
    words = "这家医院网上预约要用孩子自己的证件，孩子还没有证件，请到医院窗口挂号"
    assert caught.value.message == words
    service.db.hospitals.update_one({}, {"$set": {"rules": {"infants_without_document": True}}})
    assert child.book().booking.patient.id == child.patient_id


def test_a_patient_who_waits_is_not_removed(one_seat):
    one_seat.person().book()
    phone = one_seat.person()
    entry = join(phone)
    assert told(_remove, phone, phone.patient_id) == (
        Code.BAD_STATE,
        "这位就诊人还在候补，不能删除。请先到“我的候补”退出",
        {},
    )
    leave(phone, entry.id)
    _remove(phone, phone.patient_id)
    assert _list(phone) == []
