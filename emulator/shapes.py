"""Events, contexts and answers in the platform's shapes.

Sources: https://docs.cloudbase.net/cloud-function/how-coding, the mini-program's
https://developers.weixin.qq.com/miniprogram/dev/wxcloud/reference-sdk-api/ and, for the size of a request,
https://docs.cloudbase.net/en/error-code/EXCEED_MAX_PAYLOAD_SIZE
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

ENVIRONMENT_ID = "emulator-local"
REGION = "ap-shanghai"

# errCode of wx.cloud.callFunction's rejections.
NOT_FOUND, TOO_BUSY, BAD_DATA, NOT_ALLOWED = -501000, -501004, -501007, -501023
FAILED, TIMED_OUT = -504002, -504003

CONTEXT_FORMS = ("environment", "environ")
BODY_FORMS = ("text", "base64", "base64_text")
# What a route takes of a body that is called a text. Which types are texts is not published: those that name one.
TEXT_BYTES = 100 * 1024
_TEXTS = ("text/", "application/json", "application/xml", "application/x-www-form-urlencoded")


@dataclass
class Forms:
    """Which of the platform's variants are in use; switched through the control API.

    `context`: `environment` (JSON text) or `environ` (`K=V;K=V`). `body` of an HTTP event: plain
    text, base64 with `isBase64Encoded: true`, or base64 with the text `"true"`.
    """

    context: str = "environment"
    body: str = "text"


class Answer(NamedTuple):
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def phone_environment(appid: str, openid: str | None, source: str) -> dict[str, str]:
    """Variables of a call from a phone; without an openid it is an anonymous web caller's."""
    values = _common("tcb") | {"TCB_SOURCE": source if openid else "web_client"}
    if openid:
        values |= {"WX_OPENID": openid, "WX_APPID": appid, "WX_CLIENTIP": "127.0.0.1"}
        values |= {"WX_API_TOKEN": "invented-by-the-emulator"}
    return values


def timer_environment() -> dict[str, str]:
    """Variables of a timer's run."""
    return _common("timer") | {"TCB_SOURCE": "wx_trigger"}


def http_environment() -> dict[str, str]:
    """Variables of a call through an HTTP access route."""
    return _common("tcb") | {"TCB_SOURCE": "http"}


def _common(trigger: str) -> dict[str, str]:
    return {
        "TCB_ENV": ENVIRONMENT_ID,
        "SCF_NAMESPACE": ENVIRONMENT_ID,
        "TENCENTCLOUD_RUNENV": "SCF",
        "TRIGGER_SRC": trigger,
    }


def context(
    function: str, memory_mb: int, timeout_s: int, request_id: str, env: dict[str, str], form: str
) -> dict[str, Any]:
    """The second argument of a handler."""
    values: dict[str, Any] = {
        "request_id": request_id,
        "function_name": function,
        "function_version": "$LATEST",
        "namespace": ENVIRONMENT_ID,
        "memory_limit_in_mb": memory_mb,
        "time_limit_in_ms": timeout_s * 1000,
        "tencentcloud_region": REGION,
    }
    if form == "environ":
        return values | {"environ": ";".join(f"{key}={value}" for key, value in env.items())}
    return values | {"environment": json.dumps(env)}


def phone_event(data: dict[str, Any], appid: str, openid: str | None) -> dict[str, Any]:
    """The caller's data with what the platform puts beside it."""
    user = {"appId": appid, "openId": openid} if openid else {"appId": appid}
    return data | {"userInfo": user, "tcbContext": {}}


def timer_event(name: str, message: str, at: datetime) -> dict[str, Any]:
    """A timer's event."""
    time = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"Type": "Timer", "TriggerName": name, "Time": time, "Message": message}


def is_text(headers: Mapping[str, str]) -> bool:
    """Whether a body is called a text; one without a type counts as one."""
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    return not kind or kind.strip().lower().startswith(_TEXTS)


def http_event(
    method: str,
    path: str,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    body: bytes,
    form: str,
) -> dict[str, Any]:
    """An HTTP access event. A body that is not called a text, or is no UTF-8, is encoded whatever the form."""
    encoded = form != "text" or not is_text(headers)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        encoded = True
    if encoded:
        text = base64.b64encode(body).decode()
    return {
        "path": path,
        "httpMethod": method,
        "headers": dict(headers),
        "queryStringParameters": dict(query),
        "requestContext": {"envId": ENVIRONMENT_ID, "requestTime": ""},
        "body": text,
        "isBase64Encoded": "true" if form == "base64_text" else encoded,
    }


def http_answer(result: Any) -> Answer:
    """What the route answers for a return value: an integrated response, or the value as JSON."""
    if not isinstance(result, dict) or "statusCode" not in result:
        whole = json.dumps(result, ensure_ascii=False).encode()
        return Answer(200, {"Content-Type": "application/json; charset=utf-8"}, whole)
    body = result.get("body") or ""
    raw = (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode()
    if result.get("isBase64Encoded") in (True, "true"):
        raw = base64.b64decode(raw)
    headers = {str(key): str(value) for key, value in (result.get("headers") or {}).items()}
    return Answer(int(result["statusCode"]), headers, raw)


def rejection(code: int, message: str, request_id: str = "") -> dict[str, Any]:
    """What wx.cloud.callFunction rejects with."""
    text = f"cloud.callFunction:fail Error: errCode: {code} | errMsg: {message}"
    return {"errCode": code, "errMsg": text} | ({"requestID": request_id} if request_id else {})
