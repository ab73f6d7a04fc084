"""Notices of WeChat Pay, by a public HTTP route. The signature proves who sent one; the use case checks it.

Answers: 204 when taken; else a status that makes WeChat Pay send it again, with `{"code": "FAIL", "message": …}`.
Source: https://pay.weixin.qq.com/doc/v3/merchant/4012791861
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from common.domain.errors import Code, Refused
from common.entry import http, identity
from common.entry.call import Call, code_of
from common.entry.http import HttpResponse
from common.entry.needs import Handler, handler
from common.runtime import log, settings

if TYPE_CHECKING:
    from common.contracts.timers import NoticeAnswer
    from common.protocol.deps import Deps

NoticeUse: TypeAlias = "Callable[[Mapping[str, str], bytes, Deps], NoticeAnswer]"

_STATUS = {Code.FORBIDDEN: 403, Code.BUSY: 500, Code.INTERNAL: 500}


def wechat_pay_call(*needs: tuple[str, ...]) -> Callable[[Callable[[], NoticeUse]], Handler]:
    """A function behind the notice route. Answers the platform's response shape, never raises."""

    def decorate(resolve: Callable[[], NoticeUse]) -> Handler:
        use_of = functools.cache(resolve)

        @handler(*needs)
        def main_handler(event: Any, context: Any) -> dict[str, Any]:
            call = Call(context)
            try:
                response = _take(event, call, main_handler.settings, use_of)
                log.info("http", status=response.status, duration_ms=call.duration_ms())
            except Refused as refusal:
                status = _STATUS.get(refusal.code, 400)
                log.info("http", status=status, code=refusal.code.value)
                response = _fail(status, refusal.code.value)
            except Exception as error:  # noqa: BLE001  every failure gets its one line and its answer
                code = code_of(error)
                duration = call.duration_ms()
                log.error("http", error, status=500, code=code.value, duration_ms=duration)
                response = _fail(500, code.value)
            return response.to_platform()

        return main_handler

    return decorate


def _take(
    event: Any, call: Call, needs: frozenset[str], use_of: Callable[[], NoticeUse]
) -> HttpResponse:
    identity.require_http(call.context)
    request = http.request_of(event)
    if request.method != "POST":
        return _fail(405, "method")
    answer = use_of()(request.headers, request.body, call.deps(settings.current(needs)))
    return HttpResponse(204) if answer.status == 204 else _fail(answer.status, answer.message)


def _fail(status: int, message: str) -> HttpResponse:
    body = json.dumps({"code": "FAIL", "message": message})
    return HttpResponse(status, {"content-type": "application/json"}, body)
