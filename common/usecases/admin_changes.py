"""Changing a hospital's tables on a page, row by row. A save is an import of the tables with one row changed.

So what a page may save is what a file may say, by the same checks; it is written under the hospital's revision by the
same job, and on record before it begins.
"""

from common.contracts.admin import RetireRow, SaveReply, SaveRow
from common.domain.actor import Staff
from common.domain.audit import Change, chain_of, changes
from common.domain.business_time import wire
from common.domain.catalogue import Catalogued, Department, Doctor
from common.domain.errors import Code, Refused
from common.domain.hospital_catalogue import Changes, HospitalCatalogue
from common.domain.hospital_catalogue import changes as to_write
from common.domain.job import Job
from common.domain.permissions import NOTHING_THERE, Place
from common.domain.timetable import Clinic, ClinicException
from common.importing.edit import (
    TABLES,
    Edited,
    Fault,
    Values,
    alike,
    check,
    find,
    normal,
    replaced,
    rev_of,
    without,
)
from common.importing.tables_out import Texts, tables_of
from common.present.jobs import job_view
from common.protocol import catalogue_job
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.on_record import Deed, allow, not_done, on_record
from common.usecases.admin_rows import given, new_row, row_view
from common.usecases.stored_catalogue import StoredCatalogue

STALE = "这一项刚才有别人改过，没有保存。请看看现在的内容再改"
GONE = "这一项刚才有别人改过或删除了，没有删除。请刷新后再看"
TAKEN = "已经有这一项了，请在原来那一项上改，或换一个编号"
KEPT_ID = "编号不能改；要换编号，请新增一项，再删除这一项"
# The document that a row is, where there is one of its own, and what the log calls it.
_DOCUMENTS: dict[str, tuple[type[Catalogued], str]] = {
    "department": (Department, "department"),
    "doctor": (Doctor, "doctor"),
    "clinic": (Clinic, "clinic"),
    "exception": (ClinicException, "clinic_exception"),
}
_IDS = {"hospital": "hospital_id", "department": "department_id", "doctor": "doctor_id"}


def save_row(request: SaveRow, staff: Staff, deps: Deps) -> SaveReply:
    """Add a row or change one. The same tap again changes nothing and gets the same answer.

    Raises `BAD_REQUEST` with every fault by field, `STALE` with both versions, `BUSY` while somebody else writes.
    """
    kind, file = request.kind, TABLES[request.kind].FILE
    allow(f"admin.save/{kind}", Place(request.hospital_id), _hospital(request), staff, deps)
    deadline = deps.deadline(catalogue_job.CALL_SECONDS)
    stored = _current(request.hospital_id, kind, deps, deadline)
    texts = tables_of(stored) if stored and stored.hospital.active else _nothing()
    values = given(request)
    row = find(texts[file], request.rev) if request.rev else None
    there = row or alike(texts[file], file, normal(file, values))
    _check_id(kind, row, values)
    edited = check(replaced(texts, file, there, values), StoredCatalogue(deps.store), file, values)
    documents, counts = _to_write(stored, edited)
    after = new_row(edited.catalogue, texts, file, there) if edited.catalogue else None
    if edited.catalogue and not documents:
        return SaveReply(row=row_view(after) if after else None, job=None)
    if row is None and (request.rev or there):
        raise _not_that_row(request, there, values, deps)
    if edited.catalogue is None:
        raise wrong(edited.faults)
    changed = changes(row or {}, after or values, (), deps.store.audit.hide)
    deed = _deed(request, f"admin.save/{kind}", documents, changed, request.reason or "")
    job = _write(deed, request.hospital_id, stored, documents, counts, staff, deps, deadline)
    return SaveReply(row=row_view(after) if after else None, job=job_view(job))


def retire_row(request: RetireRow, staff: Staff, deps: Deps) -> SaveReply:
    """Take a row out. The same tap again gets the same answer. Raises as `save_row`."""
    kind, file, chain = request.kind, TABLES[request.kind].FILE, chain_of(request.hospital_id)
    verb = f"admin.retire/{kind}"
    allow(verb, Place(request.hospital_id), _hospital(request), staff, deps)
    deadline = deps.deadline(catalogue_job.CALL_SECONDS)
    stored = _current(request.hospital_id, kind, deps, deadline)
    texts = tables_of(stored) if stored and stored.hospital.active else _nothing()
    row = find(texts[file], request.rev)
    if row is None or stored is None:
        if retired_before(chain, verb, request.rev, staff, deps):
            return SaveReply(row=None, job=None)
        raise Refused(Code.STALE, GONE)
    if kind == "hospital":
        closed = stored.hospital.model_copy(update={"active": False})
        edited = Edited(HospitalCatalogue(hospital=closed, exceptions=()))
    else:
        edited = check(without(texts, file, row), StoredCatalogue(deps.store), file)
    if edited.catalogue is None:
        raise wrong(edited.faults, "没有删除")
    documents, counts = _to_write(stored, edited)
    changed = (
        *changes(row, {}, (), deps.store.audit.hide),
        Change(field="rev", before=request.rev),
    )
    deed = _deed(request, verb, documents, changed, request.reason)
    job = _write(deed, request.hospital_id, stored, documents, counts, staff, deps, deadline)
    return SaveReply(row=None, job=job_view(job))


# --- what is stored


def _current(
    hospital_id: str, kind: str, deps: Deps, deadline: Deadline
) -> HospitalCatalogue | None:
    """The whole catalogue after a job that was cut off; only a hospital itself may be there or not."""
    stored = catalogue_job.current(hospital_id, deps, deadline)
    if kind != "hospital" and (stored is None or not stored.hospital.active):
        raise Refused(Code.NOT_FOUND, NOTHING_THERE)
    return stored


def _nothing() -> Texts:
    return {model.FILE: [] for model in TABLES.values()}


def _to_write(stored: HospitalCatalogue | None, edited: Edited) -> tuple[list[Catalogued], Changes]:
    return to_write(stored, edited.catalogue) if edited.catalogue else ([], Changes())


# --- refusals


def _check_id(kind: str, row: Values | None, values: Values) -> None:
    name = _IDS.get(kind)
    if name and row and row.get(name) != values.get(name):
        raise Refused(Code.BAD_REQUEST, KEPT_ID, {"faults": [{"field": name, "words": KEPT_ID}]})


def wrong(found: tuple[Fault, ...], what: str = "没有保存") -> Refused:
    """What is wrong with a row, by field."""
    first, *others = found
    more = f"（还有 {len(others)} 处）" if others else ""
    faults = [{"field": fault.field, "words": fault.words} for fault in found[:50]]
    return Refused(Code.BAD_REQUEST, f"{what}：{first.words}{more}", {"faults": faults})


def _not_that_row(request: SaveRow, there: Values | None, values: Values, deps: Deps) -> Refused:
    """Somebody else was faster: who, when, and what differs from what was to be saved."""
    if request.rev is None:
        return Refused(Code.BAD_REQUEST, TAKEN)
    theirs = there or {}
    name = _IDS.get(request.kind)
    last = deps.store.audit.last_of(values[name]) if name and name in values else None
    details = {
        "rev": rev_of(there) if there else None,
        "by": last.actor.staff_id if last else None,
        "at": wire(last.at) if last else None,
        "changed": [
            {"field": each, "yours": values.get(each), "theirs": theirs.get(each)}
            for each in sorted({*values, *theirs})
            if values.get(each) != theirs.get(each)
        ],
    }
    return Refused(Code.STALE, STALE, details)


# --- writing


def _hospital(request: SaveRow | RetireRow) -> tuple[str, str]:
    return "hospital", request.hospital_id


def _deed(
    request: SaveRow | RetireRow,
    verb: str,
    documents: list[Catalogued],
    changed: tuple[Change, ...],
    reason: str,
) -> Deed:
    model, kind = _DOCUMENTS.get(request.kind, (None, "hospital"))
    own = [each.id for each in documents if model and isinstance(each, model)]
    thing = (kind, own[0]) if own else ("hospital", request.hospital_id)
    return Deed(chain_of(request.hospital_id), verb, *thing, changed=changed, reason=reason)


def _write(
    deed: Deed,
    hospital_id: str,
    stored: HospitalCatalogue | None,
    documents: list[Catalogued],
    counts: Changes,
    staff: Staff,
    deps: Deps,
    deadline: Deadline,
) -> Job:
    base_rev = stored.hospital.catalogue_rev if stored else 0
    entry = on_record(deed, staff, deps)
    preview = catalogue_job.keep(hospital_id, base_rev, documents, counts, staff.id, deps)
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
