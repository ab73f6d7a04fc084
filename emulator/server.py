"""The one port: calls, routes, simulators, control API and pages."""

from __future__ import annotations

import errno
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from emulator import control, control_phone, shapes
from emulator.guard import BadRequest, guard, json_body

if TYPE_CHECKING:
    from emulator.assembly import Emulator

_BACKLOG = 512
_MAX_BODY = 6 * 1024 * 1024
_CONSOLE = Path(__file__).with_name("console")
_OPENID = "X-Emulator-Openid"


class ServerError(Exception):
    """The port can't be had; the message is one line."""


class Server:
    """Listens on 127.0.0.1 only."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._runner: web.AppRunner | None = None
        self._socket = socket.socket()
        self.port = 0

    def bind(self, port: int) -> None:
        """Take the port before anything else is started; 0 picks a free one."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind(("127.0.0.1", port))
            self._socket.listen(_BACKLOG)
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            reason = "is taken: choose another with PORT=…, or PORT=0" if taken else f": {error}"
            raise ServerError(f"port {port} {reason}") from None
        self.port = self._socket.getsockname()[1]

    async def start(self) -> None:
        """Answer."""
        app = web.Application(middlewares=[guard(lambda: self.port)], client_max_size=_MAX_BODY)
        emulator = self._emulator
        app.add_routes(control.routes(emulator))
        app.add_routes(control_phone.routes(emulator))
        app.add_routes(
            [
                web.post("/functions/{name}", self._call_function),
                web.route("*", "/http/{path:.*}", self._http_route),
                web.route("*", "/_out/{worker}/{rest:.*}", emulator.outside.handle),
                web.get("/preview/{file:.*}", self._page),
                web.get("/_emulator/{file:.*}", self._page),
                web.get("/{file:.*}", self._page),
            ]
        )
        app.add_subapp("/wechat/", emulator.wechat)
        app.add_subapp("/mch/", emulator.pay)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket).start()

    async def close(self) -> None:
        """Stop listening."""
        if self._runner:
            await self._runner.cleanup()
        self._socket.close()

    async def _call_function(self, request: web.Request) -> web.Response:
        name, openid = request.match_info["name"], request.headers.get(_OPENID)
        try:
            data = await json_body(request)
        except web.HTTPRequestEntityTooLarge:
            data, message = {}, "request size exceeds 6 MB"
            return control.reply(shapes.rejection(shapes.BAD_DATA, message))
        except BadRequest as error:
            return control.reply(shapes.rejection(shapes.BAD_DATA, str(error)))
        return control.reply(await self._emulator.host.phone(name, data, openid or None))

    async def _http_route(self, request: web.Request) -> web.Response:
        answer = await self._emulator.host.http(
            request.method,
            "/" + request.match_info["path"],
            dict(request.query),
            dict(request.headers),
            await request.read(),
        )
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        """A file of the console or of the built preview; the page itself for a folder."""
        file = request.match_info["file"] or "index.html"
        folders = [_CONSOLE, self._emulator.home.path / "preview"]
        if request.path.startswith("/preview/"):
            folders.reverse()
        for folder in folders:
            path = (folder / file).resolve()
            if path.is_relative_to(folder.resolve()) and path.is_file():
                return web.FileResponse(path, headers={"Cache-Control": "no-cache"})
        raise web.HTTPNotFound
