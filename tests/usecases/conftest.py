"""A small hospital over an empty database."""

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

from tests.store.ground import emptied, indexed
from tests.support import service as support
from tests.support.service import Service


@pytest.fixture(scope="session")
def indexed_db(mongo_uri: str) -> Iterator[Database[dict[str, Any]]]:
    """A database that has its indexes."""
    with indexed(mongo_uri) as database:
        yield database


@pytest.fixture
def db(
    indexed_db: Database[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> Database[dict[str, Any]]:
    """Emptied for each test; its indexes stay."""
    monkeypatch.setattr(support, "create", lambda database: None)
    return emptied(indexed_db)


@pytest.fixture
def service(db: Database[dict[str, Any]]) -> Service:
    """Three seats a slot."""
    return Service(db)


@pytest.fixture
def one_seat(db: Database[dict[str, Any]]) -> Service:
    """A hospital whose slots have a single seat."""
    return Service(db, seats=1)
