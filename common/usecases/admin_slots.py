"""A hospital's days as they are laid out, and single slots taken off sale and put on it again by hand."""

from itertools import groupby

from common.contracts.admin import (
    AskTimetable,
    CloseSlot,
    DayView,
    OpenSlot,
    SessionDayView,
    SlotDayView,
    SlotReply,
    TimetableReply,
)
from common.domain.actor import Staff
from common.domain.audit import chain_of
from common.domain.business_time import days_from
from common.domain.change import Change
from common.domain.errors import Code, Refused
from common.domain.permissions import NOTHING_THERE, Place
from common.domain.slot import Pool, Slot, SlotState
from common.protocol.deps import Deps
from common.protocol.on_record import Deed, allow, not_done, on_record

DAYS = 14
TOO_LONG = f"一次最多看 {DAYS} 天，请缩短日期范围"
RETIRED = "这半天已经按新的出诊表重新排班，请刷新后再看"
NOT_BY_HAND = "这个时间因停诊已经停止预约，请在“停诊与加诊”里改"


def timetable(request: AskTimetable, staff: Staff, deps: Deps) -> TimetableReply:
    """What was laid out on some days, by doctor and half-day."""
    hospital_id, department_id = request.hospital_id, request.department_id
    allow("admin.timetable", Place(hospital_id), ("hospital", hospital_id), staff, deps)
    days = days_from(request.date_from, request.date_to)
    if not 0 < len(days) <= DAYS:
        raise Refused(Code.BAD_REQUEST, TOO_LONG)
    views = []
    for day in days:
        slots = [
            slot
            for slot in deps.store.slots.laid_out(day, hospital_id)
            if department_id in (None, slot.department_id)
        ]
        views.append(DayView(date=day, sessions=_sessions(slots)))
    return TimetableReply(days=views)


def close_slot(request: CloseSlot, staff: Staff, deps: Deps) -> SlotReply:
    """Take a slot off sale; who has booked keeps the booking. The same tap again changes nothing."""
    slot = slot_for(request.slot_id, "admin.close_slot", staff, deps)
    if slot.state is SlotState.CLOSED and not slot.stopped:
        return SlotReply(slot=slot_view(slot))
    return _turn(request, slot, SlotState.OPEN, SlotState.CLOSED, staff, deps)


def open_slot(request: OpenSlot, staff: Staff, deps: Deps) -> SlotReply:
    """Put a slot that was closed by hand on sale again. The same tap again changes nothing."""
    slot = slot_for(request.slot_id, "admin.open_slot", staff, deps)
    if slot.state is SlotState.OPEN:
        return SlotReply(slot=slot_view(slot))
    return _turn(request, slot, SlotState.CLOSED, SlotState.OPEN, staff, deps)


def _turn(
    request: CloseSlot | OpenSlot,
    slot: Slot,
    before: SlotState,
    after: SlotState,
    staff: Staff,
    deps: Deps,
) -> SlotReply:
    if slot.retired:
        raise Refused(Code.BAD_STATE, RETIRED)
    if slot.state is not before or slot.stopped:
        raise Refused(Code.BAD_STATE, NOT_BY_HAND)
    changed = (Change(field="state", before=before.value, after=after.value),)
    deed = Deed(
        chain_of(slot.hospital_id), f"admin.{request.action}", "slot", slot.id, changed=changed,
        reason=request.reason, follows=slot.audit,
    )  # fmt: skip
    entry = on_record(deed, staff, deps)
    if not deps.store.slots.turn(slot.id, before, after, entry.id):
        not_done(entry, staff, deps)
        raise Refused(Code.STALE, "刚才有别人改过，没有改成。请刷新后再看")
    now = deps.store.slots.get(slot.id) or slot
    return SlotReply(slot=slot_view(now))


def slot_for(slot_id: str, verb: str, staff: Staff, deps: Deps) -> Slot:
    """The slot that somebody may do it to. Raises `NOT_FOUND` and `FORBIDDEN`."""
    slot = deps.store.slots.get(slot_id)
    if slot is None:
        raise Refused(Code.NOT_FOUND, NOTHING_THERE)
    place = Place(slot.hospital_id, slot.department_id, slot.doctor_id)
    allow(verb, place, ("slot", slot_id), staff, deps)
    return slot


def _sessions(slots: list[Slot]) -> list[SessionDayView]:
    def session(slot: Slot) -> tuple[str, str, str]:
        return slot.doctor_id, slot.period, slot.department_id

    views = []
    for (doctor_id, period, department_id), group in groupby(sorted(slots, key=session), session):
        own = sorted(group, key=lambda slot: slot.starts_at)
        seen = [slot_view(slot) for slot in own]
        views.append(
            SessionDayView(
                doctor_id=doctor_id,
                doctor_name=own[0].names.doctor,
                department_id=department_id,
                period=period,
                starts_at=own[0].starts_at,
                ends_at=own[-1].ends_at,
                seats=sum(view.seats for view in seen),
                sold=sum(view.sold for view in seen),
                slots=seen,
            )
        )
    return sorted(views, key=lambda view: (view.starts_at, view.doctor_name, view.doctor_id))


def slot_view(slot: Slot) -> SlotDayView:
    """A slot as who looks after it sees it."""
    left = {pool.value: slot.counts(pool).left for pool in Pool}
    return SlotDayView(
        id=slot.id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        state=slot.state.value,
        by_hand=slot.state is SlotState.CLOSED and not slot.stopped,
        seats=slot.capacity,
        sold=slot.capacity - sum(left.values()),
        added=sum(each.seats for each in slot.added),
        left=left,
    )
