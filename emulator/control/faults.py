"""What is ordered to go wrong: `/_emulator/faults`."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from emulator.faults import FaultBoard
from emulator.host import Host
from emulator.json_api import BadRequest, json_body, reply


class FaultControl:
    """Orders faults and calls them off; the host breaks connections that a fault takes away."""

    def __init__(self, faults: FaultBoard, host: Host, emit: Callable[..., None]) -> None:
        self._faults, self._host, self._emit = faults, host, emit

    def routes(self) -> list[web.RouteDef]:
        """Every route of this class."""
        return [
            web.get("/_emulator/faults", self.faults),
            web.post("/_emulator/faults", self.order),
            web.delete("/_emulator/faults", self.clear),
        ]

    async def faults(self, _: web.Request) -> web.Response:
        return reply({"faults": [fault.as_doc() for fault in self._faults.waiting()]})

    async def order(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        try:
            fault = self._faults.order(body, set(self._host.stats))
        except ValueError as error:
            raise BadRequest(str(error)) from None
        if fault.mode == "down":
            self._host.cut(fault.target)
        self._emit("fault", ordered=fault.as_doc())
        return reply({"fault": fault.as_doc()})

    async def clear(self, _: web.Request) -> web.Response:
        self._faults.clear()
        self._emit("fault", cleared=True)
        return reply({"faults": []})
