"""The catalogue: hospitals, their departments on two levels, their doctors. Hospitals' own rules: `rules.hospital`."""

from typing import Any

from pydantic import Field

from common.domain.document import Document
from common.domain.person.identity import Sex
from common.domain.search import FoundBy


class Hospital(Document):
    """One hospital. `rules` holds only what differs from the defaults of `rules.HospitalRules`."""

    name: str
    level: str = ""
    district: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""
    introduction: str = ""
    merchant_id: str | None = None
    rules: dict[str, Any] = Field(default_factory=dict)
    found_by: FoundBy = FoundBy()
    active: bool = True


class Department(Document):
    """A department; `parent_id` None is the first level. Ages are whole years, both ends included."""

    hospital_id: str
    parent_id: str | None = None
    name: str
    location: str = ""
    introduction: str = ""
    sex: Sex | None = None
    age_from: int | None = None
    age_to: int | None = None
    paediatric: bool = False
    found_by: FoundBy = FoundBy()
    active: bool = True


class Doctor(Document):
    """A doctor in one department of one hospital; `fee_fen` is what a visit usually costs."""

    hospital_id: str
    department_id: str
    name: str
    title: str = ""
    specialties: str = ""
    introduction: str = ""
    fee_fen: int = 0
    found_by: FoundBy = FoundBy()
    active: bool = True
