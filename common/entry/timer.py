"""Runs of the platform's timer: nobody asks, counts are answered, and a failed run is repeated."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from common.domain.errors import Refused
from common.domain.privacy import LoggableError
from common.entry import identity
from common.entry.call import Call, plain
from common.entry.needs import Handler, handler
from common.protocol.deadline import Deadline
from common.runtime import log, settings

if TYPE_CHECKING:
    from pydantic import BaseModel

    from common.protocol.deps import Deps

TimerJob: TypeAlias = "Callable[[Deps, Deadline], BaseModel]"


class JobFailed(LoggableError):
    """A timer's run did not end well; the platform is to repeat it."""


def timer_call(*needs: tuple[str, ...]) -> Callable[[Callable[[], TimerJob]], Handler]:
    """A function the platform's timer runs; returns the job's counts.

    A failed run raises `JobFailed`, so that the platform repeats it. The job knows by its deadline how many seconds of
    the platform's limit are left. Any other call is answered `FORBIDDEN` and not run.
    """

    def decorate(resolve: Callable[[], TimerJob]) -> Handler:
        job_of = functools.cache(resolve)

        @handler(*needs)
        def main_handler(_: Any, context: Any) -> dict[str, Any]:
            call = Call(context)
            try:
                identity.require_timer(call.context)
            except Refused as refusal:
                return call.answer(refusal.code, refusal.message, None)
            try:
                deps = call.deps(settings.current(main_handler.settings))
                counts = plain(job_of()(deps, Deadline(call.seconds_left)))
            except Exception as error:  # noqa: BLE001  every failure gets its one line and its answer
                log.error("job", error, duration_ms=call.duration_ms())
                # The platform prints what is raised: the type only, the rest is in the line above.
                raise JobFailed(f"{call.function}: {type(error).__name__}") from None
            log.info("job", duration_ms=call.duration_ms(), counts=counts)
            return counts

        return main_handler

    return decorate
