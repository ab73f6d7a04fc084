"""Identity documents, names, phones, ages and masks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.errors import Code, Refused
from common.domain.person.identity import (
    IdType,
    Sex,
    age_on,
    check_identity,
    check_name,
    check_phone,
)
from common.domain.person.masks import mask_id, mask_name, mask_phone
from common.domain.person.patient import check_guardian, needs_guardian
from tests.support.identity import check_digit, resident_id
from tests.unit.domain.samples import a_patient

TODAY = date(2026, 3, 2)
BORN = date(1980, 5, 5)
GOOD = resident_id(BORN, "female", 7)


def _check(number, id_type=IdType.RESIDENT_ID, sex=None, born=None):
    return check_identity(id_type, number, sex, born, TODAY)


def _wrong(field, act):
    with pytest.raises(Refused) as caught:
        act()
    assert (caught.value.code, caught.value.details) == (Code.BAD_REQUEST, {"field": field})


@given(st.dates(date(1900, 1, 1), TODAY), st.sampled_from(["male", "female"]), st.integers(0, 499))
def test_a_resident_id_says_who_somebody_is(born, sex, serial):
    identity = _check(resident_id(born, sex, serial))
    assert (identity.birth_date, identity.sex, identity.verified) == (born, Sex(sex), True)


@pytest.mark.parametrize(
    "written", [GOOD.lower(), f" {GOOD} ", f"{GOOD[:6]}-{GOOD[6:14]}-{GOOD[14:]}"]
)
def test_a_resident_id_however_it_is_written(written):
    assert _check(written).number == GOOD


@given(st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_noticed(place, character):
    changed = GOOD[:place] + character + GOOD[place + 1 :]
    if changed != GOOD:
        _wrong("id_number", lambda: _check(changed))


@given(st.integers(0, 16))
def test_two_neighbours_swapped_are_noticed(place):
    changed = GOOD[:place] + GOOD[place + 1] + GOOD[place] + GOOD[place + 2 :]
    if changed != GOOD:
        _wrong("id_number", lambda: _check(changed))


@pytest.mark.parametrize(
    "first17",
    [
        "99000019800230002", "99000019801305002", "99000019800500002", "99000020260303002",  # no such day; tomorrow
        "99000018950505002", "99000000000505002",  # 131 years old; year nought
    ],
)  # fmt: skip
def test_a_birthday_that_cannot_be(first17):
    _wrong("id_number", lambda: _check(first17 + check_digit(first17)))


@pytest.mark.parametrize(
    "number",
    ["", "1", GOOD[:-1], GOOD + "1", "９" * 18, "٩" * 18, "{'$gt': ''}", "X" * 18, GOOD[:17] + "Y"],
)
def test_no_resident_id_at_all(number):
    _wrong("id_number", lambda: _check(number))


@pytest.mark.parametrize(
    ("id_type", "number", "good"),
    [
        (IdType.PASSPORT, "e12345678", True), (IdType.PASSPORT, "E1234", True), (IdType.PASSPORT, "E123", False),
        (IdType.PASSPORT, "A" * 17, True), (IdType.PASSPORT, "A" * 18, False), (IdType.PASSPORT, "E12345_7", False),
        (IdType.HKMO_PERMIT, "H12345678", True), (IdType.HKMO_PERMIT, "M1234567890", True),
        (IdType.HKMO_PERMIT, "A12345678", False), (IdType.HKMO_PERMIT, "H123456789", False),
        (IdType.TW_PERMIT, "12345678", True), (IdType.TW_PERMIT, "1234567890", True),
        (IdType.TW_PERMIT, "123456789", False), (IdType.TW_PERMIT, "1234567A", False),
    ],
)  # fmt: skip
def test_other_documents_are_checked_by_form(id_type, number, good):
    if not good:
        _wrong("id_number", lambda: _check(number, id_type, Sex.MALE, BORN))
        return
    identity = _check(number, id_type, Sex.MALE, BORN)
    assert (identity.number, identity.sex, identity.verified) == (number.upper(), Sex.MALE, False)


@pytest.mark.parametrize(
    ("sex", "born"), [(None, BORN), (Sex.MALE, None), (Sex.MALE, date(2026, 3, 3))]
)
def test_other_documents_need_sex_and_a_birthday(sex, born):
    _wrong("birth_date", lambda: _check("E1234567", IdType.PASSPORT, sex, born))


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("13900000000", "13900000000"),
        ("+86 139-0000-0000", "13900000000"),
        ("19912345678", "19912345678"),
    ],
)
def test_a_mobile_number(written, phone):
    assert check_phone(written) == phone


@pytest.mark.parametrize(
    "phone",
    [
        "12900000000",
        "1390000000",
        "139000000000",
        "+85213900000000",
        "１３９００００００００",
        "",
        "a" * 11,
    ],
)
def test_no_mobile_number(phone):
    _wrong("phone", lambda: check_phone(phone))


@pytest.mark.parametrize(
    "name", ["张三", "欧阳测试", "阿依古丽·买买提", "O'Neil", "Anna-Lena Weiß", "𠮷野", "ab"]
)
def test_a_name(name):
    assert check_name(name) == name


def test_a_middle_dot_is_one_dot():
    assert check_name("阿依•买买提") == "阿依·买买提"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "张",
        "张3",
        "张_三",
        "·张三",
        "张三 ",
        "<script>",
        "张\n三",
        "$where",
        "三" * 51,
        "1234",
        "张三!",
    ],
)
def test_no_name(name):
    _wrong("name", lambda: check_name(name))


@pytest.mark.parametrize(
    ("day", "age"), [("2026-05-04", 45), ("2026-05-05", 46), ("1980-05-05", 0), ("2027-01-01", 46)]
)
def test_whole_years(day, age):
    assert age_on(BORN, date.fromisoformat(day)) == age


def test_who_is_born_on_a_leap_day_is_older_on_the_first_of_march():
    born = date(2012, 2, 29)
    assert age_on(born, date(2026, 2, 28)) == 13
    assert age_on(born, date(2026, 3, 1)) == 14


def test_a_child_needs_a_guardian_until_the_fourteenth_birthday():
    assert needs_guardian(date(2012, 3, 3), TODAY)
    assert not needs_guardian(date(2012, 3, 2), TODAY)


@pytest.mark.parametrize(
    ("guardian", "fine"),
    [
        (None, False),
        (a_patient(birth_date=date(2008, 3, 3)), False),
        (a_patient(birth_date=date(2008, 3, 2)), True),
    ],
)
def test_a_guardian_is_of_age(guardian, fine):
    if fine:
        check_guardian(guardian, TODAY)
        return
    with pytest.raises(Refused) as caught:
        check_guardian(guardian, TODAY)
    assert caught.value.code is Code.PATIENT_NOT_ELIGIBLE


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "*三"),
        ("张三丰", "张*丰"),
        ("欧阳测试", "欧**试"),
        ("阿依古丽·买买提", "阿***提"),
        ("张", "张"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_name_is_shown_enough_to_recognise(name, shown):
    assert mask_name(name) == shown


@given(st.text(min_size=3, max_size=40))
def test_a_mask_never_shows_the_middle(text):
    assert set(mask_name(text)[1:-1]) == {"*"}
    assert mask_id(text) == text[0] + "*" * (len(text) - 2) + text[-1]


def test_a_phone_is_shown_in_part():
    assert mask_phone("13912345678") == "139****5678"
