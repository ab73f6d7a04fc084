"""The codes that desktop pages show right now, as the camera of a pretend phone would meet them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

_ROUTE = "/api/staff"
_MOST = 3


class _Shown(NamedTuple):
    """A code on some screen: what it says, the number beside it, and until when it holds."""

    address: str
    match: str
    until: datetime


class LoginCodes:
    """Looks at answers of the staff's route on their way to a browser: a camera would see no less."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._shown: list[_Shown] = []

    def see(self, path: str, origin: str, body: bytes) -> None:
        """An answer to a page of `origin`."""
        if path != _ROUTE:
            return
        try:
            data = json.loads(body)["data"]
            until = datetime.fromisoformat(data["expires_at"])
            address = f"{origin}/staff/?ticket={data['ticket']}"
            self._shown.append(_Shown(address, data["match"], until))
        except (ValueError, KeyError, TypeError):
            return  # an answer about something else

    def waiting(self) -> list[dict[str, str]]:
        """Those that hold still, newest first, as codes that a phone can scan."""
        now = self._now()
        self._shown = [one for one in self._shown if one.until > now][-_MOST:]
        return [
            {"title": f"电脑上的登录码（旁边是 {one.match}）", "scene": one.address}
            for one in reversed(self._shown)
        ]
