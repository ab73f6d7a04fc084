"""sheets: a hospital's file, checked, imported under the hospital's revision, exported. By its manager."""

import base64
import binascii
from collections.abc import Sequence

from typing_extensions import assert_never

from common.clients.files import FilesError
from common.contracts.sheets import (
    AnySheetsRequest,
    CheckReply,
    Export,
    FileReply,
    ImportApply,
    ImportCheck,
    JobReply,
    Told,
)
from common.domain.actor import Staff
from common.domain.audit import chain_of, changes
from common.domain.errors import Code, Refused
from common.domain.hospital_catalogue import HospitalCatalogue
from common.domain.job import IMPORT, Preview
from common.domain.permissions import NOTHING_THERE, Place
from common.domain.staff_call import StaffCall
from common.importing.archive import Unfit
from common.importing.hospital_file import TOLD_AT_MOST, check
from common.importing.problems import Problem
from common.importing.tables_out import tables_of
from common.importing.workbook_out import export, template
from common.present.jobs import counts_view, job_view
from common.protocol import catalogue_job
from common.protocol.deps import Deps
from common.protocol.on_record import Deed, allow, on_record
from common.usecases.begun_jobs import begin
from common.usecases.stored_catalogue import StoredCatalogue

# Larger files come by a link: an answer of the platform holds 6 MB, and base64 is held three times over.
IN_ANSWER = 1_000_000


def sheets(
    request: AnySheetsRequest, visit: StaffCall, deps: Deps
) -> CheckReply | JobReply | FileReply:
    """Serve one action."""
    match request:
        case ImportCheck():
            return import_check(request, visit.staff, deps)
        case ImportApply():
            return import_apply(request.preview_id, visit.staff, deps)
        case Export():
            return _export(request, visit.staff, deps)
        case _:
            assert_never(request)


def import_check(request: ImportCheck, staff: Staff, deps: Deps) -> CheckReply:
    """Read a file and say what importing it would do, or everything that is to be mended; nothing is changed.

    Raises `BAD_REQUEST` for a file that is not read.
    """
    hospital_id = request.hospital_id
    _allow("sheets.import_check", hospital_id, staff, deps)
    stored = _open(
        catalogue_job.current(hospital_id, deps, deps.deadline(catalogue_job.CALL_SECONDS))
    )
    try:
        content = base64.b64decode(request.file, validate=True)
        checked = check(content, StoredCatalogue(deps.store), hospital_id, stored.hospital)
    except binascii.Error:
        raise Refused(Code.BAD_REQUEST, "文件没有传完整，请再上传一次") from None
    except Unfit as unfit:
        raise Refused(Code.BAD_REQUEST, f"{request.filename} {unfit}") from None
    notes = _told(checked.notes)
    if checked.catalogue is None:
        marked = None
        if checked.marked:
            marked = _file(f"{hospital_id}-问题.xlsx", checked.marked)
        return CheckReply(
            preview_id=None, counts=None, problems=_told(checked.problems), total=len(checked.problems), notes=notes,
            marked=marked,
        )  # fmt: skip
    preview = catalogue_job.prepare(stored, checked.catalogue, staff.id, deps)
    return CheckReply(
        preview_id=preview.id, counts=counts_view(preview.counts), problems=[], total=0, notes=notes, marked=None
    )  # fmt: skip


def import_apply(preview_id: str, staff: Staff, deps: Deps) -> JobReply:
    """Import what was checked, and go on with it for as long as there is time; on record before it begins.

    Raises `NOT_FOUND` for a preview that is gone, and `STALE` for one that does not hold any more.
    """

    def deed(preview: Preview) -> Deed:
        what = {"preview_id": preview_id, **preview.counts.model_dump()}
        changed = changes({}, what, (), deps.store.audit.hide)
        hospital_id = preview.hospital_id
        return Deed(chain_of(hospital_id), "sheets.import_apply", "hospital", hospital_id, changed)

    return job_view(begin(preview_id, IMPORT, "sheets.import_apply", deed, staff, deps))


def _export(request: Export, staff: Staff, deps: Deps) -> FileReply:
    hospital_id = request.hospital_id
    _allow("sheets.export", hospital_id, staff, deps)
    if request.what == "template":
        return _file("医院资料.xlsx", template())
    stored = _open(catalogue_job.read(hospital_id, deps))
    on_record(Deed(chain_of(hospital_id), "sheets.export", "hospital", hospital_id), staff, deps)
    return _large(f"{hospital_id}.xlsx", export(tables_of(stored)), deps)


def _allow(verb: str, hospital_id: str, staff: Staff, deps: Deps) -> None:
    allow(verb, Place(hospital_id), ("hospital", hospital_id), staff, deps)


def _open(stored: HospitalCatalogue | None) -> HospitalCatalogue:
    """A hospital that the platform has not taken off. Raises `NOT_FOUND`."""
    if stored is None or not stored.hospital.active:
        raise Refused(Code.NOT_FOUND, NOTHING_THERE)
    return stored


def _told(problems: Sequence[Problem]) -> list[Told]:
    return [Told(place=p.place, message=p.message) for p in problems[:TOLD_AT_MOST]]


def _large(name: str, content: bytes, deps: Deps) -> FileReply:
    """A file that may be too large for an answer: by way of the bucket then, where there is one."""
    files = deps.files()
    if files is None or len(content) <= IN_ANSWER:
        return _file(name, content)
    key = f"exports/e{deps.new_token()}.xlsx"
    try:
        files.put(key, content, "application/octet-stream")
    except FilesError as error:
        deps.log.warning("export not kept", error)
        return _file(name, content)
    return FileReply(filename=name, file=None, link=files.link(key, name))


def _file(name: str, content: bytes) -> FileReply:
    return FileReply(filename=name, file=base64.b64encode(content).decode())
