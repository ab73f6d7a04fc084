"""A QR code in place of a mini-program code: a picture that a camera reads, with what WeChat would hand over."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlencode

import segno

_QUIET = 4


def code_image(scene: str, page: str, width: int) -> bytes:
    """A PNG of about so many pixels a side that says `<page>?scene=<scene>`, as a scan answers its path."""
    code = segno.make(f"{page}?{urlencode({'scene': scene})}", error="m", micro=False)
    out = BytesIO()
    cells = code.symbol_size(border=_QUIET)[0]
    code.save(out, kind="png", border=_QUIET, scale=max(1, width // cells))
    return out.getvalue()
