"""The control API under /_emulator/: clock, timers, faults, calls, checks and beginnings."""

from __future__ import annotations

import json
from collections.abc import Awaitable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web
from pymongo.errors import PyMongoError

from emulator import shapes
from emulator.clock import local
from emulator.database import DatabaseError
from emulator.guard import BadRequest, json_body
from emulator.programs import Finished
from emulator.seed import SeedError

if TYPE_CHECKING:
    from emulator.assembly import Emulator

_MAX_REPORT = 20


def routes(emulator: Emulator) -> list[web.RouteDef]:
    """Every route of this module."""
    api = Control(emulator)
    return [
        web.get("/_emulator/status", api.status),
        web.get("/_emulator/clock", api.clock),
        web.post("/_emulator/clock", api.move_clock),
        web.get("/_emulator/timers", api.timers),
        web.post("/_emulator/timers/{function}", api.run_timer),
        web.get("/_emulator/faults", api.faults),
        web.post("/_emulator/faults", api.order_fault),
        web.delete("/_emulator/faults", api.clear_faults),
        web.get("/_emulator/calls", api.calls),
        web.get("/_emulator/slots/{id}", api.slot),
        web.get("/_emulator/verify", api.verify),
        web.post("/_emulator/seed", api.seed),
        web.post("/_emulator/reset", api.reset),
        web.get("/_emulator/platform", api.platform),
        web.post("/_emulator/platform", api.set_platform),
        web.get("/_emulator/events", emulator.hub.stream),
    ]


class Control:
    """The handlers; all state is the emulator's."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def status(self, _: web.Request) -> web.Response:
        emulator = self._emulator
        functions = {
            name: {key: stats[key] for key in ("cold_starts", "calls", "errors")}
            for name, stats in emulator.host.stats.items()
        }
        up = not emulator.faults.is_down("") and await emulator.database.answers()
        now = local(emulator.clock.now())
        state = {"ready": emulator.ready and up, "functions": functions, "now": now}
        if emulator.database.local:  # another's may hold a password
            state |= {"mongo_uri": emulator.database.uri, "mongo_database": emulator.database.name}
        return reply(state | {"database": "up" if up else "down"})

    async def clock(self, _: web.Request) -> web.Response:
        return reply(self._clock())

    async def move_clock(self, request: web.Request) -> web.Response:
        body, clock = await json_body(request), self._emulator.clock
        if len(body) != 1:
            raise BadRequest("send one of advance_seconds, now, real")
        try:
            match body:
                case {"advance_seconds": int() | float() as seconds} if not isinstance(
                    seconds, bool
                ):
                    clock.advance(seconds)
                case {"now": str(text)}:
                    clock.set(datetime.fromisoformat(text.replace("Z", "+00:00")))
                case {"real": True}:
                    clock.real()
                    self._emulator.timers.reset()
                case _:
                    raise ValueError('send {"advance_seconds": n}, {"now": "…"} or {"real": true}')
        except (ValueError, OverflowError) as error:
            raise BadRequest(str(error)) from None
        runs = await self._emulator.timers.after_jump()
        self._emulator.hub.emit("clock", **self._clock())
        return reply(self._clock() | {"ran": runs})

    async def timers(self, _: web.Request) -> web.Response:
        entries = [
            {
                "function": entry.function.name,
                "name": entry.timer.name,
                "cron": entry.timer.cron,
                "next_at": local(entry.next_at),
                "last": entry.last,
            }
            for entry in self._emulator.timers.entries
        ]
        return reply({"timers": entries})

    async def run_timer(self, request: web.Request) -> web.Response:
        name = request.match_info["function"]
        await json_body(request)
        try:
            outcome = await self._emulator.timers.run_now(name)
        except KeyError:
            raise BadRequest(f"{name} has no timer", 404, "NOT_FOUND") from None
        if outcome.error is not None:
            raise BadRequest(outcome.error, 502, "FUNCTION_FAILED")
        return reply(outcome.result)

    async def faults(self, _: web.Request) -> web.Response:
        return reply({"faults": [fault.as_doc() for fault in self._emulator.faults.waiting()]})

    async def order_fault(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        try:
            fault = self._emulator.faults.order(body, set(self._emulator.template.functions))
        except ValueError as error:
            raise BadRequest(str(error)) from None
        if fault.mode == "down":
            self._emulator.host.cut(fault.target)
        self._emulator.hub.emit("fault", ordered=fault.as_doc())
        return reply({"fault": fault.as_doc()})

    async def clear_faults(self, _: web.Request) -> web.Response:
        self._emulator.faults.clear()
        self._emulator.hub.emit("fault", cleared=True)
        return reply({"faults": []})

    async def calls(self, request: web.Request) -> web.Response:
        since = request.query.get("since", "0")
        if not since.isdecimal():
            raise BadRequest("since must be the id of a call")
        return reply({"calls": [c for c in self._emulator.host.calls if c["id"] > int(since)]})

    async def slot(self, request: web.Request) -> web.Response:
        slots = self._emulator.database.client[self._emulator.database.name]["slots"]
        found = await _asked(slots.find_one({"_id": request.match_info["id"]}))
        if found is None:
            raise BadRequest("no such slot", 404, "NOT_FOUND")
        return reply(found)

    async def verify(self, request: web.Request) -> web.Response:
        settled = request.query.get("settled") not in (None, "", "0", "false")
        finished = await self._emulator.ops("verify", "--json", *(["--settled"] if settled else []))
        try:
            report = json.loads(finished.stdout)
        except ValueError:
            raise BadRequest(_reason(finished), 502, "VERIFY_FAILED") from None
        return reply(report)

    async def seed(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        if body.get("dataset", "demo") != "demo" or body.keys() - {"dataset"}:
            raise BadRequest('the dataset is "demo"')
        return reply(await _asked(self._emulator.seed()))

    async def reset(self, request: web.Request) -> web.Response:
        await json_body(request)
        await _asked(self._emulator.reset())
        return reply({"now": local(self._emulator.clock.now())})

    async def platform(self, _: web.Request) -> web.Response:
        forms = self._emulator.host.forms
        return reply({"context": forms.context, "body": forms.body})

    async def set_platform(self, request: web.Request) -> web.Response:
        body, forms = await json_body(request), self._emulator.host.forms
        known = {"context": shapes.CONTEXT_FORMS, "body": shapes.BODY_FORMS}
        for name, value in body.items():
            if value not in known.get(name, ()):
                raise BadRequest(f"context: {shapes.CONTEXT_FORMS}, body: {shapes.BODY_FORMS}")
        forms.context = body.get("context", forms.context)
        forms.body = body.get("body", forms.body)
        return await self.platform(request)

    def _clock(self) -> dict[str, Any]:
        clock = self._emulator.clock
        return {"now": local(clock.now()), "offset_seconds": clock.offset.total_seconds()}


def reply(document: Any) -> web.Response:
    """A JSON answer; instants of documents become text."""
    text = json.dumps(document, ensure_ascii=False, default=_plain)
    return web.Response(text=text, content_type="application/json")


def _plain(value: Any) -> str:
    return local(value) if isinstance(value, datetime) else str(value)


async def _asked(work: Awaitable[Any]) -> Any:
    """What was asked of the database, or a refusal in one line."""
    try:
        return await work
    except SeedError as error:
        raise BadRequest(str(error), 502, "SEED_FAILED") from None
    except DatabaseError as error:
        raise BadRequest(str(error), 409, "NOT_SCRATCH") from None
    except PyMongoError as error:
        raise BadRequest(f"the database does not answer: {error}", 503, "DATABASE") from None


def _reason(finished: Finished) -> str:
    lines = (finished.stderr or finished.stdout).strip().splitlines()[-_MAX_REPORT:]
    return "\n".join(lines) or f"exit code {finished.code}"
