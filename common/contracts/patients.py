"""patients: 就诊人 of a user; masked on the way out, always."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from common.contracts.base import Id, Reply, Request, Typed
from common.domain.errors import Code
from common.domain.person.identity import IdType, Sex
from common.domain.person.patient import Relation

Name = Annotated[str, Typed, StringConstraints(min_length=1, max_length=50)]
IdNumber = Annotated[str, Typed, StringConstraints(min_length=5, max_length=24)]
Phone = Annotated[str, Typed, StringConstraints(min_length=8, max_length=20)]


class ListPatients(Request):
    """All of them; with a slot, also who of them may not have a seat on it."""

    action: Literal["list"]
    slot_id: Id | None = None


class AddPatient(Request):
    """A new patient. Sex and birth date are read from a resident ID and asked for with everything else.

    A child without a document has `id_type` none, no `id_number` and a `guardian_id`.
    """

    action: Literal["add"]
    name: Name
    id_type: IdType
    id_number: IdNumber | None = None
    phone: Phone
    relation: Relation
    sex: Sex | None = None
    birth_date: date | None = None
    guardian_id: Id | None = None


class UpdatePatient(Request):
    """Changes to a patient; what is absent stays. The identity document itself does not change: remove and add."""

    action: Literal["update"]
    patient_id: Id
    name: Name | None = None
    phone: Phone | None = None
    relation: Relation | None = None
    guardian_id: Id | None = None


class RemovePatient(Request):
    """Forget a patient."""

    action: Literal["remove"]
    patient_id: Id


PatientsRequest = Annotated[
    ListPatients | AddPatient | UpdatePatient | RemovePatient, Field(discriminator="action")
]
PATIENTS_REQUEST: TypeAdapter[ListPatients | AddPatient | UpdatePatient | RemovePatient] = (
    TypeAdapter(PatientsRequest)
)


class PatientView(Reply):
    """A patient as shown. `guardian_id` is set for a child; `age` is null where the birth date does not open.

    `id_masked` reads 无证件 where there is no document.
    """

    id: str
    name_masked: str
    id_type: IdType
    id_masked: str
    phone_masked: str
    relation: Relation
    sex: Sex
    age: int | None
    verified: bool
    guardian_id: str | None


class PatientReply(Reply):
    """One patient."""

    patient: PatientView


class ExcludedPatient(Reply):
    """A patient who may not have a seat on the slot asked about, and why.

    `booking_id`: the user's own booking that is in the way.
    """

    patient_id: str
    code: Code
    message: str
    booking_id: str | None


class PatientsReply(Reply):
    """All patients of the user. `excluded` holds for the slot that was asked about, and is empty without one."""

    patients: list[PatientView]
    excluded: list[ExcludedPatient]
