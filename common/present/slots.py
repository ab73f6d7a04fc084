"""A slot as anybody may see it: how many seats are left, not whose the others are."""

from datetime import datetime

from common.contracts.query_slots import SlotView
from common.domain.catalogue import Doctor
from common.domain.slot import Slot, availability


def slot_view(slot: Slot, doctor: Doctor, now: datetime, waitlist_open: bool) -> SlotView:
    """A slot of a doctor, as the catalogue has them now, at an instant."""
    return SlotView(
        id=slot.id,
        hospital_id=slot.hospital_id,
        department_id=slot.department_id,
        doctor_id=slot.doctor_id,
        doctor_name=doctor.name,
        title=doctor.title,
        visit_kind=slot.visit_kind,
        date=slot.date,
        period=slot.period,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        fee_fen=slot.fee_fen,
        capacity=slot.capacity,
        left=slot.left,
        availability=availability(slot, now).value,
        release_at=slot.release_at,
        waitlist_open=waitlist_open,
    )
