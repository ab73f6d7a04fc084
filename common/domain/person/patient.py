"""就诊人: a person as one user knows them, and who must have a guardian."""

from datetime import date
from enum import Enum

from common.domain.document import Document
from common.domain.errors import Code, Refused
from common.domain.person.identity import IdType, Sex, age_on


class Relation(str, Enum):
    """What the patient is to the user."""

    SELF = "self"
    CHILD = "child"
    PARENT = "parent"
    SPOUSE = "spouse"
    OTHER = "other"


class Patient(Document):
    """A person as one user knows them. Name, number, phone and birth date are sealed in the database.

    `unreadable` names those of them that do not open: they are empty then. It is never stored.
    """

    openid: str
    person_id: str
    name: str = ""
    id_type: IdType
    id_number: str = ""
    phone: str = ""
    relation: Relation
    sex: Sex
    birth_date: date | None = None
    verified: bool
    guardian_id: str | None = None
    unreadable: tuple[str, ...] = ()


ADULT = 18
CHILD_UNDER = 14


def needs_guardian(birth_date: date, today: date) -> bool:
    """不满 14 周岁: a child is booked for by a guardian among the same user's patients."""
    return age_on(birth_date, today) < CHILD_UNDER


def check_guardian(guardian: Patient | None, today: date) -> Patient:
    """The guardian, who is an adult patient of the same user. Raises `Refused(PATIENT_NOT_ELIGIBLE)`."""
    if guardian is None:
        raise Refused(
            Code.PATIENT_NOT_ELIGIBLE,
            f"不满 {CHILD_UNDER} 周岁的孩子要有监护人：请先添加一位满 {ADULT} 周岁的就诊人，再选为监护人",
            {"field": "guardian_id"},
        )
    if guardian.birth_date is None:
        raise Refused(
            Code.PATIENT_NOT_ELIGIBLE,
            "这位监护人的出生日期读不出，请换一位监护人，或删除后重新添加",
            {"field": "guardian_id"},
        )
    if age_on(guardian.birth_date, today) < ADULT:
        raise Refused(
            Code.PATIENT_NOT_ELIGIBLE,
            f"监护人要满 {ADULT} 周岁，请换一位",
            {"field": "guardian_id"},
        )
    return guardian
