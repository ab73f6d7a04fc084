"""What the driver asks the database: commands, and the documents that come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from pymongo import MongoClient, monitoring
from pymongo.database import Database


class Asked(NamedTuple):
    """So many commands, and so many documents in their answers."""

    commands: int
    documents: int


class Commands(monitoring.CommandListener):
    """Counts one client's commands and the documents they bring."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.documents = 0

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """One more."""
        self.names.append(event.command_name)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """What it brought."""
        cursor = event.reply.get("cursor", {})
        self.documents += len(cursor.get("firstBatch", ())) + len(cursor.get("nextBatch", ()))

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing came."""

    def since(self) -> Asked:
        """What was asked since this was last asked for."""
        asked = Asked(len(self.names), self.documents)
        self.names, self.documents = [], 0
        return asked


@contextmanager
def listening(uri: str, name: str) -> Iterator[tuple[Database[dict[str, Any]], Commands]]:
    """A database over a client of its own whose commands are counted."""
    commands = Commands()
    client: MongoClient[dict[str, Any]] = MongoClient(
        uri, tz_aware=True, event_listeners=[commands]
    )
    try:
        yield client[name], commands
    finally:
        client.close()
