"""Looking for what must be nowhere: people's ID numbers, phones and names, plain, escaped as in JSON, or in base64."""

import base64
import re
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Any

from bson import BSON

# Whatever could be one of the values, at every position.
_CANDIDATES = re.compile(r"(?=(\d{17}[\dX]|(?<!\d)1\d{10}(?!\d)|[\u4e00-\u9fff]{3}))")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
_STANDARD = bytes.maketrans(b"-_", b"+/")


def traces(blobs: Iterable[bytes], values: Set[str]) -> set[str]:
    """Those of the values that stand in some blob."""
    found: set[str] = set()
    for blob in blobs:
        for text in _readings(blob):
            found |= values & set(_CANDIDATES.findall(text))
    return found


def _readings(blob: bytes) -> Iterator[str]:
    """A blob as it could be read: as text, and as whatever its base64 hides."""
    text = blob.decode("utf-8", "replace")
    yield text
    if "\\u" in text:
        yield _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
    for shift in range(4):  # what stands before a base64 text may look like a part of it
        yield " ".join(
            base64.b64decode(run[shift : shift + (len(run) - shift) // 4 * 4]).decode(
                "utf-8", "replace"
            )
            for run in (found.group().translate(_STANDARD) for found in _BASE64.finditer(blob))
        )


def dump(database: Any) -> Iterator[bytes]:
    """Every document of a database, as it is stored."""
    for name in database.list_collection_names():
        yield b"\n".join(BSON.encode(document) for document in database[name].find())


def files(folder: Path) -> Iterator[bytes]:
    """Every file below a folder; what is only linked is elsewhere and not its own."""
    for path in sorted(folder.rglob("*")):
        linked = any(each.is_symlink() for each in (path, *path.parents) if folder in each.parents)
        if path.is_file() and not linked:
            yield path.read_bytes()
