"""catalog: hospitals, departments, doctors, and looking for them. Public; nothing personal."""

from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    TypeAdapter,
    model_serializer,
    model_validator,
)

from common.contracts.base import Id, Reply, Request, Tidy, Word
from common.domain.person.identity import Sex


class ListHospitals(Request):
    """Hospitals, filtered by words in their name or address, district and level."""

    action: Literal["hospitals"]
    q: Word | None = None
    district: Word | None = None
    level: Word | None = None


class GetHospital(Request):
    """One hospital with its departments and notices."""

    action: Literal["hospital"]
    hospital_id: Id


class ListDoctors(Request):
    """Doctors of a hospital or a department, or by words in name and specialties."""

    action: Literal["doctors"]
    hospital_id: Id | None = None
    department_id: Id | None = None
    q: Word | None = None

    @model_validator(mode="after")
    def _something_asked(self) -> "ListDoctors":
        if self.hospital_id is None and self.department_id is None and self.q is None:
            raise ValueError("hospital_id, department_id or q")
        return self


class GetDoctor(Request):
    """One doctor."""

    action: Literal["doctor"]
    doctor_id: Id


class Search(Request):
    """Hospitals, departments and doctors at once: by characters, pinyin, initials or complaint; best first."""

    action: Literal["search"]
    q: Word


class Scene(Request):
    """What a scanned code points at: `h.<hospital>`, `d.<department>` or `dr.<doctor>`."""

    action: Literal["scene"]
    scene: Annotated[str, Tidy, StringConstraints(pattern=r"^[0-9A-Za-z._:-]{1,32}$")]


AnyCatalogRequest = ListHospitals | GetHospital | ListDoctors | GetDoctor | Search | Scene
CATALOG_REQUEST: TypeAdapter[AnyCatalogRequest] = TypeAdapter(
    Annotated[AnyCatalogRequest, Field(discriminator="action")]
)


class HospitalRulesView(Reply):
    """The rules that hold at a hospital, its own and the platform's, in the numbers a page turns into words."""

    window_days: int
    release_time: str
    release_days_before: int
    close_minutes_before: int
    cancel_days_before: int
    cancel_time: str
    per_department_day: int
    infants_without_document: bool
    paid_cancellations: int
    cancellation_days: int
    cancellation_block_days: int
    verified_only: bool
    hold_minutes: int
    unpaid_holds_per_day: int
    offer_minutes: int
    offers_from: str
    offers_to: str


class HospitalCard(Reply):
    """A hospital."""

    id: str
    name: str
    level: str
    district: str
    address: str
    latitude: float | None
    longitude: float | None
    phone: str
    introduction: str
    rules: HospitalRulesView


class NoticeCard(Reply):
    """What a hospital tells its patients today, as plain text; an `important` one is read before booking."""

    heading: str
    text: str
    from_date: str
    important: bool


class DepartmentCard(Reply):
    """A department; `parent_id` None is the first level. One with children has no doctors: it stands for them."""

    id: str
    hospital_id: str
    parent_id: str | None
    name: str
    location: str
    introduction: str
    sex: Sex | None
    age_from: int | None
    age_to: int | None
    has_children: bool


class DoctorCard(Reply):
    """A doctor. `department_id` is the main department; `department_name` names every one they work in.

    `photo` is an address where everybody may read it.
    """

    id: str
    hospital_id: str
    hospital_name: str
    department_id: str
    department_name: str
    name: str
    title: str
    specialties: str
    introduction: str
    fee_fen: int
    photo: str | None


class CatalogReply(Reply):
    """What was asked for; the parts that were not are absent from the reply.

    `corrected_to`: names that the words of a search were taken for, since nothing has the words themselves.
    """

    hospitals: list[HospitalCard] | None = None
    hospital: HospitalCard | None = None
    departments: list[DepartmentCard] | None = None
    notices: list[NoticeCard] | None = None
    department: DepartmentCard | None = None
    doctors: list[DoctorCard] | None = None
    doctor: DoctorCard | None = None
    corrected_to: list[str] | None = None

    @model_serializer(mode="wrap")
    def _only_what_was_asked_for(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: part for name, part in whole(self).items() if part is not None}
