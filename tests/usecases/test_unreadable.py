"""A sealed field that does not open costs that field: nobody is shut out, and its owner is told what to do."""

from datetime import date

import pytest

from common.contracts.account import ExportAccount
from common.contracts.login import LoginRequest
from common.contracts.patients import AddPatient, ListPatients, UpdatePatient
from common.domain.errors import Code, Refused
from common.domain.person.identity import IdType, Sex
from common.domain.person.patient import Relation
from common.usecases.account import account
from common.usecases.login import login
from common.usecases.patients import patients
from tests.support.identity import resident_id

SPOILT = "k1.2.AAAA"
REFILL, ADD_AGAIN = "读不出，请重新填写", "读不出，请删除后重新添加"


@pytest.fixture
def phone(service):
    phone = service.person()
    service.store.users.bind_phone(phone.caller.openid, "13912345678")
    return phone


def spoil(service, *fields):
    change = {f"{field}_sealed": SPOILT for field in fields}
    service.db.patients.update_many({}, {"$set": change})


def signed_in(service, phone):
    return login(LoginRequest(), phone.caller, service.deps)


@pytest.mark.parametrize(
    ("field", "shown", "words"),
    [
        ("name", "name_masked", REFILL),
        ("phone", "phone_masked", REFILL),
        ("id_number", "id_masked", ADD_AGAIN),
        ("birth_date", "age", None),
    ],
)
def test_who_signs_in_sees_what_does_not_open_and_all_the_rest(service, phone, field, shown, words):
    [before] = signed_in(service, phone).patients
    spoil(service, field)
    [after] = signed_in(service, phone).patients
    assert after.model_dump() == {**before.model_dump(), shown: words}
    told = [fields for level, event, fields in service.log.lines if event == "unreadable"]
    assert told == [{"patient_id": phone.patient_id, "fields": field, "error": None}]
    listed = patients(ListPatients(action="list"), phone.caller, service.deps)
    assert [after] == listed.patients


def test_the_users_own_phone(service, phone):
    service.db.users.update_many({}, {"$set": {"phone_sealed": SPOILT}})
    reply = signed_in(service, phone)
    assert reply.user.phone_masked == REFILL
    assert reply.patients[0].phone_masked == "139****0000"
    copy = account(ExportAccount(action="export"), phone.caller, service.deps)
    assert copy.user["phone"] == "读不出"


def test_a_copy_of_ones_data_says_what_does_not_open(service, phone):
    spoil(service, "id_number", "birth_date")
    [patient] = account(ExportAccount(action="export"), phone.caller, service.deps).patients
    assert (patient["id_number"], patient["birth_date"], patient["name"]) == (
        "读不出", "读不出", "测试员",
    )  # fmt: skip
    assert "unreadable" not in patient


def test_words_that_do_not_open_in_a_copy(service, phone):
    identity = phone.book().booking.id
    service.db.bookings.update_one({"_id": identity}, {"$set": {"visit_reason_sealed": SPOILT}})
    [booking] = account(ExportAccount(action="export"), phone.caller, service.deps).bookings
    assert (booking.visit_reason, booking.cancel_reason) == ("读不出", "")


@pytest.mark.parametrize("field", ["name", "birth_date"])
def test_nothing_is_booked_for_whom_we_cannot_name(service, phone, field):
    spoil(service, field)
    with pytest.raises(Refused) as caught:
        phone.book()
    assert caught.value.code is Code.PATIENT_NOT_ELIGIBLE
    assert caught.value.message == "这位就诊人的资料读不出，请到“就诊人”里重新填写后再预约"


def test_what_is_filled_in_again_can_be_read_and_booked_for(service, phone):
    spoil(service, "name", "phone")
    request = UpdatePatient(
        action="update", patient_id=phone.patient_id, name="测试乙", phone="13900000001"
    )
    shown = patients(request, phone.caller, service.deps).patient
    assert (shown.name_masked, shown.phone_masked) == ("测*乙", "139****0001")
    assert phone.book().booking.patient.name_masked == "测*乙"


def test_a_patient_moved_to_another_user_shows_them_nothing(service, phone):
    thief = service.person()
    change = {"$set": {"openid": thief.caller.openid, "quota_no": 2}}
    service.db.patients.update_one({"_id": phone.patient_id}, change)
    shown = signed_in(service, thief).patients
    assert [(one.name_masked, one.id_masked, one.age) for one in shown if one.id == phone.patient_id] == [
        (REFILL, ADD_AGAIN, None)
    ]  # fmt: skip


def test_a_guardian_whose_birth_date_does_not_open(service, phone):
    spoil(service, "birth_date")
    request = AddPatient(
        action="add", name="测试丙", id_type=IdType.RESIDENT_ID,
        id_number=resident_id(date(2020, 5, 5), "female", 77), phone="13900000000",
        relation=Relation.CHILD, sex=Sex.FEMALE, guardian_id=phone.patient_id,
    )  # fmt: skip
    with pytest.raises(Refused) as caught:
        patients(request, phone.caller, service.deps)
    assert caught.value.message == "这位监护人的出生日期读不出，请换一位监护人，或删除后重新添加"
