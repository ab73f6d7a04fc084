"""Who may talk to the emulator: this machine's own pages and programs, nobody through a browser."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Middleware

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
# Requests of functions and of the simulators: no browser sends them, and their bodies are their own.
_MACHINES = ("/http/", "/wechat/", "/mch/", "/_out/")
_JSON = "application/json"


class BadRequest(Exception):
    """A control request that can't be carried out; the message says why."""

    def __init__(self, message: str, status: int = 400, code: str = "BAD_REQUEST") -> None:
        super().__init__(message)
        self.status, self.code = status, code


def refuse(status: int, message: str, code: str = "REFUSED") -> web.Response:
    """An answer of the control API that says no."""
    return web.json_response({"code": code, "message": message}, status=status)


def guard(port: Callable[[], int]) -> Middleware:
    """A middleware: our own Host, no foreign Origin, JSON only on what changes anything."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        ours = {f"127.0.0.1:{port()}", f"localhost:{port()}"}
        if request.headers.get("Host", "") not in ours:
            return refuse(403, "this Host is not the emulator's")
        origin = request.headers.get("Origin")
        if origin is not None and origin not in {f"http://{host}" for host in ours}:
            return refuse(403, "this Origin is not the emulator's")
        changes = request.method not in ("GET", "HEAD", "OPTIONS")
        if changes and not request.path.startswith(_MACHINES) and not _is_json(request):
            return refuse(415, "send Content-Type: application/json")
        try:
            return await handler(request)
        except BadRequest as error:
            return refuse(error.status, str(error), error.code)

    return check


def _is_json(request: web.Request) -> bool:
    # A request without body, type and Origin comes from no page: browsers put an Origin on it.
    bare = not request.body_exists and "Content-Type" not in request.headers
    return request.content_type == _JSON or (bare and "Origin" not in request.headers)


async def json_body(request: web.Request) -> dict[str, Any]:
    """The request's JSON object; empty for no body. BadRequest for anything else."""
    raw = await request.read()
    if not raw:
        return {}
    try:
        body = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadRequest("the body is not JSON") from None
    if not isinstance(body, dict):
        raise BadRequest("the body must be a JSON object")
    return body


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
