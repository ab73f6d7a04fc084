"""A patient as their user sees them: masked."""

from datetime import date
from typing import Any

from common.contracts.patients import PatientView
from common.domain.person.identity import IdType, age_on
from common.domain.person.masks import mask_id, mask_name, mask_phone
from common.domain.person.patient import Patient
from common.domain.person.user import User
from common.present.unreadable import ADD_AGAIN, IN_A_COPY, REFILL


def phone_shown(user: User) -> str | None:
    """The user's own phone, masked; None where none is bound."""
    if "phone" in user.unreadable:
        return REFILL
    return mask_phone(user.phone) if user.phone else None


def patient_view(patient: Patient, today: str) -> PatientView:
    """A patient, masked; what does not open is said to be so."""
    born = patient.birth_date
    return PatientView(
        id=patient.id,
        name_masked=mask_name(patient.name) or REFILL,
        id_type=patient.id_type.value,
        id_masked=_id_shown(patient),
        phone_masked=mask_phone(patient.phone) if patient.phone else REFILL,
        relation=patient.relation.value,
        sex=patient.sex.value,
        age=None if born is None else age_on(born, date.fromisoformat(today)),
        verified=patient.verified,
        guardian_id=patient.guardian_id,
    )


def exported_patient(patient: Patient) -> dict[str, Any]:
    """A patient in the copy of a user's own data: everything, unmasked; what does not open is said to be so."""
    shown = patient.model_dump(mode="json", exclude={"openid", "person_id", "unreadable"})
    return shown | dict.fromkeys(patient.unreadable, IN_A_COPY)


def _id_shown(patient: Patient) -> str:
    if patient.id_type is IdType.NONE:
        return "无证件"
    return mask_id(patient.id_number) or ADD_AGAIN
