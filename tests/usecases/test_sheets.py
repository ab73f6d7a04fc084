"""sheets: a manager checks a file, imports it and gets it back; nobody else, and nothing of another hospital."""

import base64
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from common.contracts.sheets import SHEETS_REQUEST
from common.domain.audit import Outcome, chain_of
from common.importing.rows import HospitalRow
from common.importing.tables_out import tables_of
from common.importing.workbook_out import export
from common.protocol import sign_in
from common.protocol.deadline import Deadline
from common.usecases import begun_jobs
from common.usecases import sheets as sheets_module
from common.usecases.sheets import sheets
from ops.importing.write import retire_hospital
from tests.support.staff import manager_of
from tests.usecases.catalogues import write
from tests.usecases.test_staff_invites import NOT_YOURS, NOTHING_THERE, refused

A_MINUTE_LONG = timedelta(minutes=1)
HELD = "BUSY: 这家医院正在写入另一次修改，请过两分钟再试"
STALE = "STALE: 医院的资料在检查之后有人改过，什么也没有写入。请重新检查一次再导入"


def call(office, openid, action, **data):
    request = SHEETS_REQUEST.validate_python({"action": action, **data})
    return sheets(request, sign_in.by_phone(openid, office.deps), office.deps)


def stored(office, hospital="h1"):
    return office.deps.store.catalogue_writes.whole(hospital)


def check(office, catalogue, by="mgr", hospital="h1", **data):
    content = catalogue if isinstance(catalogue, bytes) else export(tables_of(catalogue))
    given = {"file": base64.b64encode(content).decode(), "filename": "甲.xlsx", **data}
    return call(office, by, "import_check", hospital_id=hospital, **given)


def changed(office, **fields):
    """The catalogue with another specialty of the first doctor, or other fields of the hospital."""
    whole = stored(office)
    if fields:
        return whole.model_copy(update={"hospital": whole.hospital.model_copy(update=fields)})
    first, *others = whole.doctors
    new = first.model_copy(update={"specialties": "近视、白内障"})
    return whole.model_copy(update={"doctors": (new, *others)})


def audit(office):
    found = office.service.db.audit.find({"chain": chain_of("h1")}).sort("seq", 1)
    return [(raw["verb"], raw["outcome"]) for raw in found if raw["verb"].startswith("sheets")]


def test_what_is_exported_and_handed_in_again_changes_nothing(office):
    reply = call(office, "mgr", "export", hospital_id="h1", what="catalogue")
    assert reply.filename == "h1.xlsx"
    checked = check(office, base64.b64decode(reply.file))
    assert (checked.total, checked.counts.same, checked.counts.changed) == (0, 10, 0)
    job = call(office, "mgr", "import_apply", preview_id=checked.preview_id)
    assert (job.state, job.parts) == ("done", 0)
    assert audit(office) == [("sheets.export", None), ("sheets.import_apply", None)]


def test_a_change_is_previewed_then_written_once_and_on_record(office):
    checked = check(office, changed(office))
    assert (checked.counts.changed, checked.counts.retired) == (1, 0)
    assert stored(office).doctors[0].specialties == ""
    for _ in range(2):
        job = call(office, "mgr", "import_apply", preview_id=checked.preview_id)
        assert (job.state, job.done, job.parts) == ("done", 1, 1)
    assert stored(office).doctors[0].specialties == "近视、白内障"
    assert audit(office) == [("sheets.import_apply", None)]
    entry = office.deps.store.audit.get(office.service.db.jobs.find_one({})["audit"])
    assert (entry.verb, entry.object.id) == ("sheets.import_apply", "h1")
    assert {change.field: change.after for change in entry.changed} == {
        "preview_id": checked.preview_id, "new": 0, "changed": 1, "retired": 0, "same": 9,
    }  # fmt: skip


def test_problems_are_told_with_their_places_and_the_file_given_back(office):
    book = changed(office)
    wrong = book.doctors[0].model_copy(update={"title": "教授"})
    reply = check(office, book.model_copy(update={"doctors": (wrong, *book.doctors[1:])}))
    assert (reply.preview_id, reply.total) == (None, 1)
    assert reply.problems[0].place == "医生!E2"
    assert reply.problems[0].message.startswith("只能填：主任医师、副主任医师")
    assert reply.marked.filename == "h1-问题.xlsx"
    assert base64.b64decode(reply.marked.file)[:2] == b"PK"


@pytest.mark.parametrize(
    ("fields", "cell", "back"),
    [({"name": "别的医院"}, "B2", "改回“演示医院”"), ({"merchant_id": None}, "I2", "改回“m1”"),
     ({"latitude": 30.5, "longitude": 120.5}, "F2", "留空"), ({"phone": "0000-1"}, "H2", "留空")],
)  # fmt: skip
def test_the_hospitals_own_row_is_the_platforms(office, fields, cell, back):
    if fields.get("merchant_id", "") is None:
        office.service.db.doctors.update_many({}, {"$set": {"fee_fen": 0}})
        office.service.db.clinics.update_many({}, {"$set": {"fee_fen": 0}})
    reply = check(office, changed(office, **fields))
    words = f"医院的资料由平台维护，不能这样改；请{back}，或联系平台"
    assert (reply.preview_id, reply.total) == (None, len(fields))
    assert (reply.problems[0].place, reply.problems[0].message) == (f"医院!{cell}", words)
    marked = load_workbook(BytesIO(base64.b64decode(reply.marked.file)))["医院"][cell]
    assert marked.fill.fgColor.rgb == "00FFB3B3"
    assert words in marked.comment.text


def test_what_the_platform_keeps_is_every_column_of_the_row_but_its_id(office):
    """A field that a later release adds is the platform's until somebody decides otherwise."""
    row, tables = HospitalRow.model_fields, tables_of(stored(office))
    other = {name: f"{number + 20}" for number, name in enumerate(row)} | {
        "longitude": "121",
        "phone": "0000-2",
    }
    tables[HospitalRow.FILE] = [other | {"hospital_id": "h1"}]
    given = {"file": base64.b64encode(export(tables)).decode(), "filename": "甲.xlsx"}
    reply = call(office, "mgr", "import_check", hospital_id="h1", **given)
    kept = {told.place[3] for told in reply.problems if told.message.startswith("医院的资料由")}
    assert len(kept) == len(row) - 1


def test_a_hospital_that_the_platform_took_off_is_not_there(office):
    book = stored(office)
    preview = check(office, changed(office)).preview_id
    retire_hospital("h1", office.deps)
    before = stored(office)
    for act in (
        lambda: check(office, book),
        lambda: call(office, "mgr", "export", hospital_id="h1", what="catalogue"),
    ):
        assert refused(act) == f"NOT_FOUND: {NOTHING_THERE.partition(': ')[2]}"
    assert refused(lambda: call(office, "mgr", "import_apply", preview_id=preview)) == STALE
    assert stored(office) == before


def test_what_the_platform_writes_while_a_file_is_checked_stays(office, monkeypatch):
    """The file is compared with one reading, and what it would write is made from the same."""
    real, book = sheets_module.check, changed(office)

    def slowly(*args):
        renamed = stored(office).hospital.model_copy(update={"name": "改名医院"})
        write(office.service, stored(office).model_copy(update={"hospital": renamed}))
        return real(*args)

    monkeypatch.setattr(sheets_module, "check", slowly)
    preview = check(office, book).preview_id
    assert refused(lambda: call(office, "mgr", "import_apply", preview_id=preview)) == STALE
    assert stored(office).hospital.name == "改名医院"


def test_while_a_job_writes_nobody_checks_and_nobody_exports(office):
    """A copy would be half old and half new. Who checks a file goes on with a job that was left."""
    book = stored(office)
    job = write(office.service, changed(office), Deadline(lambda: 0.0))
    office.service.store.jobs.lease(
        job.id, office.deps.clock(), office.deps.clock() + A_MINUTE_LONG
    )
    for act in (
        lambda: check(office, book),
        lambda: call(office, "mgr", "export", hospital_id="h1", what="catalogue"),
    ):
        assert refused(act) == HELD
    office.service.clock.pass_(minutes=2)
    assert (
        refused(lambda: call(office, "mgr", "export", hospital_id="h1", what="catalogue")) == HELD
    )
    assert check(office, book).counts.changed == 1
    assert stored(office).doctors[0].specialties == "近视、白内障"
    call(office, "mgr", "export", hospital_id="h1", what="catalogue")


def test_changed_meanwhile_it_is_stale_and_that_is_on_record(office):
    first, second = check(office, changed(office)), check(office, changed(office))
    call(office, "mgr", "import_apply", preview_id=first.preview_id)
    for _ in range(2):
        assert (
            refused(lambda: call(office, "mgr", "import_apply", preview_id=second.preview_id))
            == STALE
        )
    assert audit(office) == [
        ("sheets.import_apply", None), ("sheets.import_apply", None),
        ("sheets.import_apply", Outcome.NOT_DONE.value),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["desk", "doc", "aud"])
def test_nobody_but_a_manager(office, who):
    before = stored(office)
    preview = check(office, changed(office)).preview_id
    for act in (
        lambda: check(office, before, by=who),
        lambda: call(office, who, "import_apply", preview_id=preview),
        lambda: call(office, who, "export", hospital_id="h1", what="catalogue"),
    ):
        assert refused(act) == f"FORBIDDEN: {NOT_YOURS.partition(': ')[2]}"
    assert stored(office) == before


def test_nothing_of_another_hospital(office):
    preview = check(office, changed(office)).preview_id
    write(office.service, stored_other())
    office.hire("op", "mgr2", manager_of("h2"))
    for act in (
        lambda: check(office, stored(office), by="mgr2"),
        lambda: call(office, "mgr2", "import_apply", preview_id=preview),
        lambda: call(office, "mgr2", "export", hospital_id="h1", what="template"),
    ):
        assert refused(act) == f"NOT_FOUND: {NOTHING_THERE.partition(': ')[2]}"
    reply = check(office, stored(office), by="mgr2", hospital="h2")
    assert reply.problems[0].message == "这个文件只能是一家医院的：h2"


def stored_other():
    from tests.usecases.catalogues import catalogue

    return catalogue()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("QQ", "文件没有传完整，请再上传一次"),
        ("", "甲.xlsx 打不开：请用表格软件另存为 .xlsx（不加密码）再上传"),
        (
            base64.b64encode(b"a,b").decode(),
            "甲.xlsx 打不开：请用表格软件另存为 .xlsx（不加密码）再上传",
        ),
    ],
)
def test_what_is_no_file(office, file, words):
    assert refused(lambda: check(office, b"", file=file)) == f"BAD_REQUEST: {words}"


def test_a_preview_that_is_gone(office):
    words = "NOT_FOUND: 这次检查已过期，请重新上传检查"
    assert refused(lambda: call(office, "mgr", "import_apply", preview_id="none")) == words


def test_two_taps_at_once_import_once_and_one_entry_tells_of_it(office, monkeypatch):
    preview = check(office, changed(office)).preview_id
    noted = begun_jobs.on_record

    def after_the_other(*given):
        monkeypatch.setattr(begun_jobs, "on_record", noted)
        other = call(office, "mgr", "import_apply", preview_id=preview)
        assert other.state == "done"
        return noted(*given)

    monkeypatch.setattr(begun_jobs, "on_record", after_the_other)
    assert call(office, "mgr", "import_apply", preview_id=preview).state == "done"
    told = [outcome for verb, outcome in audit(office) if verb == "sheets.import_apply"]
    assert told == [None, None, Outcome.NOT_DONE.value]
    (lost,) = (raw["of"] for raw in office.service.db.audit.find({"outcome": "not_done"}))
    assert lost != office.service.db.jobs.find_one({"_id": preview})["audit"]


def test_a_preview_that_its_job_forgot_meanwhile_is_no_preview_that_is_gone(office, monkeypatch):
    preview, previews = check(office, changed(office)).preview_id, office.deps.store.previews
    read = previews.get

    def after_the_other(*given):
        monkeypatch.setattr(previews, "get", read)
        call(office, "mgr", "import_apply", preview_id=preview)
        return read(*given)

    monkeypatch.setattr(previews, "get", after_the_other)
    assert call(office, "mgr", "import_apply", preview_id=preview).state == "done"
