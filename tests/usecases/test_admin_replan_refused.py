"""admin: a change of the timetable that may not be made: too late, gone, wrong, or by whom it may not."""

from common.protocol import catalogue_job
from tests.usecases.test_admin_replan import apply, clinic, propose, shorter
from tests.usecases.test_admin_rows import call, entries, rows, save
from tests.usecases.test_staff_invites import NOT_YOURS, NOTHING_THERE, refused

GONE = "NOT_FOUND: 这次预览已过期，请重新看一遍影响再确认"
STALE = "STALE: 医院的资料在预览之后有人改过，什么也没有改。请重新看一遍影响再确认"


def test_a_preview_goes_stale_when_somebody_else_changed_the_catalogue(office):
    preview = shorter(office)
    row = rows(office, "doctor")[0]
    save(office, "doctor", {**row.values, "specialties": "近视"}, row.rev)
    before = [*office.service.db.slots.find()]
    assert refused(apply, office, preview) == STALE
    assert [*office.service.db.slots.find()] == before
    assert [e["outcome"] for e in entries(office)] == [None, None, "not_done"]


def test_a_preview_goes_after_an_hour_and_one_of_a_file_is_none(office):
    preview = shorter(office)
    office.service.clock.pass_(hours=2)
    assert refused(apply, office, preview) == GONE
    stored = catalogue_job.read("h1", office.deps)
    of_a_file = catalogue_job.prepare(stored, stored, "test", office.deps)
    refusal = refused(call, office, "mgr", "apply", preview_id=of_a_file.id, touched="keep")
    assert refusal == GONE


def test_a_row_that_somebody_changed_is_told_with_both_versions(office):
    row = clinic(office)
    save(office, "clinic", {**row.values, "seats_per_slot": "4"}, row.rev)
    words = "STALE: 这一项刚才有别人改过，没有保存。请看看现在的内容再改"
    assert refused(propose, office, {**row.values, "slot_minutes": "20"}, row) == words
    gone = "STALE: 这一项刚才有别人改过或删除了，没有删除。请刷新后再看"
    assert refused(propose, office, None, row, reason="演示") == gone


def test_what_is_wrong_or_missing_is_told(office):
    row = clinic(office)
    assert refused(propose, office, None, row) == "BAD_REQUEST: 删除要写原因"
    assert refused(propose, office, None, reason="演示") == (
        "BAD_REQUEST: 没有说是哪一行。请刷新后再试"
    )
    wrong = {**row.values, "slot_minutes": "7"}
    words = "BAD_REQUEST: 没有保存：08:00–09:00 共 60 分钟，不能按 7 分钟等分"
    assert refused(propose, office, wrong, row) == words


def test_only_the_manager_of_the_hospital_may(office):
    row, preview = clinic(office), shorter(office)
    for by in ("desk", "doc", "aud"):
        assert refused(propose, office, dict(row.values), row, by=by) == NOT_YOURS
        assert refused(apply, office, preview, by) == NOT_YOURS
    assert refused(propose, office, dict(row.values), row, by="op") == NOTHING_THERE
    assert refused(apply, office, preview, "op") == NOTHING_THERE
