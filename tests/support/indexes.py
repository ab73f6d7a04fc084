"""The service's indexes, for tests whose day is long past."""

from typing import Any

from pymongo.database import Database

from common.store.indexes import INDEXES, create


def create_lasting(database: Database[dict[str, Any]]) -> None:
    """Every index but those that expire documents: the server expires by the real clock, not by a test's."""
    create(database)
    for index in INDEXES:
        if "expireAfterSeconds" in index.options:
            database[index.collection].drop_index(index.name)
