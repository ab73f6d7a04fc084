"""One emulator for all flow tests of a process, with the demo in it; at the end nothing may be left over or leaked."""

from collections.abc import Iterator

import pytest

from tests.flow import privacy
from tests.flow.recorder import Recorder
from tests.flow.world import World
from tests.support.seeded import running_demo


@pytest.fixture(scope="session")
def _shared() -> Iterator[World]:
    with running_demo() as running:
        recorder, world = Recorder(running.address), World(running)
        yield world
        world.emulator.delete("/_emulator/faults")
        world.come_to_rest()
        logs = [recorder.text(), running.output.read_bytes()]
        assert b"duration_ms" in logs[0]
        assert privacy.traces(logs, world.personal) == set()


@pytest.fixture
def world(_shared: World) -> Iterator[World]:
    """The shared emulator, by day and without a fault that another test left."""
    _shared.daytime()
    yield _shared
    _shared.emulator.delete("/_emulator/faults")
    _shared.emulator.post("/_emulator/platform", {"context": "environment", "body": "text"})
