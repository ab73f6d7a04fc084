"""The clock that workers and simulators follow, and the timers that run by it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.emulator.running import Running

# By how much the machine's own wall clock may be corrected between two calls.
SET_BACK = 0.05


@pytest.fixture(autouse=True)
def noon(emulator: Running) -> None:
    """Away from the hour at which the timer falls due by itself."""
    tomorrow = now(emulator) + timedelta(days=1)
    noon = tomorrow.replace(hour=12, minute=0, second=0, microsecond=0)
    emulator.post("clock", now=noon.isoformat())


def now(emulator: Running) -> datetime:
    return datetime.fromisoformat(emulator.get("clock")["now"])


def test_now_is_told_in_chinese_time(emulator: Running) -> None:
    assert now(emulator).utcoffset() == timedelta(hours=8)
    assert emulator.get("status")["now"].endswith("+08:00")


def test_workers_follow_but_their_monotonic_time_stays_real(emulator: Running) -> None:
    before = emulator.probe("now")
    emulator.post("clock", advance_seconds=86400)
    after = emulator.probe("now")
    assert after["wall"] - before["wall"] >= 86400
    assert after["before"] - before["after"] < 3600
    assert abs(after["wall"] - now(emulator).timestamp()) < 60


def test_a_clock_ticks_on_in_a_worker(emulator: Running) -> None:
    emulator.post("clock", advance_seconds=5)
    first, second = emulator.probe("now"), emulator.probe("now")
    least, most = second["after"] - first["before"], second["before"] - first["after"]
    assert least - SET_BACK <= second["wall"] - first["wall"] <= most + SET_BACK


def test_the_same_worker_follows_every_jump(emulator: Running) -> None:
    for _ in range(3):
        before = emulator.probe("now")["wall"]
        emulator.post("clock", advance_seconds=3600)
        assert emulator.probe("now")["wall"] - before >= 3600


def test_an_absolute_instant(emulator: Running) -> None:
    goal = now(emulator) + timedelta(days=2)
    emulator.post("clock", now=goal.isoformat())
    assert timedelta() <= now(emulator) - goal < timedelta(minutes=1)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"advance_seconds": -1},
        {"advance_seconds": "60"},
        {"advance_seconds": True},
        {"advance_seconds": 1e18},
        {"now": "2020-01-01T00:00:00+08:00"},
        {"now": "2030-01-01T00:00:00"},
        {"now": "9999-12-31T23:59:59+00:00"},
        {"now": "tomorrow"},
        {"real": False},
        {"advance_seconds": 1, "real": True},
    ],
)
def test_a_senseless_jump_is_refused(emulator: Running, body: dict[str, object]) -> None:
    before = now(emulator)
    answer = emulator.http.post("/_emulator/clock", json=body)
    assert answer.status_code == 400
    assert timedelta() <= now(emulator) - before < timedelta(minutes=1)


def test_real_is_the_one_way_back(emulator: Running) -> None:
    emulator.post("clock", advance_seconds=10 * 86400)
    ahead = now(emulator)
    assert emulator.post("clock", real=True)["offset_seconds"] == 0
    assert now(emulator) < ahead
    emulator.probe("now")
    [timer] = emulator.get("timers")["timers"]
    assert datetime.fromisoformat(timer["next_at"]) < now(emulator) + timedelta(days=1)


def test_a_timer_that_fell_due_has_run_when_the_jump_returns(emulator: Running) -> None:
    [timer] = emulator.get("timers")["timers"]
    assert (timer["function"], timer["name"]) == ("tick", "daily")
    due = datetime.fromisoformat(timer["next_at"])
    assert due.strftime("%H:%M") == "03:30"
    before = emulator.post("timers/tick")["runs"]
    answer = emulator.post("clock", now=due.isoformat())
    assert [run["function"] for run in answer["ran"]] == ["tick"]
    [timer] = emulator.get("timers")["timers"]
    assert timer["last"]["summary"]["runs"] == before + 1
    assert datetime.fromisoformat(timer["next_at"]) == due + timedelta(days=1)


def test_a_long_jump_runs_it_once(emulator: Running) -> None:
    before = emulator.post("timers/tick")["runs"]
    emulator.post("clock", advance_seconds=10 * 86400)
    assert emulator.post("timers/tick")["runs"] == before + 2


def test_a_short_jump_does_not_run_it(emulator: Running) -> None:
    due = datetime.fromisoformat(emulator.get("timers")["timers"][0]["next_at"])
    emulator.post("clock", now=(due + timedelta(seconds=1)).isoformat())
    assert emulator.post("clock", advance_seconds=60)["ran"] == []


def test_shape_of_a_timers_event(emulator: Running) -> None:
    told = emulator.post("timers/tick")
    event = told["event"]
    assert event.pop("Time").endswith("Z")
    assert event == {"Type": "Timer", "TriggerName": "daily", "Message": "good morning"}
    assert '"TRIGGER_SRC": "timer"' in told["context"]["environment"]
    assert "WX_OPENID" not in told["context"]["environment"]


def test_who_has_no_timer_can_not_be_run(emulator: Running) -> None:
    assert emulator.http.post("/_emulator/timers/probe", json={}).status_code == 404
    assert emulator.http.post("/_emulator/timers/nobody", json={}).status_code == 404
