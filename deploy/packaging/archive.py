"""A zip whose bytes depend on names and contents alone."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

# The oldest instant a zip can hold; the platform looks at contents, not at times.
_WHEN = (1980, 1, 1, 0, 0, 0)


def files_in(folder: Path) -> list[Path]:
    """All files below a folder, in the order of their names."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def write(folder: Path, target: Path) -> str:
    """Pack a folder's contents at the root of a zip and return its SHA-256 in hex.

    Symbolic links are followed, modes become 0644: ownership and umask leave no trace.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in files_in(folder):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, path.read_bytes())
    return sha256(target)


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def unpacked_bytes(folder: Path) -> int:
    """What the platform counts against its limit for code and layers."""
    return sum(path.stat().st_size for path in files_in(folder))
