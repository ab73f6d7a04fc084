"""A change of the timetable and the days that are laid out already: what it would do, and doing it."""

from collections.abc import Iterator, Sequence

from common.contracts.admin import (
    ApplyChange,
    ProposalReply,
    ProposeChange,
    RetireRow,
    SaveRow,
    SessionChangeView,
)
from common.contracts.sheets import JobReply
from common.domain.actor import Staff
from common.domain.audit import chain_of
from common.domain.business_time import business_date, days_from, plus_days
from common.domain.errors import Code, Refused
from common.domain.hospital_catalogue import HospitalCatalogue
from common.domain.job import REPLAN, Announced, DayToReplan, Preview
from common.domain.permissions import Place
from common.domain.replan import (
    HalfDay,
    days_to_replan,
    half_days,
    in_the_way,
    is_kept,
    is_laid_out,
)
from common.domain.rules.hospital import rules_of
from common.domain.slot import Slot, SlotState
from common.domain.timetable import lay_out, off_sale, session_id
from common.present.jobs import job_view
from common.present.proposals import Outcome, days_view, plan_view, sold
from common.protocol import catalogue_job
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.on_record import Deed, allow
from common.protocol.replan import Timetable, timetable_of
from common.usecases.admin_edit import GONE, Edit, retiring, saving
from common.usecases.begun_jobs import begin

# Half-days that one answer shows.
SHOWN_AT_MOST = 200
_VERB = "admin.apply"


def propose(request: ProposeChange, staff: Staff, deps: Deps) -> ProposalReply:
    """What a changed row does to the days that are laid out. Nothing is written but the preview.

    Raises as saving the row does.
    """
    hospital_id = request.hospital_id
    allow("admin.propose", Place(hospital_id), ("hospital", hospital_id), staff, deps)
    edit = _edit(request, deps, deps.deadline(catalogue_job.CALL_SECONDS))
    if edit.stored is None or not edit.documents:
        return ProposalReply(preview_id=None, days=[], left_out=0)
    days = _days(edit.stored, edit, deps)
    changes = [
        (day.date, change)
        for day in days
        for change in _Day(day, edit.stored, edit.wanted, deps).changes()
    ]
    deed = edit.deed
    announced = Announced(
        verb=_VERB, kind=deed.kind, id=deed.id, changed=deed.changed, reason=deed.reason
    )
    preview = catalogue_job.keep(
        hospital_id, edit.stored.hospital.catalogue_rev, edit.documents, edit.counts, staff.id, deps,
        days=days, announced=announced,
    )  # fmt: skip
    shown, left_out = days_view(changes, SHOWN_AT_MOST)
    return ProposalReply(preview_id=preview.id, days=shown, left_out=left_out)


def apply(request: ApplyChange, staff: Staff, deps: Deps) -> JobReply:
    """Save what was proposed, and lay out anew what nobody has booked. The same tap again says how far that is.

    Raises `NOT_FOUND` for a preview that is gone, and `STALE` for one that does not hold any more.
    """

    def deed(preview: Preview) -> Deed:
        said = preview.announced or Announced(verb=_VERB, kind="hospital", id=preview.hospital_id)
        chain = chain_of(preview.hospital_id)
        return Deed(chain, said.verb, said.kind, said.id, said.changed, said.reason)

    return job_view(begin(request.preview_id, REPLAN, _VERB, deed, staff, deps))


def _edit(request: ProposeChange, deps: Deps, deadline: Deadline) -> Edit:
    if request.values is not None:
        saved = SaveRow(
            action="save", kind=request.kind, hospital_id=request.hospital_id, rev=request.rev,
            values=request.values, reason=request.reason,
        )  # fmt: skip
        return saving(saved, deps, deadline)
    if request.rev is None:
        raise Refused(Code.BAD_REQUEST, "没有说是哪一行。请刷新后再试")
    if request.reason is None:
        raise Refused(Code.BAD_REQUEST, "删除要写原因")
    retired = RetireRow(
        action="retire", kind=request.kind, hospital_id=request.hospital_id, rev=request.rev, reason=request.reason
    )  # fmt: skip
    edit = retiring(retired, deps, deadline)
    if edit is None:
        raise Refused(Code.STALE, GONE)
    return edit


def _days(stored: HospitalCatalogue, edit: Edit, deps: Deps) -> tuple[DayToReplan, ...]:
    """Those of today until the last day that `publish` lays out, and one more: the night may come in between."""
    now = deps.clock()
    last = rules_of(edit.wanted.hospital).last_day(now)
    before = timetable_of(stored)
    return days_to_replan(
        days_from(business_date(now), plus_days(last, 2)),
        edit.documents,
        [*stored.clinics, *(stored.exceptions or ())],
        (before.clinics, before.exceptions),
    )


class _Day:
    """One day as it is laid out, beside what the changed timetable would have."""

    def __init__(
        self, day: DayToReplan, stored: HospitalCatalogue, wanted: HospitalCatalogue, deps: Deps
    ) -> None:
        store = deps.store
        self._day = day
        self._hospital_id = stored.hospital.id
        self._timetable: Timetable = timetable_of(wanted)
        self._names = {doctor.id: doctor.name for doctor in (*stored.doctors, *wanted.doctors)}
        self._now = deps.clock()
        self._sessions = store.sessions.on(self._hospital_id, day.date)
        there = store.slots.laid_out(day.date, self._hospital_id)
        ids = [slot.id for slot in there if slot.doctor_id in day.doctor_ids]
        self._there = store.slots.named(ids)
        self._waiting = store.waitlist.waited_for_among(ids)

    def changes(self) -> Iterator[SessionChangeView]:
        """The half-days that would be otherwise than they are."""
        timetable = self._timetable
        if not is_laid_out(self._day.date, timetable.hospital, self._sessions, self._now):
            return
        known = {session.id for session in self._sessions}
        for each in half_days(
            self._hospital_id, self._day, self._sessions, timetable.clinics, timetable.exceptions
        ):
            own = [slot for slot in self._there if _session_of(slot) == each.was.id]
            outcome = self._outcome(each, own) if each.was.id in known or not own else None
            if outcome is not None:
                yield self._view(each, own, outcome)
            if outcome == "closed" and each.differs:
                self._sessions = [one for one in self._sessions if one.id != each.was.id]
                self._there = [slot for slot in self._there if slot not in own]

    def _outcome(self, half_day: HalfDay, own: Sequence[Slot]) -> Outcome | None:
        waiting = self._waiting_for(own)
        if not half_day.differs:
            was, becomes = plan_view(own), plan_view(self._after(half_day, own))
            if was is None or becomes is None or was.on_sale == becomes.on_sale:
                return None
            if becomes.on_sale:
                return "added"
            return "touched" if sold(own) or waiting else "closed"
        if is_kept(half_day.was, own, waiting, self._now) or in_the_way(
            half_day.becomes, self._sessions, self._there
        ):
            return "touched"
        if not half_day.was.clinics:
            return "added"
        return "replanned" if half_day.becomes.clinics else "closed"

    def _waiting_for(self, own: Sequence[Slot]) -> int:
        return sum(self._waiting.get(slot.id, 0) for slot in own)

    def _view(self, half_day: HalfDay, own: Sequence[Slot], outcome: Outcome) -> SessionChangeView:
        session = half_day.was
        return SessionChangeView(
            doctor_id=session.doctor_id, doctor_name=self._names.get(session.doctor_id, session.doctor_id),
            period=session.period, was=plan_view(own), becomes=plan_view(self._after(half_day, own)),
            outcome=outcome, sold=sold(own), waiting=self._waiting_for(own), by_hand=any(slot.by_hand for slot in own),
        )  # fmt: skip

    def _after(self, half_day: HalfDay, own: Sequence[Slot]) -> list[Slot]:
        """The slots as they would be, whoever has booked: others, or the same ones sold or not."""
        timetable = self._timetable
        if half_day.differs:
            return list(lay_out(half_day.becomes, timetable.place_of, timetable.exceptions))
        return [_followed(slot, timetable) for slot in own]


def _followed(slot: Slot, timetable: Timetable) -> Slot:
    """A slot after the exceptions were followed."""
    off = off_sale(slot, timetable.exceptions)
    if slot.state is SlotState.OPEN and off:
        return slot.model_copy(update={"state": SlotState.CLOSED, "stopped": True})
    if slot.stopped and not off:
        return slot.model_copy(update={"state": SlotState.OPEN, "stopped": False})
    return slot


def _session_of(slot: Slot) -> str:
    return session_id(slot.doctor_id, slot.date, slot.period)
