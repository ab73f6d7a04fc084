"""Who is calling, by the only thing a caller cannot forge: the platform's own marks in the context.

The rules are CloudBase's: `context["environment"]` (JSON text) or, where that is absent, the older
`context["environ"]` (`K=V;K=V`). The event is the caller's to fill, and the process environment of
a warm instance may still hold the caller before; neither is read here.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from common.domain.actor import WeChatUser
from common.domain.errors import Code, Refused

_OPENID = re.compile(r"[0-9A-Za-z_-]{1,64}\Z")
_FOREIGN = ("WX_FROM_OPENID", "WX_FROM_APPID", "WX_FROM_UNIONID")
NOT_OPEN = "此功能不对外开放"
_CLIENTS = frozenset({"wx_client", "wx_devtools", "wx_http", "web_client", "scf"})


def caller_of(context: Mapping[str, Any], *, appid: str, production: bool) -> WeChatUser:
    """The user of our own mini-program who made this call. Raises `Refused(UNAUTHENTICATED)`."""
    marks = marks_of(context)
    sources = _sources(marks)
    trusted = ("wx_client",) if production else ("wx_client", "wx_devtools")
    openid = marks.get("WX_OPENID", "")
    if (
        not _OPENID.match(openid)
        or not appid
        or marks.get("WX_APPID") != appid
        or any(marks.get(name) for name in _FOREIGN)
        or sources[0] not in trusted
        or "scf" in sources  # a function calling a function; none of ours does
    ):
        raise Refused(Code.UNAUTHENTICATED, "请在微信小程序中使用")
    return WeChatUser(openid)


def require_timer(context: Mapping[str, Any]) -> None:
    """Let only the platform's timer through. Raises `Refused(FORBIDDEN)`."""
    marks = marks_of(context)
    marked = marks.get("TRIGGER_SRC") == "timer" or _sources(marks)[0] == "wx_trigger"
    if not marked or _somebody(marks):
        raise Refused(Code.FORBIDDEN, NOT_OPEN)


def require_http(context: Mapping[str, Any]) -> None:
    """Let a public HTTP route through, but no client or function. Raises `Refused(FORBIDDEN)`.

    HTTP access carries no mark that could be relied on; the signature of the notice proves who sent it.
    """
    if not is_http(context):
        raise Refused(Code.FORBIDDEN, NOT_OPEN)


def is_http(context: Mapping[str, Any]) -> bool:
    """Whether nobody whom the platform knows stands behind the call: then it came by a public HTTP route.

    The event cannot say so: a phone fills it as it likes.
    """
    try:
        return not _somebody(_read(context))
    except (ValueError, RecursionError):
        return False


def marks_of(context: Mapping[str, Any]) -> dict[str, str]:
    """The platform's marks; none where they are absent, malformed or contradict themselves."""
    try:
        return _read(context)
    except (ValueError, RecursionError):
        return {}


def _somebody(marks: Mapping[str, str]) -> bool:
    """Whether a client, another app or another function stands behind the call."""
    named = any(marks.get(name) for name in ("WX_OPENID", *_FOREIGN))
    return named or not _CLIENTS.isdisjoint(_sources(marks))


def _sources(marks: Mapping[str, str]) -> list[str]:
    return [item.strip() for item in marks.get("TCB_SOURCE", "").split(",")]


def _read(context: Mapping[str, Any]) -> dict[str, str]:
    text, legacy = context.get("environment"), context.get("environ")
    if text:
        if not isinstance(text, str):
            raise ValueError("environment is not text")
        marks = json.loads(text, object_pairs_hook=_once)
        if not isinstance(marks, dict):
            raise ValueError("environment is not an object")
        marks = {key: value for key, value in marks.items() if value is not None}
        if not all(isinstance(value, str) for value in marks.values()):
            raise ValueError("a mark is not text")
        return marks
    if legacy and not isinstance(legacy, str):
        raise ValueError("environ is not text")
    pairs = (item.partition("=") for item in (legacy or "").split(";"))
    return _once((key, value) for key, equals, value in pairs if equals)


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """A dictionary, unless a key stands twice with different values: then somebody tampers."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if found.setdefault(key, value) != value:
            raise ValueError("a key stands twice")
    return found
