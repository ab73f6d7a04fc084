"""A bucket for tests: moto's server on a free port, one a process, with a bucket as somebody made it in the console."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import boto3
from moto.server import ThreadedMotoServer

from common.clients.files import Files

REGION = "ap-shanghai"
KEYS = ("invented-id", "invented-key")
_numbers = itertools.count(1)


@contextmanager
def store() -> Iterator[str]:
    """The address of a store that is running."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def client_of(address: str) -> "boto3.client":
    """Somebody else's client, who sees everything."""
    return boto3.client(
        "s3", endpoint_url=address, region_name=REGION, aws_access_key_id=KEYS[0],
        aws_secret_access_key=KEYS[1],
    )  # fmt: skip


class Bucket:
    """A fresh, empty bucket."""

    def __init__(self, address: str, clock: Callable[[], datetime]) -> None:
        self.name, self._s3 = f"files{next(_numbers)}", client_of(address)
        where = {"LocationConstraint": REGION}
        self._s3.create_bucket(Bucket=self.name, CreateBucketConfiguration=where)
        self.base = f"{address}/{self.name}"
        self.files = Files(self.base, *KEYS, clock)

    def keys(self) -> list[str]:
        """What is in it."""
        found = self._s3.list_objects_v2(Bucket=self.name).get("Contents", [])
        return sorted(each["Key"] for each in found)

    def read(self, key: str) -> bytes:
        """A file's content, as its owner sees it."""
        return self._s3.get_object(Bucket=self.name, Key=key)["Body"].read()
