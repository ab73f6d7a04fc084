"""Whom a department sees, each rule on both sides of its boundary and in its own words."""

from datetime import date

import pytest

from common.domain.errors import Code
from common.domain.person.identity import IdType, Sex
from common.domain.rules.eligibility import not_eligible
from common.domain.rules.hospital import HospitalRules
from tests.unit.samples import HOSPITAL, a_department, a_patient, a_slot, told

GUARDED = {"guardian_id": "g"}


def _refused(department, patient, hospital=HOSPITAL):
    return told(not_eligible(a_patient(**patient), a_department(**department), hospital, a_slot()))


@pytest.mark.parametrize(
    ("department", "patient"),
    [
        ({}, {}),
        ({"sex": Sex.FEMALE}, {"sex": Sex.FEMALE}),
        ({"sex": Sex.MALE}, {"sex": Sex.MALE}),
        ({"age_from": 46}, {"birth_date": date(1980, 3, 4)}),
        ({"age_to": 45}, {"birth_date": date(1980, 3, 5)}),
        ({"age_to": 13}, {"birth_date": date(2012, 3, 5), **GUARDED}),
        ({}, {"birth_date": date(2012, 3, 4)}),
        ({"age_from": 0}, {"birth_date": date(2026, 3, 1), **GUARDED}),
    ],
)
def test_whom_a_department_sees_on_the_day_of_the_visit(department, patient):
    assert _refused(department, patient) is None


@pytest.mark.parametrize(
    ("department", "patient", "words"),
    [
        ({"sex": Sex.FEMALE, "name": "妇科"}, {"sex": Sex.MALE}, "妇科只看女性就诊人，请选其他科室"),
        ({"sex": Sex.MALE, "name": "男科"}, {"sex": Sex.FEMALE}, "男科只看男性就诊人，请选其他科室"),
        ({"age_from": 46}, {"birth_date": date(1980, 3, 5)}, "内科只看满 46 周岁的就诊人，请选其他科室"),
        ({"age_to": 45}, {"birth_date": date(1980, 3, 4)}, "内科只看不满 46 周岁的就诊人，请选其他科室"),
        ({"age_to": 13}, {"birth_date": date(2012, 3, 4)}, "内科只看不满 14 周岁的孩子，请选其他科室"),
        ({"age_to": 17}, {"birth_date": date(2008, 3, 4)}, "内科只看不满 18 周岁的孩子，请选其他科室"),
        ({"age_to": 18}, {"birth_date": date(2007, 3, 4)}, "内科只看不满 19 周岁的就诊人，请选其他科室"),
        ({"age_to": 0}, {"birth_date": date(2025, 3, 4), **GUARDED}, "内科只看不满 1 周岁的孩子，请选其他科室"),
        ({"age_from": 14}, {"birth_date": date(2012, 3, 5)}, "内科只看满 14 周岁的就诊人，请选其他科室"),
        ({}, {"birth_date": date(2012, 3, 5)}, "不满 14 周岁的孩子要有监护人：请先到“就诊人”里给孩子选一位监护人"),
    ],
)  # fmt: skip
def test_whom_it_does_not_see_and_what_they_are_told(department, patient, words):
    assert _refused(department, patient) == (Code.PATIENT_NOT_ELIGIBLE, words, {})


def test_a_hospital_that_wants_verified_patients():
    strict = HospitalRules(verified_only=True)
    words = "这家医院网上只能用居民身份证预约，其他证件请到窗口挂号"
    assert _refused({}, {"verified": False}, strict) == (Code.PATIENT_NOT_VERIFIED, words, {})
    assert _refused({}, {"verified": True}, strict) is None
    assert _refused({}, {"verified": False}) is None


INFANT = {"id_type": IdType.NONE, "verified": False, "birth_date": date(2026, 2, 1), **GUARDED}
OPEN = HospitalRules(infants_without_document=True)


def test_an_infant_without_a_document_where_a_hospital_takes_them():
    assert _refused({}, INFANT, OPEN) is None
    strict = HospitalRules(infants_without_document=True, verified_only=True)
    assert _refused({}, INFANT, strict) is None


@pytest.mark.parametrize("rules", [HospitalRules(), HospitalRules(verified_only=True)])
def test_an_infant_without_a_document_elsewhere(rules):
    words = "这家医院网上预约要用孩子自己的证件，孩子还没有证件，请到医院窗口挂号"
    assert _refused({}, INFANT, rules) == (Code.PATIENT_NOT_ELIGIBLE, words, {})


def test_an_infant_who_is_a_year_old_by_the_day_of_the_visit():
    """Slots are on 4 March."""
    words = "就诊那天孩子已满 1 周岁，请先用孩子的证件添加就诊人，再预约"
    aged = {**INFANT, "birth_date": date(2025, 3, 4)}
    assert _refused({}, aged, OPEN) == (Code.PATIENT_NOT_ELIGIBLE, words, {})
    assert _refused({}, {**INFANT, "birth_date": date(2025, 3, 5)}, OPEN) is None


def test_what_else_a_department_asks_holds_for_infants_too():
    unguarded = {**INFANT, "guardian_id": None}
    words = "不满 14 周岁的孩子要有监护人：请先到“就诊人”里给孩子选一位监护人"
    assert _refused({}, unguarded, OPEN) == (Code.PATIENT_NOT_ELIGIBLE, words, {})
