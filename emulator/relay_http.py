"""The way of the functions to the world outside: each worker has an address of its own.

`/_out/<worker>/wechat/…` and `/_out/<worker>/mch/…` are counted, judged by the faults, and passed on
to the simulators as they came.
"""

from __future__ import annotations

from collections.abc import Callable

import aiohttp
from aiohttp import web
from yarl import URL

from emulator.json_api import refuse
from emulator.workers import Worker

# Headers of one connection, not of the message; the length is set anew.
_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class HttpRelay:
    """Passes a worker's outside calls on to the simulators behind the same port."""

    def __init__(self, worker: Callable[[str], Worker | None], port: int) -> None:
        self._worker, self._port = worker, port
        self._session: aiohttp.ClientSession | None = None

    def routes(self) -> list[web.RouteDef]:
        """Every route of this class."""
        return [web.route("*", "/_out/{worker}/{rest:.*}", self.handle)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """ANY /_out/{worker}/{rest}."""
        worker = self._worker(request.match_info["worker"])
        if worker is None or not request.match_info["rest"].startswith(("wechat/", "mch/")):
            return refuse(404, "no such way out")
        verdict = await worker.judge("outside")
        if verdict == "cut":
            return _cut(request)
        if self._session is None:
            self._session = aiohttp.ClientSession(auto_decompress=False)
        # The raw path: a signature covers it byte for byte.
        path = request.raw_path.split("/", 3)[3]
        headers = [(k, v) for k, v in request.headers.items() if k.lower() not in _HOP]
        try:
            async with self._session.request(
                request.method,
                URL(f"http://127.0.0.1:{self._port}/{path}", encoded=True),
                headers=headers,
                data=await request.read(),
                allow_redirects=False,
            ) as answer:
                body = await answer.read()
        except aiohttp.ClientError:
            return _cut(request)  # as the simulator did
        if verdict == "cut_after":
            return _cut(request)
        kept = [(k, v) for k, v in answer.headers.items() if k.lower() not in _HOP]
        return web.Response(status=answer.status, headers=kept, body=body)

    async def close(self) -> None:
        """Close the connections to the simulators."""
        if self._session:
            await self._session.close()


def _cut(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)
