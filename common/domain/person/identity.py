"""Identity documents: their forms, and what a resident ID says of its bearer (GB 11643-1999)."""

import re
from datetime import date
from enum import Enum

from common.domain.document import Part
from common.domain.errors import Code, Refused
from common.domain.text import compact, is_letter, person_name


class IdType(str, Enum):
    """居民身份证, 护照, 港澳居民来往内地通行证, 台湾居民来往大陆通行证; 无证件 (`person.infant`)."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    HKMO_PERMIT = "hkmo_permit"
    TW_PERMIT = "tw_permit"
    NONE = "none"


class Sex(str, Enum):
    """Sex as the identity document states it."""

    MALE = "male"
    FEMALE = "female"


# The last two of ten digits count how often a permit was renewed. HA and MA: permits of who is no Chinese citizen.
_FORMATS = {
    IdType.PASSPORT: re.compile(r"[A-Z0-9]{5,17}"),
    IdType.HKMO_PERMIT: re.compile(r"[HM](?:[0-9]{8}(?:[0-9]{2})?|A[0-9]{7})"),
    IdType.TW_PERMIT: re.compile(r"[0-9]{8}(?:[0-9]{2})?"),
}
# How much of a permit's number stays the same for life.
_FOR_LIFE = {IdType.HKMO_PERMIT: 9, IdType.TW_PERMIT: 8}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_PHONE = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})")
_NAME_LENGTH = range(2, 51)


class Identity(Part):
    """A checked identity document and what it says of its bearer."""

    id_type: IdType
    number: str
    sex: Sex
    birth_date: date
    verified: bool


def check_identity(
    id_type: IdType, number: str, sex: Sex | None, birth_date: date | None, today: date
) -> Identity:
    """Check an identity document, so not `NONE`; a resident ID states sex and birth date itself (GB 11643-1999).

    Raises `Refused(BAD_REQUEST)` naming what to correct. `verified` means the number proves itself by its checksum;
    the other documents are only checked by form.
    """
    number = _tidy_number(number)
    if id_type is IdType.RESIDENT_ID:
        return _resident_identity(number, today)
    if not _FORMATS[id_type].fullmatch(number):
        raise Refused(
            Code.BAD_REQUEST, "证件号码格式不对，请核对后重新输入", {"field": "id_number"}
        )
    sex, born = check_birth(sex, birth_date, today)
    return Identity(id_type=id_type, number=number, sex=sex, birth_date=born, verified=False)


def check_birth(sex: Sex | None, birth_date: date | None, today: date) -> tuple[Sex, date]:
    """Sex and birth date where no document states them. Raises `Refused(BAD_REQUEST)`."""
    if sex is None or birth_date is None:
        raise Refused(Code.BAD_REQUEST, "请填写性别和出生日期", {"field": "birth_date"})
    if not _plausible_birth(birth_date, today):
        raise Refused(Code.BAD_REQUEST, "出生日期不对，请核对", {"field": "birth_date"})
    return sex, birth_date


def _tidy_number(number: str) -> str:
    """Without blanks and dashes, a-z in capitals; `str.upper` would make two letters of some that are none of these."""
    return re.sub(r"[a-z]+", lambda small: small[0].upper(), compact(number))


def person_number(id_type: IdType, number: str) -> str:
    """What of a checked number names the person: a renewed permit is of the same one."""
    return number[: _FOR_LIFE.get(id_type)]


def _resident_identity(number: str, today: date) -> Identity:
    wrong = Refused(
        Code.BAD_REQUEST, "居民身份证号码不对，请核对后重新输入", {"field": "id_number"}
    )
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise wrong
    if (
        _CHECK_DIGITS[sum(w * int(d) for w, d in zip(_WEIGHTS, number, strict=False)) % 11]
        != number[17]
    ):
        raise wrong
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise wrong from None
    if not _plausible_birth(born, today):
        raise wrong
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return Identity(
        id_type=IdType.RESIDENT_ID, number=number, sex=sex, birth_date=born, verified=True
    )


def _plausible_birth(born: date, today: date) -> bool:
    return born <= today and today.year - born.year <= 130


def check_phone(phone: str) -> str:
    """A mainland mobile number, eleven digits. Raises `Refused(BAD_REQUEST)`."""
    found = _PHONE.fullmatch(compact(phone))
    if not found:
        raise Refused(Code.BAD_REQUEST, "手机号码不对，请填写 11 位手机号", {"field": "phone"})
    return found[1]


def check_name(name: str) -> str:
    """A person's name: letters of any script, with dots, blanks, apostrophes and hyphens between them.

    Raises `Refused(BAD_REQUEST)`.
    """
    name = person_name(name)
    sound = len(name) in _NAME_LENGTH and all(is_letter(c) or c in "·.' -" for c in name)
    if not (sound and is_letter(name[0]) and is_letter(name[-1])):
        raise Refused(
            Code.BAD_REQUEST,
            "姓名只能有汉字、字母和“·”，请照证件填；生僻字打不出，请到窗口",
            {"field": "name"},
        )
    return name


def age_on(birth_date: date, day: date) -> int:
    """Whole years (周岁) on a day."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
