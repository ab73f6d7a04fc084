"""就诊人: who must have a guardian, and who may be one."""

from datetime import date

import pytest

from common.domain.errors import Code, Refused
from common.domain.person.patient import Relation, check_guardian, needs_guardian
from tests.unit.samples import a_patient, told

TODAY = date(2026, 3, 2)
FIELD = {"field": "guardian_id"}


def test_a_child_needs_a_guardian_until_the_fourteenth_birthday():
    assert needs_guardian(date(2012, 3, 3), TODAY)
    assert not needs_guardian(date(2012, 3, 2), TODAY)


@pytest.mark.parametrize(
    ("guardian", "words"),
    [
        (None, "不满 14 周岁的孩子要有监护人：请先添加一位满 18 周岁的就诊人，再选为监护人"),
        (a_patient(birth_date=date(2008, 3, 3)), "监护人要满 18 周岁，请换一位"),
        (a_patient(birth_date=date(2012, 3, 2)), "监护人要满 18 周岁，请换一位"),
    ],
)
def test_a_guardian_is_of_age(guardian, words):
    with pytest.raises(Refused) as caught:
        check_guardian(guardian, TODAY)
    assert told(caught.value) == (Code.PATIENT_NOT_ELIGIBLE, words, FIELD)


def test_on_the_eighteenth_birthday_one_may_be_a_guardian():
    check_guardian(a_patient(birth_date=date(2008, 3, 2)), TODAY)


def test_relations_as_they_are_stored():
    assert [r.value for r in Relation] == ["self", "child", "parent", "spouse", "other"]
    assert a_patient().guardian_id is None
