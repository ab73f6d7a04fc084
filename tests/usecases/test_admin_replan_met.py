"""admin: who comes in between while half-days are laid out anew: somebody books, waits, or goes on too late."""

from common.contracts.waitlist import JoinWaitlist
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
from tests.usecases.test_admin_replan import (
    HALVES,
    MORNING,
    NEXT_WEDNESDAY,
    THIRDS,
    apply,
    clinic,
    on_sale,
    propose,
    shorter,
    told,
)
from tests.usecases.test_staff_invites import refused


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
