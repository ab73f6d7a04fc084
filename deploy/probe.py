"""A function that tells what the platform gives it: names only, never a value.

It settles what the platform's pages leave open (Python, clock, paths, key names of event, context
and environment, the zone of cron) and takes itself away again.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from deploy import operate
from deploy.cloud import Cloud, Missing
from deploy.edges import ApplyError

NAME = "yuyue-probe"
_POLLS = 100

CODE = '''
"""Names of what a function is given; values never leave it."""
import json, os, platform, sys, time


def names(value, depth=0):
    if isinstance(value, dict) and depth < 3:
        return {str(key): names(item, depth + 1) for key, item in sorted(value.items())}
    return type(value).__name__


def context_names(context):
    found = names(context if isinstance(context, dict) else vars(context))
    inner = context.get("environment") if isinstance(context, dict) else None
    if isinstance(inner, str):
        try:
            found["environment (JSON text)"] = names(json.loads(inner))
        except ValueError:
            found["environment (text)"] = sorted(
                item.partition("=")[0] for item in inner.split(";"))
    return found


def main_handler(event, context):
    report = {
        "python": platform.python_version(),
        "libc": " ".join(platform.libc_ver()),
        "zone": list(time.tzname),
        "path": sys.path,
        "read_only": [folder for folder in ("/var/user", "/opt", "/tmp")
                      if not os.access(folder, os.W_OK)],
        "environment": sorted(os.environ),
        "event": names(event),
        "context": context_names(context),
        "trigger": event.get("TriggerName") if isinstance(event, dict) else None,
    }
    print("PROBE " + json.dumps(report))
    return report
'''


def run(cloud: Cloud, say: Callable[[str], None], *, timers: bool) -> dict[str, Any]:
    """Deploy, call, report and remove. With `timers` it waits some minutes for a firing."""
    if _exists(cloud):
        raise ApplyError(f"已经有函数 {NAME}：请先删除它，再运行 probe")
    try:
        _deploy(cloud)
        say("已部署，正在调用")
        called = operate.invoke(cloud, NAME, {"probe": True})
        report: dict[str, Any] = json.loads(called.reply)
        if timers:
            report["cron_zone"] = _cron_zone(cloud, say)
        return report
    finally:
        _remove(cloud)
        say("已删除")


def _exists(cloud: Cloud) -> bool:
    try:
        cloud.scf("GetFunction", FunctionName=NAME)
    except Missing:
        return False
    return True


def _deploy(cloud: Cloud) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", CODE)
    cloud.scf(
        "CreateFunction",
        FunctionName=NAME,
        Handler="index.main_handler",
        Runtime="Python3.10",
        Type="Event",
        Role="TCB_QcsRole",
        Stamp="MINI_QCBASE",
        InstallDependency="FALSE",
        MemorySize=128,
        Timeout=10,
        Description="Tells names of what the platform gives, then goes",
        Environment={"Variables": [{"Key": "PROBE", "Value": "yes"}]},
        Code={"ZipFile": base64.b64encode(packed.getvalue()).decode("ascii")},
    )
    for _ in range(_POLLS):
        status = cloud.scf("GetFunction", FunctionName=NAME).get("Status")
        if status == "Active":
            return
        if str(status).endswith("Failed"):
            raise ApplyError(f"探测函数以 {status} 告终；请到控制台看原因")
        cloud.pause(2)
    raise ApplyError("探测函数还没有就绪；请稍后再运行 probe")


def _cron_zone(cloud: Cloud, say: Callable[[str], None]) -> str:
    """Two timers for the same instant, one written in UTC and one in Beijing time."""
    now = datetime.now(timezone.utc)
    due = now + timedelta(minutes=2)
    zones = {"utc": timezone.utc, "beijing": timezone(timedelta(hours=8))}
    for name, zone in zones.items():
        local = due.astimezone(zone)
        cloud.scf(
            "CreateTrigger",
            FunctionName=NAME,
            TriggerName=name,
            Type="timer",
            TriggerDesc=f"{local.second} {local.minute} {local.hour} * * * *",
            Enable="OPEN",
        )
    say("等定时器触发，约四分钟")
    seen: set[str] = set()
    for _ in range(60):
        cloud.pause(5)
        until = datetime.now(timezone.utc)
        for line in operate.logs(cloud, NAME, now, until, seen):
            marker, _, text = line.strip().partition("PROBE ")
            fired = json.loads(text).get("trigger") if text and not marker else None
            if fired in zones:
                return str(fired)
    return "no timer fired within five minutes"


def _remove(cloud: Cloud) -> None:
    try:
        cloud.scf("DeleteFunction", FunctionName=NAME)
    except Missing:
        return
