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
        mark = {True: "ok", False: "BAD", None: "?"}[self.ok]
        return f"{mark:<4} {self.what}" + (f": {self.note}" if self.note else "")


def examine(settings: Settings, cloud: Cloud, template: Template) -> Iterator[Finding]:
    """Every check in turn, the ones that others rest on first."""
    try:
        check_settings(settings, template)
        yield Finding("settings", True, f"{len(template.references)} names, all within 4 KB")
    except SettingsError as error:
        yield Finding("settings", False, str(error))
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
        yield Finding("credentials", False, str(error))
        return
    yield Finding("credentials", True)
    region = settings.get("TENCENTCLOUD_REGION")
    for item in found:
        ready = item.get("Status") == "NORMAL"
        yield Finding("environment", ready, f"{cloud.env_id} is {item.get('Status')}")
        same = item.get("Region") in (None, region)
        yield Finding("region", same, f"settings {region}, environment {item.get('Region')}")
    if not found:
        yield Finding("environment", False, f"this account has no {cloud.env_id}")


def _secrets(settings: Settings, cloud: Cloud) -> Generator[Finding, None, Settings]:
    """Each secret can be read; the settings with their values go on to the checks that use them."""
    values = dict(settings.values)
    for name in settings.secret_references:
        try:
            values[name] = value_of(settings, name, cloud)
            note = "can be read from here; the functions' role needs ssm:GetSecretValue, too"
            yield Finding(f"secret of {name}", True, note)
        except SettingsError as error:
            values[name] = ""
            yield Finding(f"secret of {name}", False, str(error))
    return replace(settings, values=values)


def _clock(settings: Settings) -> Finding:
    address = settings.get("TENCENTCLOUD_ENDPOINT") or "https://scf.tencentcloudapi.com"
    try:
        with urlopen(Request(address, method="HEAD"), timeout=10) as answer:
            date = answer.headers["Date"]
    except HTTPError as error:
        date = error.headers["Date"]
    except (URLError, OSError) as error:
        return Finding("clock", None, f"{address} can't be reached: {error}")
    if not date:
        return Finding("clock", None, "the answer carried no date")
    skew = (datetime.now(timezone.utc) - parsedate_to_datetime(date)).total_seconds()
    good = abs(skew) <= _SKEW_WARN_S
    return Finding("clock", good, f"{skew:+.0f} s from the platform's")


def _database(settings: Settings) -> Iterator[Finding]:
    uri = settings.get("MONGO_URI")
    match = _HOST.match(uri.partition("://")[2])
    for place in match[1].split(",") if match and uri.startswith("mongodb://") else []:
        host, _, port = place.partition(":")
        try:
            socket.create_connection((host, int(port or 27017)), timeout=3).close()
            yield Finding("database", True, f"{place} answers")
        except OSError as error:
            # A VPC is closed to the world: from a laptop this is as it should be.
            yield Finding("database", None, f"{place} not reached from this machine ({error})")


def _wechat(settings: Settings) -> Finding:
    """The stable token in normal mode: gives the present one, and spoils none."""
    if not settings.get("MINI_APPID") or not settings.get("MINI_SECRET"):
        return Finding("WeChat", None, "MINI_APPID or MINI_SECRET is empty")
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
        return Finding("WeChat", None, f"not reached: {error}")
    if "access_token" in reply:
        return Finding("WeChat", True, "the app id and secret give a token")
    return Finding(
        "WeChat", False, f"error {reply.get('errcode')}; look at MINI_APPID, MINI_SECRET"
    )


def _notices(settings: Settings, template: Template) -> Iterator[Finding]:
    """The notice address: its form, and that an unsigned notice is refused there."""
    url = settings.get("NOTIFY_URL")
    parts = urlsplit(url)
    paths = {route.path for function in template.functions.values() for route in function.routes}
    local = parts.hostname in ("127.0.0.1", "localhost")
    if not url:
        yield Finding("NOTIFY_URL", False, "is empty; WeChat Pay would have nowhere to report")
        return
    if (parts.scheme != "https" and not local) or parts.query or parts.path not in paths:
        known = ", ".join(sorted(paths)) or "none"
        yield Finding("NOTIFY_URL", False, f"must be https, no query, and end in a route: {known}")
        return
    yield Finding("NOTIFY_URL", True, "its form is right")
    yield _refusal(url)


def _refusal(url: str, open_url: Callable[..., Any] = urlopen) -> Finding:
    request = Request(url, data=b"{}", headers={"Content-Type": "application/json"})
    try:
        open_url(request, timeout=10).close()
    except HTTPError as error:
        refused = error.code in (400, 401)
        return Finding("notices", refused, f"an unsigned notice got {error.code}, 401 is right")
    except (URLError, OSError) as error:
        return Finding("notices", None, f"not reached: {error}")
    return Finding("notices", False, "an unsigned notice was accepted")
