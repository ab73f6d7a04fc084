"""The desktop pages as static hosting serves them: whole, by their own addresses, under a strict policy."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from emulator.pages import Pages
from template import load
from tests.support.emulator import ROOT

TEMPLATE = load(ROOT / "template.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "staff/index.html": "<p>工作台</p>", "staff/assets/a-1b2c.js": "1", "preview/mini.js": "2", "key.json": "no",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def look(folder: Path, path: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of a page."""

    async def ask() -> tuple[int, dict[str, str], str]:
        app = web.Application()
        sites = dict.fromkeys(TEMPLATE.sites, folder / "staff")
        app.add_routes(Pages(folder / "preview", sites, TEMPLATE).routes())
        async with TestClient(TestServer(app)) as client:
            answer = await client.get(path, allow_redirects=False)
            return answer.status, dict(answer.headers), await answer.text()

    return asyncio.run(ask())


def test_the_folder_is_its_first_page(folder: Path) -> None:
    status, headers, text = look(folder, "/staff/")
    assert (status, text) == (200, "<p>工作台</p>")
    assert headers["Cache-Control"] == "no-cache"
    status, headers, _ = look(folder, "/staff")
    assert (status, headers["Location"]) == (302, "/staff/")


@pytest.mark.parametrize("path", ["/staff/", "/staff/assets/a-1b2c.js"])
def test_a_browser_runs_nothing_but_our_files_and_shows_them_in_no_frame(
    folder: Path, path: str
) -> None:
    headers = look(folder, path)[1]
    policy = headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'self'", "frame-ancestors 'none'", "object-src 'none'"} <= set(policy)
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"


def test_what_is_named_by_its_digest_is_kept_for_ever(folder: Path) -> None:
    cached = look(folder, "/staff/assets/a-1b2c.js")[1]["Cache-Control"]
    assert cached == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path", ["/staff/nothing.js", "/staff/..%2fkey.json", "/staff/%2e%2e/key.json", "/staff//etc/passwd"]
)  # fmt: skip
def test_nothing_else_is_served(folder: Path, path: str) -> None:
    assert look(folder, path)[0] == 404


def test_the_preview_is_served_without_that_policy(folder: Path) -> None:
    status, headers, _ = look(folder, "/preview/mini.js")
    assert status == 200
    assert "Content-Security-Policy" not in headers
