"""The emulator's clock: real time plus an offset that only grows, followed by workers and simulators."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta, timezone

from emulator.simulators import KeyDocStore

# The zone in which the timers' cron fields are read. An assumption about the platform that only a
# real environment can settle; nothing else in the emulator depends on it.
CRON_ZONE = timezone(timedelta(hours=8))

_END = datetime(2090, 1, 1, tzinfo=timezone.utc)


def local(instant: datetime) -> str:
    """RFC 3339 with +08:00, as everywhere on the wire."""
    return instant.astimezone(CRON_ZONE).isoformat(timespec="milliseconds")


class Clock:
    """`now()` is real time plus `offset`; the offset survives a restart in the store."""

    def __init__(self, store: KeyDocStore) -> None:
        self._store = store
        kept = store.get("clock", "offset") or {}
        self.offset = timedelta(microseconds=kept.get("microseconds", 0))
        self._jumped = asyncio.Event()

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(timezone.utc) + self.offset

    def advance(self, seconds: float) -> None:
        """Go forward. ValueError for a step back or one beyond 2089."""
        if not 0 <= seconds <= 60 * 365.25 * 86400:
            raise ValueError("advance_seconds must be 0 or more (time goes forward only)")
        self.set(self.now() + timedelta(seconds=seconds))

    def set(self, now: datetime) -> None:
        """Go to an aware instant. ValueError if it is in the past of this clock or beyond 2089."""
        if now.tzinfo is None:
            raise ValueError("now needs a zone, as in 2026-11-25T08:30:00+08:00")
        # A second of grace: the clock ticks on while a request that names this instant travels.
        step = now - self.now()
        if step < timedelta(seconds=-1) or now > _END:
            raise ValueError("now must not be in the past of this clock (nor beyond 2089)")
        self._move(self.offset + max(step, timedelta()))

    def real(self) -> None:
        """Back to real time: the one way to go backward."""
        self._move(timedelta())

    async def sleep_until(self, when: datetime) -> None:
        """Return once `when` is reached, by waiting or by a jump."""
        while (left := (when - self.now()).total_seconds()) > 0:
            # Real clocks are set now and then; an hour bounds how long a sleeper can be wrong.
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._jumped.wait(), timeout=min(left, 3600))

    def _move(self, offset: timedelta) -> None:
        self.offset = offset
        self._store.put("clock", "offset", {"microseconds": offset // timedelta(microseconds=1)})
        jumped, self._jumped = self._jumped, asyncio.Event()
        jumped.set()
