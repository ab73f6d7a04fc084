"""admin: rows of a hospital's tables on its own pages, checked and written as its file would be."""

from dataclasses import replace

import pytest

from common.contracts.admin import ADMIN_REQUEST
from common.domain.audit import Outcome, chain_of
from common.domain.errors import Refused
from common.protocol import catalogue_job, sign_in
from common.usecases.admin import admin
from tests.support.staff import manager_of
from tests.usecases.catalogues import sound
from tests.usecases.test_staff_invites import NOT_YOURS, NOTHING_THERE, refused

STALE = "STALE: 这一项刚才有别人改过，没有保存。请看看现在的内容再改"


def call(office, openid, action, **data):
    request = ADMIN_REQUEST.validate_python({"action": action, **data})
    return admin(request, sign_in.by_phone(openid, office.deps), office.deps)


def rows(office, kind, by="mgr", hospital="h1"):
    return call(office, by, "read", kind=kind, hospital_id=hospital).rows


def save(office, kind, values, rev=None, by="mgr", hospital="h1", **more):
    return call(office, by, "save", kind=kind, hospital_id=hospital, rev=rev, values=values, **more)


def retire(office, kind, row, by="mgr"):
    reason = "演示原因"
    return call(office, by, "retire", kind=kind, hospital_id="h1", rev=row.rev, reason=reason)


def entries(office, chain="h1"):
    found = office.service.db.audit.find({"chain": chain_of(chain)}).sort("seq", 1)
    return [raw for raw in found if raw["verb"].startswith("admin.")]


def faults(office, kind, values, rev=None, **more):
    with pytest.raises(Refused) as raised:
        save(office, kind, values, rev, **more)
    assert raised.value.code.value == "BAD_REQUEST"
    return raised.value.message, [tuple(each.values()) for each in raised.value.details["faults"]]


def test_a_doctor_is_changed_on_record_and_nothing_else_is(office):
    before = office.deps.store.catalogue_writes.whole("h1")
    row = rows(office, "doctor")[0]
    reply = save(office, "doctor", {**row.values, "specialties": "近视、白内障"}, row.rev)
    assert (reply.job.state, reply.job.counts.changed, reply.job.counts.new) == ("done", 1, 0)
    assert reply.row == rows(office, "doctor")[0]
    after = office.deps.store.catalogue_writes.whole("h1")
    assert after.doctors[0].specialties == "近视、白内障"
    assert after.doctors[1:] == before.doctors[1:]
    assert (after.departments, after.clinics) == (before.departments, before.clinics)
    entry = entries(office)[-1]
    assert (entry["verb"], entry["object"]) == ("admin.save/doctor", {"kind": "doctor", "id": "d1"})
    assert entry["changed"] == [{"field": "specialties", "before": None, "after": "近视、白内障"}]
    assert office.service.db.jobs.find_one({})["audit"] == entry["_id"]
    sound(office.service)


def test_the_same_tap_again_writes_nothing_and_says_the_same(office):
    row = rows(office, "doctor")[0]
    values = {**row.values, "specialties": "近视"}
    first, again = (save(office, "doctor", values, row.rev) for _ in "12")
    assert (first.row, again.job) == (again.row, None)
    assert len(entries(office)) == 1


def test_a_clinic_is_added_however_its_day_is_written_and_added_once(office):
    values = {
        "doctor_id": "d1", "weekday": "星期日", "period": "早上", "visit_kind": "专家", "start": "8:00",
        "end": "09:00", "slot_minutes": "30", "seats_per_slot": "2", "挂号费（元）": "25",
    }  # fmt: skip
    values["fee_fen"] = values.pop("挂号费（元）")
    first, again = (save(office, "clinic", values) for _ in "12")
    assert (first.row, again.job) == (again.row, None)
    assert first.row.values["weekday"] == "周日"
    stored = office.service.db.clinics.find_one({"_id": "d1-7-am-0800"})
    assert (stored["active"], stored["fee_fen"], stored["seats"]) == (True, 2500, 2)


def test_what_is_wrong_is_told_at_its_field(office):
    row = rows(office, "clinic")[0]
    told = faults(office, "clinic", {**row.values, "slot_minutes": "7", "weekday": "八"}, row.rev)
    words = "只能填：1、2、3、4、5、6、7、周一、周二、周三、周四、周五、周六、周日"
    assert told == (f"没有保存：{words}", [("weekday", words)])
    again = {**row.values, "weekday": "周日"}
    save(office, "clinic", again)
    other = {**again, "start": "08:30", "end": "09:30", "slot_minutes": "30"}
    _, found = faults(office, "clinic", other)
    assert found == [
        ("start", f"同一位医生与周日 {again['start']}–{again['end']}重叠，请改一行的时间")
    ]


def test_a_department_with_doctors_is_not_taken_out_and_the_doctor_is_named(office):
    row = rows(office, "department")[0]
    with pytest.raises(Refused) as raised:
        retire(office, "department", row)
    words = "医生“测甲”的科室编号：没有科室编号 internal，请核对"
    assert raised.value.message == f"没有删除：{words}（还有 1 处）"
    assert raised.value.details["faults"][0] == {"field": None, "words": words}
    assert len(rows(office, "department")) == 2


def test_a_doctor_leaves_with_their_clinics_and_once(office):
    row = rows(office, "doctor")[0]
    first, again = retire(office, "doctor", row), retire(office, "doctor", row)
    assert (first.row, first.job.state, again.job) == (None, "done", None)
    assert [r for r in rows(office, "clinic") if r.values["doctor_id"] == "d1"] == []
    assert office.service.db.doctors.find_one({"_id": "d1"})["active"] is False
    assert refused(lambda: retire(office, "doctor", row, by="desk")) == NOT_YOURS


def test_two_who_change_one_row_are_told_of_each_other(office):
    row = rows(office, "doctor")[0]
    save(office, "doctor", {**row.values, "specialties": "近视"}, row.rev)
    with pytest.raises(Refused) as raised:
        save(office, "doctor", {**row.values, "specialties": "白内障"}, row.rev)
    assert str(raised.value) == STALE
    details = raised.value.details
    assert details["changed"] == [{"field": "specialties", "yours": "白内障", "theirs": "近视"}]
    assert details["by"] == office.member("mgr").id
    assert details["rev"] == rows(office, "doctor")[0].rev


def test_rules_show_their_defaults_and_are_set_one_by_one(office):
    found = {row.values["rule"]: row for row in rows(office, "rules")}
    assert (found["window_days"].rev, found["window_days"].values["value"]) == (None, "7")
    save(office, "rules", {"rule": "window_days", "value": "10"})
    set_now = {row.values["rule"]: row for row in rows(office, "rules")}["window_days"]
    assert (set_now.rev is not None, set_now.values["value"]) == (True, "10")
    assert office.service.db.hospitals.find_one({"_id": "h1"})["rules"]["window_days"] == 10
    retire(office, "rules", set_now)
    assert "window_days" not in office.service.db.hospitals.find_one({"_id": "h1"})["rules"]


def test_a_hospital_is_opened_empty_by_the_operator_and_filled_by_its_manager(office):
    values = {
        "hospital_id": "h9", "name": "演示新院", "level": "二级甲等", "district": "乙区", "address": "演示路 9 号",
    }  # fmt: skip
    assert refused(lambda: save(office, "hospital", values, hospital="h9")) == NOTHING_THERE
    empty = call(office, "op", "read", kind="hospital", hospital_id="h9")
    assert (empty.rows, empty.columns[1].title) == ([], "医院名称")
    assert refused(lambda: rows(office, "hospital", "mgr", "h9")) == NOTHING_THERE
    assert save(office, "hospital", values, by="op", hospital="h9").job.counts.new == 1
    assert office.service.db.hospitals.find_one({"_id": "h9"})["active"] is True
    office.hire("op", "mgr9", manager_of("h9"))
    save(office, "department", {"department_id": "k9", "name": "眼科"}, by="mgr9", hospital="h9")
    doctor = {
        "doctor_id": "p9",
        "department_id": "k9",
        "name": "演示甲",
        "title": "医师",
        "fee_fen": "0",
    }
    save(office, "doctor", doctor, by="mgr9", hospital="h9")
    assert refused(lambda: rows(office, "doctor", "mgr", "h9")) == NOTHING_THERE
    message, _ = faults(office, "doctor", {**doctor, "doctor_id": "d1"}, by="mgr9", hospital="h9")
    assert message == "没有保存：编号 d1 已是另一家医院的，请换一个编号"


def test_a_hospital_that_was_retired_is_not_there_for_its_manager(office):
    row = rows(office, "hospital")[0]
    retire(office, "hospital", row, by="op")
    assert refused(lambda: rows(office, "doctor")) == NOTHING_THERE
    assert (
        refused(lambda: save(office, "department", {"department_id": "k9", "name": "眼科"}))
        == NOTHING_THERE
    )


def test_who_loses_the_race_is_told_and_it_stands_on_record(office, monkeypatch):
    row, keep = rows(office, "doctor")[0], catalogue_job.keep

    def after_another(*given):
        preview = keep(*given)
        monkeypatch.setattr(catalogue_job, "keep", keep)
        save(office, "doctor", {**row.values, "specialties": "近视"}, row.rev)
        return preview

    monkeypatch.setattr(catalogue_job, "keep", after_another)
    assert (
        refused(lambda: save(office, "doctor", {**row.values, "specialties": "白内障"}, row.rev))
        == STALE
    )
    assert [entry["outcome"] for entry in entries(office)] == [None, None, Outcome.NOT_DONE.value]
    assert rows(office, "doctor")[0].values["specialties"] == "近视"


def test_a_closing_of_the_hospital_that_its_only_doctor_has_already(office):
    """The table has it as the doctor's own row: there is nothing to save, and no row of its own."""
    for row in rows(office, "doctor")[1:]:
        retire(office, "doctor", row)
    closing = {"date": "2026-12-01", "kind": "停诊"}
    own = save(office, "exception", {**closing, "doctor_id": "d1"}).row
    reply = save(office, "exception", {**closing, "hospital_id": "h1"})
    assert (reply.row, reply.job) == (None, None)
    assert rows(office, "exception") == [own]


def test_a_save_has_one_time_for_the_job_in_its_way_and_its_own(office):
    asked, deadline = [], office.deps.deadline
    row = rows(office, "doctor")[0]

    def counted(seconds):
        asked.append(seconds)
        return deadline(seconds)

    office.deps = replace(office.deps, deadline=counted)
    save(office, "doctor", {**row.values, "specialties": "近视"}, row.rev)
    assert asked == [12.0]
