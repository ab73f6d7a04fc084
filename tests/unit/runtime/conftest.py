"""What every test of the platform plumbing may ask for: log lines, and loggers left as they were."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from common.runtime import log


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
