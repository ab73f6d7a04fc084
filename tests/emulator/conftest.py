"""One emulator for most tests; a site of their own for those that start and stop it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator.running import Running, make_site, start


@pytest.fixture(scope="session")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_site(tmp_path_factory.mktemp("emulator"))


@pytest.fixture(scope="session")
def shared(shared_site: Path) -> Iterator[Running]:
    running = start(shared_site)
    yield running
    assert running.end() == 0


@pytest.fixture
def emulator(shared: Running) -> Iterator[Running]:
    """The session's emulator, without faults and at the forms it starts with."""
    yield shared
    shared.http.delete("/_emulator/faults")
    shared.post("platform", context="environment", body="text")


@pytest.fixture
def site(shared_site: Path, shared: Running, tmp_path: Path) -> Path:
    """A site of one's own; the layer that is built already is shared, to save the building."""
    own = make_site(tmp_path)
    built = shared_site / ".local/layer"
    shutil.copytree(built, own / ".local/layer", symlinks=True)
    return own
