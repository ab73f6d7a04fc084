"""A small picture in place of a mini-program code: real PNG, different for every scene."""

from __future__ import annotations

import hashlib
import struct
import zlib

_CELLS = 21
_CELL_PIXELS = 6


def code_image(scene: str) -> bytes:
    """A grey-scale PNG whose pattern is drawn from the scene; it cannot be scanned."""
    bits = b"".join(hashlib.sha256(f"{scene}/{n}".encode()).digest() for n in range(2))
    rows = []
    for y in range(_CELLS):
        row = b"".join(
            (b"\x00" if _dark(bits, x, y) else b"\xff") * _CELL_PIXELS for x in range(_CELLS)
        )
        rows.append((b"\x00" + row) * _CELL_PIXELS)
    side = _CELLS * _CELL_PIXELS
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"".join(rows)))
        + _chunk(b"IEND", b"")
    )


def _dark(bits: bytes, x: int, y: int) -> bool:
    index = y * _CELLS + x
    return bool(bits[index // 8] >> (index % 8) & 1)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
