"""Is everything there that a deployment needs? Harmless calls only; each finding says what to do."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from deploy.cloud import Cloud, CloudError
from deploy.secret_manager import value_of
from deploy.settings import Settings, SettingsError
from deploy.settings import check as check_settings
from template import Template

_WECHAT = "https://api.weixin.qq.com"
# Beyond five minutes both Tencent Cloud and WeChat Pay refuse a signature.
_SKEW_WARN_S = 60
_HOST = re.compile(r"(?:[^@/]*@)?([^/?]+)")


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `ok` None: it could not be tried from here."""

    what: str
    ok: bool | None
    note: str = ""

    def __str__(self) -> str:
        mark = {True: "好", False: "不对", None: "未知"}[self.ok]
        return f"{mark}  {self.what}" + (f"：{self.note}" if self.note else "")


def examine(settings: Settings, cloud: Cloud, template: Template) -> Iterator[Finding]:
    """Every check in turn, the ones that others rest on first."""
    try:
        check_settings(settings, template)
        yield Finding("设置", True, f"{len(template.references)} 个名称，都在 4 KB 以内")
    except SettingsError as error:
        yield Finding("设置", False, str(error))
    yield from _cloud(settings, cloud)
    yield _clock(settings)
    settings = yield from _secrets(settings, cloud)
    yield from _database(settings)
    yield _wechat(settings)
    yield from _notices(settings, template)


def _cloud(settings: Settings, cloud: Cloud) -> Iterator[Finding]:
    try:
        found = cloud.tcb("DescribeEnvs").get("EnvList") or []
    except CloudError as error:
        yield Finding("凭据", False, str(error))
        return
    yield Finding("凭据", True)
    region = settings.get("TENCENTCLOUD_REGION")
    for item in found:
        ready = item.get("Status") == "NORMAL"
        yield Finding("环境", ready, f"{cloud.env_id} 的状态是 {item.get('Status')}")
        same = item.get("Region") in (None, region)
        yield Finding("地域", same, f"设置里是 {region}，环境是 {item.get('Region')}")
    if not found:
        yield Finding("环境", False, f"这个账号里没有 {cloud.env_id}；请核对 ENV_ID")


def _secrets(settings: Settings, cloud: Cloud) -> Generator[Finding, None, Settings]:
    """Each secret can be read; the settings with their values go on to the checks that use them."""
    values = dict(settings.values)
    for name in settings.secret_references:
        try:
            values[name] = value_of(settings, name, cloud)
            note = "从这里读得到；函数的角色也要有 ssm:GetSecretValue 权限"
            yield Finding(f"{name} 的凭据", True, note)
        except SettingsError as error:
            values[name] = ""
            yield Finding(f"{name} 的凭据", False, str(error))
    return replace(settings, values=values)


def _clock(settings: Settings) -> Finding:
    address = settings.get("TENCENTCLOUD_ENDPOINT") or "https://scf.tencentcloudapi.com"
    try:
        with urlopen(Request(address, method="HEAD"), timeout=10) as answer:
            date = answer.headers["Date"]
    except HTTPError as error:
        date = error.headers["Date"]
    except (URLError, OSError) as error:
        return Finding("时钟", None, f"连不上 {address}（{error}）")
    if not date:
        return Finding("时钟", None, "答复里没有日期")
    skew = (datetime.now(timezone.utc) - parsedate_to_datetime(date)).total_seconds()
    good = abs(skew) <= _SKEW_WARN_S
    return Finding("时钟", good, f"与平台相差 {skew:+.0f} 秒，请相差不到 {_SKEW_WARN_S} 秒")


def _database(settings: Settings) -> Iterator[Finding]:
    uri = settings.get("MONGO_URI")
    match = _HOST.match(uri.partition("://")[2])
    for place in match[1].split(",") if match and uri.startswith("mongodb://") else []:
        host, _, port = place.partition(":")
        try:
            socket.create_connection((host, int(port or 27017)), timeout=3).close()
            yield Finding("数据库", True, f"{place} 有答复")
        except OSError as error:
            # A VPC is closed to the world: from a laptop this is as it should be.
            yield Finding(
                "数据库", None, f"从这台机器连不上 {place}（{error}）；数据库在 VPC 里时本来如此"
            )


def _wechat(settings: Settings) -> Finding:
    """The stable token in normal mode: gives the present one, and spoils none."""
    if not settings.get("MINI_APPID") or not settings.get("MINI_SECRET"):
        return Finding("微信", None, "MINI_APPID 或 MINI_SECRET 是空的")
    base = settings.get("WECHAT_API_BASE") or _WECHAT
    asked = {
        "grant_type": "client_credential",
        "appid": settings["MINI_APPID"],
        "secret": settings["MINI_SECRET"],
    }
    request = Request(
        f"{base}/cgi-bin/stable_token",
        data=json.dumps(asked).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urlopen(request, timeout=10) as answer:
            reply: dict[str, Any] = json.load(answer)
    except (URLError, OSError, ValueError) as error:
        return Finding("微信", None, f"连不上（{error}）")
    if "access_token" in reply:
        return Finding("微信", True, "AppID 和密钥能换到 token")
    return Finding("微信", False, f"错误 {reply.get('errcode')}；请核对 MINI_APPID、MINI_SECRET")


def _notices(settings: Settings, template: Template) -> Iterator[Finding]:
    """The notice address: its form, and that an unsigned notice is refused there."""
    url = settings.get("NOTIFY_URL")
    parts = urlsplit(url)
    paths = {route.path for function in template.functions.values() for route in function.routes}
    local = parts.hostname in ("127.0.0.1", "localhost")
    if not url:
        yield Finding("NOTIFY_URL", False, "是空的：微信支付没有地方通知付款；请填上")
        return
    if (parts.scheme != "https" and not local) or parts.query or parts.path not in paths:
        known = "、".join(sorted(paths)) or "（没有）"
        yield Finding("NOTIFY_URL", False, f"要用 https、不带参数，路径是模板里的一条：{known}")
        return
    yield Finding("NOTIFY_URL", True, "写法正确")
    yield _refusal(url)


def _refusal(url: str, open_url: Callable[..., Any] = urlopen) -> Finding:
    request = Request(url, data=b"{}", headers={"Content-Type": "application/json"})
    try:
        open_url(request, timeout=10).close()
    except HTTPError as error:
        refused = error.code in (400, 401)
        return Finding("微信支付通知", refused, f"没有签名的通知得到 {error.code}，应得到 401")
    except (URLError, OSError) as error:
        return Finding("微信支付通知", None, f"连不上（{error}）")
    return Finding("微信支付通知", False, "没有签名的通知被接受了；请检查 NOTIFY_URL 通到哪里")
