"""Many calls at once: the line serves them all, and the whole stays bounded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from emulator.fleet import MAX_A_FUNCTION
from tests.emulator.running import Running


def test_a_crowd_is_served_by_a_few_workers(emulator: Running) -> None:
    def one(number: int) -> int:
        return int(emulator.probe("calls", number=number)["pid"])

    with ThreadPoolExecutor(40) as crowd:
        pids = list(crowd.map(one, range(200)))
    assert len(pids) == 200
    assert len(set(pids)) <= MAX_A_FUNCTION


def test_calls_do_not_share_their_logs(emulator: Running) -> None:
    with ThreadPoolExecutor(20) as crowd:
        list(crowd.map(lambda n: emulator.probe("print", text=f"line {n}"), range(60)))
    logs = [call["log"] for call in emulator.get("calls")["calls"][-60:]]
    assert sorted(log[0] for log in logs) == sorted(f"line {n}" for n in range(60))
    assert {len(log) for log in logs} == {2}
