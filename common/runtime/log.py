"""One JSON line an event on stdout, and nothing in it that a stranger may not read.

Values are numbers, booleans and plain identifiers; a sentence, or what looks like a person's data,
is redacted.
"""

import json
import logging
import re
from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import PurePath
from traceback import extract_tb
from typing import Any

from common.domain.business_time import wire
from common.domain.privacy import LoggableError
from common.runtime import clock

REDACTED = "[redacted]"
# The platform starts the root logger at DEBUG, where drivers print commands, URLs and tokens.
DRIVERS = (
    "asyncio",
    "cryptography",
    "pymongo",
    "requests",
    "tencentcloud_sdk_common",
    "urllib3",
    "wechatpay",
    "wechatpayv3",
    "wechatpy",
)
_OFF = logging.CRITICAL + 1
_STACK_DEPTH = 12
_CHAIN_DEPTH = 4

_PERSONAL_FIELD = re.compile(
    r"(^|_)(name|phone|mobile|number|address|birth\w*|openid|unionid|secret|keys?|token|uri|body|event"
    r"|text|password|reason|signature)$",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"[0-9A-Za-z_.:/<>@|*-]{0,160}\Z")
# A mobile number, an 18- or 15-digit ID number (separators included), credentials in an address.
_PERSONAL_VALUE = re.compile(
    r"(?<!\d)(?:\+?86[-. ]?)?1[3-9](?:[-. ]?\d){9}(?!\d)"
    r"|(?<!\d)[1-9](?:[-. ]?\d){16}[-. ]?[\dXx](?!\d)"
    r"|(?<!\d)[1-9]\d{14}(?!\d)"
    r"|://[^/@\s]+@"
)
_bound: ContextVar[Mapping[str, str]] = ContextVar("bound")
_hidden: set[str] = set()


def configure() -> None:
    """Silence every logger but this one; drivers put data into their messages at any level."""
    for name in (*DRIVERS, None):
        logging.getLogger(name).setLevel(_OFF)


def bind(**fields: str) -> None:
    """Fields that every line from here on carries: the request id and the function."""
    _bound.set(fields)


def request_id() -> str:
    """The id of the call under way; empty outside of one."""
    return _bound.get({}).get("request_id", "")


def hide(*secrets: str) -> None:
    """Values that must not stand in any line, however they got there."""
    _hidden.update(secret for secret in secrets if secret)


def info(event: str, **fields: Any) -> None:
    _write("info", event, fields)


def warning(event: str, error: BaseException | None = None, **fields: Any) -> None:
    _write("warning", event, fields, error)


def error(event: str, error: BaseException | None = None, **fields: Any) -> None:
    _write("error", event, fields, error)


def _write(
    level: str, event: str, fields: Mapping[str, Any], error: BaseException | None = None
) -> None:
    line: dict[str, Any] = {"at": wire(clock.now()), "level": level, "event": event}
    line |= _bound.get({})
    line |= {name: _safe(name, value) for name, value in fields.items() if name not in line}
    if error is not None:
        line |= _describe(error)
    print(json.dumps(line), flush=True)


def _safe(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_safe("", str(key)): _safe(str(key), item) for key, item in value.items()}
    if value is None or isinstance(value, bool):
        return value
    if _PERSONAL_FIELD.search(name):
        return REDACTED
    if isinstance(value, (list, tuple)):
        return [_safe(name, item) for item in value]
    if isinstance(value, (int, float)):
        return REDACTED if _PERSONAL_VALUE.search(str(value)) else value
    if isinstance(value, str) and _IDENTIFIER.match(value):
        return scrub(value)
    return REDACTED


def scrub(text: str) -> str:
    """The text without hidden secrets, phone and ID numbers, and credentials in addresses."""
    for secret in _hidden:
        text = text.replace(secret, REDACTED)
    return _PERSONAL_VALUE.sub(REDACTED, text)


def _describe(error: BaseException) -> dict[str, Any]:
    """Type and place of an error and of its causes; its words only where they are ours."""
    chain: list[str] = []
    link: BaseException | None = error
    while link is not None and len(chain) < _CHAIN_DEPTH:
        chain.append(f"{type(link).__module__}.{type(link).__qualname__}")
        link = link.__cause__ or link.__context__
    frames = extract_tb(error.__traceback__)[-_STACK_DEPTH:]
    stack = ["/".join(PurePath(f.filename).parts[-3:]) + f":{f.lineno}:{f.name}" for f in frames]
    described: dict[str, Any] = {"error": chain, "stack": stack}
    if isinstance(error, ImportError):
        described["module"] = error.name
    if isinstance(error, LoggableError):
        described["detail"] = scrub(str(error))
    return described
