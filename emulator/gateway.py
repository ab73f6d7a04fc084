"""How calls come in: from a phone, and by the HTTP access routes.

Those of the staff's pages, below `/api/`, are also there where the pages are, as on the platform's one domain.
"""

from __future__ import annotations

from aiohttp import web

from emulator import shapes
from emulator.host import Host
from emulator.json_api import BadRequest, json_body, reply
from emulator.login_codes import LoginCodes

_OPENID = "X-Emulator-Openid"


class Gateway:
    """Hands requests to the host and its answers back."""

    def __init__(self, host: Host, codes: LoginCodes) -> None:
        self._host, self._codes = host, codes

    def routes(self) -> list[web.RouteDef]:
        """Every route of this class."""
        return [
            web.post("/functions/{name}", self.call_function),
            web.route("*", "/http/{path:.*}", self.http_route),
            web.route("*", "/{path:api/.*}", self.http_route),
        ]

    async def call_function(self, request: web.Request) -> web.Response:
        name, openid = request.match_info["name"], request.headers.get(_OPENID)
        try:
            data = await json_body(request)
        except web.HTTPRequestEntityTooLarge:
            return reply(shapes.rejection(shapes.BAD_DATA, "request size exceeds 6 MB"))
        except BadRequest as error:
            return reply(shapes.rejection(shapes.BAD_DATA, str(error)))
        return reply(await self._host.phone(name, data, openid or None))

    async def http_route(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        answer = await self._host.http(
            request.method,
            path,
            dict(request.query),
            dict(request.headers),
            await request.read(),
        )
        self._codes.see(path, request.headers.get("Origin", ""), answer.body)
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)
