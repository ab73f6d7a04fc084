"""Who may talk to the emulator: this machine's own pages and programs, nobody through a browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

from emulator.json_api import BadRequest, refuse

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
# Requests of functions and of the simulators: no browser sends them, and their bodies are their own.
_MACHINES = ("/http/", "/wechat/", "/mch/", "/_out/", "/files/")
_JSON = "application/json"
# Our pages send files so, and no other site's page may: a browser asks before it sends bytes, as before JSON.
_BYTES = "application/octet-stream"
_DESKTOP = "/api/"


def guard(port: int) -> Middleware:
    """A middleware: our own Host, no foreign Origin, JSON only on what changes anything."""

    ours = {f"127.0.0.1:{port}", f"localhost:{port}"}

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.headers.get("Host", "") not in ours:
            return refuse(403, "this Host is not the emulator's")
        origin = request.headers.get("Origin")
        if origin is not None and origin not in {f"http://{host}" for host in ours}:
            return refuse(403, "this Origin is not the emulator's")
        changes = request.method not in ("GET", "HEAD", "OPTIONS")
        if changes and not request.path.startswith(_MACHINES) and not _is_ours(request):
            return refuse(415, "send Content-Type: application/json")
        try:
            return await handler(request)
        except BadRequest as error:
            return refuse(error.status, str(error), error.code)

    return check


def _is_ours(request: web.Request) -> bool:
    # Said so: what says no type at all is taken for bytes by the server.
    if "Content-Type" in request.headers and request.content_type == _BYTES:
        return request.path.startswith(_DESKTOP)
    # A request without body, type and Origin comes from no page: browsers put an Origin on it.
    bare = not request.body_exists and "Content-Type" not in request.headers
    return request.content_type == _JSON or (bare and "Origin" not in request.headers)
