"""Where what a test writes is kept: in memory where there is room, because a test waits for every write to be safe."""

import atexit
import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 2 * 1024**3
# The folder of a process of Python's, and of one of node's, by its number.
_OF_A_PROCESS = re.compile(r"yuyue-(?:browser-)?([0-9]+)(?:-.*)?")


def memory_folder(memory: Path = _MEMORY) -> str | None:
    """This process's folder in memory, or None for the usual one: there is none, it is not ours, or too small
    (containers).

    What processes left that were killed is removed first: it takes memory.
    """
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        return None
    for left in memory.iterdir():
        found = _OF_A_PROCESS.fullmatch(left.name)
        if found and not _runs(int(found[1])):
            shutil.rmtree(left, ignore_errors=True)
    if shutil.disk_usage(memory).free < _ROOM_BYTES:
        return None
    folder = memory / f"yuyue-{os.getpid()}"
    folder.mkdir(exist_ok=True)
    atexit.register(_leave, folder)
    return str(folder)


def _leave(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
