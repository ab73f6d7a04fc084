"""The pages: the console, the built preview, and the hospital's desktop pages as static hosting serves them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from template import Site, Template

_CONSOLE = Path(__file__).with_name("console")


class Pages:
    """Serves files of the console, and of the folders into which the preview and each of `sites` are built."""

    def __init__(self, preview: Path, sites: Mapping[str, Path], template: Template) -> None:
        self._preview, self._sites, self._template = preview, sites, template

    def routes(self) -> list[web.RouteDef]:
        """Every route of this class; the last takes whatever no other route has taken."""
        return [
            *(route for site in self._template.sites.values() for route in self._of(site)),
            web.get("/preview/{file:.*}", self.page),
            web.get("/_emulator/{file:.*}", self.page),
            web.get("/{file:.*}", self.page),
        ]

    def _of(self, site: Site) -> list[web.RouteDef]:
        """A site as static hosting and its route serve it."""

        async def file(request: web.Request) -> web.StreamResponse:
            name = request.match_info["file"] or "index.html"
            found = _file(self._sites[site.name], name)
            if found is None:
                raise web.HTTPNotFound
            headers = {**site.headers, "Cache-Control": site.cached(name)}
            return web.FileResponse(found, headers=headers)

        async def folder(_: web.Request) -> web.StreamResponse:
            raise web.HTTPFound(f"{site.path}/")

        return [web.get(site.path, folder), web.get(f"{site.path}/{{file:.*}}", file)]

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
