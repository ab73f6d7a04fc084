"""Faults ordered through the control API, until they have struck."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from itertools import count
from typing import Any

from emulator.simulators import Fault

# What can befall calls of the database and of a function; the simulators say it of themselves.
_RELAYED = ("slow", "error", "error_after_effect", "down", "kill")


class FaultBoard:
    """Keeps faults in the order they came; `take` and `strike` use them up.

    `modes` says what can be ordered of each simulator: target → modes.
    """

    def __init__(self, modes: Mapping[str, Collection[str]]) -> None:
        self._modes = {**modes, "database": _RELAYED}
        self._faults: list[Fault] = []
        self._down: dict[str, float] = {}
        self._ids = count(1)

    def order(self, doc: dict[str, Any], functions: set[str]) -> Fault:
        """A fault as POSTed. ValueError says what is wrong with it."""
        unknown = doc.keys() - {"target", "mode", "times", "seconds", "after"}
        if unknown:
            raise ValueError(f"unknown field {min(unknown)!r}")
        target, mode = str(doc.get("target")), str(doc.get("mode"))
        function = target.removeprefix("function:")
        known = _RELAYED if target == f"function:{function}" else self._modes.get(target, ())
        if not known or (known is _RELAYED and target != "database" and function not in functions):
            raise ValueError(f"target must be one of {', '.join(self._modes)}, function:<name>")
        if mode not in known:
            raise ValueError(f"mode for {target} must be one of {', '.join(known)}")
        fault = Fault(
            id=str(next(self._ids)),
            target=target,
            mode=mode,
            times=_number(doc, "times", 1, int, 1, 1_000_000),
            seconds=_number(doc, "seconds", 1.0, float, 0, 3600),
            after=_number(doc, "after", 1, int, 1, 1_000_000),
        )
        if mode == "down":
            self._down[target] = time.monotonic() + fault.seconds
        else:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Call off everything, also a database that is down."""
        self._faults.clear()
        self._down.clear()

    def waiting(self) -> list[Fault]:
        """Faults that have not struck for the last time, and what is down now."""
        now = time.monotonic()
        down = [
            Fault("down", target, "down", seconds=until - now)
            for target, until in self._down.items()
            if until > now
        ]
        return [*self._faults, *down]

    def is_down(self, function: str) -> bool:
        """Whether the database is away, for all or for this function."""
        now = time.monotonic()
        return any(self._down.get(t, 0.0) > now for t in ("database", f"function:{function}"))

    def take(self, target: str, mode: str | None = None) -> Fault | None:
        """Count one occasion for each matching fault; the oldest one that strikes, used up by one."""
        struck = None
        for fault in [f for f in self._faults if f.target == target and mode in (None, f.mode)]:
            fault.seen += 1
            if struck is None and fault.seen >= fault.after:
                struck = self._use(fault)
        return struck

    def strike(self, function: str, occasion: int) -> Fault | None:
        """The fault that meets an invocation of the function at its n-th write or outside call.

        The n is counted by the invocation, not here: an invocation that ends before it leaves the
        fault for the next one.
        """
        for fault in self._faults:
            if fault.target == f"function:{function}" and occasion >= fault.after:
                return self._use(fault)
        return None

    def _use(self, fault: Fault) -> Fault:
        fault.times -= 1
        if fault.times == 0:
            self._faults.remove(fault)
        return fault


def _number(doc: dict[str, Any], name: str, default: Any, kind: type, low: int, high: int) -> Any:
    value = doc.get(name, default)
    is_number = isinstance(value, (int, kind)) and not isinstance(value, bool)
    if not is_number or not low <= value <= high:
        raise ValueError(f"{name} must be a number from {low} to {high}")
    return kind(value)
