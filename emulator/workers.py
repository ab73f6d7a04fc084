"""A worker process as the host sees it: started, called, judged by the faults, ended."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from emulator.faults import FaultBoard
from emulator.programs import signal_to
from emulator.relay_mongo import MongoRelay
from template import Function

_BOOTSTRAP = Path(__file__).with_name("worker.py")
_MAX_LINE = 32 * 1024 * 1024
_MAX_LOG_LINES = 200


class Crashed(Exception):
    """The process ended before it answered."""


class TimedOut(Exception):
    """The call took longer than the template allows; the process was ended."""


class Raised(Exception):
    """The handler raised; `report` is what the platform tells of it."""

    def __init__(self, report: dict[str, Any]) -> None:
        super().__init__(report["errorMessage"])
        self.report = report


@dataclass
class Counts:
    """What one invocation did, as its relays saw it."""

    writes: int = 0
    reads: int = 0
    outside: int = 0
    log: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Site:
    """What all workers share: where their code and their database are."""

    layers: Mapping[str, Path]
    database: tuple[str, int]
    environment: Callable[[str, str, int], Mapping[str, str]]
    """(function, worker id, relay port) → the process's whole environment."""
    faults: FaultBoard
    emit: Callable[..., None]
    kill_database: Callable[[], None]
    lifeline: int
    """Read end of a pipe that closes when the host goes."""


class Worker:
    """One process for one function. `fit` until it ends or its source changes."""

    def __init__(
        self,
        function: Function,
        site: Site,
        ended: Callable[[Worker], None],
    ) -> None:
        self.id = secrets.token_hex(8)
        self.function = function.name
        self.stale = False
        self.fresh = True
        """Whether its first call, the cold start, is still to come."""
        self.last = Counts()
        """Of the call that is running or was the last."""
        self._in_call = False
        self._site = site
        path = [function.folder, *(site.layers[name] for name in function.layers)]
        self._setup = {"path": [str(each) for each in path], "handler": function.handler}
        self._ended = ended
        self._relay = MongoRelay(*site.database, judge=self)
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None

    @property
    def fit(self) -> bool:
        return not self.stale and self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start the process. It reads no code of ours before its first call."""
        await self._relay.start()
        ours, theirs = socket.socketpair()
        lifeline = self._site.lifeline
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", str(_BOOTSTRAP), str(theirs.fileno()), str(lifeline)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                env=dict(self._site.environment(self.function, self.id, self._relay.port)),
                pass_fds=(theirs.fileno(), lifeline),
                start_new_session=True,
                cwd="/",
            )
        self._reader, self._writer = await asyncio.open_connection(sock=ours, limit=_MAX_LINE)
        self._send(self._setup | {"time_machine": _time_machine()})

    async def call(
        self, event: dict[str, Any], context: dict[str, Any], offset_us: int, timeout_s: float
    ) -> Any:
        """The handler's return value. Raises Raised, TimedOut or Crashed."""
        self.last = counts = Counts()
        self._in_call = True
        self.fresh = False
        self._send({"event": event, "context": context, "offset_us": offset_us})
        try:
            reply = await asyncio.wait_for(self._reply(counts), timeout_s)
        except asyncio.TimeoutError:
            await self.end()
            raise TimedOut(f"Invoking task timed out after {timeout_s:g} seconds") from None
        except (ConnectionError, ValueError, EOFError):
            await self.end()
            raise Crashed("Process exited before completing request") from None
        finally:
            self._in_call = False
        if "error" in reply:
            raise Raised(reply["error"])
        return reply["reply"]

    async def end(self) -> None:
        """Kill the process, as the platform ends an instance: without a word."""
        if self._process:
            signal_to(self._process, signal.SIGKILL)
            await self._process.wait()
        if self._writer:
            self._writer.close()
        self._relay.close()
        self._ended(self)

    def cut(self) -> None:
        """Break its connections to the database."""
        self._relay.cut()

    def is_down(self) -> bool:
        return self._site.faults.is_down(self.function)

    async def judge(self, kind: str) -> str:
        """Count a `write`, `read` or `outside` call and let the faults decide: see relay_mongo."""
        fault, counts = None, self.last
        if self._in_call:
            counts.writes += kind == "write"
            counts.reads += kind == "read"
            counts.outside += kind == "outside"
            if kind != "read":
                fault = self._site.faults.strike(self.function, counts.writes + counts.outside)
        if fault is None and kind != "outside":
            fault = self._site.faults.take("database", None if kind == "write" else "slow")
        if fault is None:
            return "pass"
        self._site.emit("fault", target=fault.target, mode=fault.mode, function=self.function)
        if fault.mode == "slow":
            await asyncio.sleep(fault.seconds)
            return "pass"
        if fault.mode == "kill" and fault.target == "database":
            self._site.kill_database()
        elif fault.mode == "kill" and self._process:
            signal_to(self._process, signal.SIGKILL)
        return "cut_after" if fault.mode == "error_after_effect" else "cut"

    async def _reply(self, counts: Counts) -> dict[str, Any]:
        while True:
            line = await self._reader.readline()
            if not line.endswith(b"\n"):
                raise EOFError
            message: dict[str, Any] = json.loads(line)
            if "log" not in message:
                return message
            if len(counts.log) < _MAX_LOG_LINES:
                counts.log.append(message["log"])

    def _send(self, message: dict[str, Any]) -> None:
        assert self._writer is not None
        self._writer.write(json.dumps(message).encode() + b"\n")


def open_lifeline() -> tuple[int, int]:
    """(read end for the workers, write end for the host to keep open)."""
    return os.pipe()


def _time_machine() -> list[str]:
    """The files of time-machine: its package, its extension."""
    files = []
    for name in ("time_machine", "_time_machine"):
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise RuntimeError("time-machine is not installed: make run installs it")
        files.append(spec.origin)
    return files
