"""A patient as their user sees them: masked."""

from datetime import date

from common.contracts.patients import PatientView
from common.domain.person.identity import IdType, age_on
from common.domain.person.masks import mask_id, mask_name, mask_phone
from common.domain.person.patient import Patient


def patient_view(patient: Patient, today: str) -> PatientView:
    """A patient, masked."""
    return PatientView(
        id=patient.id,
        name_masked=mask_name(patient.name),
        id_type=patient.id_type.value,
        id_masked="无证件" if patient.id_type is IdType.NONE else mask_id(patient.id_number),
        phone_masked=mask_phone(patient.phone),
        relation=patient.relation.value,
        sex=patient.sex.value,
        age=age_on(patient.birth_date, date.fromisoformat(today)),
        verified=patient.verified,
        guardian_id=patient.guardian_id,
    )
