"""One world for all tests: made once, put back before each."""

from collections.abc import Iterator

import pytest

from tests.ops.world import World
from tests.support.database import scratch


@pytest.fixture(scope="session")
def made_world(mongo_uri: str) -> Iterator[World]:
    with scratch(mongo_uri) as database:
        yield World(database)


@pytest.fixture
def world(made_world: World) -> World:
    made_world.restore()
    return made_world
