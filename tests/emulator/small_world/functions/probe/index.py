"""Does what its caller asks, to show what a worker is, sees and survives."""

import importlib
import os
import sys
import time
from datetime import datetime, timezone

CALLS = []


def main_handler(event, context):
    CALLS.append(1)
    return {"code": "OK", "data": ACTIONS[event.get("action", "event")](event, context)}


def imported(event, context):
    try:
        return getattr(importlib.import_module(event["module"]), "__file__", "built in")
    except ImportError:
        return None


def printed(event, context):
    print(event["text"])
    print("no newline", end="")


def now(event, context):
    """`wall` was read between `after` and `before`, both monotonic."""
    after, wall, before = time.monotonic(), time.time(), time.monotonic()
    return {"after": after, "wall": wall, "before": before}


def raised(event, context):
    raise ValueError("a mistake")


ACTIONS = {
    "event": lambda event, context: {"event": event, "context": context},
    "calls": lambda event, context: {"calls": len(CALLS), "pid": os.getpid()},
    "path": lambda event, context: sys.path,
    "environment": lambda event, context: dict(os.environ),
    "import": imported,
    "print": printed,
    "raise": raised,
    "exit": lambda event, context: os._exit(3),
    "leave": lambda event, context: sys.exit(0),
    "unjson": lambda event, context: datetime.now(timezone.utc),
    "nan": lambda event, context: float("nan"),
    "huge": lambda event, context: "x" * (7 * 1024 * 1024),
    "wait": lambda event, context: time.sleep(event["seconds"]),
    "now": now,
}
