"""Refusals of the WeChat simulator: to a server's request, and to the emulator's console."""

from __future__ import annotations

import secrets

_WORDS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40014: "invalid access_token",
    40029: "invalid code",
    40037: "invalid template_id",
    40066: "invalid url",
    40097: "invalid args",
    40125: "invalid appsecret",
    40129: "invalid scene",
    40163: "code been used",
    40169: "invalid length for scene, or the data is not json string",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    41030: "invalid page",
    42001: "access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    43101: "user refuse to accept the msg",
    43108: "concurrent send limit",
    44002: "empty post data",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, please retry next minute",
    45168: "content contains sensitive words",
    47001: "data format error",
    47003: "argument invalid!",
    87009: "invalid signature or content",
}


class WeChatError(Exception):
    """An answer `{"errcode", "errmsg"}`; WeChat sends it with HTTP 200."""

    def __init__(self, errcode: int, what: str = "") -> None:
        self.errcode = errcode
        self.errmsg = f"{_WORDS[errcode]} {what}".rstrip()
        super().__init__(f"{errcode} {self.errmsg}")

    def document(self) -> dict[str, object]:
        rid = "-".join(secrets.token_hex(4) for _ in range(3))
        return {"errcode": self.errcode, "errmsg": f"{self.errmsg} rid: {rid}"}


class ControlError(Exception):
    """What a phone or the console asked cannot be done: a code and words for a developer."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
