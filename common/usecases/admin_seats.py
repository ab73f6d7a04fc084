"""加号: seats that staff add to a slot, on record, within the hospital's limit."""

from common.contracts.admin import AddSeats, SlotReply
from common.domain.actor import Staff
from common.domain.audit import chain_of
from common.domain.change import Change
from common.domain.errors import Code, Refused
from common.domain.replan import added_seats
from common.domain.rules.hospital import HospitalRules, rules_of
from common.domain.slot import Added, Pool, Seat, Slot, SlotState
from common.domain.timetable import session_id
from common.protocol.deps import Deps
from common.protocol.on_record import Deed, not_done, on_record
from common.usecases.admin_slots import RETIRED, slot_for, slot_view

STALE = "刚才有别人改过这个时间，没有加号。请刷新后再看"


def add_seats(request: AddSeats, staff: Staff, deps: Deps) -> SlotReply:
    """Add seats to a slot that is on sale. The same tap again adds none and gets the same answer.

    Raises `BAD_STATE` for a slot that is not on sale, `LIMIT_REACHED`, and `STALE` when somebody else was faster.
    """
    slot = slot_for(request.slot_id, "admin.add_seats", staff, deps)
    if _added_by(request, slot):
        return SlotReply(slot=slot_view(slot))
    _refuse(request, slot, deps)
    seats = _numbered(request, slot, deps)
    changed = (
        Change(field="pool", after=request.pool),
        Change(field="capacity", before=slot.capacity, after=slot.capacity + request.seats),
    )
    deed = Deed(
        chain_of(slot.hospital_id), "admin.add_seats", "slot", slot.id, changed=changed, reason=request.reason,
        follows=slot.audit,
    )  # fmt: skip
    entry = on_record(deed, staff, deps)
    added = Added(key=request.idempotency_key, pool=Pool(request.pool), seats=request.seats)
    done = deps.store.slots.add(slot, seats, added, entry.id)
    now = deps.store.slots.get(slot.id) or slot
    if not done:
        not_done(entry, staff, deps)
        if not _added_by(request, now):
            raise Refused(Code.STALE, STALE)
    return SlotReply(slot=slot_view(now))


def _added_by(request: AddSeats, slot: Slot) -> bool:
    """Whether this tap added its seats already. Raises `BAD_REQUEST` when it was another one under the same key."""
    found = next((each for each in slot.added if each.key == request.idempotency_key), None)
    if found and (found.pool.value, found.seats) != (request.pool, request.seats):
        raise Refused(Code.BAD_REQUEST, "加号的内容变了，这次没有加。请关掉再点一次“加号”")
    return found is not None


def _refuse(request: AddSeats, slot: Slot, deps: Deps) -> None:
    if slot.retired:
        raise Refused(Code.BAD_STATE, RETIRED)
    if slot.state is not SlotState.OPEN or slot.closes_at <= deps.clock():
        raise Refused(Code.BAD_STATE, "这个时间已经停止预约，不能加号")
    hospital = deps.store.catalogue.hospital(slot.hospital_id)
    most = (rules_of(hospital) if hospital else HospitalRules()).added_per_slot
    added = sum(each.seats for each in slot.added)
    if added + request.seats > most:
        words = f"每段最多加 {most} 个号，已加 {added} 个。要多加，请改“规则”里的“每段最多加号数”"
        raise Refused(Code.LIMIT_REACHED, words)


def _numbered(request: AddSeats, slot: Slot, deps: Deps) -> list[Seat]:
    """The seats with their numbers, which hold for the slot as it was read."""
    session = deps.store.sessions.get(session_id(slot.doctor_id, slot.date, slot.period))
    if session is None:
        raise Refused(Code.BAD_STATE, "这半天是旧版本排的班，不能加号")
    try:
        return added_seats(session, slot, Pool(request.pool), request.seats)
    except ValueError:
        raise Refused(Code.STALE, STALE) from None
