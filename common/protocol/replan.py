"""重新排班: half-days that are laid out already, laid out anew by a changed timetable unless somebody has booked.

All slots of a half-day are halted; then nobody can take a seat, so who looks sees the truth. What is decided is written
once into its session, under the job's revision, and whoever works on the job follows that: the slots go on as they
were, or they are retired and others laid out under ids of their own. Each step changes nothing when it is done again,
or late by a run that was thought dead.
"""

from collections.abc import Callable
from typing import NamedTuple

from common.domain.catalogue import Hospital
from common.domain.hospital_catalogue import HospitalCatalogue
from common.domain.job import DayToReplan, Job, KeptSession
from common.domain.replan import HalfDay, half_days, in_the_way, is_kept, is_laid_out
from common.domain.slot import Slot
from common.domain.timetable import Clinic, ClinicException, Place, Session, lay_out, session_id
from common.protocol.deps import Deps
from common.protocol.laying_out import follow, places
from common.protocol.retry import RetryLater

# So often a slot may change its state by hand while it is halted.
_ROUNDS = 5


class NotTheJobs(Exception):
    """The catalogue is not the job's any more: whoever asks is a run that was thought dead."""


class Timetable(NamedTuple):
    """The catalogue as the job has written it. What was decided before is completed even if its doctor left."""

    hospital: Hospital
    clinics: list[Clinic]
    exceptions: list[ClinicException]
    place_of: Callable[[Clinic], Place | None]
    was_place_of: Callable[[Clinic], Place | None]


def timetable_of(whole: HospitalCatalogue) -> Timetable:
    """What days are laid out by."""
    return Timetable(
        whole.hospital,
        [each for each in whole.clinics if each.active],
        [each for each in whole.exceptions or () if each.active],
        places(
            whole.hospital,
            [each for each in whole.departments if each.active],
            [each for each in whole.doctors if each.active],
        ),
        places(whole.hospital, whole.departments, whole.doctors),
    )


def read_timetable(job: Job, deps: Deps) -> Timetable:
    """The timetable while the job holds its hospital. Raises `NotTheJobs`."""
    whole = deps.store.catalogue_writes.whole(job.hospital_id)
    if whole is None:
        raise NotTheJobs
    check_held(job, deps)
    return timetable_of(whole)


def check_held(job: Job, deps: Deps) -> None:
    """Raises `NotTheJobs` when the job does not hold its hospital any more."""
    if deps.store.catalogue.revision(job.hospital_id) != (job.rev, job.id):
        raise NotTheJobs


def replan_day(job: Job, day: DayToReplan, timetable: Timetable, deps: Deps) -> list[KeptSession]:
    """Lay out a day of the job's doctors anew; the half-days that are left as they were.

    Raises `NotTheJobs`, and `RetryLater` when somebody turns a slot by hand again and again.
    """
    check_held(job, deps)
    decided = deps.store.sessions.on(job.hospital_id, day.date)
    if not is_laid_out(day.date, timetable.hospital, decided, deps.clock()):
        return []
    kept = []
    for each in _decided_by_now(job, day, timetable, deps):
        if each.was.rev < job.rev and (each.differs or not each.was.clinics):
            _decide(each, job, timetable, deps)
        session = deps.store.sessions.get(each.was.id) or each.was
        if session.rev == job.rev:
            _follow_decision(session, job, timetable, deps)
            if HalfDay(session, each.becomes).differs:
                kept.append(_kept(session))
    follow(timetable.exceptions, deps.store.slots.laid_out(day.date, job.hospital_id), deps)
    return kept


def _kept(session: Session) -> KeptSession:
    return KeptSession(date=session.date, doctor_id=session.doctor_id, period=session.period)


def _decided_by_now(job: Job, day: DayToReplan, timetable: Timetable, deps: Deps) -> list[HalfDay]:
    """The half-days of the day, each with its session.

    What nobody decided is decided now, without clinics: a late run of `publish` with the timetable of before finds it
    decided. What a release without sessions laid out stays as it is.
    """
    sessions, hospital_id = deps.store.sessions, job.hospital_id
    there = {_session_of(slot) for slot in deps.store.slots.laid_out(day.date, hospital_id)}

    def found() -> list[HalfDay]:
        decided = sessions.on(hospital_id, day.date)
        return half_days(hospital_id, day, decided, timetable.clinics, timetable.exceptions)

    known = {session.id for session in sessions.on(hospital_id, day.date)}
    sessions.decide(
        [each.was for each in found() if each.was.id not in known and each.was.id not in there]
    )
    return [each for each in found() if each.was.id in known or each.was.id not in there]


def _session_of(slot: Slot) -> str:
    return session_id(slot.doctor_id, slot.date, slot.period)


def _laid_out(session: Session, deps: Deps) -> list[Slot]:
    """The slots of a half-day, without their seats."""
    doctors = deps.store.slots.of_doctor(session.doctor_id, session.date, session.date)
    return [slot for slot in doctors if _session_of(slot) == session.id]


def _decide(half_day: HalfDay, job: Job, timetable: Timetable, deps: Deps) -> None:
    """Halt its slots, look, and write what becomes of it: from then on everybody follows that."""
    store, was = deps.store, half_day.was
    wanted = half_day.becomes.clinics
    ids = _halt(was, job, timetable, deps) if was.clinics else []
    waiting = sum(store.waitlist.waited_for_among(ids).values())
    stays = is_kept(was, store.slots.named(ids), waiting, deps.clock())
    if not stays and wanted:
        others = store.sessions.on(was.hospital_id, was.date)
        there = store.slots.of_doctor(was.doctor_id, was.date, was.date)
        stays = in_the_way(half_day.becomes, others, there)
    decided = was.model_copy(update={"rev": job.rev})
    if not stays and half_day.differs:
        decided = decided.model_copy(update={"clinics": wanted, "laid": job.rev})
    store.sessions.decide_again(decided)


def _halt(was: Session, job: Job, timetable: Timetable, deps: Deps) -> list[str]:
    """Complete a half-day, as a late run of `publish` would, and halt it whole; the ids of its slots."""
    store = deps.store.slots
    whole = list(lay_out(was, timetable.was_place_of, timetable.exceptions))
    store.lay_out(whole)
    ids = sorted({slot.id for slot in (*whole, *_laid_out(was, deps))})
    for _ in range(_ROUNDS):
        store.halt(ids, job.rev)
        if all(slot.rev >= job.rev for slot in store.named(ids)):
            return ids
    raise RetryLater("a slot changes its state again and again")


def _follow_decision(session: Session, job: Job, timetable: Timetable, deps: Deps) -> None:
    """The slots become what the session says; what this job has not halted stays as it is."""
    store, there = deps.store.slots, _laid_out(session, deps)
    if session.laid != job.rev:
        store.go_on([slot.id for slot in there], job.rev)
        return
    store.retire([slot.id for slot in there if slot.laid != session.laid], job.rev)
    store.lay_out(list(lay_out(session, timetable.place_of, timetable.exceptions)))
