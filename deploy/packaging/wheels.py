"""Third-party packages of a layer: wheels for the target, stripped of what never runs there."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from pathlib import Path

# Manylinux 2014 is the oldest the packages offer and the newest the platform is sure to run.
# uv and not pip: it reads the lock's markers for the target, pip for the Python it runs in.
_TARGET = ["--python-platform", "x86_64-manylinux2014", "--python-version", "3.10"]
_NEVER_RUN = ("*.pyi", "*.c", "*.h", "*.cc", "*.cpp", "*.pyx", "*.pxd", "*.rst", "py.typed")
_METADATA_KEPT = ("METADATA", "entry_points.txt", "top_level.txt")
_LOCKED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==")
_LICENCE_FILE = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)", re.IGNORECASE)


@dataclass(frozen=True)
class Distribution:
    """One third-party package as it is in the layer."""

    name: str
    version: str
    licence: str


def install(lock: Path, folder: Path) -> None:
    """Install a hash-locked list of wheels for the target; raises RuntimeError with the reason."""
    _install(lock, folder)
    entries = _entries(lock.read_text("utf-8"))
    # Packages are unpacked side by side: of two that bring the same file, the last one wins, and
    # which one is last is chance. Bringing those in again one by one makes it the same each time.
    with tempfile.TemporaryDirectory() as scratch:
        for name in _clashing(folder):
            single = Path(scratch) / f"{name}.lock"
            single.write_text("\n".join(entries[name]), "utf-8")
            _install(single, folder, "--reinstall")


def _install(lock: Path, folder: Path, *options: str) -> None:
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--link-mode", "copy"]
    command += ["--no-deps", "--require-hashes", "--only-binary", ":all:", *_TARGET, *options]
    command += ["--target", str(folder), "--requirement", str(lock)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())


def _entries(lock: str) -> dict[str, list[str]]:
    """The lines of each package of a lock, by normalised name."""
    entries: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lock.splitlines():
        match = _LOCKED.match(line)
        if match:
            current = entries.setdefault(normalised(match[1]), [])
        if line.startswith((" ", "\t")) or match:
            current.append(line)
    return entries


def _clashing(folder: Path) -> list[str]:
    """Packages that bring a file which another one brings with other contents, by name."""
    owners: dict[str, dict[str, str]] = {}
    for record in folder.glob("*.dist-info/RECORD"):
        name = normalised(record.parent.name.partition("-")[0])
        for row in csv.reader(record.read_text("utf-8").splitlines()):
            if row and not row[0].startswith(record.parent.name):
                owners.setdefault(row[0], {})[name] = row[1]
    shared = [by_name for by_name in owners.values() if len(set(by_name.values())) > 1]
    return sorted({name for by_name in shared for name in by_name})


def normalised(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def strip(folder: Path) -> None:
    """Remove tests, stubs, sources of compiled code and the installer's own notes."""
    for script in (folder / "bin", folder / "share"):
        shutil.rmtree(script, ignore_errors=True)
    (folder / ".lock").unlink(missing_ok=True)
    for tests in [*folder.rglob("tests"), *folder.rglob("test"), *folder.rglob("__pycache__")]:
        if tests.is_dir():
            shutil.rmtree(tests, ignore_errors=True)
    for pattern in _NEVER_RUN:
        for path in folder.rglob(pattern):
            path.unlink()
    for info in folder.glob("*.dist-info"):
        for path in sorted(info.rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.name not in _METADATA_KEPT and not _LICENCE_FILE.search(path.name):
                path.unlink()


def distributions(folder: Path) -> list[Distribution]:
    """What is installed in a folder, by name."""
    found = []
    for metadata in folder.glob("*.dist-info/METADATA"):
        fields = message_from_string(metadata.read_text("utf-8"))
        name = normalised(str(fields["Name"]))
        found.append(Distribution(name, str(fields["Version"]), _licence(fields)))
    return sorted(found, key=lambda distribution: distribution.name)


def _licence(fields: Message) -> str:
    stated = str(fields.get("License-Expression") or "").strip()
    classified = [
        str(line).rpartition(":: ")[2]
        for line in fields.get_all("Classifier", [])
        if str(line).startswith("License ::")
    ]
    text = str(fields.get("License") or "").strip()
    # Some packages put the whole text of their licence into the field, or UNKNOWN.
    short = text if "\n" not in text and len(text) < 80 and text != "UNKNOWN" else ""
    return stated or " / ".join(classified) or short or "not stated"
