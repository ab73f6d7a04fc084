"""The one port."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable, Mapping

from aiohttp import web

from emulator.guard import guard

_BACKLOG = 512
_MAX_BODY = 6 * 1024 * 1024


class ServerError(Exception):
    """The port can't be had; the message is one line."""


class Server:
    """Listens on 127.0.0.1 only."""

    def __init__(self) -> None:
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

    async def start(
        self, routes: Iterable[web.RouteDef], mounted: Mapping[str, web.Application]
    ) -> None:
        """Answer by these routes and, below their prefixes, by the mounted applications."""
        app = web.Application(middlewares=[guard(self.port)], client_max_size=_MAX_BODY)
        app.add_routes(routes)
        for prefix, application in mounted.items():
            app.add_subapp(prefix, application)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket).start()

    async def close(self) -> None:
        """Stop listening."""
        if self._runner:
            await self._runner.cleanup()
        self._socket.close()
