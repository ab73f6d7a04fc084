"""What the emulator host and its simulators of WeChat and WeChat Pay know of each other.

A simulator is an aiohttp sub-application built from a `World`: it takes the time, its memory, its
faults and its way to the merchant's notify_url from there and from nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

Doc = dict[str, Any]


@dataclass
class Fault:
    """One ordered misfortune. It strikes at the `after`-th occasion and then `times` times.

    `seconds` is a real duration (how slow, how late, how long down). `target` is `database`,
    `function:<name>` or a simulator's (`pay_notice`, `prepay`, …), which says what `mode`s it knows.
    """

    id: str
    target: str
    mode: str
    times: int = 1
    seconds: float = 1.0
    after: int = 1
    seen: int = field(default=0, compare=False)

    def as_doc(self) -> Doc:
        """As ordered, with what is left of `times`."""
        names = ("id", "target", "mode", "times", "seconds", "after")
        return {name: getattr(self, name) for name in names}


class Faults(Protocol):
    """The misfortunes that were ordered and have not struck yet."""

    def take(self, target: str, mode: str | None = None) -> Fault | None:
        """Count one occasion for `target`; the fault that strikes now, used up by one, or None.

        With `mode` only faults of that mode are looked at; without it the oldest of any mode.
        """


class KeyDocStore(Protocol):
    """Small JSON documents by kind and id, kept across restarts; every write is on disk at return."""

    def get(self, kind: str, id: str) -> Doc | None:
        """A copy of the document, or None."""

    def put(self, kind: str, id: str, doc: Doc) -> None:
        """Write the whole document; a first write decides its place in `all`."""

    def all(self, kind: str) -> list[tuple[str, Doc]]:
        """(id, document) of a kind in the order they were first written."""

    def delete(self, kind: str, id: str) -> None:
        """Forget the document; one that is not there is no error."""

    def clear(self) -> None:
        """Forget everything of every kind."""


class World(Protocol):
    """What a simulator may touch of the emulator."""

    @property
    def store(self) -> KeyDocStore: ...

    @property
    def faults(self) -> Faults: ...

    @property
    def keys(self) -> Path:
        """Directory (mode 0700) for key files (mode 0600)."""

    def now(self) -> datetime:
        """The emulator's clock: aware, UTC."""

    async def sleep_until(self, when: datetime) -> None:
        """Return once the emulator's clock has reached `when`, by itself or by a jump."""

    def emit(self, type: str, **data: Any) -> None:
        """Send an event (`message`, `order`, …) to those who watch the emulator."""

    async def post_notice(self, path: str, headers: Mapping[str, str], body: bytes) -> int:
        """POST a WeChat Pay notice to the path of its notify_url (`/pay/notify`) through the HTTP
        access route; the HTTP status of the answer, 0 when there was none."""
