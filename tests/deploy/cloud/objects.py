"""Object storage: one bucket, its signature checked from the description alone.

https://cloud.tencent.com/document/product/436/7778
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qs, quote, urlsplit
from xml.sax.saxutils import escape

_PAGE = 3


class Kept(NamedTuple):
    """An object and what it was sent with."""

    body: bytes
    headers: dict[str, str]


class Objects:
    """The objects of every bucket by their key; few of them come at once, so that whoever lists must go on."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = keys
        self.kept: dict[str, Kept] = {}
        # What a list answers instead, when the bucket is gone or something else stands before it.
        self.instead: tuple[int, bytes] | None = None

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, bytes]:
        """Status and body of one request."""
        lower = {name.lower(): value for name, value in headers.items()}
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if not self._signed(method, parts.path, query, lower):
            return 403, b""
        key = parts.path.removeprefix("/")
        if method == "PUT":
            told = {
                name: lower[name] for name in ("content-type", "cache-control") if name in lower
            }
            self.kept[key] = Kept(body, told)
            return 200, b""
        if method == "DELETE":
            return (204 if self.kept.pop(key, None) else 404), b""
        if key:
            return (200, self.kept[key].body) if key in self.kept else (404, b"")
        if self.instead:
            return self.instead
        return 200, self._listed(query.get("prefix", ""), query.get("marker", "")).encode()

    def _listed(self, prefix: str, marker: str) -> str:
        after = [key for key in sorted(self.kept) if key.startswith(prefix) and key > marker]
        items = "".join(
            f"<Contents><Key>{escape(key)}</Key>"
            f'<ETag>"{hashlib.md5(self.kept[key].body).hexdigest()}"</ETag></Contents>'
            for key in after[:_PAGE]
        )
        more = f"<NextMarker>{escape(after[_PAGE - 1])}</NextMarker>" if after[_PAGE:] else ""
        cut = "true" if more else "false"
        return f"<ListBucketResult><IsTruncated>{cut}</IsTruncated>{more}{items}</ListBucketResult>"

    def _signed(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> bool:
        given = headers.get("authorization", "")
        fields = dict(part.split("=", 1) for part in given.split("&") if "=" in part)
        secret = self._keys.get(fields.get("q-ak", ""))
        if secret is None or fields["q-url-param-list"] != ";".join(sorted(query)):
            return False
        key = hmac.new(secret.encode(), fields["q-key-time"].encode(), "sha1").hexdigest()
        host = quote(headers["host"], safe="")
        params = "&".join(f"{name}={quote(query[name], safe='')}" for name in sorted(query))
        text = f"{method.lower()}\n{path}\n{params}\nhost={host}\n"
        to_sign = f"sha1\n{fields['q-sign-time']}\n{hashlib.sha1(text.encode()).hexdigest()}\n"
        good = hmac.new(key.encode(), to_sign.encode(), "sha1").hexdigest()
        return hmac.compare_digest(fields["q-signature"], good)
