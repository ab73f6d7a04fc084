"""What `publish` and a job share when they lay out a day: where clinics are held, and what exceptions take off sale."""

from collections.abc import Callable, Iterable

from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.rules.hospital import rules_of
from common.domain.slot import Slot, SlotState
from common.domain.timetable import Clinic, ClinicException, Place, off_sale
from common.protocol.deps import Deps


def places(
    hospital: Hospital, departments: Iterable[Department], doctors: Iterable[Doctor]
) -> Callable[[Clinic], Place | None]:
    """Where a clinic is held; None for one whose department or doctor is not among these."""
    rules = rules_of(hospital)
    department_of = {each.id: each for each in departments}
    doctor_of = {each.id: each for each in doctors}

    def place_of(clinic: Clinic) -> Place | None:
        department = department_of.get(clinic.department_id)
        doctor = doctor_of.get(clinic.doctor_id)
        if department is None or doctor is None:
            return None
        return Place(hospital, department, doctor, rules)

    return place_of


def follow(exceptions: Iterable[ClinicException], there: Iterable[Slot], deps: Deps) -> None:
    """Take off sale what exceptions take off it after it was laid out, and sell again what none takes off any more.

    Who has booked keeps the booking: calling a clinic off with its patients is a decision of its own.
    """
    store, now, slots = deps.store.slots, list(exceptions), list(there)
    off = {slot.id for slot in slots if off_sale(slot, now)}
    sold = [slot.id for slot in slots if slot.state is SlotState.OPEN and slot.id in off]
    back = [slot.id for slot in slots if slot.stopped and slot.id not in off]
    if sold:
        store.stop(sold)
    if back:
        store.sell_again(back)
