"""Live reload: which functions a saved file concerns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from template import Template

_EVERY_S = 0.4


class Watch:
    """Looks at the sources' times of change; polling needs no package and sees every editor's way."""

    def __init__(self, template: Template, changed: Callable[[set[str]], None]) -> None:
        self._roots: dict[Path, set[str]] = {}
        for name, function in template.functions.items():
            self._roots.setdefault(function.folder, set()).add(name)
            for layer in function.layers:
                folder = template.layers[layer].folder
                if folder is not None:
                    self._roots.setdefault(folder, set()).add(name)
        self._changed = changed
        self.looking = asyncio.Event()
        """Set once it knows how things are: what changes from now on is seen."""
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look from now on."""
        self._task = asyncio.ensure_future(self._look())

    async def close(self) -> None:
        """Stop looking."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _look(self) -> None:
        seen = await asyncio.to_thread(self._times)
        self.looking.set()
        while True:
            await asyncio.sleep(_EVERY_S)
            now = await asyncio.to_thread(self._times)
            concerned = {
                name
                for root, names in self._roots.items()
                for name in names
                if now[root] != seen[root]
            }
            seen = now
            if concerned:
                self._changed(concerned)

    def _times(self) -> dict[Path, dict[str, int]]:
        found: dict[Path, dict[str, int]] = {}
        for root in self._roots:
            times = found[root] = {}
            for path in root.rglob("*.py"):
                try:
                    times[str(path)] = path.stat().st_mtime_ns
                except FileNotFoundError:
                    continue  # an editor renamed it between the two looks
        return found
