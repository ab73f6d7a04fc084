"""Who may be a patient: the same cases that the mini-program's form is tested with."""

import json
from datetime import date
from pathlib import Path

import pytest

from common.domain.errors import Refused
from common.domain.person.identity import (
    IdType,
    Sex,
    age_on,
    check_identity,
    check_name,
    check_phone,
    person_number,
)
from common.domain.person.patient import check_guardian, needs_guardian
from tests.unit.samples import a_patient

CASES = json.loads((Path(__file__).parents[3] / "shared/identity_cases.json").read_text("utf-8"))
TODAY = date.fromisoformat(CASES["today"])


def outcome(act):
    """What is kept, or the field that is at fault: `(kept, None)` or `(None, field)`."""
    try:
        return act(), None
    except Refused as refused:
        return None, refused.details["field"]


def expected(case, written):
    """The same of a case; what is kept is what was written unless the case says otherwise."""
    return (None, case["refused"]) if case["refused"] else (case.get("becomes", written), None)


@pytest.mark.parametrize("case", CASES["names"], ids=lambda case: case["input"][:12])
def test_names(case):
    assert outcome(lambda: check_name(case["input"])) == expected(case, case["input"])


@pytest.mark.parametrize("case", CASES["phones"], ids=lambda case: case["input"])
def test_phones(case):
    assert outcome(lambda: check_phone(case["input"])) == expected(case, case["input"])


@pytest.mark.parametrize("case", CASES["ids"], ids=lambda case: f"{case['type']} {case['number']}")
def test_identity_documents(case):
    sex, born = case.get("sex"), case.get("birth_date")
    identity, field = outcome(
        lambda: check_identity(
            IdType(case["type"]),
            case["number"],
            sex and Sex(sex),
            born and date.fromisoformat(born),
            TODAY,
        )
    )
    assert (identity and identity.number, field) == expected(case, case["number"])
    if identity and "says" in case:
        said = {"sex": identity.sex.value, "birth_date": identity.birth_date.isoformat()}
        assert said == case["says"]


@pytest.mark.parametrize("case", CASES["persons"], ids=str)
def test_one_person_with_several_numbers(case):
    sides = ((IdType(id_type), number) for id_type, number in (case["one"], case["other"]))
    one, other = (check_identity(*side, Sex.MALE, date(1980, 5, 5), TODAY) for side in sides)
    same = (one.id_type, person_number(one.id_type, one.number)) == (
        other.id_type,
        person_number(other.id_type, other.number),
    )
    assert same == case["same"]


@pytest.mark.parametrize("case", CASES["ages"], ids=lambda case: f"{case['born']} {case['today']}")
def test_ages(case):
    born, today = date.fromisoformat(case["born"]), date.fromisoformat(case["today"])
    assert age_on(born, today) == case["age"]
    assert needs_guardian(born, today) == case["needs_guardian"]
    _, field = outcome(lambda: check_guardian(a_patient(birth_date=born), today))
    assert (field is None) == case["may_be_guardian"]
