"""The desktop door: JSON by POST from our own pages, and a cookie that only we can read.

A browser sends the cookie to no other site, and says by `Origin` whose page asks; what another site's page sends is
refused before anything is read. The answer is the phone's envelope, with an HTTP status that says the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from common.domain.errors import Code, Refused
from common.entry import http, validation
from common.entry.call import Call, code_of, plain
from common.entry.http import HttpRequest, HttpResponse
from common.protocol.rate_limit import count
from common.runtime import log, settings

if TYPE_CHECKING:
    from pydantic import BaseModel, TypeAdapter

    from common.domain.staff_call import StaffCall
    from common.protocol.deps import Deps
    from common.runtime.settings import Settings

COOKIE = "__Host-staff"
HEADERS = {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
}
_COOKIE_RULES = "Path=/; Secure; HttpOnly; SameSite=Strict"
# No longer than a session; the session itself ends earlier when nobody uses it.
_COOKIE_SECONDS = 12 * 3600
_STATUS = {
    Code.OK: 200, Code.UNAUTHENTICATED: 401, Code.FORBIDDEN: 403, Code.NOT_FOUND: 404, Code.STALE: 409,
    Code.BAD_STATE: 409, Code.TOO_MANY_REQUESTS: 429, Code.BUSY: 503, Code.INTERNAL: 500,
}  # fmt: skip
# No form sends these without asking us first. The platform takes 100 KB of what it calls text: JSON with a file in it
# comes as bytes. https://docs.cloudbase.net/en/error-code/EXCEED_MAX_PAYLOAD_SIZE
_KINDS = frozenset({"application/json", "application/octet-stream"})
_TOKEN = re.compile(r"[0-9A-Za-z_-]{1,128}")
_SHOWN = re.compile(r"[^ -~]")
_AGENT_LETTERS = 200
TOO_FAST = "点得太快了，请过 1 分钟再试"
NOT_OURS = "请从医院工作台的页面操作"
BUSY = "没有收到结果，请再点一次：同一件事不会做两遍"
INTERNAL = "系统出错了，请再试一次。还不行请联系平台运营"


class Side(NamedTuple):
    """What one door serves: the adapter of its requests, and its use case. `limit`: bytes of a desktop's request."""

    request: TypeAdapter[Any]
    use_case: Callable[[Any, StaffCall, Deps], BaseModel]
    limit: int = validation.EVENT_LIMIT


def answer(
    event: Any, context: Any, needs: frozenset[str], side_of: Callable[[], Side]
) -> dict[str, Any]:
    """Serve one request; every ending is a response of the platform's shape."""
    call = Call(context)
    headers = dict(HEADERS)
    data: dict[str, Any] | None
    try:
        reply = _serve(event, call, settings.current(needs), side_of)
        code, message, data = Code.OK, "成功", plain(reply)
        headers |= _cookie(reply)
    except Refused as refusal:
        code, message, data = refusal.code, refusal.message, refusal.details or None
    except Exception as error:  # noqa: BLE001  every failure gets its one line and its answer
        code, data = code_of(error), None
        message = BUSY if code is Code.BUSY else INTERNAL
        log.error("call", error, code=code.value, duration_ms=call.duration_ms())
        return _response(call.envelope(code, message, data), code, headers)
    return _response(call.answer(code, message, data), code, headers)


def _serve(event: Any, call: Call, known: Settings, side_of: Callable[[], Side]) -> BaseModel:
    side = side_of()
    request = http.request_of(event, max(http.BODY_LIMIT, side.limit))
    _check_origin(request, known.staff_origin)
    parsed = validation.parse(side.request, _json(request), side.limit)
    deps = call.deps(known)
    caller = _caller(request, deps)
    return side.use_case(parsed, caller, deps)


def _check_origin(request: HttpRequest, ours: str) -> None:
    if request.method != "POST" or not ours or request.headers.get("origin") != ours:
        raise Refused(Code.FORBIDDEN, NOT_OURS)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _KINDS:
        raise Refused(Code.FORBIDDEN, NOT_OURS)


def _json(request: HttpRequest) -> Any:
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused(Code.BAD_REQUEST, validation.STALE_PAGE) from None


def _caller(request: HttpRequest, deps: Deps) -> StaffCall:
    """Who asks, after counting their call.

    Who has not signed in is answered by reading at most one document; what they may begin, its use case counts.
    """
    from common.protocol import sign_in

    caller = sign_in.by_browser(token_of(request), _agent(request), deps)
    if caller.member is not None:
        rate = deps.store.catalogue.platform_rules().every_call
        count(caller.member.openid, rate, TOO_FAST, deps)
    return caller


def token_of(request: HttpRequest) -> str | None:
    """The session's token; none where our cookie is absent, malformed or there twice."""
    pairs = (part.strip().partition("=") for part in request.headers.get("cookie", "").split(";"))
    found = [value for name, _, value in pairs if name == COOKIE]
    return found[0] if len(found) == 1 and _TOKEN.fullmatch(found[0]) else None


def _agent(request: HttpRequest) -> str:
    """What the browser calls itself, as it may be shown on a phone."""
    return _SHOWN.sub("", request.headers.get("user-agent", ""))[:_AGENT_LETTERS]


def _cookie(reply: BaseModel) -> dict[str, str]:
    """What the browser is to keep, or to forget, after this answer."""
    from common.contracts.staff import SignedIn, SignedOut

    if isinstance(reply, SignedIn):
        return {"set-cookie": f"{COOKIE}={reply.token}; {_COOKIE_RULES}; Max-Age={_COOKIE_SECONDS}"}
    if isinstance(reply, SignedOut) and reply.here:
        return {"set-cookie": f"{COOKIE}=; {_COOKIE_RULES}; Max-Age=0"}
    return {}


def _response(envelope: dict[str, Any], code: Code, headers: dict[str, str]) -> dict[str, Any]:
    body = json.dumps(envelope, ensure_ascii=False)
    return HttpResponse(_STATUS.get(code, 400), headers, body).to_platform()
