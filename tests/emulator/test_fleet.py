"""The waiting line: who gets a worker, and who is turned away."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from emulator import fleet
from emulator.fleet import MAX_A_FUNCTION, Fleet, Throttled

MOST = 10


class Fake:
    """A worker of no process."""

    def __init__(self, function: str) -> None:
        self.function, self.fit, self.ended = function, True, False

    async def end(self) -> None:
        self.ended = True


class Town:
    """A fleet and all the workers it has started."""

    def __init__(self) -> None:
        self.started: list[Fake] = []
        self.broken = False
        self.fleet: Fleet[Fake] = Fleet(self._start, MOST)

    async def _start(self, function: str) -> Fake:
        await asyncio.sleep(0)
        if self.broken:
            raise OSError("no more processes")
        self.started.append(Fake(function))
        return self.started[-1]

    def living(self) -> int:
        return sum(not worker.ended for worker in self.started)


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(story, 10))


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_an_idle_worker_is_used_again() -> None:
    async def story() -> None:
        town = Town()
        first = await town.fleet.borrow("a")
        town.fleet.give_back(first)
        assert await town.fleet.borrow("a") is first
        assert len(town.started) == 1

    run(story())


def test_a_function_gets_a_few_and_then_waits_its_turn() -> None:
    async def story() -> None:
        town = Town()
        workers = [await town.fleet.borrow("a") for _ in range(MAX_A_FUNCTION)]
        waiting = [asyncio.ensure_future(town.fleet.borrow("a")) for _ in range(2)]
        await settle()
        assert not any(task.done() for task in waiting)
        town.fleet.give_back(workers[0])
        await settle()
        assert waiting[0].result() is workers[0]
        assert not waiting[1].done()
        assert len(town.started) == MAX_A_FUNCTION
        town.fleet.give_back(workers[1])
        assert await waiting[1] is workers[1]

    run(story())


def test_the_whole_fleet_is_bounded_and_idle_ones_make_room() -> None:
    async def story() -> None:
        town = Town()
        workers = [await town.fleet.borrow(f"f{n}") for n in range(MOST)]
        waiting = asyncio.ensure_future(town.fleet.borrow("late"))
        await settle()
        assert not waiting.done()
        town.fleet.give_back(workers[4])
        assert (await waiting).function == "late"
        await settle()
        assert workers[4].ended
        assert town.living() == MOST

    run(story())


def test_a_blocked_function_does_not_hold_up_the_line() -> None:
    async def story() -> None:
        town = Town()
        busy = [await town.fleet.borrow("a") for _ in range(MAX_A_FUNCTION)]
        others = [await town.fleet.borrow(f"f{n}") for n in range(MOST - MAX_A_FUNCTION)]
        first = asyncio.ensure_future(town.fleet.borrow("a"))
        second = asyncio.ensure_future(town.fleet.borrow("f0"))
        await settle()
        town.fleet.give_back(others[0])
        assert await second is others[0]
        assert not first.done()
        town.fleet.give_back(busy[0])
        assert await first is busy[0]

    run(story())


def test_the_line_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        monkeypatch.setattr(fleet, "MAX_WAITING", 2)
        town = Town()
        for _ in range(MAX_A_FUNCTION):
            await town.fleet.borrow("a")
        waiting = [asyncio.ensure_future(town.fleet.borrow("a")) for _ in range(2)]
        await settle()
        with pytest.raises(Throttled):
            await town.fleet.borrow("a")
        await town.fleet.close()
        for task in waiting:
            with pytest.raises(Throttled):
                await task

    run(story())


@pytest.mark.parametrize("unfit_when", ["lent", "idle"])
def test_an_unfit_worker_is_not_lent_again(unfit_when: str) -> None:
    async def story() -> None:
        town = Town()
        first = await town.fleet.borrow("a")
        if unfit_when == "lent":
            first.fit = False
        town.fleet.give_back(first)
        first.fit = False
        assert await town.fleet.borrow("a") is not first
        await settle()
        assert first.ended

    run(story())


def test_refresh_ends_the_idle_ones_that_are_out_of_date() -> None:
    async def story() -> None:
        town = Town()
        first = await town.fleet.borrow("a")
        town.fleet.give_back(first)
        first.fit = False
        town.fleet.refresh()
        await settle()
        assert first.ended

    run(story())


def test_a_worker_that_does_not_start_gives_its_room_back() -> None:
    async def story() -> None:
        town = Town()
        town.broken = True
        for _ in range(MOST + 1):
            with pytest.raises(OSError, match="no more"):
                await town.fleet.borrow("a")
        town.broken = False
        assert (await town.fleet.borrow("a")).function == "a"

    run(story())


def test_who_leaves_the_line_takes_no_worker_along() -> None:
    async def story() -> None:
        town = Town()
        workers = [await town.fleet.borrow("a") for _ in range(MAX_A_FUNCTION)]
        gone = asyncio.ensure_future(town.fleet.borrow("a"))
        stays = asyncio.ensure_future(town.fleet.borrow("a"))
        await settle()
        town.fleet.give_back(workers[0])
        gone.cancel()
        assert await stays is workers[0]

    run(story())
