"""One small world for all of these tests; each begins where it began."""

from collections.abc import Iterator

import pytest

from proof.world import Moment, World
from tests.support.database import scratch


@pytest.fixture(scope="session")
def _everything(mongo_uri: str) -> Iterator[tuple[World, Moment]]:
    with scratch(mongo_uri) as database:
        world = World(database, mongo_uri)
        yield world, world.now()


@pytest.fixture
def world(_everything: tuple[World, Moment]) -> World:
    """The world at its beginning."""
    world, beginning = _everything
    world.back_to(beginning)
    return world
