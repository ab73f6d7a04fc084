"""What the programs stand on: settings of the environment, a connection that can wait, and keys where one is needed."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from pymongo import MongoClient
from pymongo.database import Database

from common.runtime import settings
from common.runtime.settings import Settings

DATABASE = ("STAGE", "MONGO_URI", "MONGO_DATABASE")
Db = Database[dict[str, Any]]
T = TypeVar("T")

# A person waits in front of this, not a patient: long enough for a replica set's election.
_FIND_SERVER_MS = 5000


def known(*more: str, may: Collection[str] = ()) -> Settings:
    """The settings of the database, those named, and those of `may` that are there. Raises `SettingsError`."""
    return settings.load((*DATABASE, *more), may=may)


def open_database(settings: Settings) -> Db:
    """The database, instants aware, writes by majority.

    Unlike a function's connection it has no time limit on a command: an index of millions takes its time.
    """
    client: MongoClient[dict[str, Any]] = MongoClient(
        settings.mongo_uri,
        tz_aware=True,
        serverSelectionTimeoutMS=_FIND_SERVER_MS,
        w="majority",
        appname="yuyue-ops",
    )
    return client[settings.mongo_database]


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
