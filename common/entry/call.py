"""What every call has, whoever makes it: its context, its clock, its request id, and a line in the log at its end."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from common.domain.business_time import wire
from common.domain.errors import Code
from common.runtime import clock, ids, log

if TYPE_CHECKING:
    from pydantic import BaseModel

    from common.protocol.deps import Deps
    from common.runtime.settings import Settings

# Used where the platform gives no limit: the shortest that template.yaml sets.
DEFAULT_LIMIT_SECONDS = 15.0
# The longest that the platform lets a function run.
_LIMIT_MS = 24 * 3600 * 1000
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


class Call:
    """One run of a function."""

    def __init__(self, context: Any) -> None:
        self._started = time.monotonic()
        self.now = clock.now
        self.context: Mapping[str, Any] = context if isinstance(context, Mapping) else {}
        given = self.context.get("request_id")
        trusted = isinstance(given, str) and _REQUEST_ID.match(given)
        self.request_id = str(given) if trusted else ids.request_id()
        name = self.context.get("function_name")
        self.function = name if isinstance(name, str) else ""
        log.configure()
        log.bind(request_id=self.request_id, function=self.function)

    def deps(self, known: Settings) -> Deps:
        """What the use case is given; built at the first call of an instance."""
        from common.runtime import wiring

        deps = wiring.deps(known)
        self.now = deps.clock
        return deps

    def duration_ms(self) -> int:
        """How long it has taken so far."""
        return round((time.monotonic() - self._started) * 1000)

    def seconds_left(self) -> float:
        """Seconds until the platform ends this run."""
        limit = self.context.get("time_limit_in_ms")
        given = isinstance(limit, int) and 0 < limit <= _LIMIT_MS
        seconds = int(limit or 0) / 1000 if given else DEFAULT_LIMIT_SECONDS
        return max(0.0, self._started + seconds - time.monotonic())

    def answer(self, code: Code, message: str, data: dict[str, Any] | None) -> dict[str, Any]:
        """An answer or a refusal, with its line in the log."""
        log.info("call", code=code.value, duration_ms=self.duration_ms())
        return self.envelope(code, message, data)

    def envelope(self, code: Code, message: str, data: dict[str, Any] | None) -> dict[str, Any]:
        """The one shape of every answer."""
        return {
            "code": code.value,
            "message": message,
            "data": data,
            "request_id": self.request_id,
            "now": wire(self.now()),
        }


def plain(reply: BaseModel) -> dict[str, Any]:
    """A reply as JSON values.

    A reply that breaks its own model is a bug; as a warning it would put the value into the log.
    """
    return reply.model_dump(mode="json", by_alias=True, warnings="error")


def code_of(error: BaseException) -> Code:
    """`BUSY` where the database may or may not have done it, else `INTERNAL`."""
    for kind in type(error).__mro__:
        if kind.__module__ == "pymongo.errors" and kind.__name__ in _UNKNOWN_OUTCOMES:
            return Code.BUSY
    return Code.INTERNAL
