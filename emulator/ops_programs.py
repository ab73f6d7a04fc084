"""`python -m ops …` on the emulator's database, at the emulator's time."""

from __future__ import annotations

import os
from pathlib import Path

from emulator import programs
from emulator.clock import Clock
from emulator.environment import Environment


class Ops:
    """Runs the programs of the project in `root`."""

    def __init__(self, root: Path, environment: Environment, clock: Clock) -> None:
        self._root, self._environment, self._clock = root, environment, clock

    async def run(self, *arguments: str) -> programs.Finished:
        """Run `python -m ops ARGUMENTS…` to its end."""
        env = self._environment.of_programs()
        env |= {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        offset_us = int(self._clock.offset.total_seconds() * 1_000_000)
        command = ["ops", *arguments]
        return await programs.run_module(command, env=env, cwd=self._root, offset_us=offset_us)
