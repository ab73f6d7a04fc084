"""The rules, each on both sides of its boundary."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from common.domain.actor import By
from common.domain.booking.prepay import may_prepay
from common.domain.business_time import at
from common.domain.catalogue import Hospital
from common.domain.errors import Code
from common.domain.person.identity import Sex
from common.domain.rules.eligibility import not_eligible
from common.domain.rules.history import (
    blocked_by_history,
    cancellation_block,
    too_many_unpaid_holds,
)
from common.domain.rules.hospital import HospitalRules, rules_of
from common.domain.rules.limits import claims_in_the_way
from common.domain.rules.platform import PlatformRules
from tests.unit.domain.samples import (
    DAY,
    HOSPITAL,
    MINUTE,
    MS,
    NOW,
    PLATFORM,
    a_booking,
    a_department,
    a_patient,
    a_slot,
    claim_of,
)  # fmt: skip


def _code(refused):
    return refused.code if refused else None


def test_the_defaults_are_what_is_published():
    assert (PLATFORM.active_per_person, PLATFORM.per_day_per_person) == (5, 3)
    assert (PLATFORM.patients_per_user, PLATFORM.patient_changes_per_month) == (5, 5)
    assert (PLATFORM.unpaid_holds_per_day, PLATFORM.hold_minutes) == (3, 15)
    assert (PLATFORM.calls_per_minute, PLATFORM.books_per_minute) == (60, 10)
    assert (PLATFORM.waitlist_per_person, PLATFORM.offer_minutes) == (3, 30)
    assert (HOSPITAL.window_days, HOSPITAL.release_time) == (7, "07:00")
    assert (HOSPITAL.paid_cancellations, HOSPITAL.cancellation_days) == (3, 30)


@pytest.mark.parametrize(
    "wrong",
    [
        {"hold_minutes": 1},
        {"active_per_person": 0},
        {"offers_from": "24:00"},
        {"offers_to": "6:00"},
        {"no_rule": 1},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValidationError):
        PlatformRules(**wrong)


def test_a_hospitals_own_rules_stand_on_the_defaults():
    rules = rules_of(Hospital(id="h1", name="甲", rules={"window_days": 3}))
    assert (rules.window_days, rules.release_days_before) == (3, 7)
    with pytest.raises(ValidationError):
        rules_of(Hospital(id="h1", name="甲", rules={"window": 3}))


def test_released_at_seven_seven_days_before():
    assert HOSPITAL.release_at("2026-03-09") == at("2026-03-02", "07:00")
    assert HOSPITAL.last_day(at("2026-03-02", "00:00")) == "2026-03-09"
    assert HOSPITAL.last_day(at("2026-03-02", "00:00") - MS) == "2026-03-08"


def test_a_paid_booking_goes_back_until_the_day_begins():
    assert HOSPITAL.cancellable_until(DAY) == at(DAY, "00:00")
    stricter = HospitalRules(cancel_days_before=1, cancel_time="18:00")
    assert stricter.cancellable_until(DAY) == at("2026-03-03", "18:00")


def test_a_hold_ends_on_a_whole_second_and_its_seat_two_minutes_later():
    until = PLATFORM.hold_until(NOW + timedelta(microseconds=900_000))
    assert until == NOW + 15 * MINUTE
    assert PLATFORM.lapses_at(until) == until + 2 * MINUTE
    assert PLATFORM.payable_until(PLATFORM.lapses_at(until)) == until


@pytest.mark.parametrize(
    ("before_the_end", "prepaid", "may"),
    [
        (MINUTE + MS, False, True), (MINUTE, False, False), (MINUTE, True, True), (MS, True, True),
        (0 * MS, True, False), (-MS, True, False),
    ],
)  # fmt: skip
def test_the_pay_sheet_near_the_end_of_a_hold(before_the_end, prepaid, may):
    booking = a_booking(prepay_at=NOW if prepaid else None)
    assert may_prepay(booking, booking.hold_until - before_the_end) is may


def test_what_never_had_an_end_is_never_paid():
    assert not may_prepay(a_booking(hold_until=None), NOW)


# --- who may come


@pytest.mark.parametrize(
    ("department", "patient", "code"),
    [
        ({}, {}, None),
        ({"sex": Sex.FEMALE}, {"sex": Sex.FEMALE}, None),
        ({"sex": Sex.FEMALE}, {"sex": Sex.MALE}, Code.PATIENT_NOT_ELIGIBLE),
        ({"sex": Sex.MALE}, {"sex": Sex.FEMALE}, Code.PATIENT_NOT_ELIGIBLE),
        ({"age_from": 46}, {"birth_date": date(1980, 3, 4)}, None),
        ({"age_from": 46}, {"birth_date": date(1980, 3, 5)}, Code.PATIENT_NOT_ELIGIBLE),
        ({"age_to": 45}, {"birth_date": date(1980, 3, 5)}, None),
        ({"age_to": 45}, {"birth_date": date(1980, 3, 4)}, Code.PATIENT_NOT_ELIGIBLE),
        ({"age_to": 13}, {"birth_date": date(2012, 3, 5), "guardian_id": "g"}, None),
        ({}, {"birth_date": date(2012, 3, 5)}, Code.PATIENT_NOT_ELIGIBLE),
        ({}, {"birth_date": date(2012, 3, 4)}, None),
        ({"age_from": 0}, {"birth_date": date(2026, 3, 1), "guardian_id": "g"}, None),
    ],
)
def test_a_department_and_who_it_sees_on_the_day_of_the_visit(department, patient, code):
    refused = not_eligible(a_patient(**patient), a_department(**department), HOSPITAL, a_slot())
    assert _code(refused) is code


@pytest.mark.parametrize(("verified", "code"), [(True, None), (False, Code.PATIENT_NOT_VERIFIED)])
def test_a_hospital_that_wants_verified_patients(verified, code):
    strict = HospitalRules(verified_only=True)
    patient = a_patient(verified=verified)
    assert _code(not_eligible(patient, a_department(), strict, a_slot())) is code
    assert not_eligible(patient, a_department(), HOSPITAL, a_slot()) is None


# --- what a person already holds


def _in_the_way(*claims, slot=None, platform=PLATFORM, hospital=HOSPITAL, now=NOW):
    return _code(claims_in_the_way(claims, slot or a_slot(), platform, hospital, now))


def test_nothing_is_in_the_way_of_the_first():
    assert _in_the_way() is None


def test_the_same_slot():
    assert _in_the_way(claim_of(a_slot())) is Code.ALREADY_BOOKED


def test_the_same_department_on_the_same_day():
    later = claim_of(a_slot("15:00", "15:30"))
    assert _in_the_way(later) is Code.ALREADY_BOOKED
    assert _in_the_way(later, hospital=HospitalRules(per_department_day=2)) is None
    assert _in_the_way(claim_of(a_slot(day="2026-03-05"))) is None


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("07:30", "08:00", None), ("07:30", "08:01", Code.TIME_CONFLICT), ("08:10", "08:20", Code.TIME_CONFLICT),
        ("07:00", "09:00", Code.TIME_CONFLICT), ("08:29", "09:00", Code.TIME_CONFLICT), ("08:30", "09:00", None),
    ],
)  # fmt: skip
def test_two_places_at_one_time(start, end, code):
    assert _in_the_way(claim_of(a_slot(start, end, department_id="other"))) is code


def _elsewhere(hour, day=DAY):
    return claim_of(a_slot(f"{hour}:00", f"{hour}:30", day, department_id=f"dep{hour}"))


def test_three_a_day():
    assert _in_the_way(_elsewhere(10), _elsewhere(11)) is None
    three = (_elsewhere(10), _elsewhere(11), _elsewhere(12))
    assert _in_the_way(*three) is Code.LIMIT_REACHED
    assert _in_the_way(*three, slot=a_slot(day="2026-03-05")) is None


def test_five_in_all():
    days = [f"2026-03-{day:02}" for day in range(5, 10)]
    five = [_elsewhere(10, day) for day in days]
    assert _in_the_way(*five[:4]) is None
    assert _in_the_way(*five) is Code.LIMIT_REACHED


def test_what_is_over_no_longer_counts():
    claim = claim_of(a_slot("07:00", "07:30"))
    assert _in_the_way(claim, now=claim.ends_at - MS) is Code.ALREADY_BOOKED
    assert _in_the_way(claim, now=claim.ends_at) is None


# --- what a person did before


def _lost(when, n=1):
    return [a_booking(lost_hold_at=when)] * n


def test_three_lost_holds_a_day():
    assert not too_many_unpaid_holds(_lost(NOW, 2), PLATFORM, NOW)
    assert too_many_unpaid_holds(_lost(NOW, 3), PLATFORM, NOW)
    assert not too_many_unpaid_holds([a_booking()] * 9, PLATFORM, NOW)


def test_the_day_of_a_lost_hold_is_the_hospitals_day():
    midnight = at("2026-03-03", "00:00")
    assert too_many_unpaid_holds(_lost(midnight - MS, 3), PLATFORM, midnight - MS)
    assert not too_many_unpaid_holds(_lost(midnight - MS, 3), PLATFORM, midnight)
    assert too_many_unpaid_holds(_lost(midnight, 3), PLATFORM, midnight)


def _cancelled(*days, **fields):
    given = {"cancelled_by": By.PATIENT, "paid_by": "tx", **fields}
    return [a_booking(cancelled_at=NOW + timedelta(days=d), **given) for d in days]


def test_three_paid_cancellations_within_thirty_days():
    assert cancellation_block(_cancelled(0, 10), "h1", HOSPITAL) is None
    assert cancellation_block(_cancelled(0, 10, 30), "h1", HOSPITAL) == NOW + timedelta(days=60)
    assert cancellation_block(_cancelled(0, 10, 30.0001), "h1", HOSPITAL) is None
    assert cancellation_block(_cancelled(20, 0, 10), "h1", HOSPITAL) == NOW + timedelta(days=50)
    assert cancellation_block(_cancelled(0, 1, 2, 31), "h1", HOSPITAL) == NOW + timedelta(days=61)


@pytest.mark.parametrize(
    "other",
    [
        {"cancelled_by": By.HOSPITAL},
        {"cancelled_by": By.SYSTEM},
        {"paid_by": None},
        {"hospital_id": "h2"},
    ],
)
def test_cancellations_that_do_not_count(other):
    assert cancellation_block(_cancelled(0, 1, 2, **other), "h1", HOSPITAL) is None


def test_a_block_ends():
    recent = _cancelled(0, 1, 2)
    end = NOW + timedelta(days=32)
    arguments = (recent, PLATFORM, a_slot(), HOSPITAL)
    assert _code(blocked_by_history(*arguments, end - MS)) is Code.PATIENT_BLOCKED
    assert blocked_by_history(*arguments, end) is None
    lost = _lost(NOW, 3)
    assert _code(blocked_by_history(lost, PLATFORM, a_slot(), HOSPITAL, NOW)) is Code.LIMIT_REACHED


def test_a_hospitals_memory_reaches_back_far_enough():
    """A booking made on the first day of the window, cancelled on its last, remembered for the whole block."""
    for rules in (HOSPITAL, HospitalRules(cancellation_days=90, cancellation_block_days=365)):
        oldest = timedelta(
            days=rules.window_days + rules.cancellation_days + rules.cancellation_block_days
        )
        assert rules.memory > oldest
