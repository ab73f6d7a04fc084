"""The template's timers: run by their cron, by a jump of the clock, or by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from emulator.clock import CRON_ZONE, Clock, local
from emulator.host import Host, Outcome
from emulator.simulators import KeyDocStore
from template import Function, Template, Timer, cron

_NEVER = datetime(2100, 1, 1, tzinfo=timezone.utc)


@dataclass
class Entry:
    """One timer of one function, when it fires next and what its last run said."""

    function: Function
    timer: Timer
    next_at: datetime = _NEVER
    last: dict[str, Any] | None = field(default=None)
    running: asyncio.Task[Outcome] | None = field(default=None)


class Timers:
    """Runs each timer when the emulator's clock reaches it."""

    def __init__(
        self,
        template: Template,
        host: Host,
        clock: Clock,
        store: KeyDocStore,
        say: Callable[[str], None],
    ) -> None:
        self._host, self._clock, self._store, self._say = host, clock, store, say
        self.entries = [
            Entry(function, timer)
            for function in template.functions.values()
            for timer in function.timers
            if timer.enabled
        ]
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Run from now on; what fell due while the emulator was off runs once, now."""
        kept = self._store.get("clock", "seen")
        now = self._clock.now()
        seen = min(datetime.fromisoformat(kept["at"]), now) if kept else now
        self._count_from(seen)
        self._task = asyncio.ensure_future(self._follow())

    async def close(self) -> None:
        """Stop running timers. Runs under way end with their workers."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def after_jump(self) -> list[dict[str, Any]]:
        """Run each timer that fell due, once, one after another; what they said, when they are over."""
        ran = []
        for entry in self._take_due():
            await self._run(entry)
            ran.append(
                {"function": entry.function.name, "name": entry.timer.name, "last": entry.last}
            )
        return ran

    def reset(self) -> None:
        """The clock went back: count from now."""
        self._count_from(self._clock.now())
        if self._task:
            self._task.cancel()
            self._task = asyncio.ensure_future(self._follow())

    async def run_now(self, function: str) -> Outcome:
        """Run a function's timer by hand. KeyError if it has none."""
        for entry in self.entries:
            if entry.function.name == function:
                return await self._run(entry)
        raise KeyError(function)

    def _count_from(self, instant: datetime) -> None:
        for entry in self.entries:
            entry.next_at = _next(entry.timer, instant)

    def _take_due(self) -> list[Entry]:
        now = self._clock.now()
        due = sorted((e for e in self.entries if e.next_at <= now), key=lambda e: e.next_at)
        for entry in due:
            entry.next_at = _next(entry.timer, now)
        self._store.put("clock", "seen", {"at": now.isoformat()})
        return due

    async def _follow(self) -> None:
        while self.entries:
            await self._clock.sleep_until(min(entry.next_at for entry in self.entries))
            for entry in self._take_due():
                # One run of each timer at a time: a run that hangs must not pile up others behind it.
                if entry.running is None or entry.running.done():
                    entry.running = asyncio.ensure_future(self._run(entry))
            await asyncio.sleep(0)  # never a busy loop, whatever the clock says

    async def _run(self, entry: Entry) -> Outcome:
        outcome = await self._host.timer(entry.function, entry.timer)
        summary = outcome.result if outcome.error is None else {"error": outcome.error}
        entry.last = {"at": local(self._clock.now()), "summary": summary}
        if outcome.error is not None:
            first, *_, last = outcome.error.strip().splitlines() * 2
            self._say(f"timer {entry.timer.name} of {entry.function.name}: {first} … {last}")
        return outcome


def _next(timer: Timer, after: datetime) -> datetime:
    return cron.next_after(timer.cron, after, CRON_ZONE) or _NEVER
