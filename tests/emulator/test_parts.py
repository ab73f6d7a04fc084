"""Small parts without a process: the faults' counting, the wire, the store, the watch for changes."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import bson
import pytest

from emulator.clock import Clock
from emulator.database import Database
from emulator.docstore import SqliteDocs
from emulator.faults import FaultBoard
from emulator.relay_mongo import command_name
from emulator.reload import Watch
from template import load
from tests.emulator.running import make_site


@pytest.fixture
def board() -> FaultBoard:
    return FaultBoard({"prepay": ("slow", "error")})


def test_after_and_times(board: FaultBoard) -> None:
    board.order({"target": "prepay", "mode": "error", "after": 3, "times": 2}, set())
    struck = [board.take("prepay") is not None for _ in range(6)]
    assert struck == [False, False, True, True, False, False]
    assert board.waiting() == []


def test_faults_of_other_targets_and_modes_are_left(board: FaultBoard) -> None:
    board.order({"target": "prepay", "mode": "error"}, set())
    assert board.take("database") is None
    assert board.take("prepay", "slow") is None
    assert board.take("prepay", "error") is not None


def test_the_oldest_strikes_first(board: FaultBoard) -> None:
    board.order({"target": "prepay", "mode": "slow"}, set())
    board.order({"target": "prepay", "mode": "error"}, set())
    assert [fault.mode for fault in (board.take("prepay"), board.take("prepay")) if fault] == [
        *("slow", "error")
    ]


@pytest.mark.parametrize("name", ["insert", "update", "find", "hello"])
@pytest.mark.parametrize("sequence", [b"", b"\x01" + (9).to_bytes(4, "little") + b"docs\0"])
def test_command_name_wherever_its_section_stands(name: str, sequence: bytes) -> None:
    document = bson.encode({name: "things", "$db": "x"})
    assert command_name(bytes(4) + b"\0" + document + sequence) == name
    assert command_name(bytes(4) + sequence + b"\0" + document) == name


@pytest.mark.parametrize(
    ("uri", "through"),
    [
        ("mongodb://h:1/", "mongodb://127.0.0.1:9/?directConnection=true"),
        ("mongodb://h/", "mongodb://127.0.0.1:9/?directConnection=true"),
        (
            "mongodb://u:p%40@h:1,g:2/db?replicaSet=r&retryWrites=false",
            "mongodb://u:p%40@127.0.0.1:9/db?retryWrites=false&directConnection=true",
        ),
    ],
)
def test_a_uri_through_a_relay(uri: str, through: str) -> None:
    async def story() -> None:
        database = Database(uri, "x", print)
        assert database.through(9) == through
        assert database.address == ("h", 1 if ":1" in uri else 27017)
        await database.close()

    asyncio.run(story())


def test_documents_are_kept_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "docs.sqlite3"
    docs = SqliteDocs(path)
    for id in ("b", "a", "c"):
        docs.put("kind", id, {"id": id, "text": "正文"})
    docs.put("kind", "b", {"id": "b", "again": True})
    docs.put("other", "x", {})
    docs.delete("kind", "c")
    docs.delete("kind", "never")
    docs.close()
    docs = SqliteDocs(path)
    assert docs.all("kind") == [
        ("b", {"id": "b", "again": True}),
        ("a", {"id": "a", "text": "正文"}),
    ]
    assert docs.get("kind", "c") is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    docs.clear()
    assert docs.all("kind") == docs.all("other") == []
    docs.close()


def test_a_sleeper_wakes_by_waiting_or_by_a_jump_and_not_before(tmp_path: Path) -> None:
    async def story() -> None:
        clock = Clock(SqliteDocs(tmp_path / "docs.sqlite3"))
        far = asyncio.ensure_future(clock.sleep_until(clock.now() + timedelta(hours=2)))
        near = asyncio.ensure_future(clock.sleep_until(clock.now() + timedelta(seconds=0.05)))
        await near
        clock.advance(3600)
        await asyncio.sleep(0)
        assert not far.done()
        clock.advance(3600)
        await asyncio.wait_for(far, 10)
        await clock.sleep_until(datetime(2020, 1, 1, tzinfo=timezone.utc))

    asyncio.run(story())


@pytest.mark.parametrize(
    ("change", "concerned"),
    [
        (lambda site: (site / "functions/brief/index.py").write_text("changed = 1\n"), {"brief"}),
        (lambda site: os.utime(site / "functions/tick/index.py", (0, 0)), {"tick"}),
        (
            lambda site: (site / "common/new.py").write_text(""),
            {"probe", "writer", "brief", "notify", "tick"},
        ),
        (
            lambda site: (site / "common/counting.py").unlink(),
            {"probe", "writer", "brief", "notify", "tick"},
        ),
    ],
)
def test_a_change_concerns_who_uses_it(
    tmp_path: Path, change: Callable[[Path], object], concerned: set[str]
) -> None:
    site = make_site(tmp_path)

    async def story() -> None:
        found: asyncio.Queue[set[str]] = asyncio.Queue()
        watch = Watch(load(site / "template.yaml"), found.put_nowait)
        watch.start()
        await watch.looking.wait()
        change(site)
        assert await asyncio.wait_for(found.get(), 30) == concerned
        await watch.close()

    asyncio.run(story())
