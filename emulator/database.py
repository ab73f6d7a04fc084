"""The database: the local one, started as a program of its own, or the one named by MONGO_URI."""

from __future__ import annotations

import asyncio
import shutil
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError
from pymongo.uri_parser import parse_uri

from emulator import programs

_LOCAL_OPTIONS = "directConnection=true&retryWrites=false"
_START_S = 60.0
# How documents are stored; raised by a change for which no migration is written. Local data is worth none.
_FORMAT = 2
_MARK = {
    "_id": "emulator", "note": "a scratch database of the emulator: reset may empty it", "format": _FORMAT,
}  # fmt: skip


class DatabaseError(Exception):
    """The database can't be used; the message is one line."""


class Database:
    """A running database: `uri` for programs, `address` for the relays, `client` for the host."""

    def __init__(self, uri: str, name: str, say: Callable[[str], None]) -> None:
        self.name, self._say = name, say
        self.local = not uri
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self.uri = uri or f"mongodb://127.0.0.1:{_free_port()}/?{_LOCAL_OPTIONS}"
        try:
            self._parsed = parse_uri(self.uri)
        except (PyMongoError, ValueError) as error:
            raise DatabaseError(f"MONGO_URI can't be read: {error}") from None
        self.client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
            self.uri, serverSelectionTimeoutMS=2000, tz_aware=True
        )

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of the (first) server."""
        host, port = self._parsed["nodelist"][0]
        return str(host), int(port or 27017)

    def through(self, port: int) -> str:
        """The same database by a relay on a local port: one server, the same user and options."""
        credentials, at, _ = self.uri.removeprefix("mongodb://").rpartition("@")
        database = self._parsed["database"] or ""
        options = [
            option
            for option in self.uri.partition("?")[2].split("&")
            if option and not option.lower().startswith(("replicaset=", "directconnection="))
        ]
        options.append("directConnection=true")
        return f"mongodb://{credentials}{at}127.0.0.1:{port}/{database}?{'&'.join(options)}"

    async def start(self, storage: Path) -> None:
        """Start the local one, or find the given one; then it answers. DatabaseError if not."""
        if self.uri.startswith("mongodb+srv:") or self._parsed["options"].get("tls"):
            raise DatabaseError(
                "MONGO_URI with TLS or +srv can't pass the relays: name a plain server"
            )
        if self.local:
            await self._start_program(storage)
            self._watch = asyncio.ensure_future(self._keep_running(storage))
        elif not await self.answers():
            raise DatabaseError("the database of MONGO_URI does not answer: is it running?")

    async def answers(self) -> bool:
        """Whether it answers a ping."""
        with suppress(PyMongoError):
            await self.client.admin.command("ping")
            return True
        return False

    async def is_scratch(self) -> bool:
        """Whether it carries our mark; the local database and an empty one get it."""
        database = self.client[self.name]
        if await database["_scratch"].find_one({"_id": _MARK["_id"]}):
            return True
        if not self.local and await database.list_collection_names():
            return False
        await database["_scratch"].insert_one(dict(_MARK))
        return True

    async def forget_older(self) -> bool:
        """Drop the local database when a version wrote it that stored documents otherwise; whether it was."""
        mark = await self.client[self.name]["_scratch"].find_one({"_id": _MARK["_id"]})
        if not self.local or mark is None or mark.get("format") == _FORMAT:
            return False
        await self.client.drop_database(self.name)
        return True

    async def require_scratch(self) -> None:
        """DatabaseError for a database that is not ours to change."""
        if not await self.is_scratch():
            raise DatabaseError(
                f"database {self.name!r} does not carry the emulator's scratch mark: it stays as it is"
            )

    async def empty(self) -> None:
        """Delete every document but the mark; the indexes stay. DatabaseError for a database that is not scratch."""
        await self.require_scratch()
        database = self.client[self.name]
        for name in await database.list_collection_names():
            if name != "_scratch":
                await database[name].delete_many({})

    def kill(self) -> None:
        """SIGKILL the local database; it is started again at once."""
        if self._process:
            programs.signal_to(self._process, signal.SIGKILL)

    async def close(self) -> None:
        """Close the client; end the local database."""
        if self._watch:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        await self.client.close()
        if self._process:
            await programs.end(self._process)

    async def _start_program(self, storage: Path) -> None:
        program = Path(sys.executable).parent / "secantusd-py"
        command = [str(program)] if program.exists() else [shutil.which("secantusd-py") or ""]
        if not command[0]:
            raise DatabaseError("secantusd-py is not installed: make run installs it")
        host, port = self.address
        command += ["--host", host, "--port", str(port), "--storage-path", str(storage)]
        command += ["--sync-on-commit", "--log-level", "ERROR"]
        try:
            storage.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(f"the database in {storage} does not start: {error}") from None
        with storage.with_name("db.log").open("wb") as log:
            self._process = await programs.start(
                command, cwd=storage, stdout=log.fileno(), stderr=log.fileno()
            )
        deadline = asyncio.get_running_loop().time() + _START_S
        while not await self._port_is_open():
            if self._process.returncode is not None:
                lines = storage.with_name("db.log").read_text(errors="replace").strip().splitlines()
                reason = lines[-1] if lines else f"exit code {self._process.returncode}"
                raise DatabaseError(f"the database in {storage} does not start: {reason}")
            if asyncio.get_running_loop().time() > deadline:
                raise DatabaseError(f"the database in {storage} does not answer")
            await asyncio.sleep(0.05)

    async def _port_is_open(self) -> bool:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(*self.address)
            writer.close()
            return True
        return False

    async def _keep_running(self, storage: Path) -> None:
        while self._process:
            code = await self._process.wait()
            self._say(f"the database ended (exit code {code}); starting it again")
            await self._start_program(storage)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
