"""Asking as a phone does: what an event becomes, or what it is told."""

from typing import Any

from pydantic import TypeAdapter

from common.domain.errors import Code, Refused
from common.entry.validation import parse

# What a page fills in by itself is wrong: nothing to correct, but the page can be opened anew.
STALE_PAGE = "页面过期了，没有提交。请返回重新进入"


def asked(request: Any, event: dict[str, Any]) -> Any:
    """The request in an event, or (words, field) of its refusal."""
    adapter = request if isinstance(request, TypeAdapter) else TypeAdapter(request)
    try:
        return parse(adapter, event)
    except Refused as caught:
        refused = caught
    assert refused.code is Code.BAD_REQUEST
    assert set(refused.details) <= {"field"}
    return refused.message, refused.details.get("field")
