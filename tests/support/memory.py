"""Where what a test writes is kept: in memory where there is room, because a test waits for every write to be safe."""

import os
import shutil
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 2 * 1024**3


def memory_folder() -> str | None:
    """A folder in memory, or None for the usual one: there is none, it is not ours, or too small (containers)."""
    if not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK):
        return None
    return str(_MEMORY) if shutil.disk_usage(_MEMORY).free >= _ROOM_BYTES else None
