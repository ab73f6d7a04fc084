"""The builds of pages, kept running beside the emulator when node and its packages are there."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from emulator import programs


class PageBuild:
    """A program that builds pages again after each change: one JSON line a build.

    `what` it builds is how its events and lines are told from another's: `preview`, or a site's name. `command` are the
    script and its words, relative to `root`; there is nothing to build where the `source` is missing.
    """

    def __init__(
        self,
        root: Path,
        what: str,
        source: str,
        command: list[str],
        hear: tuple[Callable[[str], None], Callable[..., None]],
    ):
        self._root, self._what, self._source, self._command = root, what, source, command
        self._say, self._emit = hear
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._builds = 0

    async def start(self) -> None:
        """Start it, or say in one line why there are no such pages."""
        node = shutil.which("node")
        if not (self._root / self._source).exists():
            return
        if node is None or not (self._root / "node_modules").is_dir():
            self._say(f"no {self._what}: install node 20 or newer, then `npm ci`")
            return
        script, *words = self._command
        self._process = await programs.start(
            [node, str(self._root / script), *words, "--watch"],
            cwd=self._root,
            stdout=asyncio.subprocess.PIPE,
        )
        self._reading = asyncio.ensure_future(self._read())

    async def close(self) -> None:
        """End it."""
        if self._process:
            await programs.end(self._process)
        if self._reading:
            await self._reading

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            try:
                build = json.loads(line)
            except ValueError:
                continue
            self._tell(build)

    def _tell(self, build: dict[str, Any]) -> None:
        problems = build.get("problems") or []
        self._emit("build_problems", what=self._what, problems=problems)
        for problem in problems:
            text = problem if isinstance(problem, str) else json.dumps(problem, ensure_ascii=False)
            self._say(f"{self._what}: {text}")
        self._builds += 1
        if build.get("built") and self._builds > 1:
            self._emit("reload", what=self._what)
