"""What WeChat knows of a pretend person: single-use codes, and a phone number nobody has.

Source: "小程序登录", "获取手机号" (developers.weixin.qq.com): a code lives 5 minutes and works once.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from emulator.simulators import KeyDocStore
from emulator.wechat.errors import ControlError, WeChatError

CODE = "wechat_code"
CODE_LIFE = timedelta(minutes=5)
OPENID = re.compile(r"[0-9A-Za-z_\-]{6,128}")


class People:
    def __init__(self, store: KeyDocStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    def new_code(self, openid: str, purpose: str) -> str:
        """A code for wx.login (`login`) or the getPhoneNumber button (`phone`)."""
        if not OPENID.fullmatch(openid):
            raise ControlError("PARAM_ERROR", "openid不符合格式")
        self._drop_old()
        code = f"{secrets.token_hex(15)}{'wx' if purpose == 'login' else ''}"
        ends_at = (self._now() + CODE_LIFE).isoformat()
        doc = {"openid": openid, "purpose": purpose, "ends_at": ends_at, "used": False}
        self._store.put(CODE, code, doc)
        return code

    def use_code(self, code: str, purpose: str) -> str:
        """The openid behind a code, which is used up by this."""
        doc = self._store.get(CODE, code)
        if doc is None or doc["purpose"] != purpose:
            raise WeChatError(40029)
        if doc["used"]:
            raise WeChatError(40163 if purpose == "login" else 40029)
        if self._now() >= datetime.fromisoformat(doc["ends_at"]):
            raise WeChatError(40029)
        self._store.put(CODE, code, {**doc, "used": True})
        return str(doc["openid"])

    def _drop_old(self) -> None:
        for code, doc in self._store.all(CODE):
            if self._now() > datetime.fromisoformat(doc["ends_at"]) + CODE_LIFE:
                self._store.delete(CODE, code)


def phone_number(openid: str) -> str:
    """Derived, never stored. 160 is a range no Chinese operator hands out."""
    number = int(hashlib.sha256(f"phone {openid}".encode()).hexdigest(), 16) % 10**8
    return f"160{number:08}"


def session_key(openid: str, code: str) -> str:
    raw = hashlib.sha256(f"session {openid} {code}".encode()).digest()[:16]
    return base64.b64encode(raw).decode()
