"""What is in the database: looking at a slot, checking every invariant, the demo, beginning again."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiohttp import web
from pymongo.errors import PyMongoError

from emulator.clock import local
from emulator.database import Database, DatabaseError
from emulator.json_api import BadRequest, json_body, reply
from emulator.ops_programs import Ops
from emulator.programs import Finished
from emulator.seed import Demo, SeedError

_MAX_REPORT = 20


class DataControl:
    """`reset` empties the database and everything that remembers it; it returns what time it is then."""

    def __init__(
        self, database: Database, ops: Ops, demo: Demo, reset: Callable[[], Awaitable[datetime]]
    ) -> None:
        self._database, self._ops, self._demo, self._reset = database, ops, demo, reset

    def routes(self) -> list[web.RouteDef]:
        """Every route of this class."""
        return [
            web.get("/_emulator/slots/{id}", self.slot),
            web.get("/_emulator/verify", self.verify),
            web.get("/_emulator/stuck", self.stuck),
            web.post("/_emulator/seed", self.seed),
            web.post("/_emulator/reset", self.reset),
        ]

    async def slot(self, request: web.Request) -> web.Response:
        slots = self._database.client[self._database.name]["slots"]
        found = await _asked(slots.find_one({"_id": request.match_info["id"]}))
        if found is None:
            raise BadRequest("no such slot", 404, "NOT_FOUND")
        return reply(found)

    async def verify(self, request: web.Request) -> web.Response:
        settled = request.query.get("settled") not in (None, "", "0", "false")
        finished = await self._ops.run("verify", "--json", *(["--settled"] if settled else []))
        return reply(_told(finished, "VERIFY_FAILED"))

    async def stuck(self, _: web.Request) -> web.Response:
        return reply(_told(await self._ops.run("stuck", "--json"), "STUCK_FAILED"))

    async def seed(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        if body.get("dataset", "demo") != "demo" or body.keys() - {"dataset"}:
            raise BadRequest('the dataset is "demo"')
        return reply(await _asked(self._demo.make()))

    async def reset(self, request: web.Request) -> web.Response:
        await json_body(request)
        return reply({"now": local(await _asked(self._reset()))})


async def _asked(work: Awaitable[Any]) -> Any:
    """What was asked of the database, or a refusal in one line."""
    try:
        return await work
    except SeedError as error:
        raise BadRequest(str(error), 502, "SEED_FAILED") from None
    except DatabaseError as error:
        raise BadRequest(str(error), 409, "NOT_SCRATCH") from None
    except PyMongoError as error:
        raise BadRequest(f"the database does not answer: {error}", 503, "DATABASE") from None


def _told(finished: Finished, code: str) -> Any:
    """The JSON that a program printed, or a refusal with the last it said."""
    try:
        return json.loads(finished.stdout)
    except ValueError:
        raise BadRequest(_reason(finished), 502, code) from None


def _reason(finished: Finished) -> str:
    lines = (finished.stderr or finished.stdout).strip().splitlines()[-_MAX_REPORT:]
    return "\n".join(lines) or f"exit code {finished.code}"
