"""The pages: the console, the built preview, and the hospital's desktop pages as static hosting serves them."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

_CONSOLE = Path(__file__).with_name("console")
# What a browser must keep to on the desktop pages. Of a file whose name holds its digest nothing ever changes.
_STAFF_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_FOR_EVER = "public, max-age=31536000, immutable"


class Pages:
    """Serves files of the console and of the folders into which preview and desktop pages are built."""

    def __init__(self, preview: Path, staff: Path) -> None:
        self._preview, self._staff = preview, staff

    def routes(self) -> list[web.RouteDef]:
        """Every route of this class; the last takes whatever no other route has taken."""
        return [
            web.get("/staff", self.to_staff),
            web.get("/staff/{file:.*}", self.staff),
            web.get("/preview/{file:.*}", self.page),
            web.get("/_emulator/{file:.*}", self.page),
            web.get("/{file:.*}", self.page),
        ]

    async def to_staff(self, _: web.Request) -> web.StreamResponse:
        """The folder's own address, as static hosting does."""
        raise web.HTTPFound("/staff/")

    async def staff(self, request: web.Request) -> web.StreamResponse:
        """A file of the desktop pages."""
        name = request.match_info["file"] or "index.html"
        found = _file(self._staff, name)
        if found is None:
            raise web.HTTPNotFound
        cache = _FOR_EVER if name.startswith("assets/") else "no-cache"
        return web.FileResponse(found, headers={**_STAFF_HEADERS, "Cache-Control": cache})

    async def page(self, request: web.Request) -> web.StreamResponse:
        """A file of the console or of the built preview; the page itself for a folder."""
        name = request.match_info["file"] or "index.html"
        folders = [_CONSOLE, self._preview]
        if request.path.startswith("/preview/"):
            folders.reverse()
        for folder in folders:
            found = _file(folder, name)
            if found is not None:
                return web.FileResponse(found, headers={"Cache-Control": "no-cache"})
        raise web.HTTPNotFound


def _file(folder: Path, name: str) -> Path | None:
    """The file of a name, where it is one and inside the folder."""
    path = (folder / name).resolve()
    return path if path.is_relative_to(folder.resolve()) and path.is_file() else None
