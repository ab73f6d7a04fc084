"""Samples of every trigger, and a ground to run handlers on: settings, wiring and log lines."""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from common.domain.caller import Caller
from common.runtime import log, settings

SAMPLES = Path(__file__).parent / "samples"
Sample = tuple[dict[str, Any], dict[str, Any]]
APPID = "wx0123456789abcdef"
NOW = datetime(2026, 11, 22, 16, 30, tzinfo=timezone.utc)


@pytest.fixture
def sample() -> Callable[[str], Sample]:
    """Event and context by name, fresh, as they stand in samples/."""

    def read(name: str) -> Sample:
        found = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
        return found["event"], found["context"]

    return read


@dataclass
class FakeDeps:
    """What a handler itself asks of the wiring."""

    admitted: list[tuple[Caller, str]] = field(default_factory=list)
    refusal: Exception | None = None

    def clock(self) -> datetime:
        return NOW

    def admit(self, caller: Caller, function: str, request: object) -> None:
        if self.refusal:
            raise self.refusal
        self.admitted.append((caller, function))


@dataclass
class Ground:
    """The deps the handlers will get, and how to break getting them."""

    deps: FakeDeps
    wiring: ModuleType


@pytest.fixture
def ground(monkeypatch: pytest.MonkeyPatch) -> Ground:
    known = settings.load(
        {
            "MONGO_URI": "mongodb://127.0.0.1/",
            "WX_APPID": APPID,
            "WX_SECRET": "invented-secret",
            "DATA_KEYS": "d1:" + "A" * 43 + "=",
            "HASH_KEYS": "h1:" + "B" * 43 + "=",
            "NOTIFY_URL": "https://pay.example.test/pay/notify",
        }
    )
    monkeypatch.setattr(settings, "current", lambda: known)
    deps, wiring = FakeDeps(), ModuleType("common.runtime.wiring")
    wiring.deps = lambda: deps  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "common.runtime.wiring", wiring)
    monkeypatch.setattr("common.runtime.wiring", wiring, raising=False)
    return Ground(deps, wiring)


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[dict[str, Any]]]:
    """The log lines since the last look."""
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture(autouse=True)
def untouched_logging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in (*log.DRIVERS, None)]
    levels = [logger.level for logger in loggers]
    monkeypatch.setattr(log, "_hidden", set())
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
