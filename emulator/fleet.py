"""Worker processes: a few a function, and so many in all; calls beyond that wait in one line."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

MAX_A_FUNCTION = 3
MAX_WAITING = 500


class Throttled(Exception):
    """The waiting line is full."""


class Member(Protocol):
    """A worker as the fleet sees it."""

    function: str

    @property
    def fit(self) -> bool:
        """Alive and made from the newest source."""

    async def end(self) -> None:
        """End the process."""


M = TypeVar("M", bound=Member)


class Fleet(Generic[M]):
    """Lends workers, one call at a time each; starts one when the function has room for it."""

    def __init__(self, start: Callable[[str], Awaitable[M]], most: int) -> None:
        self._start, self._most = start, most
        self._idle: deque[M] = deque()
        self._count: dict[str, int] = {}
        self._line: deque[tuple[str, asyncio.Future[M | None]]] = deque()
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    async def borrow(self, function: str) -> M:
        """A worker for one call, at once or after waiting in line. Give it back with `give_back`."""
        if self._closed:
            raise Throttled
        granted, worker = self._grant(function)
        if not granted:
            if len(self._line) >= MAX_WAITING:
                raise Throttled
            place: asyncio.Future[M | None] = asyncio.get_running_loop().create_future()
            self._line.append((function, place))
            try:
                worker = await place
            except asyncio.CancelledError:
                self._leave_line(function, place)
                raise
        if worker is not None:
            return worker
        try:
            return await self._start(function)
        except BaseException:
            self._release_room(function)
            raise

    def give_back(self, worker: M) -> None:
        """The call is over. A worker that died or is out of date is not used again."""
        if worker.fit and not self._closed:
            self._idle.append(worker)
        else:
            self._drop(worker)
        self._serve_line()

    def refresh(self) -> None:
        """End idle workers that are out of date; busy ones end when they are given back."""
        for worker in [w for w in self._idle if not w.fit]:
            self._idle.remove(worker)
            self._drop(worker)
        self._serve_line()

    async def close(self) -> None:
        """Take no more calls, turn the line away, end the idle workers."""
        self._closed = True
        for _, place in self._line:
            if not place.done():
                place.set_exception(Throttled())
        self._line.clear()
        while self._idle:
            self._drop(self._idle.popleft())
        if self._ending:
            await asyncio.wait(self._ending)

    def _grant(self, function: str) -> tuple[bool, M | None]:
        """(True, worker), (True, None: there is room, start one) or (False, None: wait)."""
        for worker in reversed(self._idle):
            if worker.function == function:
                self._idle.remove(worker)
                if worker.fit:
                    return True, worker
                self._drop(worker)
                return self._grant(function)
        if self._count.get(function, 0) >= MAX_A_FUNCTION:
            return False, None
        if sum(self._count.values()) >= self._most:
            if not self._idle:
                return False, None
            self._drop(self._idle.popleft())  # the one that has been idle longest
        self._count[function] = self._count.get(function, 0) + 1
        return True, None

    def _serve_line(self) -> None:
        blocked: set[str] = set()
        for function, place in list(self._line):
            if function in blocked or place.done():
                continue
            granted, worker = self._grant(function)
            if granted:
                self._line.remove((function, place))
                place.set_result(worker)
            else:
                blocked.add(function)

    def _leave_line(self, function: str, place: asyncio.Future[M | None]) -> None:
        if (function, place) in self._line:
            self._line.remove((function, place))
        elif place.done() and not place.cancelled() and not place.exception():
            worker = place.result()
            if worker is None:
                self._release_room(function)
            else:
                self.give_back(worker)

    def _release_room(self, function: str) -> None:
        self._count[function] -= 1
        self._serve_line()

    def _drop(self, worker: M) -> None:
        self._count[worker.function] -= 1
        task = asyncio.ensure_future(worker.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
