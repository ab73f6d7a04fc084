"""Identity documents, names, phones and ages: what is taken, and the words of what is not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.errors import Code, Refused
from common.domain.person.identity import (
    Identity,
    IdType,
    Sex,
    age_on,
    check_identity,
    check_name,
    check_phone,
)
from tests.support.identity import check_digit, resident_id
from tests.unit.samples import told

TODAY = date(2026, 3, 2)
BORN = date(1980, 5, 5)
GOOD = resident_id(BORN, "female", 7)

NO_RESIDENT_ID = (Code.BAD_REQUEST, "居民身份证号码不对，请核对后重新输入", {"field": "id_number"})
NO_NUMBER = (Code.BAD_REQUEST, "证件号码格式不对，请核对后重新输入", {"field": "id_number"})
NO_BIRTH = (Code.BAD_REQUEST, "请填写性别和出生日期", {"field": "birth_date"})
WRONG_BIRTH = (Code.BAD_REQUEST, "出生日期不对，请核对", {"field": "birth_date"})
NO_PHONE = (Code.BAD_REQUEST, "手机号码不对，请填写 11 位手机号", {"field": "phone"})
NO_NAME = (
    Code.BAD_REQUEST,
    "姓名只能有汉字、字母和“·”，请照证件填；生僻字打不出，请到窗口",
    {"field": "name"},
)


def _check(number, id_type=IdType.RESIDENT_ID, sex=None, born=None):
    return check_identity(id_type, number, sex, born, TODAY)


def _refused(act, *args):
    with pytest.raises(Refused) as caught:
        act(*args)
    return told(caught.value)


@given(st.dates(date(1900, 1, 1), TODAY), st.sampled_from(["male", "female"]), st.integers(0, 499))
def test_a_resident_id_says_who_somebody_is(born, sex, serial):
    number = resident_id(born, sex, serial)
    assert _check(number) == Identity(
        id_type=IdType.RESIDENT_ID, number=number, sex=Sex(sex), birth_date=born, verified=True
    )


@given(st.integers(0, 9999), st.integers(0, 999))
def test_the_check_digit_is_over_every_digit(place, order):
    """No address code begins with 99, so none of these people can be."""
    first17 = f"99{place:04}19800505{order:03}"
    assert _check(first17 + check_digit(first17)).verified


@pytest.mark.parametrize(
    "written", [GOOD.lower(), f" {GOOD} ", f"{GOOD[:6]}-{GOOD[6:14]}-{GOOD[14:]}"]
)
def test_a_resident_id_however_it_is_written(written):
    assert _check(written).number == GOOD


def test_a_resident_id_that_ends_in_x_may_be_written_small():
    number = next(n for n in (resident_id(BORN, "male", s) for s in range(99)) if n[-1] == "X")
    assert _check(number.lower()).number == number


def test_what_a_resident_id_says_is_not_asked_for():
    identity = _check(GOOD, sex=Sex.MALE, born=date(1999, 9, 9))
    assert (identity.sex, identity.birth_date) == (Sex.FEMALE, BORN)


@given(st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_noticed(place, character):
    changed = GOOD[:place] + character + GOOD[place + 1 :]
    if changed != GOOD:
        assert _refused(_check, changed) == NO_RESIDENT_ID


@given(st.integers(0, 16))
def test_two_neighbours_swapped_are_noticed(place):
    changed = GOOD[:place] + GOOD[place + 1] + GOOD[place] + GOOD[place + 2 :]
    if changed != GOOD:
        assert _refused(_check, changed) == NO_RESIDENT_ID


@pytest.mark.parametrize(
    "first17",
    [
        "99000019800230002", "99000019801305002", "99000019800500002", "99000020260303002",  # no such day; tomorrow
        "99000018950505002", "99000000000505002",  # 131 years old; year nought
    ],
)  # fmt: skip
def test_a_birthday_that_cannot_be(first17):
    assert _refused(_check, first17 + check_digit(first17)) == NO_RESIDENT_ID


@pytest.mark.parametrize("born", [TODAY, date(1896, 12, 31)])
def test_the_youngest_and_the_oldest(born):
    assert _check(resident_id(born, "male")).birth_date == born
    assert _check("E1234567", IdType.PASSPORT, Sex.MALE, born).birth_date == born


@pytest.mark.parametrize(
    "number",
    ["", "1", GOOD[:-1], GOOD + "1", "９" * 18, "٩" * 18, "{'$gt': ''}", "X" * 18, GOOD[:17] + "Y"],
)
def test_no_resident_id_at_all(number):
    assert _refused(_check, number) == NO_RESIDENT_ID


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
        assert _refused(_check, number, id_type, Sex.MALE, BORN) == NO_NUMBER
        return
    assert _check(number, id_type, Sex.MALE, BORN) == Identity(
        id_type=id_type, number=number.upper(), sex=Sex.MALE, birth_date=BORN, verified=False
    )


@pytest.mark.parametrize(
    ("sex", "born", "refused"),
    [
        (None, BORN, NO_BIRTH),
        (Sex.MALE, None, NO_BIRTH),
        (None, None, NO_BIRTH),
        (Sex.MALE, date(2026, 3, 3), WRONG_BIRTH),
        (Sex.MALE, date(1895, 12, 31), WRONG_BIRTH),
    ],
)
def test_other_documents_need_sex_and_a_birthday(sex, born, refused):
    assert _refused(_check, "E1234567", IdType.PASSPORT, sex, born) == refused


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
    ["12900000000", "1390000000", "139000000000", "+85213900000000", "١٣٩٠٠٠٠٠٠٠٠", "", "a" * 11],
)  # fmt: skip
def test_no_mobile_number(phone):
    assert _refused(check_phone, phone) == NO_PHONE


@pytest.mark.parametrize(
    "name",
    ["张三", "欧阳测试", "阿依古丽·买买提", "O'Neil", "Anna-Lena Weiß", "𠮷野", "ab", "J. Doe", "三" * 50],
)  # fmt: skip
def test_a_name(name):
    assert check_name(name) == name


@pytest.mark.parametrize("dot", "•．")
def test_a_middle_dot_is_one_dot(dot):
    assert check_name(f"阿依{dot}买买提") == "阿依·买买提"


@pytest.mark.parametrize(
    "name",
    ["", "张", "张3", "张_三", "·张三", "张三_", "<script>", "张\n三", "$where", "三" * 51, "1234", "张三!"],
)  # fmt: skip
def test_no_name(name):
    assert _refused(check_name, name) == NO_NAME


@pytest.mark.parametrize(
    ("day", "age"), [("2026-05-04", 45), ("2026-05-05", 46), ("1980-05-05", 0), ("2027-01-01", 46)]
)
def test_whole_years(day, age):
    assert age_on(BORN, date.fromisoformat(day)) == age


def test_who_is_born_on_a_leap_day_is_older_on_the_first_of_march():
    born = date(2012, 2, 29)
    assert age_on(born, date(2026, 2, 28)) == 13
    assert age_on(born, date(2026, 3, 1)) == 14


def test_documents_and_sexes_as_they_are_stored():
    assert [t.value for t in IdType] == [
        "resident_id",
        "passport",
        "hkmo_permit",
        "tw_permit",
        "none",
    ]
    assert [s.value for s in Sex] == ["male", "female"]
