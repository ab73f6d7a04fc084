"""A photo as it came in, made into one that everybody may see: the picture, and nothing that came with it.

It is opened whatever it is called, and painted into a new JPEG. So where it was taken, by whom, what stands behind its
end, and what only looks like a picture stay behind.
"""

from io import BytesIO
from zipfile import is_zipfile

from PIL import Image, ImageOps

LARGEST = 2_000_000
PIXELS = 25_000_000
SIDE = 480
_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP")
_WEBP_SIZES = slice(24, 30)
# No camera writes these, and a browser that is talked into it would run them.
_CARRIED = (
    b"<script",
    b"<html",
    b"<!doctype",
    b"<svg",
    b"<iframe",
    b"<?php",
    b"javascript:",
    b"%pdf-",
)

TOO_LARGE = "照片超过 2 MB，没有上传。请压缩后再传"
OTHER_KIND = "只能上传 JPG、PNG 或 WebP 照片，没有上传。请换一张"
BROKEN = "照片打不开，可能没有传完整，没有上传。请重新选一张"
TOO_MANY = "照片超过 2500 万像素，没有上传。请缩小后再传"
CARRIES = "照片里夹带了别的内容，没有上传。请用看图软件另存为 JPG 再传"


class Unfit(Exception):
    """Why a photo is not taken, as its manager reads it."""


def clean(content: bytes) -> bytes:
    """A JPEG of at most 480 × 480 pixels that shows the photo upright. Raises `Unfit`."""
    if len(content) > LARGEST:
        raise Unfit(TOO_LARGE)
    if not _looks_right(content):
        raise Unfit(OTHER_KIND)
    lowered = content.lower()
    if any(mark in lowered for mark in _CARRIED) or is_zipfile(BytesIO(content)):
        raise Unfit(CARRIES)
    # Its reader makes room for a whole WebP as soon as it is opened.
    if content[8:16] == b"WEBPVP8X" and _webp_pixels(content) > PIXELS:
        raise Unfit(TOO_MANY)
    try:
        return _painted(content)
    except Image.DecompressionBombError:
        raise Unfit(TOO_MANY) from None
    except Unfit:
        raise
    except Exception:  # noqa: BLE001  bytes made to harm raise anything
        raise Unfit(BROKEN) from None


def _looks_right(content: bytes) -> bool:
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    )


def _webp_pixels(content: bytes) -> int:
    sizes = content[_WEBP_SIZES]
    width, height = (int.from_bytes(sizes[at : at + 3], "little") + 1 for at in (0, 3))
    return width * height


def _painted(content: bytes) -> bytes:
    with Image.open(BytesIO(content), formats=_FORMATS) as opened:
        if opened.width * opened.height > PIXELS:
            raise Unfit(TOO_MANY)
        opened.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is read in a smaller size at once
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((SIDE, SIDE))
        seen = upright.convert("RGBA")
    painted = Image.new("RGB", seen.size, "white")
    painted.paste(seen, mask=seen)
    out = BytesIO()
    painted.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
