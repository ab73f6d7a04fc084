"""The access token of `stable_token`: one for all who ask, until it nears its end.

Source: "获取稳定版接口调用凭据" (developers.weixin.qq.com): 7200 s; the platform renews it 5 minutes
early and both work for these; force_refresh ends the old one at once, at most every 30 s and 20
times a day.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from emulator.simulators import Doc, KeyDocStore
from emulator.wechat.errors import WeChatError

TOKENS = "wechat_tokens"
LIFE = timedelta(seconds=7200)
RENEWED_BEFORE_END = timedelta(minutes=5)
BETWEEN_FORCED = timedelta(seconds=30)
MOST_FORCED_A_DAY = 20
REMEMBERED = 10


class Tokens:
    def __init__(self, store: KeyDocStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    def issue(self, force: bool) -> Doc:
        """`{access_token, expires_in}`; `expires_in` is what is left, in seconds."""
        state = self._state()
        now = self._now()
        if force:
            self._check_forced(state, now)
            for entry in state["tokens"]:
                entry["revoked"] = True
            state["forced"].append(now.isoformat())
        current = state["tokens"][-1] if state["tokens"] else None
        if current is None or current["revoked"] or self._left(current) <= RENEWED_BEFORE_END:
            current = {
                "token": f"{secrets.randbelow(90) + 10}_{secrets.token_urlsafe(96)}",
                "ends_at": (now + LIFE).isoformat(),
                "revoked": False,
            }
            state["tokens"] = [*state["tokens"], current][-REMEMBERED:]
        self._store.put(TOKENS, "all", state)
        seconds = int(self._left(current).total_seconds())
        return {"access_token": current["token"], "expires_in": seconds}

    def check(self, token: str | None) -> None:
        """WeChatError 41001, 40014, 40001 or 42001 for a token that is missing, odd, foreign, old."""
        if not token:
            raise WeChatError(41001)
        if len(token) < 32:
            raise WeChatError(40014)
        for entry in self._state()["tokens"]:
            if secrets.compare_digest(entry["token"].encode(), token.encode()):
                if entry["revoked"]:
                    raise WeChatError(40001)
                if self._left(entry) <= timedelta(0):
                    raise WeChatError(42001)
                return
        raise WeChatError(40001)

    def revoke(self) -> None:
        """End every token now, as a force_refresh elsewhere would."""
        state = self._state()
        for entry in state["tokens"]:
            entry["revoked"] = True
        self._store.put(TOKENS, "all", state)

    def _check_forced(self, state: Doc, now: datetime) -> None:
        day = now - timedelta(days=1)
        state["forced"] = [at for at in state["forced"] if datetime.fromisoformat(at) > day]
        if len(state["forced"]) >= MOST_FORCED_A_DAY:
            raise WeChatError(45009)
        if state["forced"]:
            last = datetime.fromisoformat(state["forced"][-1])
            if now < last + BETWEEN_FORCED:
                raise WeChatError(45011)

    def _left(self, entry: dict[str, Any]) -> timedelta:
        return datetime.fromisoformat(entry["ends_at"]) - self._now()

    def _state(self) -> Doc:
        return self._store.get(TOKENS, "all") or {"tokens": [], "forced": []}
