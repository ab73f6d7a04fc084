"""The layer on this laptop: the lock's packages and a link to `common/`, in one directory."""

from __future__ import annotations

import asyncio
import hashlib
import importlib.util
import shutil
import sys
from pathlib import Path

from deploy.template import Layer
from emulator import programs


class LayerError(Exception):
    """The layer can't be built; the message is one line that says why."""


async def build(layer: Layer, into: Path) -> Path:
    """The layer's directory. Built anew only when the lock or this Python is another than last time."""
    lock = await asyncio.to_thread(layer.requirements.read_bytes)
    made_for = hashlib.sha256(lock + sys.version.encode()).hexdigest()
    target, mark = into / layer.name, into / f"{layer.name}.made"
    if not mark.exists() or mark.read_text() != made_for:
        mark.unlink(missing_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        if lock.strip():
            await _install(layer.requirements, target)
    link = target / layer.folder.name
    if not link.is_symlink() or link.readlink() != layer.folder:
        link.unlink(missing_ok=True)
        link.symlink_to(layer.folder, target_is_directory=True)
    mark.write_text(made_for)
    return target


async def _install(requirements: Path, target: Path) -> None:
    options = ["--no-deps", "--target", str(target), "-r", str(requirements)]
    if importlib.util.find_spec("uv"):
        installer = ["uv", "pip", "install", "--quiet", "--compile-bytecode"]
        installer += ["--python", sys.executable, "--require-hashes"]
    else:
        installer = ["pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-m", *installer, *options]
    process = await programs.start(command, stdout=pipe, stderr=pipe)
    _, stderr = await process.communicate()
    if process.returncode:
        reason = stderr.decode().strip().splitlines() or ["no reason given"]
        raise LayerError(f"the layer's packages can't be installed: {reason[-1]}")
