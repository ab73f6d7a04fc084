"""Looking at what runs: call a function, follow its log, see the state of all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from deploy.cloud import Cloud, Missing

# The platform's console and log queries speak Beijing time.
_BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Invocation:
    """What one call gave. Times are milliseconds, memory is bytes."""

    reply: str
    error: str
    log: str
    duration_ms: float
    memory: int
    request_id: str


def invoke(cloud: Cloud, function: str, event: dict[str, Any]) -> Invocation:
    """Call a function with an event, as the console does: without any caller's identity."""
    answer = cloud.scf(
        "Invoke",
        FunctionName=function,
        ClientContext=json.dumps(event, ensure_ascii=False),
        LogType="Tail",
    )
    result = answer["Result"]
    return Invocation(
        reply=str(result.get("RetMsg") or ""),
        error=str(result.get("ErrMsg") or ""),
        log=str(result.get("Log") or ""),
        duration_ms=float(result.get("Duration") or 0),
        memory=int(result.get("MemUsage") or 0),
        request_id=str(result.get("FunctionRequestId") or ""),
    )


def timer_event(name: str, message: str, now: datetime) -> dict[str, Any]:
    """The event a timer trigger sends."""
    return {
        "Type": "Timer",
        "TriggerName": name,
        "Time": now.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Message": message,
    }


def logs(
    cloud: Cloud, function: str, since: datetime, until: datetime, seen: set[str]
) -> Iterator[str]:
    """Log lines of invocations in a span of at most a day, oldest first, each once.

    `seen` holds the request ids already printed and is added to.
    """
    answer = cloud.scf(
        "GetFunctionLogs",
        FunctionName=function,
        StartTime=since.astimezone(_BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
        EndTime=until.astimezone(_BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
        Order="asc",
        OrderBy="start_time",
        Offset=0,
        Limit=100,
    )
    for item in answer.get("Data") or []:
        request_id = str(item.get("RequestId"))
        if request_id in seen or item.get("InvokeFinished") != 1:
            continue
        seen.add(request_id)
        outcome = "成功" if item.get("RetCode") == 0 else f"失败（{item.get('RetCode')}）"
        duration = float(item.get("Duration") or 0)
        yield f"{item.get('StartTime')} {function} {outcome} {duration:.0f} ms {request_id}"
        yield from (f"    {line}" for line in str(item.get("Log") or "").splitlines())


def follow(cloud: Cloud, functions: list[str], span: timedelta) -> Iterator[str]:
    """Log lines as they come, until the program is stopped."""
    seen: set[str] = set()
    since = datetime.now(timezone.utc) - span
    while True:
        now = datetime.now(timezone.utc)
        for function in functions:
            yield from logs(cloud, function, max(since, now - timedelta(hours=23)), now, seen)
        # Logs arrive late and out of order: look a few minutes back each time.
        since = now - timedelta(minutes=5)
        cloud.pause(5)


def status(cloud: Cloud, functions: list[str]) -> Iterator[str]:
    """One line a function: state, size, last change, timers."""
    for function in functions:
        try:
            got = cloud.scf("GetFunction", FunctionName=function)
        except Missing:
            yield f"{function:<16} 还没有部署"
            continue
        triggers = [
            item["TriggerName"]
            for item in cloud.pages("ListTriggers", "Triggers", FunctionName=function)
        ]
        layers = [f"{item['LayerName']}:{item['LayerVersion']}" for item in got.get("Layers") or []]
        words = [
            f"{function:<16}",
            str(got.get("Status")),
            f"{got.get('MemorySize')} MB",
            f"{got.get('Timeout')} s",
            str(got.get("ModTime") or ""),
            " ".join(layers),
            f"定时器：{'、'.join(triggers)}" if triggers else "",
        ]
        yield "  ".join(word for word in words if word)
