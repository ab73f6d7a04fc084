"""Calls from the phone: a WeChat user of our own mini-program, one envelope for every ending.

A function names the settings it needs, its request, its use case and its policy. The body runs at the first call, so
that a package missing from the layer is met inside the envelope, and importing costs next to nothing:

    @phone_call(SEALED)
    def main_handler() -> PhoneUse:
        from common.contracts.book import BookRequest
        from common.usecases.book import book

        return serve(BookRequest, book)
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from common.domain.errors import Code, Refused
from common.entry import access, identity, validation
from common.entry.access import Policy
from common.entry.call import Call, code_of, plain
from common.entry.needs import PHONE, Handler, handler
from common.runtime import log, settings

if TYPE_CHECKING:
    from pydantic import BaseModel, TypeAdapter

    from common.domain.actor import WeChatUser
    from common.protocol.deps import Deps

R = TypeVar("R")

BUSY = "没有收到结果，请再点一次：不会约两次、扣两次钱"
INTERNAL = "系统出错了。请先到“我的预约”看约上没有，再重试"


class PhoneUse(NamedTuple):
    """What a function serves: the adapter of its request, its use case, and who may use it."""

    request: TypeAdapter[Any]
    use_case: Callable[[Any, WeChatUser, Deps], BaseModel]
    policy: Policy[Any]


def serve(
    request: type[R] | TypeAdapter[R],
    use_case: Callable[[R, WeChatUser, Deps], BaseModel],
    policy: Policy[R] | None = None,
) -> PhoneUse:
    """A request model, or an adapter of a union, with its use case and policy; type-checked to fit."""
    from pydantic import TypeAdapter

    adapter = request if isinstance(request, TypeAdapter) else TypeAdapter(request)
    return PhoneUse(adapter, use_case, policy or Policy())


def phone_call(*needs: tuple[str, ...]) -> Callable[[Callable[[], PhoneUse]], Handler]:
    """A function the phone calls: answers `{code, message, data, request_id, now}`, never raises.

    `data` of a refusal is its details or null; `now` is RFC 3339 with `+08:00`.
    """

    def decorate(resolve: Callable[[], PhoneUse]) -> Handler:
        use_of = functools.cache(resolve)

        @handler(PHONE, *needs)
        def main_handler(event: Any, context: Any) -> dict[str, Any]:
            call = Call(context)
            try:
                data = _answer(event, call, main_handler.settings, use_of)
                return call.answer(Code.OK, "成功", data)
            except Refused as refusal:
                return call.answer(refusal.code, refusal.message, refusal.details or None)
            except Exception as error:  # noqa: BLE001  every failure gets its one line and its answer
                return _failed(call, error)

        return main_handler

    return decorate


def _answer(
    event: Any, call: Call, needs: frozenset[str], use_of: Callable[[], PhoneUse]
) -> dict[str, Any]:
    known = settings.current(needs)
    caller = identity.caller_of(call.context, appid=known.mini_appid, production=known.production)
    use = use_of()
    request = validation.parse(use.request, event)
    deps = call.deps(known)
    access.check_access(caller, request, use.policy, deps)
    return plain(use.use_case(request, caller, deps))


def _failed(call: Call, error: Exception) -> dict[str, Any]:
    code = code_of(error)
    log.error("call", error, code=code.value, duration_ms=call.duration_ms())
    return call.envelope(code, BUSY if code is Code.BUSY else INTERNAL, None)
