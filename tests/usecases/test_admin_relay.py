"""admin: a change of the timetable and the days that are laid out: what it would do, and what it did."""

from datetime import datetime

from common.contracts.waitlist import JoinWaitlist
from common.domain.booking.status import Status
from common.domain.business_time import wire
from common.domain.job import JobState
from common.protocol import catalogue_job
from common.protocol.deadline import Deadline
from common.store.catalogue_writes import CatalogueWrites
from common.store.sessions import Sessions
from common.store.slots import Slots
from common.store.waitlist import Waitlist
from common.usecases.waitlist import waitlist
from tests.support.service import A_MINUTE, WEDNESDAY
from tests.usecases.catalogues import sound
from tests.usecases.test_admin_rows import call, entries, rows, save
from tests.usecases.test_staff_invites import NOT_YOURS, NOTHING_THERE, refused

NEXT_WEDNESDAY = "2026-03-11"
MORNING = "d1.2026-03-04.am"
GONE = "NOT_FOUND: 这次预览已过期，请重新看一遍影响再确认"
STALE = "STALE: 医院的资料在预览之后有人改过，什么也没有改。请重新看一遍影响再确认"


def clinic(office, doctor="d1", weekday="周三"):
    wanted = (doctor, weekday)
    found = rows(office, "clinic")
    return next(r for r in found if (r.values["doctor_id"], r.values["weekday"]) == wanted)


def propose(office, values, row=None, kind="clinic", by="mgr", **more):
    rev = row.rev if row else None
    return call(office, by, "propose", kind=kind, hospital_id="h1", rev=rev, values=values, **more)


def shorter(office, **fields):
    """The first doctor's Wednesday with slots of 20 minutes."""
    row = clinic(office)
    return propose(office, {**row.values, "slot_minutes": "20", **fields}, row)


def apply(office, preview, by="mgr"):
    return call(office, by, "apply", preview_id=preview.preview_id, touched="keep")


def told(preview):
    return {
        (day.date, s.doctor_id, s.period): (s.outcome, s.sold, s.waiting)
        for day in preview.days
        for s in day.sessions
    }


def on_sale(office, doctor="d1", day=WEDNESDAY):
    query = {"doctor_id": doctor, "date": day, "state": "open"}
    found = office.service.db.slots.find(query).sort("starts_at", 1)
    return [f"{wire(raw['starts_at'])[11:16]}-{wire(raw['ends_at'])[11:16]}" for raw in found]


def closing(office, **fields):
    return {"doctor_id": "d1", "date": WEDNESDAY, "kind": "停诊", "reason": "演示", **fields}


HALVES = ["08:00-08:30", "08:30-09:00"]
THIRDS = ["08:00-08:20", "08:20-08:40", "08:40-09:00"]


def test_a_changed_clinic_is_shown_first_and_then_laid_out_anew(office):
    before = [*office.service.db.slots.find()]
    preview = shorter(office)
    assert told(preview) == {(WEDNESDAY, "d1", "am"): ("relaid", 0, 0)}
    (change,) = preview.days[0].sessions
    assert (change.doctor_name, change.was.slot_minutes, change.was.seats) == ("测甲", [30], 6)
    assert (change.becomes.slot_minutes, change.becomes.seats) == ([20], 9)
    assert (change.becomes.start, change.becomes.end, change.becomes.on_sale) == (
        "08:00", "09:00", True,
    )  # fmt: skip
    assert [*office.service.db.slots.find()] == before
    assert clinic(office).values["slot_minutes"] == "30"
    job = apply(office, preview)
    assert (job.state, job.done, job.parts, job.kept) == ("done", job.parts, job.parts, [])
    assert on_sale(office) == THIRDS
    assert clinic(office).values["slot_minutes"] == "20"
    shown = call(
        office, "mgr", "timetable", hospital_id="h1", date_from=WEDNESDAY, date_to=WEDNESDAY
    )
    own = next(s for s in shown.days[0].sessions if s.doctor_id == "d1")
    assert (own.seats, len(own.slots)) == (9, 3)
    sound(office.service)
    office.service.publish()
    assert on_sale(office) == THIRDS
    sound(office.service)


def test_the_change_is_on_record_and_the_same_tap_changes_nothing(office):
    preview = shorter(office)
    first, again = apply(office, preview), apply(office, preview)
    assert first == again
    (entry,) = entries(office)
    assert (entry["verb"], entry["object"]) == (
        "admin.apply", {"kind": "clinic", "id": "d1-3-am"},
    )  # fmt: skip
    assert entry["changed"] == [{"field": "slot_minutes", "before": "30", "after": "20"}]
    assert office.service.db.jobs.find_one({})["audit"] == entry["_id"]


def test_a_half_day_that_somebody_booked_stays_as_it_is(office):
    phone = office.service.person()
    booking = phone.booked_and_paid()
    preview = shorter(office)
    assert told(preview) == {(WEDNESDAY, "d1", "am"): ("touched", 1, 0)}
    job = apply(office, preview)
    assert [each.model_dump() for each in job.kept] == [
        {"date": WEDNESDAY, "doctor_id": "d1", "period": "am"}
    ]
    assert call(office, "mgr", "job", job_id=job.id) == job
    assert on_sale(office) == HALVES
    assert office.service.booking(booking).status is Status.CONFIRMED
    assert office.service.person().book(f"{MORNING}.0830").booking.status == "held"
    sound(office.service)


def test_a_seat_that_an_attempt_holds_keeps_its_half_day(office):
    office.service.person().book()
    assert apply(office, shorter(office)).kept != []
    assert on_sale(office) == HALVES


def test_a_half_day_whose_booking_was_cancelled_is_laid_out_anew(office):
    phone = office.service.person()
    booking = phone.book().booking.id
    phone.cancel(booking)
    assert told(shorter(office)) == {(WEDNESDAY, "d1", "am"): ("relaid", 0, 0)}
    assert apply(office, shorter(office)).kept == []
    assert on_sale(office) == THIRDS
    sound(office.service)


def test_somebody_who_books_between_the_preview_and_the_write_keeps_the_half_day(office):
    preview = shorter(office)
    booking = office.service.person().booked_and_paid()
    assert apply(office, preview).kept != []
    assert on_sale(office) == HALVES
    assert office.service.booking(booking).status is Status.CONFIRMED
    sound(office.service)


def test_what_staff_changed_by_hand_stays(office):
    call(office, "mgr", "close_slot", slot_id=f"{MORNING}.0830", reason="演示")
    preview = shorter(office)
    assert told(preview) == {(WEDNESDAY, "d1", "am"): ("touched", 0, 0)}
    assert preview.days[0].sessions[0].by_hand
    assert apply(office, preview).kept != []
    assert on_sale(office) == HALVES[:1]


def test_a_half_day_that_has_begun_stays(office):
    office.service.clock.now = datetime.fromisoformat("2026-03-04T00:10:00+00:00")
    preview = shorter(office)
    assert told(preview) == {
        (WEDNESDAY, "d1", "am"): ("touched", 0, 0), (NEXT_WEDNESDAY, "d1", "am"): ("added", 0, 0),
    }  # fmt: skip
    assert [each.date for each in apply(office, preview).kept] == [WEDNESDAY]
    assert on_sale(office) == HALVES
    assert on_sale(office, day=NEXT_WEDNESDAY) == THIRDS


def test_a_clinic_taken_out_gives_its_half_day_up_and_one_added_lays_one_out(office):
    row = clinic(office)
    preview = propose(office, None, row, reason="调整门诊")
    assert told(preview) == {(WEDNESDAY, "d1", "am"): ("closed", 0, 0)}
    assert preview.days[0].sessions[0].becomes is None
    apply(office, preview)
    assert on_sale(office) == []
    assert entries(office)[-1]["reason"] == "调整门诊"
    again = propose(office, {**row.values, "slot_minutes": "20"})
    assert told(again) == {(WEDNESDAY, "d1", "am"): ("added", 0, 0)}
    apply(office, again)
    assert on_sale(office) == THIRDS
    sound(office.service)


def test_a_clinic_moved_to_another_weekday_changes_both_days(office):
    row = clinic(office)
    preview = propose(office, {**row.values, "weekday": "周五"}, row)
    assert told(preview) == {
        (WEDNESDAY, "d1", "am"): ("closed", 0, 0), ("2026-03-06", "d1", "am"): ("added", 0, 0),
    }  # fmt: skip
    apply(office, preview)
    assert (on_sale(office), on_sale(office, day="2026-03-06")) == ([], HALVES)


def test_a_half_day_called_otherwise_takes_the_time_of_the_one_given_up(office):
    row = clinic(office)
    late = {**row.values, "start": "11:30", "end": "12:30"}
    apply(office, propose(office, late, row))
    row = clinic(office)
    afternoon = {**late, "period": "下午", "start": "12:00", "end": "13:00"}
    preview = propose(office, afternoon, row)
    assert told(preview) == {
        (WEDNESDAY, "d1", "am"): ("closed", 0, 0), (WEDNESDAY, "d1", "pm"): ("added", 0, 0),
    }  # fmt: skip
    apply(office, preview)
    assert on_sale(office) == ["12:00-12:30", "12:30-13:00"]
    sound(office.service)


def test_a_half_day_that_is_booked_keeps_the_one_out_that_overlaps_it(office):
    row = clinic(office)
    late = {**row.values, "start": "11:30", "end": "12:30"}
    apply(office, propose(office, late, row))
    slot = office.service.db.slots.find_one({"doctor_id": "d1", "state": "open"})["_id"]
    office.service.person().book(slot)
    row = clinic(office)
    afternoon = {**late, "period": "下午", "start": "12:00", "end": "13:00"}
    preview = propose(office, afternoon, row)
    assert told(preview) == {
        (WEDNESDAY, "d1", "am"): ("touched", 1, 0), (WEDNESDAY, "d1", "pm"): ("touched", 0, 0),
    }  # fmt: skip
    assert len(apply(office, preview).kept) == 2
    assert on_sale(office) == ["11:30-12:00", "12:00-12:30"]
    sound(office.service)


def test_an_exception_closes_at_once_and_tells_who_has_booked(office):
    preview = propose(office, closing(office), kind="exception")
    assert told(preview) == {(WEDNESDAY, "d1", "am"): ("closed", 0, 0)}
    assert preview.days[0].sessions[0].becomes.on_sale is False
    booking = office.service.person().booked_and_paid()
    again = propose(office, closing(office), kind="exception")
    assert told(again) == {(WEDNESDAY, "d1", "am"): ("touched", 1, 0)}
    apply(office, again)
    assert on_sale(office) == []
    assert office.service.booking(booking).status is Status.CONFIRMED
    row = next(r for r in rows(office, "exception") if r.values["doctor_id"] == "d1")
    back = propose(office, None, row, kind="exception", reason="医生回来了")
    assert told(back) == {(WEDNESDAY, "d1", "am"): ("added", 1, 0)}
    apply(office, back)
    assert on_sale(office) == HALVES
    sound(office.service)


def test_a_change_that_does_nothing_has_no_preview(office):
    row = clinic(office)
    preview = propose(office, dict(row.values), row)
    assert (preview.preview_id, preview.days, preview.left_out) == (None, [], 0)


def test_a_change_of_a_day_that_is_far_away_shows_no_day_and_is_saved(office):
    far = closing(office, date="2026-12-02")
    preview = propose(office, far, kind="exception")
    assert (preview.days, preview.left_out) == ([], 0)
    assert apply(office, preview).state == "done"
    assert [r.values["date"] for r in rows(office, "exception")] == ["2026-12-02"]


def test_many_half_days_are_shown_up_to_a_number(office, monkeypatch):
    monkeypatch.setattr("common.usecases.admin_relay.SHOWN_AT_MOST", 2)
    office.service.person().book(office.service.slot_id("d3", start="0900"))
    whole = {"date": WEDNESDAY, "kind": "停诊", "hospital_id": "h1", "reason": "全院"}
    preview = propose(office, whole, kind="exception")
    assert (len(told(preview)), preview.left_out) == (2, 1)
    assert told(preview)[WEDNESDAY, "d3", "am"] == ("touched", 1, 0)


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


def test_a_job_without_time_is_finished_by_the_sweep(office):
    preview = shorter(office)
    stopped = Deadline(lambda: 0.0)
    catalogue_job.start(preview.preview_id, office.deps, stopped)
    assert on_sale(office) == HALVES
    office.service.sweep()
    assert on_sale(office) == THIRDS
    sound(office.service)


def test_numbers_and_ids_of_another_layout_are_its_own(office):
    apply(office, shorter(office))
    row = clinic(office)
    apply(office, propose(office, {**row.values, "slot_minutes": "30"}, row))
    assert on_sale(office) == HALVES
    slots = [*office.service.db.slots.find({"doctor_id": "d1", "date": WEDNESDAY})]
    assert len(slots) == 2 + 3 + 2
    live = [raw for raw in slots if not raw["retired"]]
    numbers = [seat["number"] for raw in live for seat in raw["seats"]]
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
    sound(office.service)


def test_who_has_an_old_slot_on_the_phone_is_told(office):
    apply(office, shorter(office))
    phone = office.service.person()
    words = "SLOT_CLOSED: 这个时间已经停止预约，请换一个时间"
    assert refused(phone.book, f"{MORNING}.0800") == words
    words = "BAD_STATE: 这半天已经按新的出诊表重新排班，请刷新后再看"
    turned = (call, office, "mgr")
    for action in ("close_slot", "open_slot"):
        assert refused(*turned, action, slot_id=f"{MORNING}.0800", reason="演示") == words


def at_the_look(office, monkeypatch, act):
    """Do something when a job has halted a half-day and looks who waits for it."""
    real, acted = Waitlist.waited_for_among, []

    def look(self, ids):
        if ids:
            monkeypatch.setattr(Waitlist, "waited_for_among", real)
            acted.append(act())
        return real(self, ids)

    monkeypatch.setattr(Waitlist, "waited_for_among", look)
    return acted


def join(phone, key="tap-00000009"):
    request = JoinWaitlist(
        action="join", slot_id=f"{MORNING}.0800", patient_id=phone.patient_id, idempotency_key=key
    )
    return waitlist(request, phone.caller, phone.service.deps)


def test_somebody_who_waits_keeps_the_half_day(office):
    booked = [office.service.person() for _ in range(3)]
    bookings = [phone.booked_and_paid() for phone in booked]
    join(office.service.person())
    assert told(shorter(office)) == {(WEDNESDAY, "d1", "am"): ("touched", 3, 1)}
    for phone, booking in zip(booked, bookings, strict=True):
        phone.cancel(booking)
    assert apply(office, shorter(office)).kept != []


NO_PLACE = "SLOT_CLOSED: 这个时间已经停止预约，没有候补上。请换一个时间"


def test_who_joins_a_queue_while_its_half_day_is_laid_out_anew_is_told(office, monkeypatch):
    phone, join_store = office.service.person(), Waitlist.join
    full = [office.service.person() for _ in range(3)]
    bookings = [each.book().booking.id for each in full]

    def after_all(self, *given):
        monkeypatch.setattr(Waitlist, "join", join_store)
        for each, booking in zip(full, bookings, strict=True):
            each.cancel(booking)
        apply(office, shorter(office))
        return join_store(self, *given)

    monkeypatch.setattr(Waitlist, "join", after_all)
    assert refused(join, phone) == NO_PLACE
    assert office.service.db.waitlist.find_one({})["status"] == "closed"
    assert on_sale(office) == THIRDS


def test_an_entry_that_was_cut_off_and_lost_its_slot_is_closed_by_the_next_tap(office):
    phone = office.service.person()
    full = [office.service.person() for _ in range(3)]
    for each in full:
        each.book()
    assert join(phone).entry.status == "waiting"
    office.service.db.slots.update_one(
        {"_id": f"{MORNING}.0800"}, {"$set": {"state": "suspended", "retired": True}}
    )
    assert refused(join, phone) == NO_PLACE
    assert office.service.db.waitlist.find_one({})["status"] == "closed"


def test_nobody_takes_a_seat_while_a_job_looks(office, monkeypatch):
    preview, phone = shorter(office), office.service.person()
    words = "SLOT_CLOSED: 这个时间已经停止预约，请换一个时间"
    heard = at_the_look(office, monkeypatch, lambda: refused(phone.book))
    assert apply(office, preview).kept == []
    assert heard == [words]
    assert on_sale(office) == THIRDS


def test_a_run_that_was_thought_dead_changes_nothing_after_its_job(office, monkeypatch):
    """It looked, somebody else finished the job, others booked and another job came; then it goes on."""
    preview = shorter(office)
    deps = office.deps

    def meanwhile():
        deps.clock.pass_(minutes=3)
        catalogue_job.run(preview.preview_id, deps, A_MINUTE)
        row = clinic(office)
        apply(office, propose(office, {**row.values, "slot_minutes": "15"}, row))
        booked.append(office.service.person().booked_and_paid(new_slot()))
        state.append(list(office.service.db.slots.find()))

    def new_slot():
        return office.service.db.slots.find_one({"doctor_id": "d1", "state": "open"})["_id"]

    booked, state = [], []
    at_the_look(office, monkeypatch, meanwhile)
    assert apply(office, preview).state == "done"
    assert [*office.service.db.slots.find()] == state[0]
    assert len(on_sale(office)) == 4
    sound(office.service)


def test_a_run_that_reads_the_timetable_too_late_does_nothing(office, monkeypatch):
    preview, read = shorter(office), CatalogueWrites.whole
    catalogue_job.start(preview.preview_id, office.deps, Deadline(lambda: 0.0))
    state = []

    def after_the_end(self, hospital_id):
        monkeypatch.setattr(CatalogueWrites, "whole", read)
        office.deps.clock.pass_(minutes=3)
        catalogue_job.run(preview.preview_id, office.deps, A_MINUTE)
        state.append([*office.service.db.slots.find()])
        return read(self, hospital_id)

    monkeypatch.setattr(CatalogueWrites, "whole", after_the_end)
    assert catalogue_job.run(preview.preview_id, office.deps, A_MINUTE).state is JobState.DONE
    assert [*office.service.db.slots.find()] == state[0]
    assert on_sale(office) == THIRDS


def test_a_slot_that_somebody_turns_again_and_again_is_left_to_the_next_run(office, monkeypatch):
    preview, halt = shorter(office), Slots.halt
    monkeypatch.setattr(Slots, "halt", lambda self, ids, rev: None)
    assert apply(office, preview).state == "running"
    assert on_sale(office) == HALVES
    monkeypatch.setattr(Slots, "halt", halt)
    assert apply(office, preview).state == "done"
    assert on_sale(office) == THIRDS


def test_a_day_that_publish_has_not_come_to_is_left_to_it(office):
    apply(office, shorter(office))
    query = {"doctor_id": "d1", "date": NEXT_WEDNESDAY}
    assert office.service.db.clinic_sessions.count_documents(query) == 0
    office.service.clock.pass_(days=1)
    office.service.publish()
    assert on_sale(office, day=NEXT_WEDNESDAY) == THIRDS


def test_what_an_earlier_release_laid_out_stays(office):
    office.service.db.clinic_sessions.delete_many({})
    assert told(shorter(office)) == {}
    apply(office, shorter(office))
    assert on_sale(office) == HALVES


def test_a_late_publish_with_the_timetable_of_before_decides_nothing_more(office, monkeypatch):
    """It has planned the day that enters, then the whole change is made, then it goes on."""
    office.service.clock.pass_(days=1)
    row = clinic(office)
    preview = propose(office, {**row.values, "weekday": "周五"}, row)
    decide, first = Sessions.decide, []

    def after_the_change(self, sessions):
        if not first and any(each.date == NEXT_WEDNESDAY for each in sessions):
            first.append(monkeypatch.setattr(Sessions, "decide", decide))
            apply(office, preview)
        return decide(self, sessions)

    monkeypatch.setattr(Sessions, "decide", after_the_change)
    office.service.publish()
    assert first
    assert on_sale(office, day=NEXT_WEDNESDAY) == []
    assert on_sale(office, day="2026-03-06") == HALVES
    sound(office.service)
