"""admin: a hospital's days as they are laid out, slots closed and opened by hand, and the log of what was done."""

import pytest

from common.domain.audit import Outcome, chain_of
from common.store.slots import Slots
from tests.usecases.test_admin_rows import call, entries, rows, save
from tests.usecases.test_staff_invites import NOT_YOURS, NOTHING_THERE, refused


def a_slot(office):
    return next(iter(office.service.db.slots.find({"hospital_id": "h1", "state": "open"})))["_id"]


def turn(office, slot, action, by="mgr"):
    return call(office, by, action, slot_id=slot, reason="演示原因").slot


def test_a_slot_is_closed_and_opened_by_hand_each_on_record(office):
    slot = a_slot(office)
    closed, again = (turn(office, slot, "close_slot") for _ in "12")
    assert (closed.state, closed.by_hand, again) == ("closed", True, closed)
    raw = office.service.db.slots.find_one({"_id": slot})
    assert raw["audit"] == entries(office)[-1]["_id"]
    opened = turn(office, slot, "open_slot")
    assert (opened.state, opened.by_hand) == ("open", False)
    assert [entry["verb"] for entry in entries(office)] == ["admin.close_slot", "admin.open_slot"]
    assert entries(office)[1]["follows"] == raw["audit"]


def test_a_slot_that_an_exception_closed_is_not_opened_by_hand(office):
    slot = a_slot(office)
    office.deps.store.slots.stop([slot])
    words = "BAD_STATE: 这个时间因停诊已经停止预约，请在“停诊与加诊”里改"
    assert refused(turn, office, slot, "open_slot") == words
    assert refused(turn, office, slot, "close_slot") == words
    assert office.deps.store.slots.sell_again([slot]) == 1


def test_what_is_closed_by_hand_stays_so_when_an_exception_ends(office):
    slot = a_slot(office)
    turn(office, slot, "close_slot")
    assert office.deps.store.slots.sell_again([slot]) == 0
    assert office.service.db.slots.find_one({"_id": slot})["state"] == "closed"


def test_who_turns_a_slot_too_late_is_told_and_it_stands_on_record(office, monkeypatch):
    slot, turned = a_slot(office), Slots.turn

    def after_another(self, *given):
        monkeypatch.setattr(Slots, "turn", turned)
        office.deps.store.slots.stop([slot])
        return turned(self, *given)

    monkeypatch.setattr(Slots, "turn", after_another)
    words = "STALE: 刚才有别人改过，没有改成。请刷新后再看"
    assert refused(turn, office, slot, "close_slot") == words
    assert [entry["outcome"] for entry in entries(office)] == [None, Outcome.NOT_DONE.value]


def test_only_the_manager_of_the_hospital_may(office):
    slot = a_slot(office)
    for by in ("desk", "doc", "aud"):
        assert refused(turn, office, slot, "close_slot", by) == NOT_YOURS
    assert refused(turn, office, slot, "close_slot", "op") == NOTHING_THERE
    assert refused(turn, office, "nothing.there", "close_slot") == NOTHING_THERE


def test_the_timetable_counts_what_is_laid_out_and_sold(office):
    slots = [*office.service.db.slots.find({"hospital_id": "h1"})]
    days = sorted({slot["date"] for slot in slots})
    reply = call(office, "mgr", "timetable", hospital_id="h1", date_from=days[0], date_to=days[0])
    own = [slot for slot in slots if slot["date"] == days[0]]
    found = [slot for session in reply.days[0].sessions for slot in session.slots]
    assert sorted(slot.id for slot in found) == sorted(slot["_id"] for slot in own)
    assert sum(s.seats for s in reply.days[0].sessions) == sum(s["capacity"] for s in own)
    assert sum(s.sold for s in reply.days[0].sessions) == 0
    other = {"hospital_id": "h1", "date_from": days[0], "date_to": "2099-01-01"}
    words = "BAD_REQUEST: 一次最多看 14 天，请缩短日期范围"
    assert refused(call, office, "mgr", "timetable", **other) == words
    backwards = {"hospital_id": "h1", "date_from": "2099-01-01", "date_to": days[0]}
    assert refused(call, office, "mgr", "timetable", **backwards) == words


def log(office, by="mgr", **data):
    return call(office, by, "audit", hospital_id="h1", **data)


def test_the_log_is_read_in_pages_by_who_may_and_reading_is_on_record(office):
    row = rows(office, "doctor")[0]
    for number in range(55):
        values = {**row.values, "specialties": f"近视{number}"}
        row = save(office, "doctor", values, row.rev).row
    first = log(office, "aud")
    second = log(office, "aud", before=first.before)
    seqs = [entry.seq for entry in first.entries + second.entries]
    assert (len(first.entries), second.before) == (50, None)
    assert seqs == sorted(seqs, reverse=True) and len(set(seqs)) == len(seqs) > 55
    newest = first.entries[0]
    assert (newest.verb, newest.name, newest.object_id) == ("admin.save/doctor", "虚构管理", "d1")
    assert [(c.field, c.before, c.after) for c in newest.changed] == [
        ("specialties", "近视53", "近视54")
    ]
    assert [e["verb"] for e in entries(office)][-1:] == ["admin.audit"]


def test_the_log_is_asked_by_day_by_person_and_by_thing(office):
    slot = a_slot(office)
    turn(office, slot, "close_slot")
    today = office.service.clock().date().isoformat()
    assert [e.verb for e in log(office, object_id=slot).entries] == ["admin.close_slot"]
    assert log(office, staff_id="nobody").entries == []
    assert log(office, date_from="2099-01-01").entries == []
    assert log(office, date_to="2000-01-01").entries == []
    assert log(office, date_from="2000-01-01", date_to="2099-01-01").entries != [], today


@pytest.mark.parametrize("by", ["desk", "doc"])
def test_the_log_is_not_for_everybody(office, by):
    assert refused(log, office, by) == NOT_YOURS


def test_the_platforms_log_is_the_operators(office):
    assert call(office, "op", "audit").entries != []
    assert refused(call, office, "mgr", "audit") in (NOTHING_THERE, NOT_YOURS)
    assert refused(log, office, "op") == NOTHING_THERE
    assert (
        office.service.db.audit.count_documents({"chain": chain_of(None), "verb": "admin.audit"})
        > 0
    )


def test_a_job_is_looked_at_by_its_hospital_alone(office):
    row = rows(office, "doctor")[0]
    job = save(office, "doctor", {**row.values, "specialties": "近视"}, row.rev).job
    assert call(office, "mgr", "job", job_id=job.id) == job
    assert refused(call, office, "op", "job", job_id=job.id) == NOTHING_THERE
    assert refused(call, office, "mgr", "job", job_id="nothing") == NOTHING_THERE
