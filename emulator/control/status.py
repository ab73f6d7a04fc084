"""Whether everything runs: `/_emulator/status`."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from emulator.clock import Clock, local
from emulator.database import Database
from emulator.faults import FaultBoard
from emulator.host import Host
from emulator.json_api import reply


class StatusControl:
    """`is_open` tells whether the emulator has started and is not about to end."""

    def __init__(
        self,
        host: Host,
        database: Database,
        faults: FaultBoard,
        clock: Clock,
        is_open: Callable[[], bool],
    ) -> None:
        self._host, self._database, self._faults = host, database, faults
        self._clock, self._is_open = clock, is_open

    def routes(self) -> list[web.RouteDef]:
        """Every route of this class."""
        return [web.get("/_emulator/status", self.status)]

    async def status(self, _: web.Request) -> web.Response:
        database = self._database
        functions = {
            name: {key: stats[key] for key in ("cold_starts", "calls", "errors")}
            for name, stats in self._host.stats.items()
        }
        up = not self._faults.is_down("") and await database.answers()
        state = {"ready": self._is_open() and up, "functions": functions}
        state |= {"now": local(self._clock.now())}
        if database.local:  # another's may hold a password
            state |= {"mongo_uri": database.uri, "mongo_database": database.name}
        return reply(state | {"database": "up" if up else "down"})
