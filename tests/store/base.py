"""One database with its indexes for many tests, emptied before each: making one takes longer than a test."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from pymongo.database import Database

from tests.support.database import scratch
from tests.support.indexes import create_lasting


@contextmanager
def indexed(uri: str) -> Iterator[Database[dict[str, Any]]]:
    """A database with every index that expires nothing, for as many tests as like."""
    with scratch(uri) as database:
        create_lasting(database)
        yield database


def emptied(database: Database[dict[str, Any]]) -> Database[dict[str, Any]]:
    """The same database without a document."""
    for name in database.list_collection_names():
        database[name].delete_many({})
    return database


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What acts give that are started at once."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result() for done in [pool.submit(act) for act in acts]]
