"""The real emulator, started on the small world beside this file."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from tests.support.programs import ending_with_us

ROOT = Path(__file__).parents[2]
SITE = Path(__file__).with_name("small_world")
WAIT_S = 60.0


class Running:
    """One `python -m emulator` and what it has said."""

    def __init__(self, process: subprocess.Popen[str], site: Path, url: str) -> None:
        self.process, self.site, self.url = process, site, url
        self.http = httpx.Client(base_url=url, timeout=WAIT_S)

    def call(self, function: str, openid: str | None = "somebody", **data: Any) -> dict[str, Any]:
        """As a phone calls a function."""
        headers = {"X-Emulator-Openid": openid} if openid else {}
        answer = self.http.post(f"/functions/{function}", json=data, headers=headers)
        assert answer.status_code == 200
        return dict(answer.json())

    def probe(self, action: str, **data: Any) -> Any:
        """The data of the probe's answer, which must be one."""
        answer = self.call("probe", action=action, **data)
        assert answer.get("errMsg") == "cloud.callFunction:ok", answer
        return answer["result"]["data"]

    def get(self, path: str) -> dict[str, Any]:
        answer = self.http.get(f"/_emulator/{path}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self.http.post(f"/_emulator/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def fault(self, target: str, mode: str, **more: Any) -> None:
        self.post("faults", target=target, mode=mode, **more)

    def last_call(self) -> dict[str, Any]:
        return dict(self.get("calls")["calls"][-1])

    def children(self) -> list[int]:
        """Processes that this emulator started and that live."""
        mark = f"{self.process.pid}"
        return [pid for pid, parent in parents().items() if str(parent) == mark]

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.http.close()
        self.process.send_signal(number)
        return self.process.wait(WAIT_S)


def parents() -> dict[int, int]:
    """Process id → its parent's, of all that live."""
    listing = subprocess.run(["ps", "-eo", "pid=,ppid=,stat="], capture_output=True, text=True)
    rows = [line.split() for line in listing.stdout.splitlines()]
    return {int(pid): int(parent) for pid, parent, state in rows if not state.startswith("Z")}


def until(condition: Callable[[], Any], what: str) -> Any:
    """Wait for a condition; its value."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.02)
    raise AssertionError(f"never: {what}")


def make_site(folder: Path) -> Path:
    """A copy of the small world; its layer carries pymongo as the product's lock names it."""
    site = folder / "site"
    shutil.copytree(SITE, site, ignore=shutil.ignore_patterns("__pycache__"))
    lock = (ROOT / "common/requirements.lock").read_text()
    wanted = [
        part
        for part in re.split(r"(?m)^(?=[a-z])", lock)
        if part.startswith(("pymongo", "dnspython"))
    ]
    (site / "common/requirements.lock").write_text("".join(wanted))
    (site / "demo").mkdir()
    for name in ("wechat_templates.json", "merchants.csv"):
        shutil.copy(ROOT / "demo" / name, site / "demo")
    return site


def command(site: Path) -> list[str]:
    return [
        sys.executable,
        "-m",
        "emulator",
        "--template",
        str(site / "template.yaml"),
        "--no-demo",
    ]


def environment(**more: str) -> dict[str, str]:
    hidden = ("MONGO_URI", "MONGO_DATABASE", "FRESH", "PORT", "START")
    kept = {key: value for key, value in os.environ.items() if key not in hidden}
    return kept | {"PORT": "0"} | more


def start(site: Path, **env: str) -> Running:
    """Start an emulator on a site and wait until it listens."""
    log = (site / "emulator.log").open("w+")
    process = subprocess.Popen(
        ending_with_us(*command(site)),
        cwd=ROOT,
        env=environment(**env),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        text=True,
    )
    pattern = re.compile(r"listening on (\S+)")

    def listening() -> str | None:
        said = (site / "emulator.log").read_text()
        assert process.poll() is None, said
        found = pattern.search(said)
        return found[1] if found else None

    try:
        url = until(listening, "listening")
    except AssertionError:
        process.kill()
        raise
    return Running(process, site, url)
