"""admin today: a hospital's day at a glance, as far as somebody's grants reach, and what needs somebody."""

import json
from datetime import timedelta

import pytest

from common.domain.booking.effects import notify
from common.domain.business_time import business_date, plus_days
from common.domain.money.payment import Refund, RefundStatus
from common.store.collection import to_raw
from tests.support.catalogue import fill_in
from tests.support.staff import Office, desk_of, doctor_of
from tests.usecases.queues import join
from tests.usecases.test_admin_rows import call, rows, save
from tests.usecases.test_staff_invites import NOTHING_THERE, refused


def today(office, by="mgr", hospital="h1"):
    return call(office, by, "today", hospital_id=hospital)


def needs(office, by="mgr"):
    return [
        {name: value for name, value in need.model_dump().items() if value}
        for need in today(office, by).needs
    ]


def seen(office, by):
    """Which doctors' sessions somebody sees, of both days."""
    return sorted({each.doctor_id for day in today(office, by).days for each in day.sessions})


@pytest.fixture
def the_day(office):
    """The clock on a day on which everybody of the hospital has a clinic; the day."""
    slot = office.service.db.slots.find_one({"_id": office.service.slot_id()})
    office.service.clock.now = slot["starts_at"] - timedelta(hours=2)
    office.service.publish()
    return slot["date"]


def test_the_sessions_of_two_days_are_those_of_the_timetable_with_what_is_left(office, the_day):
    reply = today(office)
    assert [day.date for day in reply.days] == [the_day, plus_days(the_day, 1)]
    asked = {"hospital_id": "h1", "date_from": the_day, "date_to": plus_days(the_day, 1)}
    for day, other in zip(reply.days, call(office, "mgr", "timetable", **asked).days, strict=True):
        one, two = (
            [(s.doctor_id, s.period, s.starts_at, s.ends_at, s.seats, s.sold) for s in sessions]
            for sessions in (day.sessions, other.sessions)
        )
        assert one == two
    first = next(each for each in reply.days[0].sessions if each.doctor_id == "d1")
    assert (first.doctor_name, first.department_name) == ("测甲", "内科")
    assert (first.sold, first.left, first.waiting, first.stopped) == (0, first.seats, 0, 0)


def test_sold_left_and_waiting_are_counted(one_seat, queue):
    fill_in(one_seat)
    office = Office(one_seat).opened()
    slot = one_seat.slot()
    one_seat.clock.now = slot.starts_at - timedelta(hours=2)
    session = next(s for s in today(office).days[0].sessions if s.doctor_id == "d1")
    assert (session.sold, session.left, session.waiting) == (1, session.seats - 1, len(queue))
    one_seat.clock.now = one_seat.slot(one_seat.slot_id(start="0830")).closes_at
    later = next(s for s in today(office).days[0].sessions if s.doctor_id == "d1")
    assert (later.seats, later.left) == (session.seats, session.left - 1)
    one_seat.clock.now = slot.starts_at - timedelta(hours=2)
    one_seat.store.slots.stop([one_seat.slot_id(start="0830")])
    stopped = next(s for s in today(office).days[0].sessions if s.doctor_id == "d1")
    assert (stopped.seats, stopped.left, stopped.stopped) == (session.seats, session.left - 1, 1)


def test_everybody_sees_as_far_as_their_grants_reach(office, the_day):
    everything = seen(office, "mgr")
    assert {"d1", "d2"} <= set(everything)
    for by in ("op", "aud", "desk"):
        assert seen(office, by) == everything
    assert seen(office, "doc") == ["d1"]
    office.hire("mgr", "women", desk_of("h1", "women"))
    assert seen(office, "women") == ["d2"]
    office.hire("mgr", "doc2", doctor_of("d2"))
    assert seen(office, "doc2") == ["d2"]


def test_another_hospital_is_not_there(office):
    for by in ("mgr", "desk", "doc", "aud"):
        assert refused(lambda by=by: today(office, by, "h2")) == NOTHING_THERE
    assert refused(lambda: today(office, "op", "h2")) == NOTHING_THERE


def test_what_is_needed_is_told_to_who_looks_after_the_whole(office, the_day):
    office.service.db.slots.delete_many({})
    told = [{"kind": "laid_out"}]
    assert [needs(office, by) for by in ("mgr", "op", "aud")] == [told] * 3
    assert [needs(office, by) for by in ("desk", "doc")] == [[], []]


def test_nothing_is_needed_while_all_is_well(office, the_day):
    assert needs(office) == []


def test_who_could_not_be_told_and_what_could_not_be_refunded_is_counted(office):
    service = office.service
    phone = service.person()
    booked = phone.booked_and_paid()
    service.store.credits.erase(phone.caller.openid)
    for kind in ("clinic_suspended", "clinic_changed"):
        due = notify(kind, service.clock() - timedelta(minutes=1))
        service.store.bookings.outbox.add(booked, due)
        service.sweep()
    refund = Refund(
        id="r1", booking_id=booked, merchant_id="m1", transaction_id="t1", amount_fen=100,
        status=RefundStatus.ABNORMAL, created_at=service.clock(),
    )  # fmt: skip
    service.db.refunds.insert_one(to_raw(refund))
    found = needs(office)
    assert found == [{"kind": "untold", "count": 1}, {"kind": "refund", "count": 1}]
    service.db.refunds.insert_one({**to_raw(refund), "_id": "r2", "booking_id": "of-another"})
    assert needs(office) == found
    whole = json.dumps(today(office).model_dump(mode="json"), ensure_ascii=False)
    assert booked not in whole and "测**" not in whole and phone.caller.openid not in whole


def test_a_merchant_that_is_gone_or_has_lost_a_key_is_told_of(office):
    office.service.db.merchants.update_one({}, {"$unset": {"apiv3_key_sealed": ""}})
    assert needs(office) == [{"kind": "merchant"}]
    office.service.db.hospitals.update_one({"_id": "h1"}, {"$set": {"merchant_id": None}})
    assert needs(office) == []
    office.service.db.clinics.update_many({}, {"$set": {"active": False}})
    assert needs(office) == [{"kind": "merchant"}]


def test_an_import_that_stopped_or_was_refused_is_told_of(office):
    row = rows(office, "doctor")[0]
    save(office, "doctor", {**row.values, "specialties": "近视"}, row.rev)
    jobs = office.service.db.jobs
    jobs.update_one({}, {"$set": {"state": "running", "cursor": 0}})
    assert needs(office) == []
    office.service.clock.pass_(minutes=11)
    assert needs(office) == [{"kind": "import", "count": 1}]
    jobs.update_one({}, {"$set": {"state": "refused", "refused": "演示：没有写入"}})
    assert needs(office) == [{"kind": "import", "words": "演示：没有写入"}]
    office.service.clock.pass_(days=4)
    assert {"kind": "import", "words": "演示：没有写入"} not in needs(office)


def test_that_the_days_or_the_timetable_end_soon_is_told_of(office, the_day):
    slots, clinics = office.service.db.slots, office.service.db.clinics
    soon = plus_days(business_date(office.service.clock()), 2)
    slots.delete_many({"date": {"$gt": soon}})
    last = max(slot["date"] for slot in slots.find({}))
    assert needs(office) == [{"kind": "laid_out", "date": last}]
    office.service.publish()
    office.service.db.clinic_sessions.delete_many({})
    office.service.publish()
    end = plus_days(the_day, 9)
    clinics.update_many({}, {"$set": {"until_date": end}})
    assert needs(office) == [{"kind": "timetable", "date": end}]
    clinics.update_one({"_id": clinics.find_one({})["_id"]}, {"$set": {"until_date": None}})
    assert needs(office) == []


def test_a_hospital_that_is_being_set_up_is_not_reproached(office, the_day):
    office.service.db.clinics.update_many({}, {"$set": {"active": False}})
    office.service.db.slots.delete_many({})
    assert needs(office) == []


def test_joining_raises_what_waits(one_seat, owner):
    phone = one_seat.person()
    join(phone)
    assert one_seat.store.waitlist.waiting_by_slot([one_seat.slot_id(), "none"]) == {
        one_seat.slot_id(): 1
    }
