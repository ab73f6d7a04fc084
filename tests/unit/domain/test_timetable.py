"""出诊表: which clinics a day has, and the slots they give."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from common.domain.business_time import at
from common.domain.rules.hospital import HospitalRules
from common.domain.slot import Seat, SeatCounts, Slot, SlotNames, SlotState
from common.domain.timetable import (
    Clinic,
    ClinicException,
    Place,
    PlannedClinic,
    Session,
    lay_out,
    sessions_on,
)
from tests.unit.samples import DAY, HOSPITAL, a_department, a_doctor, a_hospital


def _clinic(**fields):
    given = {
        "id": "c1", "hospital_id": "h1", "department_id": "dep", "doctor_id": "d1", "weekday": 3, "period": "am",
        "visit_kind": "专家", "start": "08:00", "end": "09:00", "slot_minutes": 30, "seats": 3, "pools": {},
        "fee_fen": 5000,
    }  # fmt: skip
    return Clinic(**{**given, **fields})


def _exception(kind, **fields):
    given = {"id": "e1", "hospital_id": "h1", "doctor_id": "d1", "date": DAY, "kind": kind}
    return ClinicException(**{**given, **fields})


def _on(*exceptions, clinic=None, day=DAY):
    """The clinics that are held; those taken away are shown as suspended."""
    place, found = Place(a_hospital(), a_department(), a_doctor(), HOSPITAL), []
    for session in sessions_on(day, [clinic or _clinic()], exceptions):
        for planned in session.clinics:
            alone = session.model_copy(update={"clinics": (planned,)})
            [state] = {slot.state for slot in lay_out(alone, lambda _: place, exceptions)}
            name = planned.clinic.id
            found.append(name if state is SlotState.OPEN else f"{name} {state.value}")
    return found


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
    extra = _exception(
        "extra", id="e2", clinic=_clinic(id="x", weekday=7, start="09:00", end="10:00")
    )
    assert _on(_exception("closed")) == ["c1 suspended"]
    assert _on(_exception("closed", period="am")) == ["c1 suspended"]
    assert _on(_exception("closed", period="pm")) == ["c1"]
    assert _on(_exception("closed", doctor_id="d2")) == ["c1"]
    assert _on(_exception("closed", date="2026-03-11")) == ["c1"]
    assert _on(_exception("closed", active=False)) == ["c1"]
    assert _on(extra) == ["c1", "x"]
    assert _on(_exception("extra")) == ["c1"]
    assert _on(_exception("closed", clinic=_clinic(id="x"))) == ["c1 suspended"]


def test_an_extra_clinic_takes_the_half_day_of_one_that_is_closed():
    moved = _exception("extra", id="e2", clinic=_clinic(id="x", start="08:15", end="09:15"))
    afternoon = _exception(
        "extra", id="e2", clinic=_clinic(id="x", period="pm", start="14:00", end="15:00")
    )
    assert _on(_exception("closed"), moved) == ["x"]
    assert _on(_exception("closed"), afternoon) == ["c1 suspended", "x"]


@pytest.mark.parametrize(
    ("start", "end", "held"),
    [("08:59", "10:00", ["c1"]), ("07:00", "08:01", ["c1"]), ("09:00", "10:00", ["c1", "x"]),
     ("07:00", "08:00", ["x", "c1"]), ("08:15", "08:30", ["c1"])],
)  # fmt: skip
def test_of_two_clinics_that_overlap_the_weekly_one_is_held(start, end, held):
    extra = _exception("extra", id="e2", clinic=_clinic(id="x", start=start, end=end))
    assert _on(extra) == held


def test_a_session_is_a_half_day_of_a_doctor():
    clinics = [
        _clinic(id="late", start="10:00", end="11:00", department_id="other"),
        _clinic(),
        _clinic(id="c3", doctor_id="d2"),
        _clinic(id="c4", period="pm", start="14:00", end="15:00"),
    ]
    found = sessions_on(DAY, clinics, [])
    assert [(s.id, [p.clinic.id for p in s.clinics]) for s in found] == [
        ("d1.2026-03-04.am", ["c1", "late"]),
        ("d2.2026-03-04.am", ["c3"]),
        ("d1.2026-03-04.pm", ["c4"]),
    ]
    assert found[0] == Session(
        id="d1.2026-03-04.am", hospital_id="h1", doctor_id="d1", date=DAY, period="am",
        clinics=(PlannedClinic(clinic=clinics[1]), PlannedClinic(clinic=clinics[0])),
    )  # fmt: skip


def test_an_exception_may_be_without_a_reason_and_is_in_force():
    exception = _exception("closed")
    assert (exception.reason, exception.active, exception.period) == ("", True, None)


def _slots(*exceptions, clinic=None, rules=HOSPITAL, extra=False):
    place = Place(
        a_hospital(address="演示路1号"),
        a_department(location="2楼"),
        a_doctor(title="主任医师"),
        rules,
    )
    session = _session(PlannedClinic(clinic=clinic or _clinic(), extra=extra))
    return list(lay_out(session, lambda _: place, exceptions))


def _session(*planned, period="am"):
    return Session(
        id=f"d1.{DAY}.{period}",
        hospital_id="h1",
        doctor_id="d1",
        date=DAY,
        period=period,
        clinics=planned,
    )


def test_every_field_of_a_slot():
    first, second = _slots()
    assert first == Slot(
        id="d1.2026-03-04.am.0800",
        hospital_id="h1",
        department_id="dep",
        doctor_id="d1",
        date=DAY,
        period="am",
        visit_kind="专家",
        starts_at=at(DAY, "08:00"),
        ends_at=at(DAY, "08:30"),
        release_at=at("2026-02-25", "07:00"),
        closes_at=at(DAY, "08:00"),
        fee_fen=5000,
        merchant_id="m1",
        state=SlotState.OPEN,
        capacity=3,
        left=3,
        holding=0,
        seats=(Seat(number=1), Seat(number=2), Seat(number=3)),
        names=SlotNames(
            hospital="演示医院", address="演示路1号", department="内科", location="2楼",
            doctor="测甲", title="主任医师",
        ),
    )  # fmt: skip
    assert (second.id, second.starts_at) == ("d1.2026-03-04.am.0830", at(DAY, "08:30"))
    assert _slots() == [first, second]


def test_a_clinic_that_was_taken_away_is_laid_out_as_suspended():
    assert _marks(_slots(_exception("closed"))) == {(SlotState.SUSPENDED, True, False)}
    assert _marks(_slots(_exception("closed", date="2026-03-11"))) == {
        (SlotState.OPEN, False, False)
    }


def test_an_extra_clinic_is_laid_out_on_sale_while_its_exception_is_there():
    extra = _exception("extra", clinic=_clinic())
    assert _marks(_slots(_exception("closed"), extra, extra=True)) == {
        (SlotState.OPEN, False, True)
    }
    for exceptions in [
        (),
        (_exception("closed"),),
        (_exception("extra", clinic=_clinic(period="pm")),),
    ]:
        assert _marks(_slots(*exceptions, extra=True)) == {(SlotState.SUSPENDED, True, True)}


def _marks(slots):
    return {(slot.state, slot.stopped, slot.extra) for slot in slots}


def test_a_half_day_is_numbered_through():
    first, second = _slots()
    assert [seat.number for slot in (first, second) for seat in slot.seats] == [1, 2, 3, 4, 5, 6]


def test_the_clinics_of_a_half_day_are_numbered_one_after_the_other():
    place = Place(a_hospital(), a_department(), a_doctor(), HOSPITAL)
    other = _clinic(id="c2", department_id="other", start="09:00", end="09:30")
    session = _session(PlannedClinic(clinic=_clinic()), PlannedClinic(clinic=other))

    def numbers(place_of):
        return [[seat.number for seat in slot.seats] for slot in lay_out(session, place_of, [])]

    assert numbers(lambda _: place) == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    # A department that is gone leaves its numbers out: what is laid out already keeps its own.
    assert numbers(lambda c: place if c is other else None) == [[7, 8, 9]]
    assert numbers(lambda _: None) == []


def test_a_clinic_until_midnight_is_of_its_own_day():
    clinic = _clinic(period="night", start="20:00", end="24:00", slot_minutes=60)
    session = _session(PlannedClinic(clinic=clinic), period="night")
    place = Place(a_hospital(), a_department(), a_doctor(), HOSPITAL)
    slots = list(lay_out(session, lambda _: place, []))
    assert [slot.id for slot in slots] == [f"d1.{DAY}.night.{hour}00" for hour in (20, 21, 22, 23)]
    last = slots[-1]
    assert (last.date, last.starts_at, last.ends_at) == (
        DAY, at(DAY, "23:00"), at("2026-03-05", "00:00"),
    )  # fmt: skip


def test_time_that_is_too_short_for_a_slot_is_left_over():
    assert len(_slots(clinic=_clinic(slot_minutes=25))) == 2
    assert len(_slots(clinic=_clinic(slot_minutes=60))) == 1
    assert _slots(clinic=_clinic(slot_minutes=90)) == []


def test_a_hospital_that_closes_and_releases_differently():
    rules = HospitalRules(close_minutes_before=30, release_days_before=1, release_time="12:00")
    first, second = _slots(rules=rules)
    assert (first.release_at, first.closes_at) == (at("2026-03-03", "12:00"), at(DAY, "07:30"))
    assert second.closes_at == second.starts_at - timedelta(minutes=30)


# --- seats and their pools


@given(st.integers(0, 20), st.integers(0, 20), st.integers(1, 60))
def test_pools_take_turns_and_every_seat_is_counted(window, referral, phone):
    total = window + referral + phone
    (slot, _) = _slots(clinic=_clinic(seats=total, pools={"window": window, "referral": referral}))
    pools = [seat.pool for seat in slot.seats]
    assert (pools.count("window"), pools.count("referral")) == (window, referral)
    assert slot.left == pools.count("phone") == phone
    assert (slot.window, slot.referral) == (SeatCounts(left=window), SeatCounts(left=referral))
    assert slot.holding == 0
    assert slot.capacity == total
    if phone >= window >= 1 and not referral:
        assert pools[0] == "phone"


@pytest.mark.parametrize(
    ("seats", "pools", "order"),
    [
        (4, {"window": 2}, "phone window phone window"),
        (6, {"window": 2}, "phone window phone phone window phone"),
        (5, {"window": 1}, "phone phone window phone phone"),
        (3, {"window": 1, "referral": 1}, "phone window referral"),
        (6, {"window": 2, "referral": 1}, "phone window phone referral window phone"),
        (2, {"window": 2}, "window window"),
        (4, {"phone": 2, "window": 1, "referral": 1}, "phone window referral phone"),
        (2, {"phone": 9}, "phone phone"),  # whatever the others leave
    ],
)
def test_which_numbers_the_window_gets(seats, pools, order):
    """Spread evenly: the window's numbers are not all the last ones of the morning."""
    slot = _slots(clinic=_clinic(seats=seats, pools=pools))[0]
    assert [seat.pool for seat in slot.seats] == order.split()
    assert [seat.number for seat in slot.seats] == list(range(1, seats + 1))


BOUNDS = {"weekday": (1, 7), "slot_minutes": (5, 480), "seats": (1, 200), "fee_fen": (0, None)}


@pytest.mark.parametrize(("field", "bounds"), BOUNDS.items(), ids=BOUNDS)
def test_each_number_of_a_clinic_has_its_bounds(field, bounds):
    least, most = bounds
    for good in (least, most or 10_000_000):
        assert getattr(_clinic(**{field: good}), field) == good
    for wrong in (least - 1, *([most + 1] if most else [])):
        with pytest.raises(ValidationError):
            _clinic(**{field: wrong})
