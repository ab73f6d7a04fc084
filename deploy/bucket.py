"""Object storage (COS): what the deployer puts, reads, lists and deletes there.

Signature: https://cloud.tencent.com/document/product/436/7778
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen
from xml.etree import ElementTree

from deploy.cloud import Unsettled
from deploy.edges import ApplyError
from deploy.settings import Settings

_VALID_S = 900
_TRIES = 5
_TOO_FAST = "503"
_LOOK = "请在云开发控制台检查静态网站托管，再运行一次"
_DONE = {"PUT": "上传", "GET": "读取", "DELETE": "删除"}


class Bucket:
    """One bucket, `<name>-<account>`, of a region. A write that may have arrived or not raises `Unsettled`."""

    def __init__(
        self, settings: Settings, bucket: str, region: str, pause: Callable[[float], None]
    ) -> None:
        self.name, self.region, self._pause = bucket, region, pause
        host = f"{bucket}.cos.{region}.myqcloud.com"
        self._base = settings.get("COS_ENDPOINT") or f"https://{host}"
        self._id = settings["TENCENTCLOUD_SECRET_ID"]
        self._key = settings["TENCENTCLOUD_SECRET_KEY"]
        self._token = settings.get("TENCENTCLOUD_TOKEN")

    def put(self, key: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Write an object; it is there whole or not at all. ApplyError when refused."""
        self._call("PUT", key, {}, body, headers)

    def get(self, key: str) -> bytes | None:
        """An object's content; None when there is none."""
        return self._call("GET", key)

    def delete(self, key: str) -> None:
        """Take an object away; nothing happens where there is none."""
        self._call("DELETE", key)

    def list(self, prefix: str) -> dict[str, str]:
        """Keys below a prefix, each with the MD5 of its content in hex. ApplyError where there is no bucket."""
        found: dict[str, str] = {}
        marker = ""
        while True:
            page = self._call("GET", "", {"prefix": prefix, "marker": marker})
            if page is None:
                raise ApplyError(f"没有存储桶 {self.name}：{_LOOK}")
            try:
                tree = ElementTree.fromstring(page)
            except ElementTree.ParseError:
                raise ApplyError(f"存储桶 {self.name} 的文件列表读不懂：{_LOOK}") from None
            for item in tree.iter("Contents"):
                found[item.findtext("Key", "")] = item.findtext("ETag", "").strip('"')
            if tree.findtext("IsTruncated") != "true":
                return found
            marker = tree.findtext("NextMarker") or max(found)

    def _call(
        self,
        method: str,
        key: str,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes | None:
        path, query = quote(f"/{key}"), {k: v for k, v in (params or {}).items() if v}
        given = {"Authorization": self._authorization(method, path, query), **(headers or {})}
        if self._token:
            given["x-cos-security-token"] = self._token
        address = f"{self._base}{path}" + (f"?{urlencode(query)}" if query else "")
        request = Request(address, body, given, method=method)
        for attempt in range(1, _TRIES):
            try:
                return self._send(request)
            except Unsettled as error:
                # What came too fast was not done; a read can always be made again.
                if method != "GET" and error.code != _TOO_FAST:
                    raise
            self._pause(attempt)
        return self._send(request)

    def _send(self, request: Request) -> bytes | None:
        """One request, once."""
        method = request.get_method()
        try:
            with urlopen(request, timeout=300) as answer:
                return bytes(answer.read())
        except HTTPError as error:
            if error.code == 404 and method != "PUT":
                return None
            if error.code >= 500:
                raise Unsettled(method, str(error.code), self.name) from None
            refused = f"存储桶 {self.name} 拒绝{_DONE[method]}（{error.code}）"
            raise ApplyError(refused) from None
        except OSError as error:
            raise Unsettled(method, "ClientNetworkError", f"{self.name}: {error}") from None

    def _authorization(self, method: str, path: str, query: Mapping[str, str]) -> str:
        now = int(time.time())
        span = f"{now - 60};{now + _VALID_S}"
        host = quote(urlsplit(self._base).netloc, safe="")
        names = ";".join(sorted(query))
        texts = "&".join(f"{name}={quote(query[name], safe='')}" for name in sorted(query))
        plain = f"{method.lower()}\n{path}\n{texts}\nhost={host}\n"
        digest = hashlib.sha1(plain.encode()).hexdigest()
        signature = _sign(_sign(self._key, span), f"sha1\n{span}\n{digest}\n")
        return (
            f"q-sign-algorithm=sha1&q-ak={self._id}&q-sign-time={span}&q-key-time={span}"
            f"&q-header-list=host&q-url-param-list={names}&q-signature={signature}"
        )


def _sign(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha1).hexdigest()
