"""Invented photos."""

from io import BytesIO
from typing import Any

from PIL import Image


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (600, 400), left: str = "red", **more: Any
) -> bytes:
    """A picture whose left half has a colour, and whose right half is blue."""
    image = Image.new("RGB", size, "blue")
    image.paste(left, (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()
