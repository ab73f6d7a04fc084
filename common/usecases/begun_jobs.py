"""Beginning the job of a preview, on record before it begins; the same tap again finds the job."""

from collections.abc import Callable

from common.domain.actor import Staff
from common.domain.errors import Code, Refused
from common.domain.job import Job, Preview
from common.domain.permissions import Place
from common.protocol import catalogue_job
from common.protocol.deps import Deps
from common.protocol.on_record import Deed, allow, not_done, on_record


def begin(
    preview_id: str, kind: str, verb: str, deed_of: Callable[[Preview], Deed], staff: Staff, deps: Deps
) -> Job:  # fmt: skip
    """Begin the job, or find it, and go on with it for as long as there is time.

    Raises `NOT_FOUND` for a preview that is gone or of another kind, `STALE` for one that does not hold any more.
    """
    # The preview first: whoever forgets it had begun its job before.
    preview = deps.store.previews.get(preview_id, deps.clock())
    job = deps.store.jobs.get(preview_id)
    known = job or preview
    if known is None or known.kind != kind:
        raise Refused(Code.NOT_FOUND, catalogue_job.gone(kind))
    hospital = ("hospital", known.hospital_id)
    allow(verb, Place(known.hospital_id), hospital, staff, deps)
    deadline = deps.deadline(catalogue_job.CALL_SECONDS)
    if job is not None or preview is None:
        return catalogue_job.start(preview_id, deps, deadline)
    entry = on_record(deed_of(preview), staff, deps)
    try:
        job = catalogue_job.start(preview_id, deps, deadline, audit=entry.id)
    except Refused:
        not_done(entry, staff, deps)
        raise
    if job.audit != entry.id:  # the same tap by another way began it
        not_done(entry, staff, deps)
    return job
