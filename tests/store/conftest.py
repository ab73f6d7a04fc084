"""An empty database with its indexes, and the store over it."""

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

from common.runtime.crypto import DerivedSigner, FieldCipher, PersonHasher
from common.store import Store, open_store
from tests.store.base import emptied, indexed
from tests.support.service import KEYS


@pytest.fixture(scope="session")
def indexed_db(mongo_uri: str) -> Iterator[Database[dict[str, Any]]]:
    """A database that has its indexes."""
    with indexed(mongo_uri) as database:
        yield database


@pytest.fixture
def db(indexed_db: Database[dict[str, Any]]) -> Database[dict[str, Any]]:
    """Emptied for each test; its indexes stay."""
    return emptied(indexed_db)


@pytest.fixture
def store(db: Database[dict[str, Any]]) -> Store:
    return open_store(db, FieldCipher(KEYS), PersonHasher(KEYS), DerivedSigner(KEYS))
