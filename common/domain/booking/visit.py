"""就诊: for whom, with whom, where and when. What a booking and an entry of a queue both say."""

from datetime import datetime
from typing import Any

from common.domain.document import Document
from common.domain.person.masks import mask_name
from common.domain.person.patient import Patient
from common.domain.slot import Slot, SlotNames


class Visit(Document):
    """Names are copied so that it still reads the same after the catalogue changed."""

    openid: str
    patient_id: str
    person_id: str
    patient_name_masked: str = ""
    slot_id: str
    hospital_id: str
    department_id: str
    doctor_id: str
    names: SlotNames
    date: str
    period: str
    starts_at: datetime
    ends_at: datetime
    fee_fen: int


def visit_fields(patient: Patient, slot: Slot) -> dict[str, Any]:
    """The fields of a `Visit` of this patient on this slot."""
    return {
        "openid": patient.openid,
        "patient_id": patient.id,
        "person_id": patient.person_id,
        "patient_name_masked": mask_name(patient.name),
        "slot_id": slot.id,
        "hospital_id": slot.hospital_id,
        "department_id": slot.department_id,
        "doctor_id": slot.doctor_id,
        "names": slot.names,
        "date": slot.date,
        "period": slot.period,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "fee_fen": slot.fee_fen,
    }
