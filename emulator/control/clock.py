"""Time: the emulator's clock and the timers that follow it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from emulator.clock import Clock, local
from emulator.json_api import BadRequest, json_body, reply
from emulator.timers import Timers


class ClockControl:
    """Moves the clock and runs timers."""

    def __init__(self, clock: Clock, timers: Timers, emit: Callable[..., None]) -> None:
        self._clock, self._timers, self._emit = clock, timers, emit

    def routes(self) -> list[web.RouteDef]:
        """Every route of this class."""
        return [
            web.get("/_emulator/clock", self.clock),
            web.post("/_emulator/clock", self.move_clock),
            web.get("/_emulator/timers", self.timers),
            web.post("/_emulator/timers/{function}", self.run_timer),
        ]

    async def clock(self, _: web.Request) -> web.Response:
        return reply(self._shown())

    async def move_clock(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        if len(body) != 1:
            raise BadRequest("send one of advance_seconds, now, real")
        try:
            match body:
                case {"advance_seconds": int() | float() as seconds} if not isinstance(
                    seconds, bool
                ):
                    self._clock.advance(seconds)
                case {"now": str(text)}:
                    self._clock.set(datetime.fromisoformat(text.replace("Z", "+00:00")))
                case {"real": True}:
                    self._clock.real()
                    self._timers.reset()
                case _:
                    raise ValueError('send {"advance_seconds": n}, {"now": "…"} or {"real": true}')
        except (ValueError, OverflowError) as error:
            raise BadRequest(str(error)) from None
        runs = await self._timers.after_jump()
        self._emit("clock", **self._shown())
        return reply(self._shown() | {"ran": runs})

    async def timers(self, _: web.Request) -> web.Response:
        entries = [
            {
                "function": entry.function.name,
                "name": entry.timer.name,
                "cron": entry.timer.cron,
                "next_at": local(entry.next_at),
                "last": entry.last,
            }
            for entry in self._timers.entries
        ]
        return reply({"timers": entries})

    async def run_timer(self, request: web.Request) -> web.Response:
        name = request.match_info["function"]
        await json_body(request)
        try:
            outcome = await self._timers.run_now(name)
        except KeyError:
            raise BadRequest(f"{name} has no timer", 404, "NOT_FOUND") from None
        if outcome.error is not None:
            raise BadRequest(outcome.error, 502, "FUNCTION_FAILED")
        return reply(outcome.result)

    def _shown(self) -> dict[str, Any]:
        now, offset = self._clock.now(), self._clock.offset
        return {"now": local(now), "offset_seconds": offset.total_seconds()}
