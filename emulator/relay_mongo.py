"""A relay between one worker and the database: counts its writes, and strikes with faults.

Reads just enough of the MongoDB wire protocol to tell a command's name (OP_MSG, kind-0 section).
Source: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
"""

from __future__ import annotations

import asyncio
import struct
from contextlib import suppress
from typing import Protocol

_HEADER = struct.Struct("<iiii")  # length, request id, response to, operation code
_OP_MSG = 2013
_MAX_MESSAGE = 48 * 1024 * 1024
WRITES = {
    *(
        "insert",
        "update",
        "delete",
        "findAndModify",
        "findandmodify",
        "bulkWrite",
        "create",
        "drop",
    ),
    *("createIndexes", "dropIndexes", "dropDatabase", "renameCollection", "collMod"),
}
_HANDSHAKE = {"hello", "ismaster", "isMaster", "ping", "endSessions", "saslStart", "saslContinue"}


class Judge(Protocol):
    """Decides what becomes of each command before it is forwarded."""

    def is_down(self) -> bool:
        """Whether the database is away for this worker."""

    async def judge(self, kind: str) -> str:
        """For a `write` or a `read`: `pass`, `cut` (not forwarded) or `cut_after` (before the reply).

        May take its time (a slow database) and may kill the worker.
        """


def command_name(body: bytes) -> str:
    """The command in an OP_MSG body: the name of the first element of its kind-0 section."""
    at = 4  # flag bits
    while at < len(body):
        kind, at = body[at], at + 1
        if kind == 0:
            end = body.index(b"\0", at + 5)
            return body[at + 5 : end].decode("utf-8", "replace")
        at += struct.unpack_from("<i", body, at)[0]
    return ""


class MongoRelay:
    """Listens on a port of its own for one worker."""

    def __init__(self, host: str, port: int, judge: Judge) -> None:
        self._target = (host, port)
        self._judge = judge
        self._server: asyncio.Server | None = None
        self._links: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def start(self) -> None:
        """Open the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Break every connection that stands now."""
        for writer in self._links:
            writer.transport.abort()

    def close(self) -> None:
        """Close the port and every connection."""
        if self._server:
            self._server.close()
        self.cut()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._links.add(writer)
        upstream: asyncio.StreamWriter | None = None
        try:
            if self._judge.is_down():
                return
            answers, upstream = await asyncio.open_connection(*self._target)
            self._links.add(upstream)
            doomed: set[int] = set()
            ways = [
                asyncio.ensure_future(self._forward(reader, upstream, doomed)),
                asyncio.ensure_future(self._back(answers, writer, doomed)),
            ]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
        except OSError:
            pass  # the database is not there: the worker sees a cut connection
        finally:
            for link in (writer, upstream):
                if link is not None:
                    self._links.discard(link)
                    link.transport.abort()

    async def _forward(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, doomed: set[int]
    ) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head, request, _, operation, body = await _message(reader)
                if self._judge.is_down():
                    return
                name = command_name(body) if operation == _OP_MSG else ""
                if name and name not in _HANDSHAKE:
                    verdict = await self._judge.judge("write" if name in WRITES else "read")
                    if verdict == "cut" or self._judge.is_down():
                        return
                    if verdict == "cut_after":
                        doomed.add(request)
                writer.write(head + body)
                await writer.drain()

    async def _back(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, doomed: set[int]
    ) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head, _, answers, _, body = await _message(reader)
                if answers in doomed:
                    return
                writer.write(head + body)
                await writer.drain()


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, int, int, int, bytes]:
    head = await reader.readexactly(_HEADER.size)
    length, request, answers, operation = _HEADER.unpack(head)
    if not _HEADER.size <= length <= _MAX_MESSAGE:
        raise ConnectionError("not the MongoDB wire protocol")
    return head, request, answers, operation, await reader.readexactly(length - _HEADER.size)
