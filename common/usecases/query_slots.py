"""query_slots: what can be booked, seen by anybody."""

from datetime import datetime

from common.contracts.query_slots import QuerySlotsRequest, SlotsReply, SlotView
from common.domain.caller import Caller
from common.domain.rules import rules_of
from common.domain.slots import Slot, availability
from common.domain.waitlist import may_join
from common.usecases.deps import Deps


def query_slots(request: QuerySlotsRequest, caller: Caller, deps: Deps) -> SlotsReply:
    """The slots of one doctor or department over at most 14 days, in the order of their start."""
    first, last, now = request.date_from, request.last_day, deps.clock()
    if request.doctor_id is not None:
        slots = deps.store.slots.of_doctor(request.doctor_id, first, last)
    else:
        slots = deps.store.slots.of_department(str(request.department_id), first, last)
    platform = deps.store.catalogue.platform_rules()
    hospitals = {key: deps.store.catalogue.hospital(key) for key in {s.hospital_id for s in slots}}
    rules = {key: rules_of(hospital) for key, hospital in hospitals.items() if hospital}
    return SlotsReply(
        slots=[
            _view(slot, now, may_join(slot, platform, rules[slot.hospital_id], now) is None)
            for slot in slots
            if slot.hospital_id in rules
        ]
    )


def _view(slot: Slot, now: datetime, waitlist_open: bool) -> SlotView:
    return SlotView(
        id=slot.id,
        hospital_id=slot.hospital_id,
        department_id=slot.department_id,
        doctor_id=slot.doctor_id,
        doctor_name=slot.names.doctor,
        title=slot.names.title,
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
