"""patients: what is taken, and the words for what is not."""

from datetime import date

import pytest

from common.contracts.patients import PATIENTS_REQUEST, ListPatients
from common.domain.person.identity import IdType, Sex
from common.domain.person.patient import Relation
from tests.unit.contracts.asking import STALE_PAGE, asked

ADD = {
    "action": "add", "name": "测试员", "id_type": "passport", "id_number": "E1234567", "phone": "13900000000",
    "relation": "self",
}  # fmt: skip
UPDATE = {"action": "update", "patient_id": "p1"}


def test_a_new_patient():
    request = asked(PATIENTS_REQUEST, ADD)
    assert (request.id_type, request.relation) == (IdType.PASSPORT, Relation.SELF)
    assert (request.sex, request.birth_date, request.guardian_id) == (None, None, None)
    more = {"sex": "female", "birth_date": "2020-02-29", "guardian_id": "p2"}
    request = asked(PATIENTS_REQUEST, {**ADD, **more})
    assert (request.sex, request.birth_date) == (Sex.FEMALE, date(2020, 2, 29))
    assert request.guardian_id == "p2"


def test_changing_listing_and_removing():
    request = asked(PATIENTS_REQUEST, UPDATE)
    assert request.model_dump(exclude={"action", "patient_id"}) == {
        "name": None, "phone": None, "relation": None, "guardian_id": None,
    }  # fmt: skip
    assert isinstance(asked(PATIENTS_REQUEST, {"action": "list"}), ListPatients)
    assert asked(PATIENTS_REQUEST, {"action": "remove", "patient_id": "p1"}).patient_id == "p1"


@pytest.mark.parametrize(
    ("field", "shortest", "longest", "words"),
    [("name", 1, 50, "姓名"), ("id_number", 5, 24, "证件号码"), ("phone", 8, 20, "手机号")],
)
def test_each_text_has_its_lengths(field, shortest, longest, words):
    for length in (shortest, longest):
        assert getattr(asked(PATIENTS_REQUEST, {**ADD, field: "1" * length}), field)
    short, long = "1" * (shortest - 1), "1" * (longest + 1)
    assert asked(PATIENTS_REQUEST, {**ADD, field: short}) == (f"{words}太短", field)
    assert asked(PATIENTS_REQUEST, {**ADD, field: long}) == (f"{words}太长", field)


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({**ADD, "id_type": "library_card"}, ("证件类型不正确，请检查后再试", "id_type")),
        ({**ADD, "relation": "boss"}, ("与本人关系不正确，请检查后再试", "relation")),
        ({**ADD, "sex": "x"}, ("性别不正确，请检查后再试", "sex")),
        ({**ADD, "birth_date": "2021-02-29"}, ("出生日期不正确，请检查后再试", "birth_date")),
        ({**ADD, "guardian_id": "p 2"}, ("监护人不正确，请检查后再试", "guardian_id")),
        ({**ADD, "verified": True}, (STALE_PAGE, None)),
        ({**UPDATE, "id_number": "E1"}, (STALE_PAGE, None)),
        ({"action": "update"}, (STALE_PAGE, "patient_id")),
        ({"action": "remove"}, (STALE_PAGE, "patient_id")),
        ({"action": "sell"}, (STALE_PAGE, "action")),
    ],
    ids=str,
)
def test_what_is_wrong(event, told):
    assert asked(PATIENTS_REQUEST, event) == told
