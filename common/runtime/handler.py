"""One envelope a trigger: from the platform's event and context to a use case, and back to JSON.

A function names its request and its use case in a body that runs at the first call, so that a
package missing from the layer is met inside the envelope, and importing costs next to nothing:

    @phone_call
    def main_handler() -> PhoneUse:
        from common.contracts.book import BookRequest
        from common.usecases.book import book

        return serve(BookRequest, book)
"""

from __future__ import annotations

import functools
import json
import re
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from common.domain.business_time import wire
from common.domain.errors import Code, Refused
from common.domain.privacy import LoggableError
from common.runtime import clock, http, identity, ids, log, settings, validation
from common.runtime.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from pydantic import BaseModel, TypeAdapter

    from common.domain.caller import Caller
    from common.usecases.deps import Deps

R = TypeVar("R")
Handler: TypeAlias = Callable[[Any, Any], dict[str, Any]]
Remaining: TypeAlias = Callable[[], float]
PhoneUse: TypeAlias = "tuple[Any, Callable[[Any, Caller, Deps], BaseModel]]"
TimerJob: TypeAlias = "Callable[[Deps, Remaining], BaseModel | dict[str, Any]]"
HttpUse: TypeAlias = "Callable[[HttpRequest, Deps], HttpResponse]"

BUSY = "网络繁忙，刚才的操作可以放心再点一次"
INTERNAL = "系统开小差了，请稍后再试"
# Used where the platform gives no limit: the shortest that template.yaml sets.
DEFAULT_LIMIT_SECONDS = 15.0
_REQUEST_ID = re.compile(r"[0-9A-Za-z-]{1,64}\Z")
# The write may have happened or may not (by name: the driver is not loaded on every path).
_UNKNOWN_OUTCOMES = frozenset(
    {
        "ConnectionFailure",
        "CursorNotFound",
        "ExecutionTimeout",
        "WriteConcernError",
        "WTimeoutError",
    }
)


class JobFailed(LoggableError):
    """A timer's run did not end well; the platform is to repeat it."""


def serve(
    request: type[R] | TypeAdapter[R], use_case: Callable[[R, Caller, Deps], BaseModel]
) -> PhoneUse:
    """A request model, or an adapter of a union, with its use case; type-checked to fit."""
    return request, use_case


def phone_call(resolve: Callable[[], PhoneUse]) -> Handler:
    """A function the phone calls: answers `{code, message, data, request_id, now}`, never raises.

    `data` of a refusal is its details or null; `now` is RFC 3339 with `+08:00`.
    """

    @functools.cache
    def parts() -> PhoneUse:
        from pydantic import TypeAdapter

        request, use_case = resolve()
        adapter = request if isinstance(request, TypeAdapter) else TypeAdapter(request)
        return adapter, use_case

    def main_handler(event: Any, context: Any) -> dict[str, Any]:
        call = _Call(context)
        try:
            known = settings.current()
            caller = identity.caller_of(
                call.context, appid=known.wx_appid, production=known.production
            )
            adapter, use_case = parts()
            request = validation.parse(adapter, event)
            deps = call.deps()
            deps.admit(caller, call.function, request)
            data = _plain(use_case(request, caller, deps))
            return call.answer(Code.OK, "成功", data)
        except Refused as refusal:
            return call.answer(refusal.code, refusal.message, refusal.details or None)
        except Exception as error:  # noqa: BLE001  every failure gets its one line and its answer
            return call.failed(error)

    return main_handler


def timer_call(resolve: Callable[[], TimerJob]) -> Handler:
    """A function the platform's timer runs; returns the job's counts.

    A failed run raises `JobFailed`, so that the platform repeats it. The job can ask how many
    seconds of the platform's limit are left. Any other call is answered `FORBIDDEN` and not run.
    """
    job_of = functools.cache(resolve)

    def main_handler(event: Any, context: Any) -> dict[str, Any]:
        call = _Call(context)
        try:
            identity.require_timer(call.context)
        except Refused as refusal:
            return call.answer(refusal.code, refusal.message, None)
        try:
            counts = job_of()(call.deps(), call.remaining)
            summary = counts if isinstance(counts, dict) else _plain(counts)
        except Exception as error:  # noqa: BLE001  every failure gets its one line and its answer
            log.error("job", error, duration_ms=call.duration_ms())
            # The platform prints what is raised: the type only, the rest is in the line above.
            raise JobFailed(f"{call.function}: {type(error).__name__}") from None
        log.info("job", duration_ms=call.duration_ms(), counts=summary)
        return summary

    return main_handler


def http_call(resolve: Callable[[], HttpUse]) -> Handler:
    """A function behind an HTTP route. Answers the platform's response shape, never raises."""
    use_of = functools.cache(resolve)

    def main_handler(event: Any, context: Any) -> dict[str, Any]:
        call = _Call(context)
        try:
            identity.require_http(call.context)
            request = http.request_of(event)
            response = use_of()(request, call.deps())
            log.info("http", status=response.status, duration_ms=call.duration_ms())
        except Refused as refusal:
            status = {Code.FORBIDDEN: 403, Code.BUSY: 500, Code.INTERNAL: 500}.get(
                refusal.code, 400
            )
            log.info("http", status=status, code=refusal.code.value)
            response = _fail(status, refusal.code.value)
        except Exception as error:  # noqa: BLE001  every failure gets its one line and its answer
            code = _code_of(error)
            log.error("http", error, status=500, code=code.value, duration_ms=call.duration_ms())
            response = _fail(500, code.value)
        return response.to_platform()

    return main_handler


class _Call:
    """One run of a function: its context, its clock, its request id."""

    def __init__(self, context: Any) -> None:
        self._started = time.monotonic()
        self._now = clock.now
        self.context: Mapping[str, Any] = context if isinstance(context, Mapping) else {}
        given = self.context.get("request_id")
        trusted = isinstance(given, str) and _REQUEST_ID.match(given)
        self.request_id = str(given) if trusted else ids.request_id()
        self.function = str(self.context.get("function_name") or "")
        log.configure()
        log.bind(request_id=self.request_id, function=self.function)

    def deps(self) -> Deps:
        from common.runtime import wiring

        deps = wiring.deps()
        self._now = deps.clock
        return deps

    def duration_ms(self) -> int:
        return round((time.monotonic() - self._started) * 1000)

    def remaining(self) -> float:
        """Seconds until the platform ends this run."""
        limit = self.context.get("time_limit_in_ms")
        given = isinstance(limit, int) and limit > 0
        seconds = int(limit or 0) / 1000 if given else DEFAULT_LIMIT_SECONDS
        return max(0.0, self._started + seconds - time.monotonic())

    def answer(self, code: Code, message: str, data: dict[str, Any] | None) -> dict[str, Any]:
        log.info("call", code=code.value, duration_ms=self.duration_ms())
        return self._envelope(code, message, data)

    def failed(self, error: Exception) -> dict[str, Any]:
        code = _code_of(error)
        log.error("call", error, code=code.value, duration_ms=self.duration_ms())
        return self._envelope(code, BUSY if code is Code.BUSY else INTERNAL, None)

    def _envelope(self, code: Code, message: str, data: dict[str, Any] | None) -> dict[str, Any]:
        return {
            "code": code.value,
            "message": message,
            "data": data,
            "request_id": self.request_id,
            "now": wire(self._now()),
        }


def _plain(reply: BaseModel) -> dict[str, Any]:
    # A reply that breaks its own model is a bug; as a warning it would put the value into the log.
    return reply.model_dump(mode="json", by_alias=True, warnings="error")


def _code_of(error: BaseException) -> Code:
    """`BUSY` where the database may or may not have done it, else `INTERNAL`."""
    for kind in type(error).__mro__:
        if kind.__module__ == "pymongo.errors" and kind.__name__ in _UNKNOWN_OUTCOMES:
            return Code.BUSY
    return Code.INTERNAL


def _fail(status: int, message: str) -> HttpResponse:
    body = json.dumps({"code": "FAIL", "message": message})
    return HttpResponse(status, {"content-type": "application/json"}, body)
