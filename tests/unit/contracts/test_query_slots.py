"""query_slots: whose slots, and over how many days."""

import re
from pathlib import Path

import pytest

from common.contracts.query_slots import MAX_DAYS, QuerySlotsRequest
from common.domain.rules.hospital import LONGEST_WINDOW
from tests.unit.contracts.asking import STALE_PAGE, asked

DOCTOR = {"doctor_id": "d1", "date_from": "2026-03-02"}
UNCLEAR = (STALE_PAGE, None)


def test_one_day_or_fourteen():
    assert asked(QuerySlotsRequest, DOCTOR).last_day == "2026-03-02"
    for last in ("2026-03-02", "2026-03-15"):
        assert asked(QuerySlotsRequest, {**DOCTOR, "date_to": last}).last_day == last
    for wrong in ("2026-03-01", "2026-03-16"):
        assert asked(QuerySlotsRequest, {**DOCTOR, "date_to": wrong}) == UNCLEAR


def test_a_doctor_or_a_department():
    assert asked(QuerySlotsRequest, DOCTOR).department_id is None
    event = {"department_id": "dep", "date_from": "2026-03-02"}
    assert asked(QuerySlotsRequest, event).doctor_id is None
    assert asked(QuerySlotsRequest, {**DOCTOR, "department_id": "dep"}) == UNCLEAR
    assert asked(QuerySlotsRequest, {"date_from": "2026-03-02"}) == UNCLEAR


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"date_from": "2026-3-2"}, (STALE_PAGE, "date_from")),
        ({"date_to": "tomorrow"}, (STALE_PAGE, "date_to")),
        ({"doctor_id": "张医生"}, (STALE_PAGE, "doctor_id")),
        ({"department_id": "内科"}, (STALE_PAGE, "department_id")),
    ],
)
def test_what_is_wrong(change, told):
    assert asked(QuerySlotsRequest, {**DOCTOR, **change}) == told
    assert asked(QuerySlotsRequest, {"doctor_id": "d1"}) == (STALE_PAGE, "date_from")


@pytest.mark.parametrize("day", ["2026-02-30", "2026-04-31"])
def test_a_day_that_no_month_has(day):
    assert asked(QuerySlotsRequest, {**DOCTOR, "date_from": day}) == (STALE_PAGE, "date_from")


def test_every_day_that_a_hospital_may_open_is_asked_for_by_the_phone():
    slots = Path(__file__).parents[3] / "miniprogram" / "present" / "slots.js"
    found = re.search(r"const ASK_DAYS = ([0-9]+);", slots.read_text("utf-8"))
    assert found and int(found[1]) == MAX_DAYS == LONGEST_WINDOW + 1
