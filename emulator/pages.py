"""The pages: the console and the built preview."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

_CONSOLE = Path(__file__).with_name("console")


class Pages:
    """Serves files of the console and of the folder into which the preview is built."""

    def __init__(self, preview: Path) -> None:
        self._preview = preview

    def routes(self) -> list[web.RouteDef]:
        """Every route of this class; the last takes whatever no other route has taken."""
        return [
            web.get("/preview/{file:.*}", self.page),
            web.get("/_emulator/{file:.*}", self.page),
            web.get("/{file:.*}", self.page),
        ]

    async def page(self, request: web.Request) -> web.StreamResponse:
        """A file of the console or of the built preview; the page itself for a folder."""
        file = request.match_info["file"] or "index.html"
        folders = [_CONSOLE, self._preview]
        if request.path.startswith("/preview/"):
            folders.reverse()
        for folder in folders:
            path = (folder / file).resolve()
            if path.is_relative_to(folder.resolve()) and path.is_file():
                return web.FileResponse(path, headers={"Cache-Control": "no-cache"})
        raise web.HTTPNotFound
