"""Compile a folder for the target's Python, when one runs here.

A deployed folder is read-only, so what is not compiled beforehand is compiled anew at every cold
start. Files are marked unchecked-hash, in a fresh process with a fixed hash seed: the same bytes
every time, and no look at the source when they are loaded.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = (3, 10)

# Runs in the target's Python: argv is the folder and the path it will have when deployed.
# A part is written as shared if anything else refers to it at that moment, garbage and the
# interpreter's own names included. `held` refers to every part, so all are written so.
_COMPILE = """
import marshal, pathlib, py_compile, sys, types

FIELDS = [name for name in vars(types.CodeType) if name.startswith("co_") and name != "co_lines"]

def parts(value):
    yield value
    if isinstance(value, types.CodeType):
        value = [getattr(value, name) for name in FIELDS]
    if isinstance(value, (list, tuple, frozenset)):
        for each in value:
            yield from parts(each)

folder, deployed = pathlib.Path(sys.argv[1]), sys.argv[2]
for source in sorted(folder.rglob("*.py")):
    name = source.relative_to(folder).as_posix()
    target = source.parent / "__pycache__" / f"{source.stem}.cpython-310.pyc"
    try:
        py_compile.compile(str(source), str(target), f"{deployed}/{name}", doraise=True,
                           invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    except py_compile.PyCompileError as error:
        sys.exit(f"{name}: {error.msg}")
    compiled = target.read_bytes()
    code = marshal.loads(compiled[16:])
    held = list(parts(code))
    target.write_bytes(compiled[:16] + marshal.dumps(code))
"""


def find_target_python() -> str | None:
    """A Python of the target's version that runs, or None. (A shim on PATH may be there and fail.)"""
    for candidate in _candidates():
        command = [candidate, "-c", "import sys; print(sys.version_info[:2] == (3, 10))"]
        try:
            answer = subprocess.run(
                command, capture_output=True, text=True, timeout=20, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if answer.returncode == 0 and answer.stdout.strip() == "True":
            return candidate
    return None


def _candidates() -> Iterator[str]:
    if sys.version_info[:2] == TARGET:
        yield sys.executable
    on_path = shutil.which("python3.10")
    if on_path:
        yield on_path


def compile_folder(python: str, folder: Path, deployed: str) -> None:
    """Add compiled files beside the sources; raises RuntimeError when one does not compile.

    `deployed` is the folder's path on the platform: it is what a traceback will show.
    """
    # No -I or -E: they would drop the hash seed, and sets would be written in another order.
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [python, "-s", "-c", _COMPILE, str(folder), deployed],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd="/",
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip() or "compiling failed")
