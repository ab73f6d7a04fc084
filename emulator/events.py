"""Server-Sent Events: what happens in the emulator, told to whoever watches."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

_KEEPALIVE_S = 15.0


class Hub:
    """Gives each event to every watcher; one that does not read loses the newest, not our memory."""

    def __init__(self) -> None:
        self._watchers: set[asyncio.Queue[str | None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """Every route of this class."""
        return [web.get("/_emulator/events", self.stream)]

    def emit(self, type: str, **data: Any) -> None:
        """Send `{"type": type, **data}`; the data must be plain JSON."""
        line = json.dumps({"type": type, **data}, ensure_ascii=False)
        for queue in self._watchers:
            if queue.qsize() < 1000:
                queue.put_nowait(line)

    def close(self) -> None:
        """End every stream, so that the server can stop at once."""
        for queue in self._watchers:
            queue.put_nowait(None)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """GET /_emulator/events."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._watchers.add(queue)
        try:
            await response.prepare(request)
            await response.write(b": hello\n\n")
            while True:
                try:
                    line = await asyncio.wait_for(queue.get(), _KEEPALIVE_S)
                except asyncio.TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                if line is None:
                    return response
                await response.write(f"data: {line}\n\n".encode())
        except ConnectionError:
            return response
        finally:
            self._watchers.discard(queue)
