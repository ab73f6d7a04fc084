"""Object storage (COS), for a layer too big to travel inside a request.

Signature: https://cloud.tencent.com/document/product/436/7778
"""

from __future__ import annotations

import hashlib
import hmac
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from deploy.edges import ApplyError
from deploy.settings import Settings

_VALID_S = 900


class Bucket:
    """The bucket of setting LAYER_BUCKET, `<name>-<account>`, in the environment's region."""

    def __init__(self, settings: Settings) -> None:
        self.name, _, account = settings["LAYER_BUCKET"].rpartition("-")
        if not self.name or not account.isdecimal():
            raise ApplyError("LAYER_BUCKET 要写成 <名称>-<账号>，与控制台显示的一样")
        self.region = settings["TENCENTCLOUD_REGION"]
        host = f"{self.name}-{account}.cos.{self.region}.myqcloud.com"
        self._base = settings.get("COS_ENDPOINT") or f"https://{host}"
        self._id = settings["TENCENTCLOUD_SECRET_ID"]
        self._key = settings["TENCENTCLOUD_SECRET_KEY"]
        self._token = settings.get("TENCENTCLOUD_TOKEN")

    def put(self, file: Path, key: str) -> dict[str, str]:
        """Upload a file and return how a layer's content names it; ApplyError when refused."""
        path = quote(f"/{key}")
        headers = {"Authorization": self._authorization(path), "Content-Type": "application/zip"}
        if self._token:
            headers["x-cos-security-token"] = self._token
        request = Request(self._base + path, file.read_bytes(), headers, method="PUT")
        try:
            urlopen(request, timeout=300).close()
        except HTTPError as error:
            raise ApplyError(f"存储桶 {self.name} 拒绝上传（{error.code}）") from None
        except (URLError, OSError) as error:
            raise ApplyError(f"存储桶 {self.name}：{error}") from None
        return {
            "CosBucketName": self.name,
            "CosObjectName": f"/{key}",
            "CosBucketRegion": self.region,
        }

    def _authorization(self, path: str) -> str:
        now = int(time.time())
        span = f"{now - 60};{now + _VALID_S}"
        host = quote(urlsplit(self._base).netloc, safe="")
        digest = hashlib.sha1(f"put\n{path}\n\nhost={host}\n".encode()).hexdigest()
        signature = _sign(_sign(self._key, span), f"sha1\n{span}\n{digest}\n")
        return (
            f"q-sign-algorithm=sha1&q-ak={self._id}&q-sign-time={span}&q-key-time={span}"
            f"&q-header-list=host&q-url-param-list=&q-signature={signature}"
        )


def _sign(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha1).hexdigest()
