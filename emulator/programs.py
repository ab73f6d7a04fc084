"""Other programs: started so that they end with the emulator, and run under its clock.

As a script it is their first minute: `python -I -S programs.py PARENT PROGRAM ARG…` asks Linux to
end the process when its parent (a process id) dies, however it dies, and becomes the program.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_HERE = Path(__file__)
# Runs a module as `python -m` does, at another time. time-machine keeps monotonic time real.
_AT_ANOTHER_TIME = """
import datetime, runpy, sys, time_machine
offset = datetime.timedelta(microseconds=int(sys.argv[1]))
sys.argv[:] = sys.argv[2:]
sys.path[0] = ""
if offset:
    time_machine.travel(datetime.datetime.now(datetime.timezone.utc) + offset).start()
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


class Finished(NamedTuple):
    """How a program ended and what it wrote."""

    code: int
    stdout: str
    stderr: str


async def start(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdout: int | None = None,
    stderr: int | None = None,
) -> asyncio.subprocess.Process:
    """Start a program that ends when we do. A session of its own keeps Ctrl-C from it: we end it."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", str(_HERE), str(os.getpid()), *command),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        env=dict(env) if env is not None else None,
        cwd=cwd,
        start_new_session=True,
        limit=1 << 20,
    )


async def end(process: asyncio.subprocess.Process, patience_s: float = 5.0) -> None:
    """Ask a program to end; kill it when it does not within `patience_s` real seconds."""
    if process.returncode is not None:
        return
    signal_to(process, signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), patience_s)
    except asyncio.TimeoutError:
        signal_to(process, signal.SIGKILL)
        await process.wait()


def signal_to(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Send a signal to a process that may have ended.

    Not by its own methods: they reap a process that has just ended, and asyncio misses its end.
    """
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, number)


async def run_module(
    arguments: Sequence[str], *, env: Mapping[str, str], cwd: Path, offset_us: int
) -> Finished:
    """Run `python -m ARGUMENTS…` to its end, with the emulator's clock."""
    command = [sys.executable, "-c", _AT_ANOTHER_TIME, str(offset_us), *arguments]
    pipe = asyncio.subprocess.PIPE
    process = await start(command, env=env, cwd=cwd, stdout=pipe, stderr=pipe)
    try:
        stdout, stderr = await process.communicate()
    finally:
        await end(process)
    return Finished(process.returncode or 0, stdout.decode(), stderr.decode())


def _become(parent: int, command: list[str]) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before we asked
            sys.exit(1)
    os.execvp(command[0], command)


if __name__ == "__main__":
    _become(int(sys.argv[1]), sys.argv[2:])
