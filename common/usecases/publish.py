"""publish: decide the sessions of the days inside the booking window, and of the one that enters it next, and lay
out their slots."""

from common.contracts.timers import PublishCounts
from common.domain.business_time import business_date, days_from, plus_days
from common.domain.catalogue import Hospital
from common.domain.replan import in_the_way
from common.domain.rules.hospital import rules_of
from common.domain.slot import Slot
from common.domain.timetable import Session, lay_out, session_id, sessions_on
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.laying_out import follow, places
from common.store.database import UNKNOWN_OUTCOMES

MARGIN_SECONDS = 5.0


def publish(deps: Deps, deadline: Deadline) -> PublishCounts:
    """Add the slots that are missing of each session; a session that is decided stays as it is.

    One day more than the window is laid out, so that patients see when it will be released. A hospital whose catalogue
    is being written is left to the next run.
    """
    hospitals = [hospital.id for hospital in deps.store.catalogue.hospitals()]
    counts = dict.fromkeys(("days", "slots", "failed", "in_writing"), 0)
    done = all(_publish_hospital(each, counts, deps, deadline) for each in hospitals)
    return PublishCounts(hospitals=len(hospitals), **counts, left_over=not done)


class _InWriting(Exception):
    """The catalogue changed while a day was planned from it: it may have been read half old, half new."""


def _publish_hospital(
    hospital_id: str, counts: dict[str, int], deps: Deps, deadline: Deadline
) -> bool:
    """Lay out the days of a hospital; False when the time is over."""
    hospital = deps.store.catalogue.hospital(hospital_id)
    if hospital is None:
        return True
    for day in _days(hospital, deps):
        if not deadline.allows(MARGIN_SECONDS):
            return False
        try:
            counts["slots"] += _publish_day(hospital, day, deps)
        except _InWriting:
            counts["in_writing"] += 1
            return True
        except UNKNOWN_OUTCOMES:
            raise
        except Exception as error:  # noqa: BLE001  one day must not keep the others from being laid out
            deps.log.error("day not laid out", error, hospital_id=hospital.id, date=day)
            counts["failed"] += 1
        counts["days"] += 1
    return True


def _days(hospital: Hospital, deps: Deps) -> list[str]:
    now = deps.clock()
    return days_from(business_date(now), plus_days(rules_of(hospital).last_day(now), 1))


def _publish_day(hospital: Hospital, day: str, deps: Deps) -> int:
    store = deps.store
    exceptions = store.catalogue.exceptions_on(hospital.id, [day])
    clinics = store.catalogue.clinics_of(hospital.id)
    catalogue = store.catalogue
    place_of = places(
        hospital,
        catalogue.departments_of(hospital.id),
        catalogue.doctors_in(hospital_id=hospital.id),
    )
    there = store.slots.laid_out(day, hospital.id)
    if store.catalogue.revision(hospital.id) != (hospital.catalogue_rev, None):
        raise _InWriting
    decided = _decided(hospital, day, sessions_on(day, clinics, exceptions), there, deps)
    ids = {slot.id for slot in there}
    missing = [
        slot
        for session in decided
        for slot in lay_out(session, place_of, exceptions)
        if slot.id not in ids
    ]
    follow(exceptions, there, deps)
    return store.slots.lay_out(missing)


def _decided(
    hospital: Hospital, day: str, planned: list[Session], there: list[Slot], deps: Deps
) -> list[Session]:
    """The sessions of a day; those nobody decided yet are decided now, as planned by the timetable of today."""
    store = deps.store
    decided = store.sessions.on(hospital.id, day)
    known = {session.id for session in decided}
    # Laid out by a release that decided no sessions.
    known |= {session_id(slot.doctor_id, day, slot.period) for slot in there}
    new = [session for session in planned if session.id not in known]
    if not new:
        return decided
    store.sessions.decide([session for session in new if not in_the_way(session, decided, there)])
    return store.sessions.on(hospital.id, day)
