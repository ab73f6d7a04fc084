"""The demo's files hold what a visitor is promised, whatever the day."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from common.domain.business_time import SHANGHAI
from common.domain.messages import KINDS
from common.domain.person.identity import Sex
from common.domain.rules.hospital import HospitalRules
from common.domain.slot import Slot, SlotState
from common.domain.timetable import Clinic, Place, lay_out, sessions_on
from tests.unit.ops.conftest import Flat, read

DEMO = Path(__file__).parents[3] / "demo"
DAYS = [date(2026, 11, 23) + timedelta(days=n) for n in range(7)] + [date(2031, 2, 28)]


@cache
def demo(today: date) -> Flat:
    return read(DEMO, demo_today=today)


@cache
def window(today: date) -> list[Slot]:
    """The slots of the eight days from `today`, as they are laid out."""
    return laid_out(demo(today), today)


def laid_out(found: Flat, today: date) -> list[Slot]:
    hospitals = {hospital.id: hospital for hospital in found.hospitals}
    departments = {department.id: department for department in found.departments}
    doctors = {doctor.id: doctor for doctor in found.doctors}
    rules = {name: HospitalRules.model_validate(h.rules) for name, h in hospitals.items()}
    days = [(today + timedelta(days=n)).isoformat() for n in range(8)]

    def place_of(clinic: Clinic) -> Place:
        return Place(
            hospitals[clinic.hospital_id],
            departments[clinic.department_id],
            doctors[clinic.doctor_id],
            rules[clinic.hospital_id],
        )

    return [
        slot
        for day in days
        for session in sessions_on(day, found.clinics, found.exceptions or [])
        for slot in lay_out(session, place_of, found.exceptions or [])
    ]


def test_its_size() -> None:
    found = demo(DAYS[0])
    assert len(found.hospitals) == 3
    assert len(found.keyless) == 2
    assert {h.merchant_id for h in found.hospitals} == {*found.keyless, None}
    levels = Counter(d.parent_id is None for d in found.departments)
    assert min(levels.values()) >= 12
    assert len(found.doctors) >= 60
    assert {d.title for d in found.doctors} == {"主任医师", "副主任医师", "主治医师", "住院医师"}
    assert {d.sex for d in found.departments} == {None, Sex.FEMALE, Sex.MALE}
    assert len({d.name for d in found.doctors}) == len(found.doctors)


def test_it_says_that_it_is_invented() -> None:
    found = demo(DAYS[0])
    for hospital in found.hospitals:
        assert "演示" in hospital.name
        assert hospital.introduction.startswith("演示数据")
        assert hospital.phone.startswith("0000-")
    assert all(doctor.introduction.startswith("演示人物，纯属虚构") for doctor in found.doctors)


def test_a_department_without_departments_below_has_doctors() -> None:
    found = demo(DAYS[0])
    parents = {d.parent_id for d in found.departments}
    staffed = {d.department_id for d in found.doctors}
    assert staffed == {d.id for d in found.departments} - parents


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_there_is_something_to_book_on_every_day_of_the_window(today: date) -> None:
    found = demo(today)
    slots = window(today)
    open_to_all = {
        d.id for d in found.departments if d.sex is None and d.age_from is None and d.age_to is None
    }
    paid = Counter(
        slot.date
        for slot in slots
        if slot.fee_fen > 0 and 3 <= slot.left <= 30 and slot.department_id in open_to_all
    )
    free = Counter(slot.date for slot in slots if slot.fee_fen == 0 and slot.left > 0)
    assert len(paid) == 8
    assert len(free) == 8
    assert sum(slot.capacity for slot in slots) > 5000
    assert any(slot.capacity == 1 for slot in slots)
    assert {slot.period for slot in slots} == {"am", "pm", "night"}
    assert len({slot.id for slot in slots}) == len(slots)


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_some_clinics_are_closed_and_some_are_extra(today: date) -> None:
    found = demo(today)
    slots = window(today)
    regular = {slot.id for slot in laid_out(replace(found, exceptions=[]), today)}
    assert any(slot.state is SlotState.SUSPENDED for slot in slots), "nobody is away"
    assert {slot.id for slot in slots} - regular, "nothing is added"


@pytest.mark.parametrize("hour", [0, 6, 12, 23])
def test_some_slots_are_not_released_at_any_hour(hour: int) -> None:
    now = datetime(2026, 11, 23, hour, tzinfo=SHANGHAI)
    slots = window(DAYS[0])
    assert any(slot.release_at > now for slot in slots)
    assert any(slot.release_at <= now for slot in slots)


def test_every_message_the_simulated_wechat_knows_is_mapped_field_by_field() -> None:
    templates = json.loads((DEMO / "wechat_templates.json").read_text("utf-8"))["templates"]
    ours = {t.id: (t.template_id, list(t.fields)) for t in demo(DAYS[0]).message_templates or []}
    assert ours == {t["kind"]: (t["id"], [f["key"] for f in t["fields"]]) for t in templates}
    assert set(ours) == set(KINDS)
