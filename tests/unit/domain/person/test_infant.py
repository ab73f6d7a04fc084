"""没有证件的孩子: who may be without a document, and by what such a child is known."""

import json
from datetime import date
from pathlib import Path

import pytest

from common.domain.errors import Code, Refused
from common.domain.person.identity import Identity, IdType, Sex
from common.domain.person.infant import infant_identity, same_child
from tests.unit.samples import a_patient, told

CASES = json.loads((Path(__file__).parents[3] / "shared/identity_cases.json").read_text("utf-8"))
TODAY = date.fromisoformat(CASES["today"])
BORN = date(2026, 2, 1)
MOTHER = a_patient(id_type=IdType.HKMO_PERMIT, id_number="H1234567801")

NO_BIRTH = (Code.BAD_REQUEST, "请填写性别和出生日期", {"field": "birth_date"})
WRONG_BIRTH = (Code.BAD_REQUEST, "出生日期不对，请核对", {"field": "birth_date"})
TOO_OLD = (Code.BAD_REQUEST, "满 1 周岁的孩子请用证件添加", {"field": "birth_date"})
NO_GUARDIAN = (
    Code.PATIENT_NOT_ELIGIBLE,
    "不满 14 周岁的孩子要有监护人：请先添加一位满 18 周岁的就诊人，再选为监护人",
    {"field": "guardian_id"},
)
MINOR = (Code.PATIENT_NOT_ELIGIBLE, "监护人要满 18 周岁，请换一位", {"field": "guardian_id"})


def _identity(name="王小宝", sex=Sex.MALE, born=BORN, guardian=MOTHER):
    return infant_identity(name, sex, born, guardian, TODAY)


def test_a_child_is_known_by_its_guardians_document_its_name_and_its_birth():
    assert _identity() == Identity(
        id_type=IdType.NONE, number="hkmo_permit/H12345678/王小宝/2026-02-01", sex=Sex.MALE,
        birth_date=BORN, verified=False,
    )  # fmt: skip


def test_the_same_guardian_with_a_renewed_permit_is_the_same():
    renewed = MOTHER.model_copy(update={"id_number": "H1234567802"})
    assert _identity(guardian=renewed).number == _identity().number


@pytest.mark.parametrize(
    "other",
    [
        {"name": "王小贝"},
        {"born": date(2026, 2, 2)},
        {"guardian": a_patient(id_type=IdType.HKMO_PERMIT, id_number="M12345678")},
    ],
    ids=str,
)
def test_another_child(other):
    assert _identity(**other).number != _identity().number


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sex": None}, NO_BIRTH),
        ({"born": None}, NO_BIRTH),
        ({"born": date(2026, 3, 3)}, WRONG_BIRTH),
        ({"born": date(2025, 3, 2)}, TOO_OLD),
        ({"guardian": None}, NO_GUARDIAN),
        ({"guardian": a_patient(birth_date=date(2008, 3, 3))}, MINOR),
    ],
    ids=str,
)
def test_what_is_wrong(fields, words):
    with pytest.raises(Refused) as caught:
        _identity(**fields)
    assert told(caught.value) == words


@pytest.mark.parametrize("case", CASES["infants"], ids=str)
def test_who_may_be_without_a_document(case):
    born = case["born"] and date.fromisoformat(case["born"])
    if case["may_be_without_document"]:
        assert _identity(born=born).birth_date == born
    else:
        with pytest.raises(Refused):
            _identity(born=born)


def test_two_infants_of_one_guardian_whose_names_became_the_same():
    one = a_patient(id_type=IdType.NONE, name="王小宝", birth_date=BORN, guardian_id="g1")
    assert same_child(one, one.model_copy(update={"id": "p2", "person_id": "n2"}))
    for changed in ({"name": "王小贝"}, {"guardian_id": "g2"}, {"birth_date": date(2026, 2, 2)}):
        assert not same_child(one, one.model_copy(update=changed))
    documented = one.model_copy(update={"id_type": IdType.PASSPORT})
    assert not same_child(one, documented)
    assert not same_child(documented, documented)


def test_a_guardian_whose_number_does_not_open_names_nobody():
    unreadable = MOTHER.model_copy(update={"id_number": ""})
    with pytest.raises(Refused) as caught:
        _identity(guardian=unreadable)
    assert told(caught.value) == (
        Code.BAD_REQUEST,
        "监护人的证件号码读不出，请先删除监护人再重新添加",
        {"field": "guardian_id"},
    )


def test_two_children_of_whom_nothing_opens_are_two():
    fields = {"id_type": IdType.NONE, "guardian_id": "g1", "birth_date": None}
    one, other = (a_patient(name="", **fields) for _ in range(2))
    assert not same_child(one, other)
