"""publish: lay out the slots of the days inside the booking window, and of the one that enters it next."""

from collections.abc import Iterator

from common.contracts.timers import PublishCounts
from common.domain.business_time import business_date, days_from, plus_days
from common.domain.catalogue import Hospital
from common.domain.rules.hospital import rules_of
from common.domain.slot import Slot
from common.domain.timetable import Place, clinics_on, lay_out
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps

MARGIN_SECONDS = 5.0


def publish(deps: Deps, deadline: Deadline) -> PublishCounts:
    """Add the slots that are missing; what is laid out already, taken or not, is left as it is.

    One day more than the window is laid out, so that patients see when it will be released.
    """
    days = slots = 0
    hospitals = deps.store.catalogue.hospitals()
    for hospital in hospitals:
        for day in _days(hospital, deps):
            if not deadline.allows(MARGIN_SECONDS):
                return PublishCounts(
                    hospitals=len(hospitals), days=days, slots=slots, left_over=True
                )
            slots += _publish_day(hospital, day, deps)
            days += 1
    return PublishCounts(hospitals=len(hospitals), days=days, slots=slots)


def _days(hospital: Hospital, deps: Deps) -> list[str]:
    now = deps.clock()
    return days_from(business_date(now), plus_days(rules_of(hospital).last_day(now), 1))


def _publish_day(hospital: Hospital, day: str, deps: Deps) -> int:
    there = deps.store.slots.laid_out(day, hospital.id)
    missing = [slot for slot in _slots_of(hospital, day, deps) if slot.id not in there]
    return deps.store.slots.lay_out(missing) if missing else 0


def _slots_of(hospital: Hospital, day: str, deps: Deps) -> Iterator[Slot]:
    catalogue, rules = deps.store.catalogue, rules_of(hospital)
    departments = {d.id: d for d in catalogue.departments_of(hospital.id)}
    doctors = {d.id: d for d in catalogue.doctors_in(hospital_id=hospital.id)}
    exceptions = catalogue.exceptions_on(hospital.id, [day])
    for clinic, state in clinics_on(day, catalogue.clinics_of(hospital.id), exceptions):
        department, doctor = departments.get(clinic.department_id), doctors.get(clinic.doctor_id)
        if department and doctor:
            yield from lay_out(day, clinic, Place(hospital, department, doctor, rules), state)
