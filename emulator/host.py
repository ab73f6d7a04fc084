"""The platform: takes a call from a phone, a timer or an HTTP route and runs the function for it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import uuid4

from emulator import shapes
from emulator.clock import Clock, local
from emulator.fleet import Fleet, Throttled
from emulator.workers import Counts, Crashed, Raised, Site, TimedOut, Worker
from template import Function, Template, Timer

_KEPT_CALLS = 500
_SPARE_WORKERS = 8  # beyond one for each function: what was called once is warm the next time


@dataclass(frozen=True)
class Outcome:
    """How an invocation ended: a return value, or an error with the phone's errCode."""

    request_id: str
    result: Any = None
    error: str | None = None
    err_code: int = 0


class Host:
    """Runs functions in workers, keeps the record of calls, counts."""

    def __init__(
        self, template: Template, site: Site, clock: Clock, appid: str, emit: Callable[..., None]
    ) -> None:
        self.template, self.site, self.clock, self.appid = template, site, clock, appid
        self.forms = shapes.Forms()
        self.calls: deque[dict[str, Any]] = deque(maxlen=_KEPT_CALLS)
        self.stats = {name: Counter[str]() for name in template.functions}
        self.workers: dict[str, Worker] = {}
        self._emit = emit
        most = len(template.functions) + _SPARE_WORKERS
        self._fleet: Fleet[Worker] = Fleet(self._start_worker, most)
        self._call_ids = count(1)
        self._running: set[asyncio.Task[Outcome]] = set()

    async def phone(
        self, name: str, data: dict[str, Any], openid: str | None, source: str = "wx_client"
    ) -> dict[str, Any]:
        """wx.cloud.callFunction: what the phone gets, a rejection included."""
        function = self.template.functions.get(name)
        if function is None:
            return shapes.rejection(
                shapes.NOT_FOUND, f"FunctionName parameter could not be found: {name}"
            )
        if not function.client_invoke:
            return shapes.rejection(shapes.NOT_ALLOWED, f"permission denied: {name}")
        event = shapes.phone_event(data, self.appid, openid)
        env = shapes.phone_environment(self.appid, openid, source)
        outcome = await self.invoke(function, event, env, "phone", openid)
        if outcome.error is not None:
            return shapes.rejection(outcome.err_code, outcome.error, outcome.request_id)
        answer = {"result": outcome.result, "errMsg": "cloud.callFunction:ok"}
        return answer | {"requestID": outcome.request_id}

    async def timer(self, function: Function, timer: Timer) -> Outcome:
        """One run of a timer, now."""
        event = shapes.timer_event(timer.name, timer.message, self.clock.now())
        return await self.invoke(function, event, shapes.timer_environment(), "timer", None)

    async def http(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> shapes.Answer:
        """A request to an HTTP access route of the template; `path` without the emulator's prefix."""
        for function in self.template.functions.values():
            for route in function.routes:
                if route.path == path:
                    if method not in route.methods:
                        return _refusal(405, "METHOD_NOT_ALLOWED", "")
                    if len(body) > shapes.TEXT_BYTES and shapes.is_text(headers):
                        return _refusal(413, "EXCEED_MAX_PAYLOAD_SIZE", "")
                    form = self.forms.body
                    event = shapes.http_event(method, path, query, headers, body, form)
                    env = shapes.http_environment()
                    outcome = await self.invoke(function, event, env, "http", None)
                    if outcome.error is None:
                        return shapes.http_answer(outcome.result)
                    status = 429 if outcome.err_code == shapes.TOO_BUSY else 500
                    return _refusal(status, "FUNCTION_INVOCATION_FAILED", outcome.request_id)
        return _refusal(404, "INVALID_PATH", "")

    async def invoke(
        self,
        function: Function,
        event: dict[str, Any],
        env: dict[str, str],
        trigger: str,
        openid: str | None,
    ) -> Outcome:
        """Run a function once, to its end even when who asked has gone."""
        task = asyncio.ensure_future(self._invoke(function, event, env, trigger, openid))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    def reload(self, changed: set[str]) -> None:
        """The source of these functions changed: their workers are replaced."""
        for worker in self.workers.values():
            if worker.function in changed:
                worker.stale = True
        self._fleet.refresh()

    def cut(self, target: str) -> None:
        """Break the connections to the database of every function, or of the one in `target`."""
        for worker in self.workers.values():
            if target in ("database", f"function:{worker.function}"):
                worker.cut()

    async def close(self) -> None:
        """End every worker, also in the middle of a call."""
        await self._fleet.close()
        await asyncio.gather(*(worker.end() for worker in list(self.workers.values())))
        if self._running:
            await asyncio.wait(self._running)

    async def _invoke(
        self,
        function: Function,
        event: dict[str, Any],
        env: dict[str, str],
        trigger: str,
        openid: str | None,
    ) -> Outcome:
        request_id, stats = str(uuid4()), self.stats[function.name]
        at, began, cold, counts = local(self.clock.now()), time.monotonic(), False, Counts()
        limits = (function.memory_mb, function.timeout_s)
        context = shapes.context(function.name, *limits, request_id, env, self.forms.context)
        try:
            worker = await self._fleet.borrow(function.name)
            cold = worker.fresh
            try:
                call = worker.call(event, context, self._offset_us(), function.timeout_s)
                outcome = Outcome(request_id, await call)
            finally:
                counts = worker.last
                self._fleet.give_back(worker)
        except Throttled:
            error = "exceed concurrent request limit"
            outcome = Outcome(request_id, None, error, shapes.TOO_BUSY)
        except TimedOut as error:
            outcome = Outcome(request_id, None, str(error), shapes.TIMED_OUT)
        except Raised as error:
            report = "".join(error.report["stackTrace"])
            outcome = Outcome(request_id, None, f"functions execute fail | {report}", shapes.FAILED)
        except Crashed as error:
            outcome = Outcome(request_id, None, f"functions execute fail | {error}", shapes.FAILED)
        stats.update(calls=1, cold_starts=int(cold), errors=int(outcome.error is not None))
        record = {"id": next(self._call_ids), "function": function.name, "trigger": trigger}
        record |= {"openid": openid, "request_id": request_id, "at": at}
        record |= {"duration_ms": round((time.monotonic() - began) * 1000), "cold_start": cold}
        record |= {"code": _code(outcome), "error": outcome.error, "log": counts.log}
        record |= {"writes": counts.writes, "reads": counts.reads, "outside": counts.outside}
        self.calls.append(record)
        self._emit("call", call=record)
        return outcome

    async def _start_worker(self, name: str) -> Worker:
        worker = Worker(self.template.functions[name], self.site, self._forget)
        self.workers[worker.id] = worker
        try:
            await worker.start()
        except BaseException:
            await worker.end()
            raise
        self._emit("worker", function=name, state="started")
        return worker

    def _forget(self, worker: Worker) -> None:
        if self.workers.pop(worker.id, None):
            self._emit("worker", function=worker.function, state="ended")

    def _offset_us(self) -> int:
        return int(self.clock.offset.total_seconds() * 1_000_000)


def _code(outcome: Outcome) -> str | int | None:
    """What a developer wants to see of the result: the envelope's code or the HTTP status."""
    if outcome.error is not None:
        return outcome.err_code
    if isinstance(outcome.result, dict):
        return outcome.result.get("code") or outcome.result.get("statusCode")
    return None


def _refusal(status: int, code: str, request_id: str) -> shapes.Answer:
    body = f'{{"code":"{code}","requestId":"{request_id}"}}'.encode()
    return shapes.Answer(status, {"Content-Type": "application/json; charset=utf-8"}, body)
