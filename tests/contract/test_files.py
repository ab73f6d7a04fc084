"""Our client of the bucket against moto's S3: what it writes, and who reads it."""

from collections.abc import Iterator
from datetime import datetime, timezone

import httpx
import pytest

from common.clients.files import FilesError
from tests.support.files import Bucket, client_of, store

NOW = datetime(2026, 3, 2, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with store() as running:
        yield running


@pytest.fixture
def bucket(address: str) -> Bucket:
    return Bucket(address, lambda: NOW)


def test_a_file_is_put_read_put_again_and_taken_away(bucket: Bucket) -> None:
    files = bucket.files
    assert files.get("bills/m1/2026-03-01.gz") is None
    for content in (b"first", b"second", b""):
        files.put("bills/m1/2026-03-01.gz", content, "application/gzip")
        assert files.get("bills/m1/2026-03-01.gz") == content
    assert bucket.keys() == ["bills/m1/2026-03-01.gz"]
    for _ in "12":
        files.delete("bills/m1/2026-03-01.gz")
        assert files.get("bills/m1/2026-03-01.gz") is None


def test_a_public_file_is_read_by_whoever_knows_its_address_as_what_it_is(bucket: Bucket) -> None:
    bucket.files.put("photos/h1/d1/abc.jpg", b"picture", "image/jpeg", public=True)
    answer = httpx.get(bucket.files.address("photos/h1/d1/abc.jpg"))
    assert (answer.status_code, answer.content) == (200, b"picture")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_private_file_is_read_by_a_link_alone_and_saved_under_its_name(bucket: Bucket) -> None:
    bucket.files.put("exports/h1/abc.xlsx", b"book", "application/octet-stream")
    assert httpx.get(bucket.files.address("exports/h1/abc.xlsx")).status_code == 403
    answer = httpx.get(bucket.files.link("exports/h1/abc.xlsx", "演示 医院.xlsx"))
    assert (answer.status_code, answer.content) == (200, b"book")
    said = answer.headers["content-disposition"]
    assert said == "attachment; filename*=UTF-8''%E6%BC%94%E7%A4%BA%20%E5%8C%BB%E9%99%A2.xlsx"


def test_a_bucket_that_is_not_there_is_an_error(bucket: Bucket, address: str) -> None:
    client_of(address).delete_bucket(Bucket=bucket.name)
    with pytest.raises(FilesError, match=r"^PUT was answered 404$"):
        bucket.files.put("a", b"x", "text/plain")
