"""The settings that functions need, by what for. A function names its own, and is given no others.

`template.yaml` gives each function exactly the variables its handler names; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

# Every function.
DATABASE = ("STAGE", "MONGO_URI", "MONGO_DATABASE")
# Whoever is called by the phone: to know our own mini-program by.
PHONE = ("MINI_APPID",)
# Whoever is called by a browser of the staff: to know our own pages by.
DESKTOP = ("STAFF_ORIGIN",)
# What is sealed at rest: patients, phones, merchants' keys, WeChat's token.
SEALED = ("DATA_KEYS",)
# To find a person by their identity number.
PERSONS = ("HASH_KEYS",)
# To call WeChat; its access token is kept sealed.
WECHAT = (*SEALED, "MINI_APPID", "MINI_SECRET", "WECHAT_API_BASE")
# To call WeChat Pay; the merchants' keys are kept sealed.
WECHAT_PAY = (*SEALED, "NOTIFY_URL", "WECHAT_PAY_BASE")
# To say where a public file is read.
FILES_SHOWN = ("FILES_BASE",)
# To put files into the bucket, read them and take them away.
FILES = (*FILES_SHOWN, "FILES_SECRET_ID", "FILES_SECRET_KEY")
# To carry out whatever a booking still has to do: money and messages.
EFFECTS = (*WECHAT, *WECHAT_PAY)


class Handler(Protocol):
    """What the platform calls. `settings`: the variables it reads, and all it should be given."""

    settings: frozenset[str]

    def __call__(self, event: Any, context: Any) -> dict[str, Any]: ...


def handler(*needs: tuple[str, ...]) -> Callable[[Callable[[Any, Any], dict[str, Any]]], Handler]:
    """Mark a handler with the settings it needs."""

    def mark(function: Callable[[Any, Any], dict[str, Any]]) -> Handler:
        function.settings = frozenset().union(DATABASE, *needs)  # type: ignore[attr-defined]
        return function  # type: ignore[return-value]

    return mark
