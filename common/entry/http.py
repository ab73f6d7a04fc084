"""A request of CloudBase's HTTP access and its response, without the platform's wrapping."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from common.domain.errors import Code, Refused

BODY_LIMIT = 256 * 1024
TOO_LARGE = "内容太大，没有提交。请改小再试"


@dataclass(frozen=True)
class HttpRequest:
    """`headers` have lower-case names; `body` is what was signed, byte for byte."""

    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class HttpResponse:
    """What goes back: text, empty for 204."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    def to_platform(self) -> dict[str, Any]:
        return {
            "isBase64Encoded": False,
            "statusCode": self.status,
            "headers": dict(self.headers),
            "body": self.body,
        }


def request_of(event: Any, limit: int = BODY_LIMIT) -> HttpRequest:
    """The request in an HTTP access event, with a body of at most so many bytes. Raises `Refused(BAD_REQUEST)`."""
    if not isinstance(event, Mapping):
        raise _malformed("event")
    method, path, headers = event.get("httpMethod"), event.get("path"), event.get("headers")
    if not isinstance(method, str) or not isinstance(path, str) or not isinstance(headers, Mapping):
        raise _malformed("envelope")
    lowered: dict[str, str] = {}
    for name, value in headers.items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise _malformed("headers")
        # Two spellings with two values: whichever is checked, the other might be meant.
        if lowered.setdefault(name.lower(), value) != value:
            raise _malformed("headers")
    return HttpRequest(method.upper(), path, lowered, _body(event, limit))


def _body(event: Mapping[str, Any], limit: int) -> bytes:
    text = event.get("body")
    if text is None:
        return b""
    if not isinstance(text, str):
        raise _malformed("body")
    try:
        # The flag has been seen as a boolean and as the string "true".
        flag = event.get("isBase64Encoded")
        encoded = flag is True or (isinstance(flag, str) and flag.lower() == "true")
        body = base64.b64decode(text, validate=True) if encoded else text.encode()
    except (binascii.Error, ValueError):
        raise _malformed("body") from None
    if len(body) > limit:
        raise Refused(Code.BAD_REQUEST, TOO_LARGE, {"part": "body size"})
    return body


def _malformed(part: str) -> Refused:
    return Refused(Code.BAD_REQUEST, "请求格式不正确", {"part": part})
