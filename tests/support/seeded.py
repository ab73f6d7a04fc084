"""Homes of the emulator with the demo in them: made once for each state of the sources, copied for each use.

`python -m tests.support.seeded FOLDER` does it for tests of another language: FOLDER becomes such a home, and what is
printed is the instant at which an emulator begins there.
"""

import fcntl
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.support.emulator import ROOT, TEST_START, Running, running_emulator
from tests.support.memory import memory_folder

KEPT = 3
_MADE = ROOT / ".local" / "seeded"
# Nothing in these can change what the demo looks like in the database.
_OTHERS = {"tests", "docs", "miniprogram", "staff", "node_modules", "build", "proof", "benchmarks"}
_SOURCES = {".py", ".csv", ".json", ".yaml", ".lock"}


def seeded_home(folder: Path) -> str:
    """Make a folder that is not there yet a home of the emulator; the instant at which its clock must begin."""
    with _alone():
        made = _MADE / _fingerprint()
        if not made.exists():
            _make(made)
        shutil.copytree(made / "home", folder, symlinks=True)
        return (made / "instant").read_text()


@contextmanager
def running_demo(**environment: str) -> Iterator[Running]:
    """An emulator in such a home, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="yuyue-home-", dir=memory_folder()) as folder:
        home = Path(folder) / "local"
        start = seeded_home(home)
        with running_emulator(home, START=start, **environment) as running:
            yield running


@contextmanager
def _alone() -> Iterator[None]:
    _MADE.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (_MADE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fingerprint() -> str:
    seen = hashlib.sha256(f"{sys.version} {TEST_START}".encode())
    for path in sorted(_sources()):
        seen.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return seen.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    for path in ROOT.iterdir():
        if path.is_dir() and path.name[0] != "." and path.name not in _OTHERS:
            yield from (each for each in path.rglob("*") if each.suffix in _SOURCES)
        elif path.name[0] != "." and path.suffix in _SOURCES:
            yield path


def _make(target: Path) -> None:
    """The home as the emulator leaves it, and when it left it: no later clock may begin before."""
    folder = Path(tempfile.mkdtemp(dir=_MADE))
    try:
        with running_emulator(folder / "home", START=TEST_START, PACKAGED="0") as running:
            status = json.load(urlopen(f"{running.address}/_emulator/status"))
        (folder / "instant").write_text(status["now"])
        folder.rename(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    older = sorted((each for each in _MADE.iterdir() if each.is_dir()), key=os.path.getmtime)
    for each in older[:-KEPT]:
        shutil.rmtree(each)


if __name__ == "__main__":
    print(seeded_home(Path(sys.argv[1])), end="")
