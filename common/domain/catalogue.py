"""The catalogue: hospitals, their departments on two levels, their doctors. Hospitals' own rules: `rules.hospital`."""

from typing import Any

from pydantic import Field

from common.domain.document import Document, Part
from common.domain.person.identity import Sex
from common.domain.search import FoundBy


class Catalogued(Document):
    """What a catalogue is made of. `rev` counts the writes of a document; one that is inactive is never deleted."""

    rev: int = 0
    active: bool = True


class Hospital(Catalogued):
    """One hospital. `rules` holds only what differs from the defaults of `rules.HospitalRules`.

    `catalogue_rev` is raised by every write of anything that belongs to it; `held_by` is the job that is writing.
    """

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
    catalogue_rev: int = 0
    held_by: str | None = None


class Department(Catalogued):
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


class Photo(Part):
    """A file of the bucket that shows a doctor. `made_from`: SHA-256 of what was uploaded; `audit`: by which entry."""

    key: str
    made_from: str
    audit: str


class Doctor(Catalogued):
    """A doctor of one hospital, in one department or more; `fee_fen` is what a visit usually costs.

    `also_in` are the departments beside the first; each clinic names its own. `photo` is no part of what a
    catalogue says: no file and no row has it.
    """

    hospital_id: str
    department_id: str
    also_in: tuple[str, ...] = ()
    name: str
    title: str = ""
    specialties: str = ""
    introduction: str = ""
    fee_fen: int = 0
    photo: Photo | None = None
    found_by: FoundBy = FoundBy()

    @property
    def department_ids(self) -> tuple[str, ...]:
        """Every department they work in, the first one first."""
        return (self.department_id, *self.also_in)
