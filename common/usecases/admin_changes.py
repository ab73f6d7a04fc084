"""Changing a hospital's tables on a page, row by row. A save is an import of the tables with one row changed.

So what a page may save is what a file may say, by the same checks; it is written under the hospital's revision by the
same job, and on record before it begins.
"""

from common.contracts.admin import RetireRow, SaveReply, SaveRow
from common.domain.actor import Staff
from common.domain.audit import chain_of
from common.domain.change import Change
from common.domain.errors import Code, Refused
from common.domain.job import Job
from common.domain.permissions import Place
from common.present.jobs import job_view
from common.protocol import catalogue_job
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.on_record import allow, not_done, on_record
from common.usecases.admin_edit import GONE, STALE, Edit, retiring, saving
from common.usecases.admin_rows import row_view


def save_row(request: SaveRow, staff: Staff, deps: Deps) -> SaveReply:
    """Add a row or change one. The same tap again changes nothing and gets the same answer.

    Raises `BAD_REQUEST` with every fault by field, `STALE` with both versions, `BUSY` while somebody else writes.
    """
    allow(f"admin.save/{request.kind}", Place(request.hospital_id), _hospital(request), staff, deps)
    deadline = deps.deadline(catalogue_job.CALL_SECONDS)
    edit = saving(request, deps, deadline)
    job = _write(edit, request.hospital_id, staff, deps, deadline) if edit.documents else None
    return SaveReply(
        row=row_view(edit.row) if edit.row else None, job=job_view(job) if job else None
    )


def retire_row(request: RetireRow, staff: Staff, deps: Deps) -> SaveReply:
    """Take a row out. The same tap again gets the same answer. Raises as `save_row`."""
    verb, chain = f"admin.retire/{request.kind}", chain_of(request.hospital_id)
    allow(verb, Place(request.hospital_id), _hospital(request), staff, deps)
    deadline = deps.deadline(catalogue_job.CALL_SECONDS)
    edit = retiring(request, deps, deadline)
    if edit is None:
        if retired_before(chain, verb, request.rev, staff, deps):
            return SaveReply(row=None, job=None)
        raise Refused(Code.STALE, GONE)
    return SaveReply(
        row=None, job=job_view(_write(edit, request.hospital_id, staff, deps, deadline))
    )


def _hospital(request: SaveRow | RetireRow) -> tuple[str, str]:
    return "hospital", request.hospital_id


def _write(edit: Edit, hospital_id: str, staff: Staff, deps: Deps, deadline: Deadline) -> Job:
    base_rev = edit.stored.hospital.catalogue_rev if edit.stored else 0
    entry = on_record(edit.deed, staff, deps)
    preview = catalogue_job.keep(hospital_id, base_rev, edit.documents, edit.counts, staff.id, deps)
    try:
        return catalogue_job.start(preview.id, deps, deadline, audit=entry.id)
    except Refused as refused:
        not_done(entry, staff, deps)
        raise Refused(
            refused.code, STALE if refused.code is Code.STALE else refused.message
        ) from None


def retired_before(chain: str, verb: str, rev: str, staff: Staff, deps: Deps) -> bool:
    """Whether the same row was taken out by the same person a moment ago."""
    told = Change(field="rev", before=rev)
    return any(
        entry.verb == verb and entry.actor.staff_id == staff.id and told in entry.changed
        for entry in deps.store.audit.page(chain)
        if entry.outcome is None
    )
