"""query_slots: what can be booked, seen by anybody."""

from common.contracts.query_slots import QuerySlotsRequest, SlotsReply
from common.domain.actor import WeChatUser
from common.domain.rules.hospital import rules_of
from common.domain.rules.may_book import queue_not_open
from common.domain.rules.rulebook import Rulebook
from common.domain.slot import Slot
from common.present.slots import slot_view
from common.protocol.deps import Deps


def query_slots(request: QuerySlotsRequest, _: WeChatUser, deps: Deps) -> SlotsReply:
    """The slots of one doctor or department over at most 14 days, in the order of their start.

    Those of a doctor who is with the hospital no more are left out.
    """
    first, last, now = request.date_from, request.last_day, deps.clock()
    if request.doctor_id is not None:
        slots = deps.store.slots.of_doctor(request.doctor_id, first, last)
    else:
        slots = deps.store.slots.of_department(str(request.department_id), first, last)
    rules = _rulebooks(slots, deps)
    doctors = deps.store.catalogue.doctors_named(slot.doctor_id for slot in slots)
    return SlotsReply(
        slots=[
            slot_view(
                slot,
                doctors[slot.doctor_id],
                now,
                queue_not_open(slot, rules[slot.hospital_id], now) is None,
            )
            for slot in slots
            if slot.hospital_id in rules and slot.doctor_id in doctors
        ]
    )


def _rulebooks(slots: list[Slot], deps: Deps) -> dict[str, Rulebook]:
    """The rules of each hospital that still takes bookings, each read once."""
    catalogue = deps.store.catalogue
    platform = catalogue.platform_rules()
    hospitals = [catalogue.hospital(key) for key in {slot.hospital_id for slot in slots}]
    return {h.id: Rulebook(platform, rules_of(h)) for h in hospitals if h}
