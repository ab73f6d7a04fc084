"""Writing a hospital's catalogue as a job: what is to be written is stored whole, then rolled forward.

A job holds its hospital, so nobody else writes there; `publish` passes it by. Cut anywhere, it is gone on with by
whoever comes next and ends the same: each step changes nothing when it is done again. Refused, it has written nothing
that anybody sees.

After the writes come the days of a change of the timetable, each a part: `protocol.replan`.
"""

from collections.abc import Sequence
from datetime import timedelta

from common.domain.catalogue import Catalogued
from common.domain.errors import Code, Refused
from common.domain.hospital_catalogue import Changes, HospitalCatalogue, changes
from common.domain.job import (
    IMPORT,
    REPLAN,
    Announced,
    DayToReplan,
    Job,
    JobState,
    KeptSession,
    Preview,
    Write,
)
from common.domain.privacy import LoggableError
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.replan import NotTheJobs, Timetable, read_timetable, replan_day
from common.protocol.retry import RetryLater
from common.store.catalogue_writes import write_of

PREVIEW_HOLDS = timedelta(hours=1)
LEASE = timedelta(minutes=2)
PART = 100
# A part is a hundred small writes.
MARGIN_SECONDS = 6.0
# So long a call of the staff goes on with jobs; the rest of them is the sweep's.
CALL_SECONDS = 12.0

STALE = "医院的资料在检查之后有人改过，什么也没有写入。请重新检查一次再导入"
GONE = "这次检查已过期，请重新上传检查"
_STALE_REPLAN = "医院的资料在预览之后有人改过，什么也没有改。请重新看一遍影响再确认"
_GONE_REPLAN = "这次预览已过期，请重新看一遍影响再确认"
HELD = "这家医院正在写入另一次修改，请过两分钟再试"


class LostPart(LoggableError):
    """What a job is to write is not there. Begun, it is for people: half of it is written."""


def gone(kind: str) -> str:
    """What who asks for a preview of a kind hears when it is not there any more."""
    return _GONE_REPLAN if kind == REPLAN else GONE


def read(hospital_id: str, deps: Deps) -> HospitalCatalogue | None:
    """A hospital's whole catalogue, of one revision; None when it is not there. Raises `BUSY` while it is written."""
    stored = deps.store.catalogue_writes.whole(hospital_id)
    if stored is None:
        return None
    now = deps.store.catalogue.revision(hospital_id)
    if stored.hospital.held_by or now != (stored.hospital.catalogue_rev, None):
        raise Refused(Code.BUSY, HELD)
    return stored


def current(hospital_id: str, deps: Deps, deadline: Deadline) -> HospitalCatalogue | None:
    """What `read` says, for who is to change it: a job that was cut off and holds the hospital is gone on with first.

    Raises `BUSY` while somebody works on it, and when the time does not bring it to its end.
    """
    _, holder = deps.store.catalogue.revision(hospital_id)
    if holder:
        run(holder, deps, deadline)
    return read(hospital_id, deps)


def prepare(
    stored: HospitalCatalogue | None, wanted: HospitalCatalogue, by: str, deps: Deps
) -> Preview:
    """Store what would lead from the stored catalogue, as it was read, to the wanted one."""
    base_rev = stored.hospital.catalogue_rev if stored else 0
    documents, counts = changes(stored, wanted)
    return keep(wanted.hospital.id, base_rev, documents, counts, by, deps)


def keep(
    hospital_id: str,
    base_rev: int,
    documents: Sequence[Catalogued],
    counts: Changes,
    by: str,
    deps: Deps,
    *,
    days: Sequence[DayToReplan] = (),
    announced: Announced | None = None,
) -> Preview:
    """Store a preview of writes to a hospital's catalogue that is of `base_rev`, and of what it lays out anew."""
    parts = [
        tuple(map(write_of, documents[first : first + PART]))
        for first in range(0, len(documents), PART)
    ]
    now = deps.clock()
    preview = Preview(
        id=deps.new_id(),
        kind=REPLAN if announced else IMPORT,
        hospital_id=hospital_id,
        base_rev=base_rev,
        parts=len(parts) + len(days),
        counts=counts,
        days=tuple(days),
        announced=announced,
        by=by,
        created_at=now,
    )
    deps.store.previews.keep(preview, parts, now + PREVIEW_HOLDS)
    return preview


def start(preview_id: str, deps: Deps, deadline: Deadline, *, audit: str | None = None) -> Job:
    """Begin the job of a preview, and go on with it for as long as there is time; the same tap again finds it.

    `audit` is the entry that tells of it. Raises `NOT_FOUND` for a preview that is gone and `STALE` for one that does
    not hold any more.
    """
    jobs, now = deps.store.jobs, deps.clock()
    # The preview first: whoever forgets it had begun its job before.
    preview = deps.store.previews.get(preview_id, now)
    if jobs.get(preview_id) is None:
        if preview is None:
            raise Refused(Code.NOT_FOUND, GONE)
        jobs.begin(_job(preview, audit, deps))
    job = run(preview_id, deps, deadline)
    if job.state is JobState.REFUSED:
        raise Refused(Code.STALE, job.refused)
    return job


def _job(preview: Preview, audit: str | None, deps: Deps) -> Job:
    now = deps.clock()
    return Job(
        id=preview.id,
        kind=preview.kind,
        hospital_id=preview.hospital_id,
        base_rev=preview.base_rev,
        parts=preview.parts,
        counts=preview.counts,
        days=preview.days,
        by=preview.by,
        audit=audit,
        created_at=now,
        due_at=now,
    )


def run(job_id: str, deps: Deps, deadline: Deadline, *, parts: int | None = None) -> Job:
    """Go on with a job that is due, as far as the time allows and by so many parts at most; the job as it is then.

    What somebody else works on is left to them. Raises `NOT_FOUND`.
    """
    jobs, now = deps.store.jobs, deps.clock()
    if jobs.lease(job_id, now, now + LEASE):
        job = _known(job_id, deps)
        if job.state is JobState.RUNNING:
            _roll_forward(job, deps, deadline, parts)
        _close(_known(job_id, deps), deps)
    return _known(job_id, deps)


def _known(job_id: str, deps: Deps) -> Job:
    job = deps.store.jobs.get(job_id)
    if job is None:
        raise Refused(Code.NOT_FOUND, GONE)
    return job


def _roll_forward(job: Job, deps: Deps, deadline: Deadline, parts: int | None) -> None:
    """Write what is left, and decide how the job ends; left to the next run when the time or the parts are over."""
    if job.cursor == 0 and job.parts and not _may_begin(job, deps):
        return
    jobs = deps.store.jobs
    last = job.parts if parts is None else job.cursor + parts
    run = _Run(job, deps)
    while job.cursor < job.parts:
        if job.cursor == last or not deadline.allows(MARGIN_SECONDS):
            jobs.leave(job.id, deps.clock())
            return
        try:
            kept = run.do(job.cursor)
        except NotTheJobs:
            return
        except RetryLater:
            jobs.leave(job.id, deps.clock())
            return
        if not jobs.advance(job, deps.clock() + LEASE, kept):
            return  # somebody thought this run dead and went on
        job = job.model_copy(update={"cursor": job.cursor + 1})
    jobs.conclude(job.id, JobState.DONE)


class _Run:
    """One run of a job. The timetable is read when a day is the next part, once, after everything is written."""

    def __init__(self, job: Job, deps: Deps) -> None:
        self._job = job
        self._deps = deps
        self._timetable: Timetable | None = None

    def do(self, number: int) -> list[KeptSession]:
        """Do a part; the half-days that it left as they were. Raises `NotTheJobs` and `RetryLater`."""
        job, deps = self._job, self._deps
        if number >= job.writes:
            self._timetable = self._timetable or read_timetable(job, deps)
            return replan_day(job, job.days[number - job.writes], self._timetable, deps)
        for write in _part(job, number, deps):
            deps.store.catalogue_writes.write(job.hospital_id, write)
        return []


def _may_begin(job: Job, deps: Deps) -> bool:
    """Keep what is to be written, hold the hospital and take the ids that are new; what stands in the way refuses."""
    deps.store.previews.hold(job.id)
    try:
        parts = [_part(job, number, deps) for number in range(job.writes)]
    except LostPart:
        refused = gone(job.kind)
    else:
        refused = _in_the_way(job, parts, deps)
    if refused:
        deps.store.jobs.conclude(job.id, JobState.REFUSED, refused)
    return not refused


def _in_the_way(job: Job, parts: Sequence[Sequence[Write]], deps: Deps) -> str:
    """Why a job may not begin; nothing, and the hospital is held and the new ids are taken, when it may."""
    catalogue = deps.store.catalogue_writes
    for part in parts:
        for write in part:
            if write.collection == "hospitals" and write.document["rev"] == 1:
                catalogue.found(write)
    held = catalogue.hold(job.hospital_id, job.base_rev, job.id)
    if not held and deps.store.catalogue.revision(job.hospital_id)[1] != job.id:
        return _STALE_REPLAN if job.kind == REPLAN else STALE
    foreign = [write for part in parts for write in catalogue.claim(job.hospital_id, part)]
    if foreign:
        names = "、".join(sorted({write.document["_id"] for write in foreign})[:5])
        return f"编号 {names} 刚被另一家医院用了，什么也没有写入。请换编号再导入"
    return _merchant_in_use(job, parts, deps)


def _merchant_in_use(job: Job, parts: Sequence[Sequence[Write]], deps: Deps) -> str:
    """Why the hospital may not have its merchant, when another one got it since the check."""
    wanted = {
        write.document["merchant_id"]
        for part in parts
        for write in part
        if write.collection == "hospitals" and write.document["active"]
    } - {None}
    for merchant, hospitals in deps.store.catalogue_writes.receivers(wanted).items():
        if hospitals - {job.hospital_id}:
            return f"商户 {merchant} 刚被另一家医院用了，什么也没有写入。请核对商户编号再导入"
    return ""


def _part(job: Job, number: int, deps: Deps) -> Sequence[Write]:
    found = deps.store.previews.part(job.id, number)
    if found is None:
        raise LostPart(f"job {job.id} has lost part {number}")
    return found


def _close(job: Job, deps: Deps) -> None:
    """Of a job that is decided: let the hospital go, and forget what was to be written."""
    if job.state is JobState.RUNNING:
        return
    deps.store.catalogue_writes.let_go(job.hospital_id, job.id)
    deps.store.previews.forget(job.id)
    deps.store.jobs.close(job.id, deps.clock())
