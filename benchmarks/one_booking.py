"""One booking in a process of its own, which holds what a function holds and nothing of a test: its memory.

Run as a program: arguments as JSON, megabytes on stdout.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from common.contracts.book import BookRequest
from common.domain.actor import WeChatUser
from common.runtime import settings, wiring
from common.usecases.book import book


def megabytes(**given: Any) -> float:
    """The most memory of a process that makes one booking; `given` are the arguments of `main`."""
    run = [sys.executable, "-m", "benchmarks.one_booking", json.dumps(given)]
    return float(subprocess.run(run, check=True, capture_output=True, text=True).stdout)


def main(environ: dict[str, str], now: str, openid: str, slot_id: str, patient_id: str) -> None:
    """Book as a user at an instant, over the database that the environment names, and print the peak."""
    known = settings.load({"MONGO_URI", "MONGO_DATABASE", "DATA_KEYS"}, environ)
    deps = replace(wiring.wire(known), clock=lambda: datetime.fromisoformat(now))
    request = BookRequest(slot_id=slot_id, patient_id=patient_id, idempotency_key="of-a-benchmark")
    book(request, WeChatUser(openid), deps)
    print(_peak())


def _peak() -> float:
    """Megabytes, by Linux. `getrusage` would name the process that started this one, if that was larger."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
