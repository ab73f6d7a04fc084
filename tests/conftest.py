"""What every test may ask for."""

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

from tests.support.database import scratch, server_uri


@pytest.fixture(scope="session")
def mongo_uri() -> Iterator[str]:
    """A real database server, one a test process."""
    with server_uri() as uri:
        yield uri


@pytest.fixture
def db(mongo_uri: str) -> Iterator[Database[dict[str, Any]]]:
    """An empty database."""
    with scratch(mongo_uri) as database:
        yield database
