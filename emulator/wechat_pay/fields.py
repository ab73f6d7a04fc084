"""Checks of request fields, each refusing with PARAM_ERROR and the field's JSON pointer.

Limits are those of the parameter tables at pay.weixin.qq.com/doc/v3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

from emulator.wechat_pay.errors import param_error

BEIJING = timezone(timedelta(hours=8))
TRADE_NO = re.compile(r"[0-9A-Za-z_\-|*]{6,32}")
REFUND_NO = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}")
OPENID = re.compile(r"[0-9A-Za-z_\-]{6,128}")
_RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+\-]\d{2}:\d{2})", re.ASCII
)
_LOCAL_HOSTS = ("127.0.0.1", "localhost")


class Fields:
    """The members of one JSON object (or query), read by name; `pointer` is where it stands."""

    def __init__(self, values: Mapping[str, Any], pointer: str) -> None:
        self._values = values
        self._pointer = pointer

    def _fail(self, name: str, issue: str) -> Exception:
        return param_error(f"{self._pointer}/{name}", issue)

    def text(self, name: str, most: int, pattern: re.Pattern[str] | None = None) -> str:
        value = self.optional_text(name, most, pattern)
        if value is None:
            raise self._fail(name, "缺少必填参数")
        return value

    def optional_text(
        self, name: str, most: int, pattern: re.Pattern[str] | None = None
    ) -> str | None:
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self._fail(name, "应为字符串")
        if not 1 <= len(value) <= most:
            raise self._fail(name, f"长度应为1到{most}")
        if pattern is not None and not pattern.fullmatch(value):
            raise self._fail(name, "不符合格式规则")
        return value

    def whole(self, name: str, least: int) -> int:
        value = self._values.get(name)
        if type(value) is not int or value < least:
            raise self._fail(name, f"应为不小于{least}的整数")
        return value

    def part(self, name: str) -> Fields:
        value = self._values.get(name)
        if not isinstance(value, dict):
            raise self._fail(name, "应为对象")
        return Fields(value, f"{self._pointer}/{name}")

    def currency(self, required: bool = False) -> None:
        value = self._values.get("currency")
        if value != "CNY" and (required or value is not None):
            raise self._fail("currency", "境内商户号仅支持人民币CNY")

    def instant(self, name: str) -> datetime | None:
        value = self.optional_text(name, 64)
        if value is None:
            return None
        if not _RFC3339.fullmatch(value):
            raise self._fail(name, "应为带时区的RFC3339时间")
        try:
            return datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            raise self._fail(name, "不是真实存在的时间") from None

    def notify_url(self, required: bool) -> str | None:
        """https and without a query, as WeChat wants it; this machine itself may be plain http."""
        value = self.text("notify_url", 255) if required else self.optional_text("notify_url", 255)
        if value is None:
            return None
        try:
            url = urlsplit(value)
            host = url.hostname
        except ValueError:
            raise self._fail("notify_url", "不是网址") from None
        secure = url.scheme == "https" or (url.scheme == "http" and host in _LOCAL_HOSTS)
        if not (secure and host):
            raise self._fail("notify_url", "应为https网址")
        if "?" in value or "#" in value:
            raise self._fail("notify_url", "不能携带参数")
        return value


def beijing(instant: str | datetime) -> str:
    """RFC 3339 in +08:00 to the second, as WeChat Pay writes instants."""
    moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return moment.astimezone(BEIJING).isoformat(timespec="seconds")
