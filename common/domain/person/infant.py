"""没有证件的孩子: a child too young for a document of its own, known by its guardian's document, name and birth."""

from datetime import date

from common.domain.errors import Code, Refused
from common.domain.person.identity import Identity, IdType, Sex, age_on, check_birth, person_number
from common.domain.person.patient import Patient, check_guardian

# 周岁. A birth is registered within a month by law; a document, and a trip to fetch it, may take far longer.
UNDER = 1


def infant_identity(
    name: str, sex: Sex | None, birth_date: date | None, guardian: Patient | None, today: date
) -> Identity:
    """Who a child without a document is. `number` stands for one: no second child of the guardian has the same.

    Raises `Refused` naming what to correct. `verified` is false: nobody checked anything but the guardian's number.
    """
    sex, born = check_birth(sex, birth_date, today)
    if not young_enough(born, today):
        raise Refused(
            Code.BAD_REQUEST, f"满 {UNDER} 周岁的孩子请用证件添加", {"field": "birth_date"}
        )
    adult = check_guardian(guardian, today)
    if not adult.id_number:
        words = "监护人的证件号码读不出，请先删除监护人再重新添加"
        raise Refused(Code.BAD_REQUEST, words, {"field": "guardian_id"})
    document = person_number(adult.id_type, adult.id_number)
    number = "/".join([adult.id_type.value, document, name, born.isoformat()])
    return Identity(id_type=IdType.NONE, number=number, sex=sex, birth_date=born, verified=False)


def young_enough(birth_date: date, day: date) -> bool:
    """Whether a child may still be without a document on a day."""
    return age_on(birth_date, day) < UNDER


def same_child(one: Patient, other: Patient) -> bool:
    """Two infants of one guardian whose names have become the same."""
    both = IdType.NONE is one.id_type is other.id_type
    readable = one.name and one.birth_date
    return bool(both and readable) and (one.guardian_id, one.name, one.birth_date) == (
        other.guardian_id,
        other.name,
        other.birth_date,
    )
