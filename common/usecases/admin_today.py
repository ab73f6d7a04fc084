"""A hospital's today and tomorrow at a glance, and what needs somebody; nothing of any patient."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby, islice

from common.contracts.admin_today import (
    AskToday,
    NeedView,
    SessionTodayView,
    TodayDayView,
    TodayReply,
)
from common.domain.actor import Staff
from common.domain.business_time import business_date, plus_days
from common.domain.catalogue import Hospital
from common.domain.errors import Code, Refused
from common.domain.job import JobState
from common.domain.permission_table import cells, may
from common.domain.permissions import NOTHING_THERE, Place, Scope
from common.domain.rules.hospital import rules_of
from common.domain.slot import Pool, Slot, SlotState
from common.domain.timetable import Clinic
from common.protocol.deps import Deps
from common.protocol.on_record import allow
from common.store.merchants import SEALED

VERB = "admin.today"
# Beyond so many it is many.
MOST = 100
# A timetable that ends within so many days is told of, and days that are not laid out so far.
TIMETABLE_DAYS, LAID_OUT_DAYS = 14, 3
# Most writes of a catalogue take seconds; a refused one is told of for some days.
_WRITTEN_IN = timedelta(minutes=10)
_REFUSED_FOR = timedelta(days=3)


def today(request: AskToday, staff: Staff, deps: Deps) -> TodayReply:
    """Today and tomorrow as far as somebody's grants reach; what needs somebody where they reach all of it."""
    hospital_id = request.hospital_id
    found = allow(VERB, _place(staff, hospital_id), ("hospital", hospital_id), staff, deps)
    hospital = deps.store.catalogue.hospital(hospital_id)
    if hospital is None:
        raise Refused(Code.NOT_FOUND, NOTHING_THERE)
    first = business_date(deps.clock())
    whole = any(cell.scope in (Scope.EVERY, Scope.HOSPITAL) for cell in found)
    return TodayReply(
        days=[_day(day, hospital_id, staff, deps) for day in (first, plus_days(first, 1))],
        needs=list(_needs(hospital, first, deps)) if whole else [],
    )


def _place(staff: Staff, hospital_id: str) -> Place:
    """Where in the hospital somebody may: all of it, else a department or a doctor of one of their grants."""
    own = [grant for grant in staff.grants if grant.hospital_id == hospital_id]
    places = [
        Place(hospital_id, department_id, grant.doctor_id)
        for grant in own
        for department_id in grant.department_ids or (None,)
    ]
    whole = Place(hospital_id)
    return next((each for each in (whole, *places) if cells(staff.grants, VERB, each)), whole)


# --- the sessions of a day


def _day(day: str, hospital_id: str, staff: Staff, deps: Deps) -> TodayDayView:
    slots = sorted(deps.store.slots.laid_out(day, hospital_id), key=_session_of)
    groups = {key: list(group) for key, group in groupby(slots, _session_of)}
    seen = {
        key: own
        for key, own in groups.items()
        if may(staff.grants, VERB, hospital_id, own[0].department_id, own[0].doctor_id)
    }
    names = deps.store.catalogue.departments_named(own[0].department_id for own in seen.values())
    waiting = deps.store.waitlist.waiting_by_slot(
        [slot.id for own in seen.values() for slot in own]
    )
    views = []
    for own in seen.values():
        department = names.get(own[0].department_id)
        name = department.name if department else own[0].names.department
        views.append(_session(own, name, waiting, deps))
    order = sorted(views, key=lambda view: (view.starts_at, view.doctor_name, view.doctor_id))
    return TodayDayView(date=day, sessions=order)


def _session_of(slot: Slot) -> tuple[str, str, str]:
    return slot.doctor_id, slot.period, slot.department_id


def _session(
    slots: list[Slot], department: str, waiting: dict[str, int], deps: Deps
) -> SessionTodayView:
    first, now = slots[0], deps.clock()
    free = {slot.id: sum(slot.counts(pool).left for pool in Pool) for slot in slots}
    seats = sum(slot.capacity for slot in slots)
    return SessionTodayView(
        doctor_id=first.doctor_id,
        doctor_name=first.names.doctor,
        department_id=first.department_id,
        department_name=department,
        period=first.period,
        starts_at=min(slot.starts_at for slot in slots),
        ends_at=max(slot.ends_at for slot in slots),
        seats=seats,
        sold=seats - sum(free.values()),
        left=sum(
            free[slot.id] for slot in slots if slot.state is SlotState.OPEN and now < slot.closes_at
        ),
        waiting=sum(waiting.get(slot.id, 0) for slot in slots),
        slots=len(slots),
        stopped=sum(slot.state is not SlotState.OPEN for slot in slots),
    )


# --- what needs somebody


def _needs(hospital: Hospital, day: str, deps: Deps) -> Iterator[NeedView]:
    """Most urgent first: who must be told, money, then what keeps the next days from being booked."""
    untold = deps.store.message_log.untold_since(hospital.id, day)
    if count := len({each.booking_id for each in islice(untold, MOST)}):
        yield NeedView(kind="untold", count=count)
    if count := _refunds(hospital.id, deps):
        yield NeedView(kind="refund", count=count)
    clinics = deps.store.catalogue.clinics_of(hospital.id)
    if not _can_be_paid(hospital, clinics, deps):
        yield NeedView(kind="merchant")
    yield from _import(hospital.id, deps)
    if clinics:
        yield from _ends(hospital, clinics, day, deps)


def _refunds(hospital_id: str, deps: Deps) -> int:
    store = deps.store
    owed = [refund.booking_id for refund in store.refunds.needing_staff()]
    return min(MOST, len(store.bookings.those_of(hospital_id, owed))) if owed else 0


def _can_be_paid(hospital: Hospital, clinics: list[Clinic], deps: Deps) -> bool:
    """Whether its merchant and all of the merchant's keys are there. Without one a hospital may only be free, which is
    told while it is being set up."""
    if hospital.merchant_id is None:
        return bool(clinics)
    merchant = deps.store.merchants.get(hospital.merchant_id) or {}
    return all(merchant.get(field) for field in SEALED)


def _import(hospital_id: str, deps: Deps) -> Iterator[NeedView]:
    job, now = deps.store.jobs.newest(hospital_id), deps.clock()
    if job is None:
        return
    if job.state is JobState.RUNNING and now - job.created_at > _WRITTEN_IN:
        yield NeedView(kind="import", count=job.parts - job.cursor)
    if job.state is JobState.REFUSED and now - job.created_at < _REFUSED_FOR:
        yield NeedView(kind="import", words=job.refused)


def _ends(hospital: Hospital, clinics: list[Clinic], day: str, deps: Deps) -> Iterator[NeedView]:
    """When what is laid out ends soon, and when the timetable does: then there is nothing to book."""
    last = deps.store.slots.last_day(hospital.id)
    wanted = min(LAID_OUT_DAYS, rules_of(hospital).window_days)
    if last is None or last < plus_days(day, wanted):
        yield NeedView(kind="laid_out", date=last)
    ends = [clinic.until_date for clinic in clinics if clinic.until_date]
    if len(ends) == len(clinics) and max(ends) <= plus_days(day, TIMETABLE_DAYS):
        yield NeedView(kind="timetable", date=max(ends))
