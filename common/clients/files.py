"""Files in a bucket of an S3-compatible store: COS by its S3 interface, moto's server on a laptop and in tests.

Signature Version 4, which COS takes: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
and https://cloud.tencent.com/document/product/436/37421. A request names one file of ours, so nothing lists the bucket.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit

LINK_SECONDS = 600
# No dot may begin a part, so that no key leads out of its folder.
_KEY = re.compile(r"(?:[0-9A-Za-z_][0-9A-Za-z_.:-]*/)*[0-9A-Za-z_][0-9A-Za-z_.:-]*\Z")
_REGION = re.compile(r"\.cos\.([a-z0-9-]+)\.myqcloud\.com\Z")
_ELSEWHERE = "ap-shanghai"
_ALGORITHM = "AWS4-HMAC-SHA256"
_NOTHING = hashlib.sha256(b"").hexdigest()
_LARGEST = 32 * 2**20
_A_YEAR = "public, max-age=31536000, immutable"


class FilesError(Exception):
    """A call to the store that brought no result; every call may be made again. Carries no key and no signature."""


class Files:
    """One bucket. `base` is its address: a host of its own, or a host and the bucket's name as path.

    `clock` gives aware UTC. Without keys it only knows addresses. `timeout_s` is how long an answer may stay silent.
    """

    def __init__(
        self,
        base: str,
        key_id: str,
        secret: str,
        clock: Callable[[], datetime],
        timeout_s: float = 5.0,
    ) -> None:
        parts = urlsplit(base)
        self._base, self._host, self._folder = (
            base.rstrip("/"),
            parts.netloc,
            parts.path.rstrip("/"),
        )
        self._secure = parts.scheme == "https"
        found = _REGION.search(self._host)
        self._region = found[1] if found else _ELSEWHERE
        self._key_id, self._secret = key_id, secret
        self._clock, self._timeout_s = clock, timeout_s

    def put(self, key: str, content: bytes, kind: str, *, public: bool = False) -> None:
        """Write a file of a media type; it is there whole or not at all. `public`: whoever knows its address reads it.

        A public file is never written anew under the same key: it may be kept for a year. Raises `FilesError`.
        """
        headers = {"content-type": kind}
        if public:
            headers |= {"x-amz-acl": "public-read", "cache-control": _A_YEAR}
        self._call("PUT", key, content, headers)

    def get(self, key: str) -> bytes | None:
        """A file's content; None where there is none. Raises `FilesError`."""
        return self._call("GET", key)

    def delete(self, key: str) -> None:
        """Take a file away; nothing happens where there is none. Raises `FilesError`."""
        self._call("DELETE", key)

    def address(self, key: str) -> str:
        """Where everybody reads a public file."""
        return f"{self._base}/{_escaped(key)}"

    def link(self, key: str, filename: str, seconds: int = LINK_SECONDS) -> str:
        """An address under which a private file is kept under a name by who has it, for so many seconds."""
        stamp = self._stamp()
        query = {
            "X-Amz-Algorithm": _ALGORITHM,
            "X-Amz-Credential": f"{self._key_id}/{self._scope(stamp)}",
            "X-Amz-Date": stamp,
            "X-Amz-Expires": str(seconds),
            "X-Amz-SignedHeaders": "host",
            "response-content-disposition": f"attachment; filename*=UTF-8''{quote(filename, safe='')}",
        }
        text, path = _query(query), self._path(key)
        headers = {"host": self._host}
        signature = self._signature("GET", path, text, headers, "UNSIGNED-PAYLOAD", stamp)
        return f"{self._base}/{_escaped(key)}?{text}&X-Amz-Signature={signature}"

    def _call(
        self, method: str, key: str, body: bytes = b"", given: Mapping[str, str] | None = None
    ) -> bytes | None:
        path, stamp = self._path(key), self._stamp()
        digest = hashlib.sha256(body).hexdigest() if body else _NOTHING
        headers = {
            "host": self._host, "x-amz-content-sha256": digest, "x-amz-date": stamp, **(given or {}),
        }  # fmt: skip
        names = ";".join(sorted(headers))
        signature = self._signature(method, path, "", headers, digest, stamp)
        credential = f"{self._key_id}/{self._scope(stamp)}"
        headers["authorization"] = (
            f"{_ALGORITHM} Credential={credential}, SignedHeaders={names}, Signature={signature}"
        )
        status, content = self._send(method, path, body, headers)
        if 200 <= status < 300:
            return content
        if status == 404 and method != "PUT":
            return None
        raise FilesError(f"{method} was answered {status}")

    def _send(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        """One request, once; no other host is asked, whatever the answer says."""
        # Whoever only tells addresses does without.
        from http.client import HTTPConnection, HTTPException, HTTPSConnection

        kind = HTTPSConnection if self._secure else HTTPConnection
        connection = kind(self._host, timeout=self._timeout_s)
        try:
            connection.request(method, path, body or None, dict(headers))
            answer = connection.getresponse()
            content = answer.read(_LARGEST + 1)
        except (OSError, HTTPException) as error:
            raise FilesError(f"{method} was not answered: {type(error).__name__}") from None
        finally:
            connection.close()
        if len(content) > _LARGEST:
            raise FilesError(f"{method} was answered with more than {_LARGEST} bytes")
        return answer.status, content

    def _path(self, key: str) -> str:
        return f"{self._folder}/{_escaped(key)}"

    def _stamp(self) -> str:
        return self._clock().strftime("%Y%m%dT%H%M%SZ")

    def _scope(self, stamp: str) -> str:
        return f"{stamp[:8]}/{self._region}/s3/aws4_request"

    def _signature(
        self,
        method: str,
        path: str,
        query: str,
        headers: Mapping[str, str],
        digest: str,
        stamp: str,
    ) -> str:
        names = sorted(headers)
        lines = "".join(f"{name}:{headers[name]}\n" for name in names)
        asked = f"{method}\n{path}\n{query}\n{lines}\n{';'.join(names)}\n{digest}"
        scope = self._scope(stamp)
        hashed = hashlib.sha256(asked.encode()).hexdigest()
        key = f"AWS4{self._secret}".encode()
        for part in scope.split("/"):
            key = _hmac(key, part)
        return _hmac(key, f"{_ALGORITHM}\n{stamp}\n{scope}\n{hashed}").hex()


def _escaped(key: str) -> str:
    """A key as it travels and is signed."""
    if not _KEY.match(key):
        raise ValueError("a key of ours: parts of 0-9 A-Z a-z _ . : - between slashes")
    return quote(key)


def _query(values: Mapping[str, str]) -> str:
    return urlencode(sorted(values.items()), quote_via=quote, safe="")


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
