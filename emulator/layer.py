"""A layer on this laptop: the lock's packages, and a link to our package where it has one, in one directory."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from emulator import programs
from template import Layer


class LayerError(Exception):
    """The layer can't be built; the message is one line that says why."""


async def build(layer: Layer, into: Path) -> Path:
    """The layer's directory, built once for each lock and Python.

    Its name tells what it was made for, and it is complete as soon as it is there: emulators that share `into` may
    build at the same time, and one that runs keeps its layer when the lock changes.
    """
    lock = await asyncio.to_thread(layer.requirements.read_bytes)
    made_for = hashlib.sha256(lock + sys.version.encode()).hexdigest()
    target = into / f"{layer.name}-{made_for[:12]}"
    if not target.exists():
        into.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=".building-", dir=into))
        try:
            if lock.strip():
                await _install(layer.requirements, building)
            building.chmod(0o755)
            with suppress(OSError):  # another was faster; what is left of ours goes below
                building.rename(target)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    if layer.folder is None:
        return target
    link = target / layer.folder.name
    if not link.is_symlink() or link.readlink() != layer.folder:
        link.unlink(missing_ok=True)
        link.symlink_to(layer.folder, target_is_directory=True)
    return target


async def _install(requirements: Path, target: Path) -> None:
    # pip, because it made this environment: whatever it needs to reach its index is set up.
    installer = ["pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    options = ["--no-deps", "--target", str(target), "-r", str(requirements)]
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-m", *installer, *options]
    process = await programs.start(command, stdout=pipe, stderr=pipe)
    _, stderr = await process.communicate()
    if process.returncode:
        reason = stderr.decode().strip().splitlines() or ["no reason given"]
        raise LayerError(f"the layer's packages can't be installed: {reason[-1]}")
