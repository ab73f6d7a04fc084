"""The emulator's bucket: what is signed by our client is served, anything else is not, and nobody lists it."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from aiohttp import web

from common.clients.files import Files, FilesError
from emulator.bucket import Bucket

START = datetime(2036, 1, 7, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def world() -> Iterator[Any]:
    """A bucket on a free port; `world.now` is its time and the client's."""
    found = SimpleNamespace(now=START)
    bucket = Bucket(lambda: found.now)
    loop, ready = asyncio.new_event_loop(), threading.Event()

    async def serve() -> web.AppRunner:
        app = web.Application(client_max_size=2**23)
        app.add_routes(bucket.routes())
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        found.base = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/files"  # type: ignore[union-attr]
        return runner

    def run() -> None:
        asyncio.set_event_loop(loop)
        found.runner = loop.run_until_complete(serve())
        ready.set()
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait()
    keys = bucket.keys()
    found.keys = (keys["FILES_SECRET_ID"], keys["FILES_SECRET_KEY"])
    found.files = Files(found.base, *found.keys, lambda: found.now, timeout_s=60.0)
    found.files.put("a/private.txt", b"private", "text/plain")
    found.files.put("a/public.txt", b"public", "text/plain", public=True)
    yield found
    asyncio.run_coroutine_threadsafe(bucket.close(), loop).result()
    asyncio.run_coroutine_threadsafe(found.runner.cleanup(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def said(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.text.partition("<Code>")[2].partition("</Code>")[0]


def test_our_client_puts_reads_and_takes_away(world: Any) -> None:
    world.files.put("b/c.txt", b"x", "text/plain")
    assert world.files.get("b/c.txt") == b"x"
    world.files.delete("b/c.txt")
    assert world.files.get("b/c.txt") is None


def test_everybody_reads_what_is_public_and_nothing_else(world: Any) -> None:
    assert httpx.get(world.files.address("a/public.txt")).text == "public"
    assert said(httpx.get(world.files.address("a/private.txt")))[0] == 403
    assert httpx.get(world.files.address("a/nothing.txt")).status_code in (403, 404)


@pytest.mark.parametrize(
    "asked", ["", "/", "/?list-type=2", "?versions", "/a/?prefix=a", "/a/public.txt?acl"]
)
def test_nobody_lists_it_or_looks_who_may(world: Any, asked: str) -> None:
    assert said(httpx.get(f"{world.base}{asked}")) == (403, "AccessDenied")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "PATCH"])
def test_nobody_else_writes(world: Any, method: str) -> None:
    answer = httpx.request(method, world.files.address("a/public.txt"), content=b"theirs")
    assert said(answer) == (403, "AccessDenied")
    assert world.files.get("a/public.txt") == b"public"


def test_another_key_is_refused(world: Any) -> None:
    other = Files(world.base, world.keys[0], "another", lambda: world.now)
    for call in (lambda: other.get("a/private.txt"), lambda: other.put("a/b", b"x", "text/plain")):
        with pytest.raises(FilesError, match="was answered 403"):
            call()
    assert said(httpx.get(other.link("a/private.txt", "x.txt"))) == (403, "SignatureDoesNotMatch")


def test_a_link_holds_for_ten_minutes_and_for_its_file_alone(world: Any) -> None:
    link = world.files.link("a/private.txt", "演示.txt")
    try:
        world.now += timedelta(seconds=600)
        answer = httpx.get(link)
        assert (answer.status_code, answer.text) == (200, "private")
        assert "UTF-8''%E6%BC%94%E7%A4%BA.txt" in answer.headers["content-disposition"]
        longer = link.replace("X-Amz-Expires=600", "X-Amz-Expires=6000")
        assert said(httpx.get(longer)) == (403, "SignatureDoesNotMatch")
        other = link.replace("private.txt?", "public.txt?")
        assert said(httpx.get(other)) == (403, "SignatureDoesNotMatch")
        world.now += timedelta(seconds=1)
        assert said(httpx.get(link)) == (403, "RequestExpired")
    finally:
        world.now = START


def test_a_request_that_was_recorded_is_refused_later_and_with_another_body(world: Any) -> None:
    late = Files(world.base, *world.keys, lambda: START - timedelta(minutes=16))
    with pytest.raises(FilesError, match="PUT was answered 403"):
        late.put("a/private.txt", b"late", "text/plain")
    assert world.files.get("a/private.txt") == b"private"
