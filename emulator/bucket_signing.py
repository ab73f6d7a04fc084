"""Signatures of a bucket as botocore makes them: what our client's own are compared with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

# A key's id, the key, the region.
Known = tuple[str, str, str]


def of_request(
    known: Known, method: str, url: str, body: bytes, headers: Mapping[str, str], stamp: str
) -> str:
    """The signature of a request with these signed headers, made at `stamp`."""
    request = AWSRequest(method, url, data=body, headers=dict(headers))
    return _signature(S3SigV4Auth, known, request, stamp)


def of_link(known: Known, url: str, host: str, stamp: str) -> str:
    """The signature of a link, which is without it."""
    request = AWSRequest("GET", url, headers={"host": host})
    return _signature(S3SigV4QueryAuth, known, request, stamp)


def _signature(kind: Any, known: Known, request: Any, stamp: str) -> str:
    key_id, secret, region = known
    auth = kind(Credentials(key_id, secret), "s3", region)
    request.context["timestamp"] = stamp
    canonical = auth.canonical_request(request)
    return str(auth.signature(auth.string_to_sign(request, canonical), request))
