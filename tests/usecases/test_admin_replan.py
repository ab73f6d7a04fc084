"""admin: a change of the timetable and the days that are laid out: what it would do, and what it did."""

from datetime import datetime

from common.domain.booking.status import Status
from common.domain.business_time import wire
from common.protocol import catalogue_job
from common.protocol.deadline import Deadline
from tests.support.service import WEDNESDAY
from tests.usecases.catalogues import sound
from tests.usecases.test_admin_rows import call, entries, rows
from tests.usecases.test_staff_invites import refused

NEXT_WEDNESDAY = "2026-03-11"
MORNING = "d1.2026-03-04.am"


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
    assert told(preview) == {(WEDNESDAY, "d1", "am"): ("replanned", 0, 0)}
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
    assert told(shorter(office)) == {(WEDNESDAY, "d1", "am"): ("replanned", 0, 0)}
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
    monkeypatch.setattr("common.usecases.admin_replan.SHOWN_AT_MOST", 2)
    office.service.person().book(office.service.slot_id("d3", start="0900"))
    whole = {"date": WEDNESDAY, "kind": "停诊", "hospital_id": "h1", "reason": "全院"}
    preview = propose(office, whole, kind="exception")
    assert (len(told(preview)), preview.left_out) == (2, 1)
    assert told(preview)[WEDNESDAY, "d3", "am"] == ("touched", 1, 0)


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
