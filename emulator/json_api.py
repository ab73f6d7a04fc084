"""JSON in and out of the one port: reading a request's body, answering, refusing."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from aiohttp import web

from emulator.clock import local


class BadRequest(Exception):
    """A control request that can't be carried out; the message says why."""

    def __init__(self, message: str, status: int = 400, code: str = "BAD_REQUEST") -> None:
        super().__init__(message)
        self.status, self.code = status, code


def refuse(status: int, message: str, code: str = "REFUSED") -> web.Response:
    """An answer of the control API that says no."""
    return web.json_response({"code": code, "message": message}, status=status)


def reply(document: Any) -> web.Response:
    """A JSON answer; instants of documents become text."""
    text = json.dumps(document, ensure_ascii=False, default=_plain)
    return web.Response(text=text, content_type="application/json")


async def json_body(request: web.Request) -> dict[str, Any]:
    """The request's JSON object; empty for no body. BadRequest for anything else."""
    raw = await request.read()
    if not raw:
        return {}
    try:
        body = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadRequest("the body is not JSON") from None
    if not isinstance(body, dict):
        raise BadRequest("the body must be a JSON object")
    return body


def _plain(value: Any) -> str:
    return local(value) if isinstance(value, datetime) else str(value)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
