"""A world for one test: a clock that stands still, a memory, and a merchant that takes notices."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from emulator.simulators import Doc, Fault


class MemoryDocs:
    """Documents through JSON, so that what cannot be stored is noticed and nothing is shared."""

    def __init__(self) -> None:
        self.docs: dict[tuple[str, str], str] = {}

    def get(self, kind: str, id: str) -> Doc | None:
        text = self.docs.get((kind, id))
        return None if text is None else json.loads(text)

    def put(self, kind: str, id: str, doc: Doc) -> None:
        self.docs[kind, id] = json.dumps(doc)

    def all(self, kind: str) -> list[tuple[str, Doc]]:
        return [(i, json.loads(text)) for (k, i), text in self.docs.items() if k == kind]

    def delete(self, kind: str, id: str) -> None:
        self.docs.pop((kind, id), None)

    def clear(self) -> None:
        self.docs.clear()


class OrderedFaults:
    """Faults that strike at once, in order."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def order(self, target: str, mode: str, times: int = 1, seconds: float = 1.0) -> None:
        self.waiting += [Fault(str(n), target, mode, seconds=seconds) for n in range(times)]

    def take(self, target: str, mode: str | None = None) -> Fault | None:
        for fault in self.waiting:
            if fault.target == target and mode in (None, fault.mode):
                self.waiting.remove(fault)
                return fault
        return None


@dataclass
class Notice:
    """A notice as it reached the merchant."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class FakeWorld:
    keys: Path
    store: MemoryDocs = field(default_factory=MemoryDocs)
    faults: OrderedFaults = field(default_factory=OrderedFaults)
    clock: datetime = datetime(2026, 11, 25, 2, 0, tzinfo=timezone.utc)
    answers: list[int] = field(default_factory=list)
    """What the merchant answers to the next notices; then 204."""
    notices: list[Notice] = field(default_factory=list)
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _sleepers: list[tuple[datetime, asyncio.Future[None]]] = field(default_factory=list)

    def now(self) -> datetime:
        return self.clock

    async def sleep_until(self, when: datetime) -> None:
        if self.clock < when:
            awake = asyncio.get_running_loop().create_future()
            self._sleepers.append((when, awake))
            await awake

    def emit(self, type: str, **data: Any) -> None:
        self.events.append((type, json.loads(json.dumps(data))))

    async def post_notice(self, path: str, headers: Mapping[str, str], body: bytes) -> int:
        self.notices.append(Notice(path, dict(headers), body))
        return self.answers.pop(0) if self.answers else 204

    async def advance(self, seconds: float) -> None:
        """Move the clock and let everybody do what they were waiting for."""
        self.clock += timedelta(seconds=seconds)
        due = [entry for entry in self._sleepers if entry[0] <= self.clock]
        for entry in due:
            self._sleepers.remove(entry)
            if not entry[1].done():
                entry[1].set_result(None)
        await self.quiet()

    async def quiet(self) -> None:
        """Until nobody in this world has anything left to do but wait for the clock."""
        for _ in range(100):
            await asyncio.sleep(0)
