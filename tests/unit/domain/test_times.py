"""Business time across midnight, reminders, slots, the queue's hours, and the timetable."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clients.message_values import fit_all
from common.domain.booking.reminders import due_reminder, next_reminder, reminders
from common.domain.business_time import (
    at,
    business_date,
    days_from,
    plus_days,
    spoken,
    weekday,
    wire,
)
from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.errors import Code
from common.domain.messages import KINDS, MessageTemplate, fill, page_of, values
from common.domain.money.verdict import is_for, pays
from common.domain.rules.hospital import HospitalRules
from common.domain.slot import Availability, Seat, SlotState, availability, full, not_bookable
from common.domain.timetable import Clinic, ClinicException, clinics_on, lay_out
from common.domain.waitlist import may_join, next_offer_time, offer_until, queue_closes_at
from tests.store.samples import a_payment
from tests.unit.domain.samples import DAY, HOSPITAL, MINUTE, MS, NOW, PLATFORM, a_booking, a_slot

INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(timezone.utc))


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        ("2026-03-02T15:59:59", "2026-03-02"),
        ("2026-03-02T16:00:00", "2026-03-03"),
        ("2026-12-31T16:00:00", "2027-01-01"),
    ],
)
def test_a_hospital_day_begins_at_its_own_midnight(utc, day):
    assert business_date(datetime.fromisoformat(utc).replace(tzinfo=timezone.utc)) == day


@given(INSTANTS)
def test_an_instant_lies_within_its_day(instant):
    day = business_date(instant)
    assert at(day, "00:00") <= instant < at(plus_days(day, 1), "00:00")
    assert datetime.fromisoformat(wire(instant)) == instant.replace(microsecond=0)


def test_days_and_words():
    assert days_from("2026-02-27", "2026-03-02") == [
        "2026-02-27",
        "2026-02-28",
        "2026-03-01",
        "2026-03-02",
    ]
    assert days_from("2026-03-02", "2026-03-01") == []
    assert (weekday("2026-03-02"), weekday("2026-03-08")) == (1, 7)
    assert spoken(at("2026-11-05", "08:05")) == "2026年11月5日 08:05"
    assert wire(at("2026-11-05", "00:05")) == "2026-11-05T00:05:00+08:00"


# --- reminders


@pytest.mark.parametrize(
    ("start", "soon"),
    [("08:00", "07:00"), ("09:00", "07:00"), ("09:01", "07:01"), ("15:00", "13:00")],
)
def test_the_evening_before_and_two_hours_before_but_not_before_seven(start, soon):
    assert [r.due_at for r in reminders(at(DAY, start))] == [
        at("2026-03-03", "18:00"),
        at(DAY, soon),
    ]


def test_what_is_past_is_not_sent():
    starts, evening, morning = at(DAY, "08:30"), at("2026-03-03", "18:00"), at(DAY, "07:00")
    assert next_reminder(starts, evening - MS).kind == "visit_tomorrow"
    assert next_reminder(starts, evening).kind == "visit_soon"
    assert next_reminder(starts, morning) is None
    assert next_reminder(at(DAY, "06:00"), evening) is None
    assert due_reminder(starts, morning).kind == "visit_soon"
    assert due_reminder(starts, morning + MS) is None


# --- slots


@pytest.mark.parametrize(
    ("fields", "now", "seen"),
    [
        ({}, NOW, Availability.FREE),
        ({"left": 0}, NOW, Availability.FULL),
        ({"left": 0, "holding": 1}, NOW, Availability.HELD),
        ({"release_at": NOW}, NOW, Availability.FREE),
        ({"release_at": NOW + MS}, NOW, Availability.NOT_RELEASED),
        ({}, a_slot().closes_at - MS, Availability.FREE),
        ({}, a_slot().closes_at, Availability.CLOSED),
        ({"left": 0}, a_slot().closes_at, Availability.CLOSED),
        ({"state": SlotState.CLOSED}, NOW, Availability.CLOSED),
        ({"state": SlotState.SUSPENDED}, a_slot().closes_at, Availability.SUSPENDED),
    ],
)
def test_what_a_patient_sees(fields, now, seen):
    assert availability(a_slot(**fields), now) is seen


def test_why_not():
    codes = {
        Availability.FREE: None, Availability.HELD: None, Availability.FULL: None,
        Availability.CLOSED: Code.SLOT_CLOSED, Availability.SUSPENDED: Code.SLOT_SUSPENDED,
        Availability.NOT_RELEASED: Code.SLOT_NOT_RELEASED,
    }  # fmt: skip
    for slot in (
        a_slot(), a_slot(left=0), a_slot(left=0, holding=1), a_slot(state=SlotState.CLOSED),
        a_slot(state=SlotState.SUSPENDED), a_slot(release_at=NOW + MS),
    ):  # fmt: skip
        refused = not_bookable(slot, NOW)
        assert (refused.code if refused else None) is codes[availability(slot, NOW)]
    assert full(a_slot(left=0)).code is Code.SLOT_FULL
    assert full(a_slot(left=0, holding=1)).code is Code.SLOT_HELD


def test_seats_whose_time_is_over():
    seats = [
        Seat(number=n, claim="c", until=until) for n, until in enumerate([None, NOW, NOW + MS])
    ]
    assert [seat.number for seat in a_slot(seats=seats).lapsed_seats(NOW)] == [1]


# --- the queue


def _join(now=NOW, rules=HOSPITAL, **fields):
    refused = may_join(a_slot(**{"left": 0, **fields}), PLATFORM, rules, now)
    return refused.code if refused else None


def test_only_what_is_full_and_open_has_a_queue():
    assert _join() is None
    assert _join(holding=1) is None
    assert _join(left=1) is Code.BAD_STATE
    assert _join(rules=HospitalRules(waitlist=False)) is Code.BAD_STATE
    for fields in (
        {"state": SlotState.SUSPENDED},
        {"state": SlotState.CLOSED},
        {"release_at": NOW + MS},
    ):
        assert _join(**fields) is Code.SLOT_CLOSED


def test_the_queue_closes_the_evening_before():
    closes = queue_closes_at(DAY, PLATFORM)
    assert closes == at("2026-03-03", "20:00")
    assert _join(closes - MS) is None
    assert _join(closes) is Code.SLOT_CLOSED


@pytest.mark.parametrize(
    ("clock", "offered"),
    [
        ("00:00", "2026-03-03 06:00"), ("05:59", "2026-03-03 06:00"), ("06:00", "2026-03-03 06:00"),
        ("12:34", "2026-03-03 12:34"), ("22:59", "2026-03-03 22:59"), ("23:00", "2026-03-04 06:00"),
    ],
)  # fmt: skip
def test_offers_keep_to_the_day(clock, offered):
    assert next_offer_time(at("2026-03-03", clock), PLATFORM) == at(*offered.split())


@given(INSTANTS)
def test_an_offer_is_never_made_in_somebodys_sleep(now):
    then = next_offer_time(now, PLATFORM)
    clock = then.astimezone(timezone(timedelta(hours=8))).strftime("%H:%M")
    assert "06:00" <= clock < "23:00"
    assert now <= then <= now + timedelta(hours=7)
    assert next_offer_time(then, PLATFORM) == then
    assert (
        timedelta(minutes=30) - timedelta(seconds=1)
        < offer_until(then, PLATFORM) - then
        <= 30 * MINUTE
    )


# --- the timetable


def _clinic(**fields):
    given = {
        "id": "c1", "hospital_id": "h1", "department_id": "dep", "doctor_id": "d1", "weekday": 3, "period": "am",
        "visit_kind": "专家", "start": "08:00", "end": "09:00", "slot_minutes": 30, "seats": 3, "pools": {},
        "fee_fen": 5000,
    }  # fmt: skip
    return Clinic(**{**given, **fields})


def _exception(kind, **fields):
    given = {
        "id": "e1",
        "hospital_id": "h1",
        "doctor_id": "d1",
        "date": DAY,
        "kind": kind,
        **fields,
    }
    return ClinicException(**given)


def _on(*exceptions, clinic=None, day=DAY):
    """The clinics that are held; those taken away are shown as suspended."""
    found = clinics_on(day, [clinic or _clinic()], exceptions)
    return [c.id if state is SlotState.OPEN else f"{c.id} {state.value}" for c, state in found]


def test_a_clinic_on_its_weekday_within_its_dates():
    assert _on() == ["c1"]
    assert _on(day="2026-03-05") == []
    assert _on(clinic=_clinic(active=False)) == []
    for dates, held in (
        ({"from_date": DAY}, ["c1"]), ({"from_date": "2026-03-05"}, []),
        ({"until_date": DAY}, ["c1"]), ({"until_date": "2026-03-03"}, []),
    ):  # fmt: skip
        assert _on(clinic=_clinic(**dates)) == held


def test_exceptions_take_away_and_add():
    extra = _exception("extra", id="e2", clinic=_clinic(id="x", weekday=7))
    assert _on(_exception("closed")) == ["c1 suspended"]
    assert _on(_exception("closed", period="am")) == ["c1 suspended"]
    assert _on(_exception("closed", period="pm")) == ["c1"]
    assert _on(_exception("closed", doctor_id="d2")) == ["c1"]
    assert _on(_exception("closed", date="2026-03-11")) == ["c1"]
    assert _on(_exception("closed", active=False)) == ["c1"]
    assert _on(extra) == ["c1", "x"]
    assert _on(_exception("closed"), extra) == ["c1 suspended", "x"]
    assert _on(_exception("extra")) == ["c1"]


def _slots(clinic=None, rules=HOSPITAL):
    hospital = Hospital(id="h1", name="演示医院", merchant_id="m1")
    department, doctor = (
        Department(id="dep", hospital_id="h1", name="内科"),
        Doctor(id="d1", hospital_id="h1", department_id="dep", name="测甲"),
    )
    return lay_out(DAY, clinic or _clinic(), hospital, department, doctor, rules)


def test_a_half_day_is_numbered_through():
    first, second = _slots()
    assert (first.id, second.id) == ("d1.2026-03-04.am.0800", "d1.2026-03-04.am.0830")
    assert [seat.number for slot in (first, second) for seat in slot.seats] == [1, 2, 3, 4, 5, 6]
    assert (first.starts_at, first.ends_at) == (at(DAY, "08:00"), at(DAY, "08:30"))
    assert (first.release_at, first.closes_at) == (at("2026-02-25", "07:00"), at(DAY, "08:00"))
    assert (first.left, first.capacity, first.holding, first.merchant_id) == (3, 3, 0, "m1")
    assert _slots() == [first, second]


def test_time_that_is_too_short_for_a_slot_is_left_over():
    assert len(_slots(_clinic(slot_minutes=25))) == 2
    assert _slots(_clinic(slot_minutes=90)) == []


def test_a_hospital_that_closes_and_releases_differently():
    rules = HospitalRules(close_minutes_before=30, release_days_before=1, release_time="12:00")
    first = _slots(rules=rules)[0]
    assert (first.release_at, first.closes_at) == (at("2026-03-03", "12:00"), at(DAY, "07:30"))


@given(st.integers(0, 20), st.integers(0, 20), st.integers(1, 60))
def test_pools_take_turns_and_every_seat_is_counted(window, referral, phone):
    total = window + referral + phone
    (slot, _) = _slots(_clinic(seats=total, pools={"window": window, "referral": referral}))
    pools = [seat.pool for seat in slot.seats]
    assert (pools.count("window"), pools.count("referral")) == (window, referral)
    assert slot.left == pools.count("phone") == phone
    assert slot.capacity == total
    if phone >= window >= 1 and not referral:
        assert pools[0] == "phone"


# --- money and messages


def test_the_right_money_for_the_right_merchant():
    booking = a_booking()
    assert pays(a_payment(), booking)
    assert not pays(a_payment(amount_fen=4999), booking)
    assert not pays(a_payment(currency="USD"), booking)
    assert is_for(a_payment(), booking)
    assert not is_for(a_payment(merchant_id="m2"), booking)
    assert not is_for(a_payment(), a_booking(merchant_id=None))


def test_a_message_leads_where_something_can_be_done():
    assert page_of("booking_confirmed", "b1") == "pages/booking/booking?id=b1"
    assert page_of("waitlist_offer", "q1") == "waitlist/mine/mine"


def test_money_is_promised_back_only_where_it_was_paid():
    for kind in ("booking_cancelled", "clinic_suspended"):
        assert "退回" in values(kind, a_booking(paid_by="tx1"), NOW)["tip"]
        assert "退回" not in values(kind, a_booking(), NOW)["tip"]


def test_a_refund_is_told_of_when_it_is_done():
    told = values("refund_result", a_booking(), NOW)
    assert told["status"] == "退款成功"
    assert "已" in told["tip"]


@pytest.mark.parametrize("paid_by", [None, "tx1"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_message_has_values_that_fit(kind, paid_by):
    known = values(kind, a_booking(paid_by=paid_by), NOW)
    fields = {
        "thing1": "hospital_name", "time2": "starts_at", "thing3": "tip", "phrase4": "status", "amount5": "amount",
        "character_string6": "pickup_code", "time7": "hold_until", "number8": "number", "name9": "patient_name",
    }  # fmt: skip
    template = MessageTemplate(id=kind, template_id="t", title="t", fields=fields)
    fitted = fit_all(fill(template, known))
    assert all(fitted.values())
    assert fitted["thing3"] == known["tip"], "a tip must not be cut"
    assert fitted["phrase4"] == known["status"]


def test_an_unknown_value_is_empty_and_an_amount_may_be_another():
    template = MessageTemplate(
        id="x", template_id="t", title="t", fields={"thing1": "nothing_we_know"}
    )
    assert fill(template, values("refund_result", a_booking(), NOW)) == {"thing1": ""}
    assert values("refund_result", a_booking(), NOW, 1)["amount"] == "¥0.01"
