"""The platform's side: every call of a function, and which of the platform's forms are in use."""

from __future__ import annotations

from aiohttp import web

from emulator import shapes
from emulator.host import Host
from emulator.json_api import BadRequest, json_body, reply


class PlatformControl:
    """The record of calls and the forms are the host's."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def routes(self) -> list[web.RouteDef]:
        """Every route of this class."""
        return [
            web.get("/_emulator/calls", self.calls),
            web.get("/_emulator/platform", self.forms),
            web.post("/_emulator/platform", self.set_forms),
        ]

    async def calls(self, request: web.Request) -> web.Response:
        since = request.query.get("since", "0")
        if not since.isdecimal():
            raise BadRequest("since must be the id of a call")
        return reply({"calls": [c for c in self._host.calls if c["id"] > int(since)]})

    async def forms(self, _: web.Request) -> web.Response:
        forms = self._host.forms
        return reply({"context": forms.context, "body": forms.body})

    async def set_forms(self, request: web.Request) -> web.Response:
        body, forms = await json_body(request), self._host.forms
        known = {"context": shapes.CONTEXT_FORMS, "body": shapes.BODY_FORMS}
        for name, value in body.items():
            if value not in known.get(name, ()):
                raise BadRequest(f"context: {shapes.CONTEXT_FORMS}, body: {shapes.BODY_FORMS}")
        forms.context = body.get("context", forms.context)
        forms.body = body.get("body", forms.body)
        return await self.forms(request)
