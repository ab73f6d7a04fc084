"""Samples of every trigger, and what handlers run on: settings, wiring, access and log lines."""

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

from common.domain.actor import WeChatUser
from common.entry import access
from common.entry.access import Policy
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

    def clock(self) -> datetime:
        return NOW


@dataclass
class Platform:
    """The deps the handlers get, who was let in by which policy, and how to break either."""

    deps: FakeDeps
    wiring: ModuleType
    admitted: list[tuple[WeChatUser, object, Policy[Any]]] = field(default_factory=list)
    refusal: Exception | None = None

    def check_access(
        self, caller: WeChatUser, request: object, policy: Policy[Any], deps: object
    ) -> None:
        if self.refusal:
            raise self.refusal
        self.admitted.append((caller, request, policy))


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Platform:
    environ = {"MONGO_URI": "mongodb://127.0.0.1/", "MINI_APPID": APPID}
    known = settings.load(environ, environ)
    monkeypatch.setattr(settings, "current", lambda need: known)
    wiring = ModuleType("common.runtime.wiring")
    platform = Platform(FakeDeps(), wiring)
    wiring.deps = lambda known: platform.deps  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "common.runtime.wiring", wiring)
    monkeypatch.setattr("common.runtime.wiring", wiring, raising=False)
    monkeypatch.setattr(access, "check_access", platform.check_access)
    return platform


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
