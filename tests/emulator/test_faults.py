"""Faults meet a function's writes and outside calls where they were ordered to."""

from __future__ import annotations

import time
from itertools import count
from typing import Any

import pymongo
import pytest

from tests.emulator.running import Running, until

KEYS = count(1)


@pytest.fixture
def writer(emulator: Running) -> Writer:
    return Writer(emulator)


class Writer:
    """Calls the writer and looks at what the database really holds."""

    def __init__(self, emulator: Running) -> None:
        self.emulator = emulator
        self.key = ""

    def do(self, *steps: str) -> dict[str, Any]:
        self.key = f"key{next(KEYS)}"
        return self.emulator.call("writer", steps=list(steps), key=self.key)

    def told(self, *steps: str) -> list[Any]:
        return list(self.do(*steps)["result"]["data"])

    def stored(self) -> list[str]:
        uri = self.emulator.get("status")["mongo_uri"]
        with pymongo.MongoClient[dict[str, Any]](uri, serverSelectionTimeoutMS=9000) as client:
            found = client["yuyue"]["steps"].find()
            return sorted(d["_id"] for d in found if d["_id"].startswith(f"{self.key}-"))


def test_steps_are_counted(writer: Writer) -> None:
    assert writer.told("write", "read", "outside", "write") == ["write", False, 401, "write"]
    call = writer.emulator.last_call()
    assert (call["writes"], call["reads"], call["outside"]) == (2, 1, 1)
    assert len(writer.stored()) == 2


@pytest.mark.parametrize(("after", "written"), [(1, 0), (2, 1), (3, 1), (4, 2)])
def test_kill_strikes_before_the_nth_write_or_call(
    writer: Writer, after: int, written: int
) -> None:
    writer.emulator.fault("function:writer", "kill", after=after)
    answer = writer.do("write", "read", "write" if after < 3 else "outside", "write", "write")
    assert answer["errCode"] == -504002
    assert "exited before completing" in answer["errMsg"]
    assert len(writer.stored()) == written
    assert writer.emulator.get("faults")["faults"] == []
    assert writer.told("write") == ["write"]


def test_a_kill_beyond_the_last_write_waits_for_a_longer_call(writer: Writer) -> None:
    writer.emulator.fault("function:writer", "kill", after=2)
    assert writer.told("write") == ["write"]
    assert writer.emulator.get("faults")["faults"][0]["times"] == 1
    assert writer.do("write", "write")["errCode"] == -504002
    assert len(writer.stored()) == 1


def test_kill_of_another_function_does_not_meet_this_one(writer: Writer) -> None:
    writer.emulator.fault("function:probe", "kill")
    assert writer.told("write") == ["write"]


def test_error_cuts_before_the_effect(writer: Writer) -> None:
    writer.emulator.fault("function:writer", "error", after=2)
    assert writer.told("write", "write", "write") == ["write", "AutoReconnect", "write"]
    assert [key[-1] for key in writer.stored()] == ["0", "2"]


def test_error_after_effect_cuts_before_the_answer(writer: Writer) -> None:
    writer.emulator.fault("function:writer", "error_after_effect", after=2)
    assert writer.told("write", "write", "write") == ["write", "AutoReconnect", "write"]
    assert [key[-1] for key in writer.stored()] == ["0", "1", "2"]


def test_an_outside_call_can_be_cut(writer: Writer) -> None:
    writer.emulator.fault("function:writer", "error", after=1, times=1)
    assert writer.told("outside", "outside") == ["RemoteDisconnected", 401]


def test_database_fault_meets_any_function(writer: Writer) -> None:
    writer.emulator.fault("database", "error", times=2)
    assert writer.told("write", "read", "write", "write") == [
        *("AutoReconnect", False, "AutoReconnect", "write")
    ]
    assert len(writer.stored()) == 1


def test_slow_takes_its_time(writer: Writer) -> None:
    writer.do("write")
    writer.emulator.fault("database", "slow", seconds=0.5)
    began = time.monotonic()
    assert writer.told("write") == ["write"]
    assert time.monotonic() - began >= 0.5


def test_database_down_and_back(writer: Writer) -> None:
    assert writer.told("write") == ["write"]
    writer.emulator.fault("database", "down", seconds=600)
    assert writer.emulator.get("status")["database"] == "down"
    [error] = writer.told("write")
    assert error in ("AutoReconnect", "NetworkTimeout", "ServerSelectionTimeoutError")
    assert writer.stored() == []
    writer.emulator.http.delete("/_emulator/faults")
    assert writer.emulator.get("status")["database"] == "up"
    until(lambda: writer.told("write") == ["write"], "the worker writes again")


def test_down_for_one_function_only(writer: Writer) -> None:
    writer.emulator.fault("function:probe", "down", seconds=600)
    assert writer.emulator.get("status")["database"] == "up"
    assert writer.told("write") == ["write"]


def test_a_killed_database_comes_back_with_what_it_had(writer: Writer) -> None:
    assert writer.told("write") == ["write"]
    kept, key = writer.stored(), writer.key
    writer.emulator.fault("database", "kill")
    assert writer.told("write") != ["write"]
    until(lambda: writer.told("write") == ["write"], "the worker writes again")
    writer.key = key
    assert writer.stored() == kept


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"target": "database"},
        {"target": "moon", "mode": "slow"},
        {"target": "function:nobody", "mode": "kill"},
        {"target": "function:", "mode": "kill"},
        {"target": "database", "mode": "lost"},
        {"target": "prepay", "mode": "kill"},
        {"target": "database", "mode": "slow", "seconds": -1},
        {"target": "database", "mode": "slow", "times": 0},
        {"target": "database", "mode": "slow", "times": "1"},
        {"target": "database", "mode": "slow", "after": True},
        {"target": "database", "mode": "slow", "after": 1.5},
        {"target": "database", "mode": "slow", "seconds": 1e400},
        {"target": ["database"], "mode": "slow"},
        {"target": "database", "mode": "slow", "often": 3},
    ],
)
def test_a_senseless_fault_is_refused(emulator: Running, wrong: dict[str, Any]) -> None:
    body = str(wrong).replace("'", '"').replace("True", "true").replace("inf", "1e400")
    answer = emulator.http.post(
        "/_emulator/faults", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert emulator.get("faults")["faults"] == []
