"""The whole service for tests that speak HTTP: an emulator on a free port with a home of its own."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.support.memory import memory_folder
from tests.support.programs import ending_with_us

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 240.0
END_SECONDS = 30.0
# When a world of the tests begins: a Monday morning in Shanghai, or what `make calendar` tries beside it.
# It is to come, because the emulator's clock goes forward only.
TEST_START = os.environ.get("TEST_START") or "2036-01-07T08:00+08:00"
# What would make it serve another database than its own, or begin on another day than it is told to.
_NOT_OURS = ("MONGO_URI", "MONGO_DATABASE", "FRESH", "START")


class Running(NamedTuple):
    """An emulator that serves: where, the folder of its keys and data, and the file with what it says."""

    address: str
    home: Path
    output: Path


@contextmanager
def running_emulator(home: Path | None = None, **environment: str) -> Iterator[Running]:
    """In a home of one's own, or in one whose state is gone afterwards; the built layer is shared with the checkout's.

    With PACKAGED in the environment of the tests it runs the packages, as `make run PACKAGED=1` does.
    """
    folder = Path(tempfile.mkdtemp(prefix="yuyue-emulator-", dir=memory_folder()))
    home, output = home or folder / "local", folder / "output"
    shared = ROOT / ".local" / "layer"
    for each in (home, shared):
        each.mkdir(parents=True, exist_ok=True)
    if not (home / "layer").exists():
        (home / "layer").symlink_to(shared, target_is_directory=True)
    # Without a PATH there is no node, and so no build of the preview, which nothing here looks at.
    # The rest stays: it may say how this machine reaches its package index.
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
    with output.open("wb") as said:
        process = None
        try:
            with _one_start_at_a_time(shared):
                process = subprocess.Popen(
                    ending_with_us(sys.executable, "-m", "emulator", "--home", str(home)),
                    cwd=ROOT,
                    env={**kept, "PATH": "", "PORT": "0", **environment},
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=subprocess.STDOUT,
                )
                address = _address(process, output)
            yield Running(address, home, output)
        finally:
            if process is not None:
                _end(process)
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _one_start_at_a_time(layer: Path) -> Iterator[None]:
    """Of two test processes the first builds the layer; the other waits for it."""
    with (layer / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _address(process: "subprocess.Popen[bytes]", output: Path) -> str:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        found = re.search(r"listening on (http://127\.0\.0\.1:\d+)", output.read_text("utf-8"))
        if found:
            return found[1]
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"the emulator did not start:\n{output.read_text('utf-8')}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
