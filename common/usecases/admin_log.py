"""What staff did, for who looks after a hospital or the platform; and how far a write of a catalogue is."""

from common.contracts.admin import AskAudit, AskJob, AuditReply
from common.contracts.sheets import JobReply
from common.domain.actor import Staff
from common.domain.audit import chain_of
from common.domain.errors import Code, Refused
from common.domain.permissions import NOTHING_THERE, Place
from common.present.audit import entry_view
from common.present.jobs import job_view
from common.protocol.deps import Deps
from common.protocol.on_record import Deed, allow, on_record
from common.store.audit import Sought

PAGE = 50


def audit(request: AskAudit, staff: Staff, deps: Deps) -> AuditReply:
    """A page of the log, newest first. That it was read is an entry too: one for each first page."""
    hospital_id = request.hospital_id
    thing = ("hospital", hospital_id or "platform")
    allow("admin.audit", Place(hospital_id), thing, staff, deps)
    chain = chain_of(hospital_id)
    sought = Sought(request.date_from, request.date_to, request.staff_id, request.object_id)
    found = deps.store.audit.page(chain, request.before, PAGE + 1, sought)
    if request.before is None:
        on_record(Deed(chain, "admin.audit", *thing), staff, deps)
    shown = found[:PAGE]
    names = deps.store.staff.names_of({entry.actor.staff_id for entry in shown})
    return AuditReply(
        entries=[entry_view(entry, names) for entry in shown],
        before=shown[-1].seq if len(found) > PAGE else None,
    )


def job(request: AskJob, staff: Staff, deps: Deps) -> JobReply:
    """How far a write is."""
    found = deps.store.jobs.get(request.job_id)
    if found is None:
        raise Refused(Code.NOT_FOUND, NOTHING_THERE)
    allow("admin.job", Place(found.hospital_id), ("hospital", found.hospital_id), staff, deps)
    return job_view(found)
