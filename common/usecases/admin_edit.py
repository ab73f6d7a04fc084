"""What one changed row of a hospital's tables leads to: the catalogue as it would be, what is to be written for it, and
what the log is to say. Nothing is written here.
"""

from typing import NamedTuple

from common.contracts.admin import RetireRow, SaveRow
from common.domain.audit import Entry, chain_of, changes
from common.domain.business_time import wire
from common.domain.catalogue import Catalogued, Department, Doctor
from common.domain.change import Change
from common.domain.errors import Code, Refused
from common.domain.hospital_catalogue import Changes, HospitalCatalogue
from common.domain.hospital_catalogue import changes as to_write
from common.domain.permissions import NOTHING_THERE
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
from common.protocol import catalogue_job
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.on_record import Deed
from common.usecases.admin_rows import given, new_row
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


class Edit(NamedTuple):
    """A change that may be made. Without documents it is made already; `row` is the row as it will be read."""

    stored: HospitalCatalogue | None
    wanted: HospitalCatalogue
    documents: list[Catalogued]
    counts: Changes
    deed: Deed
    row: Values | None = None


def saving(request: SaveRow, deps: Deps, deadline: Deadline) -> Edit:
    """A row that is new, or says something else.

    Raises `BAD_REQUEST` with every fault by field, `STALE` with both versions, `BUSY` while somebody else writes.
    """
    kind, file = request.kind, TABLES[request.kind].FILE
    stored = _current(request.hospital_id, kind, deps, deadline)
    texts = tables_of(stored) if stored and stored.hospital.active else _nothing()
    values = given(request)
    row = find(texts[file], request.rev) if request.rev else None
    there = row or alike(texts[file], file, normal(file, values))
    _check_id(kind, row, values)
    edited = check(replaced(texts, file, there, values), StoredCatalogue(deps.store), file, values)
    documents, counts = _to_write(stored, edited)
    after = new_row(edited.catalogue, texts, file, there) if edited.catalogue else None
    made_already = edited.catalogue is not None and not documents
    if not made_already and row is None and (request.rev or there):
        raise _not_that_row(request, there, values, deps)
    if edited.catalogue is None:
        raise wrong(edited.faults)
    changed = changes(row or {}, after or values, (), deps.store.audit.hide)
    deed = _deed(request, f"admin.save/{kind}", documents, changed, request.reason or "")
    return Edit(stored, edited.catalogue, documents, counts, deed, after)


def retiring(request: RetireRow, deps: Deps, deadline: Deadline) -> Edit | None:
    """A row that is taken out; None when no row says that any more. Raises as `saving`."""
    kind, file = request.kind, TABLES[request.kind].FILE
    stored = _current(request.hospital_id, kind, deps, deadline)
    texts = tables_of(stored) if stored and stored.hospital.active else _nothing()
    row = find(texts[file], request.rev)
    if row is None or stored is None:
        return None
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
    deed = _deed(request, f"admin.retire/{kind}", documents, changed, request.reason)
    return Edit(stored, edited.catalogue, documents, counts, deed)


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
    name = _IDS.get(request.kind)
    last = deps.store.audit.last_of(values[name]) if name and name in values else None
    return stale(rev_of(there) if there else None, values, there or {}, last)


def stale(rev: str | None, yours: Values, theirs: Values, last: Entry | None) -> Refused:
    """Somebody else was faster: who, when, and what of the row that is there now differs from what was to be saved."""
    details = {
        "rev": rev,
        "by": last.actor.staff_id if last else None,
        "at": wire(last.at) if last else None,
        "changed": [
            {"field": each, "yours": yours.get(each), "theirs": theirs.get(each)}
            for each in sorted({*yours, *theirs})
            if yours.get(each) != theirs.get(each)
        ],
    }
    return Refused(Code.STALE, STALE, details)


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
