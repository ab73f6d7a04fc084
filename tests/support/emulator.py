"""The whole service for tests that speak HTTP: an emulator on a free port with a home of its own."""

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

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 240.0
END_SECONDS = 30.0


@contextmanager
def running_emulator(**environment: str) -> Iterator[str]:
    """Its address. Its state is gone afterwards, but the built layer is shared with the checkout's own."""
    home = Path(tempfile.mkdtemp(prefix="yuyue-emulator-"))
    log = home / "output"
    clean = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "emulator"],
            cwd=ROOT,
            env={**clean, "PORT": "0", "EMULATOR_HOME": str(home / "local"), **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield _address(process, log)
        finally:
            _end(process)
            shutil.rmtree(home, ignore_errors=True)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        found = re.search(r"listening on (http://127\.0\.0\.1:\d+)", log.read_text("utf-8"))
        if found:
            return found[1]
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"the emulator did not start:\n{log.read_text('utf-8')}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
