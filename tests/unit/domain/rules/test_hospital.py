"""A hospital's own rules: their defaults, their bounds, and the instants they give."""

import pytest
from pydantic import ValidationError

from common.domain.business_time import at
from common.domain.catalogue import Hospital
from common.domain.rules.hospital import HospitalRules, rules_of
from tests.unit.samples import DAY, HOSPITAL, MS, a_slot


def test_the_defaults_are_what_is_published():
    assert HOSPITAL.model_dump() == {
        "window_days": 7,
        "release_days_before": 7,
        "release_time": "07:00",
        "close_minutes_before": 0,
        "per_department_day": 1,
        "cancel_days_before": 0,
        "cancel_time": "00:00",
        "paid_cancellations": 3,
        "cancellation_days": 30,
        "cancellation_block_days": 30,
        "verified_only": False,
        "infants_without_document": False,
        "waitlist": True,
        "fee_name": "门诊诊查费",
        "added_per_slot": 2,
    }


BOUNDS = {
    "window_days": (0, 13),
    "release_days_before": (0, 60),
    "close_minutes_before": (0, 1440),
    "added_per_slot": (0, 20),
    "per_department_day": (1, None),
    "cancel_days_before": (0, 7),
    "paid_cancellations": (1, None),
    "cancellation_days": (1, 365),
    "cancellation_block_days": (0, 365),
}


@pytest.mark.parametrize(("rule", "bounds"), BOUNDS.items(), ids=BOUNDS)
def test_each_number_has_its_bounds(rule, bounds):
    least, most = bounds
    assert getattr(HospitalRules(**{rule: least}), rule) == least
    with pytest.raises(ValidationError):
        HospitalRules(**{rule: least - 1})
    assert getattr(HospitalRules(**{rule: most or 10_000}), rule) == (most or 10_000)
    if most:
        with pytest.raises(ValidationError):
            HospitalRules(**{rule: most + 1})


@pytest.mark.parametrize("rule", ["release_time", "cancel_time"])
def test_each_time_is_one_of_the_clock(rule):
    assert getattr(HospitalRules(**{rule: "23:59"}), rule) == "23:59"
    with pytest.raises(ValidationError):
        HospitalRules(**{rule: "24:00"})


def test_a_hospitals_own_rules_stand_on_the_defaults():
    rules = rules_of(Hospital(id="h1", name="甲", rules={"window_days": 3}))
    assert (rules.window_days, rules.release_days_before) == (3, 7)
    with pytest.raises(ValidationError):
        rules_of(Hospital(id="h1", name="甲", rules={"window": 3}))


def test_released_at_seven_seven_days_before():
    assert HOSPITAL.release_at("2026-03-09") == at("2026-03-02", "07:00")
    assert HOSPITAL.last_day(at("2026-03-02", "00:00")) == "2026-03-09"
    assert HOSPITAL.last_day(at("2026-03-02", "00:00") - MS) == "2026-03-08"


def test_booking_of_a_slot_ends_so_many_minutes_before():
    starts = a_slot().starts_at
    assert HOSPITAL.closes_at(starts) == starts
    assert HospitalRules(close_minutes_before=30).closes_at(starts) == at(DAY, "07:30")


def test_a_paid_booking_goes_back_until_the_day_begins():
    assert HOSPITAL.cancellable_until(DAY) == at(DAY, "00:00")
    stricter = HospitalRules(cancel_days_before=1, cancel_time="18:00")
    assert stricter.cancellable_until(DAY) == at("2026-03-03", "18:00")
