"""The preview's build, kept running beside the emulator when node and its packages are there."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from emulator import programs


class PreviewBuild:
    """`node preview/build.mjs … --watch`: one JSON line a build."""

    def __init__(
        self, root: Path, out: Path, say: Callable[[str], None], emit: Callable[..., None]
    ):
        self._root, self._out, self._say, self._emit = root, out, say, emit
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._builds = 0

    async def start(self) -> None:
        """Start it, or say in one line why there is no preview."""
        script, sources = self._root / "preview/build.mjs", self._root / "miniprogram"
        node = shutil.which("node")
        if not script.exists() or not (sources / "app.json").exists():
            return
        if node is None or not (self._root / "node_modules").is_dir():
            self._say("no preview: install node 20 or newer, then `npm ci`")
            return
        self._process = await programs.start(
            [node, str(script), str(sources), str(self._out), "--watch"],
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
        self._emit("build_problems", problems=problems)
        for problem in problems:
            text = problem if isinstance(problem, str) else json.dumps(problem, ensure_ascii=False)
            self._say(f"preview: {text}")
        self._builds += 1
        if build.get("built") and self._builds > 1:
            self._emit("reload", what="preview")
