"""Functions of the staff as the platform calls them: events, contexts and answers of both doors."""

import base64
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from common.runtime import settings, wiring
from tests.support.service import Service
from tests.support.staff import Office

ROOT = Path(__file__).parents[2]
ORIGIN = "https://staff.example.com"
APPID = "wx0123456789abcdef"
HTTP = {"request_id": "r1", "environment": json.dumps({"TCB_SOURCE": "http", "TCB_ENV": "e"})}


def opened_door(
    service: Service, monkeypatch: pytest.MonkeyPatch, function: str = "staff"
) -> tuple[Office, Any]:
    """An office, and the handler of a function over its service."""
    environ = {
        "STAGE": "production", "MONGO_URI": "mongodb://127.0.0.1/", "MINI_APPID": APPID,
        "DATA_KEYS": f"k1:{base64.b64encode(b'1' * 32).decode()}", "STAFF_ORIGIN": ORIGIN,
    }  # fmt: skip
    known = settings.load(environ, environ)
    monkeypatch.setattr(settings, "current", lambda need: known)
    monkeypatch.setattr(wiring, "deps", lambda _: service.deps)
    place = ROOT / "functions" / function / "index.py"
    spec = importlib.util.spec_from_file_location(f"{function}_index", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Office(service), module.main_handler


def phone_context(openid: str) -> dict[str, Any]:
    """A call by somebody's phone."""
    marks = {"TCB_SOURCE": "wx_client", "WX_OPENID": openid, "WX_APPID": APPID}
    return {"request_id": "r1", "environment": json.dumps(marks)}


def request(body: Any, token: str | None = None, **headers: str) -> dict[str, Any]:
    """What a browser sends from our page."""
    given = {
        "Origin": ORIGIN, "Content-Type": "application/json; charset=utf-8", "User-Agent": "Invented/1.0", **headers,
    }  # fmt: skip
    if token:
        given["Cookie"] = f"other=1; __Host-staff={token}"
    return {
        "httpMethod": "POST", "path": "/api/staff", "headers": given, "isBase64Encoded": False,
        "body": body if isinstance(body, str) else json.dumps(body),
    }  # fmt: skip


def told(response: dict[str, Any]) -> tuple[int, str, str]:
    """Status, code and sentence of an answer."""
    envelope = json.loads(response["body"])
    assert envelope.keys() == {"code", "message", "data", "request_id", "now"}
    return response["statusCode"], envelope["code"], envelope["message"]
