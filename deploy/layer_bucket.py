"""A bucket for a layer too big to travel inside a request."""

from __future__ import annotations

import time
from pathlib import Path

from deploy.bucket import Bucket
from deploy.edges import ApplyError
from deploy.settings import Settings


class LayerBucket:
    """The bucket of setting LAYER_BUCKET, `<name>-<account>`, in the environment's region."""

    def __init__(self, settings: Settings) -> None:
        named = settings["LAYER_BUCKET"]
        self._name, _, account = named.rpartition("-")
        if not self._name or not account.isdecimal():
            raise ApplyError("LAYER_BUCKET 要写成 <名称>-<账号>，与控制台显示的一样")
        self._bucket = Bucket(settings, named, settings["TENCENTCLOUD_REGION"], time.sleep)

    def put(self, file: Path, key: str) -> dict[str, str]:
        """Upload a file and return how a layer's content names it; ApplyError when refused."""
        self._bucket.put(key, file.read_bytes(), {"Content-Type": "application/zip"})
        return {
            "CosBucketName": self._name,
            "CosObjectName": f"/{key}",
            "CosBucketRegion": self._bucket.region,
        }
