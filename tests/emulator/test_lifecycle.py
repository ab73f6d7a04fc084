"""Starting, stopping, being killed, starting again; and what is said when it can't."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pymongo
import pytest

from emulator.__main__ import main
from tests.emulator.running import (
    ROOT,
    WAIT_S,
    Running,
    command,
    environment,
    parents,
    start,
    until,
)


def refusal(site: Path, **env: str) -> str:
    """The one line of an emulator that does not start."""
    done = subprocess.run(
        command(site),
        cwd=ROOT,
        env=environment(**env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=WAIT_S,
    )
    assert done.returncode != 0
    [line] = [*done.stdout.splitlines(), *done.stderr.splitlines()]
    return line


@pytest.fixture
def refused(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """The same, in this process: starting one takes longer than to be refused."""

    def line(site: Path, **env: str) -> str:
        with monkeypatch.context() as here:
            here.setattr(sys, "argv", command(site)[2:])
            here.setattr(os, "environ", environment(**env))
            capfd.readouterr()
            assert main() != 0
        said = capfd.readouterr()
        [only] = [*said.out.splitlines(), *said.err.splitlines()]
        return only

    return line


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_process_is_left_even_in_the_middle_of_a_call(
    site: Path, number: signal.Signals
) -> None:
    own = start(site)
    own.call("writer", steps=["write"], key="kept")
    with ThreadPoolExecutor(1) as caller:
        waiting = caller.submit(own.call, "probe", action="wait", seconds=600)
        until(lambda: len(own.children()) >= 3, "database and two workers")
        children = own.children()
        assert own.end(number) == (-9 if number == signal.SIGKILL else 0)
        assert waiting.exception() or waiting.result()["errCode"]
    until(lambda: not set(children) & parents().keys(), "its processes ended")


def test_all_is_there_after_being_killed_and_nothing_after_fresh(site: Path) -> None:
    own = start(site)
    own.call("writer", steps=["write"], key="kept")
    own.post("phones", name="手机丁")
    own.post("clock", advance_seconds=86400)
    phones, ahead = own.get("phones"), own.get("clock")["now"]
    keys = {key: key.read_bytes() for key in (site / ".local/keys").iterdir()}
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}
    own.end(signal.SIGKILL)

    own = start(site)
    assert own.get("phones") == phones
    assert own.get("clock")["now"] > ahead
    told = own.call("writer", steps=["write"], key="kept")["result"]["data"]
    assert told == ["DuplicateKeyError"]
    assert all(key.read_bytes() == content for key, content in keys.items())
    own.end()

    own = start(site, FRESH="1")
    assert own.call("writer", steps=["write"], key="kept")["result"]["data"] == ["write"]
    assert own.get("clock")["offset_seconds"] == 0
    assert len(own.get("phones")["phones"]) == 3
    assert all(key.read_bytes() != content for key, content in keys.items())
    assert own.end() == 0


def test_it_begins_at_a_given_instant_to_come(site: Path, refused: Callable[..., str]) -> None:
    given = datetime(2036, 1, 7, 8, tzinfo=timezone(timedelta(hours=8)))
    own = start(site, START=given.isoformat())
    now = datetime.fromisoformat(own.get("clock")["now"])
    assert timedelta() <= now - given < timedelta(minutes=10)
    assert own.end() == 0
    past = "2020-01-07T08:00+08:00"
    assert f"START={past}: now must not be in the past" in refused(site, START=past)


def test_reset_empties_all_but_the_keys(emulator: Running) -> None:
    emulator.call("writer", steps=["write"], key="gone")
    emulator.post("clock", advance_seconds=86400)
    emulator.fault("prepay", "slow")
    emulator.post("reset")
    assert emulator.get("faults")["faults"] == []
    assert emulator.get("clock")["offset_seconds"] == 0
    assert emulator.get("calls")["calls"] == []
    told = emulator.call("writer", steps=["write"], key="gone")["result"]["data"]
    assert told == ["write"]


def test_somebody_elses_database_is_left_alone_until_it_is_marked(
    site: Path, shared: Running, refused: Callable[..., str]
) -> None:
    uri = shared.get("status")["mongo_uri"]
    with pymongo.MongoClient[dict[str, Any]](uri, serverSelectionTimeoutMS=9000) as client:
        theirs = client["theirs"]
        theirs["things"].insert_one({"_id": "precious"})
        index = theirs["things"].create_index("place", unique=True)
        line = refused(site, MONGO_URI=uri, MONGO_DATABASE="theirs", FRESH="1")
        assert "scratch mark" in line
        own = start(site, MONGO_URI=uri, MONGO_DATABASE="theirs")
        assert "mongo_uri" not in own.get("status")
        assert own.call("writer", steps=["write"], key="k")["result"]["data"] == ["write"]
        for path in ("reset", "seed"):
            assert own.http.post(f"/_emulator/{path}", json={}).status_code == 409
        assert theirs["things"].count_documents({}) == 1
        theirs["_scratch"].insert_one({"_id": "emulator"})
        own.post("reset")
        assert theirs["things"].count_documents({}) == 0
        assert index in theirs["things"].index_information()
        own.end()


def test_local_data_of_an_older_version_is_begun_anew(site: Path) -> None:
    first = start(site)
    state = first.get("status")
    with pymongo.MongoClient[dict[str, Any]](state["mongo_uri"]) as client:
        database = client[state["mongo_database"]]
        database["things"].insert_one({"_id": "old"})
        database["things"].create_index("place", unique=True)
        database["_scratch"].update_one({"_id": "emulator"}, {"$unset": {"format": ""}})
    first.end()
    again = start(site)
    state = again.get("status")
    with pymongo.MongoClient[dict[str, Any]](state["mongo_uri"]) as client:
        database = client[state["mongo_database"]]
        assert "things" not in database.list_collection_names()
        assert database["_scratch"].find_one()["format"] > 1  # type: ignore[index]
        database["things"].insert_one({"_id": "new"})
    again.end()
    last = start(site)
    with pymongo.MongoClient[dict[str, Any]](last.get("status")["mongo_uri"]) as client:
        assert client[state["mongo_database"]]["things"].count_documents({}) == 1
    last.end()


def test_a_taken_port(site: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"port {port} is taken" in refusal(site, PORT=port)


def test_two_at_once(shared: Running, refused: Callable[..., str]) -> None:
    assert "another emulator is using" in refused(shared.site)
    assert shared.probe("calls")


def test_a_broken_template(site: Path, refused: Callable[..., str]) -> None:
    template = site / "template.yaml"
    sound = template.read_text()
    broken = sound.replace("Timeout: 2 }", "Timeout: soon }")
    assert broken != sound, "it would start, and serve for ever"
    template.write_text(broken)
    line = refused(site)
    assert "template.yaml:" in line
    assert "Timeout" in line


def test_a_value_that_nobody_knows(site: Path, refused: Callable[..., str]) -> None:
    template = site / "template.yaml"
    template.write_text(template.read_text().replace("GREETING: hello", "GREETING: ${GREETING}"))
    assert "no value for ${GREETING}" in refused(site)


def test_a_database_that_is_not_there(site: Path, refused: Callable[..., str]) -> None:
    line = refused(site, MONGO_URI="mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100")
    assert "the database of MONGO_URI does not answer" in line


@pytest.mark.parametrize("uri", ["nonsense", "mongodb://", "mongodb://h/?tls=true"])
def test_a_mongo_uri_that_can_not_be_used(
    site: Path, uri: str, refused: Callable[..., str]
) -> None:
    assert "MONGO_URI" in refused(site, MONGO_URI=uri)


def test_a_database_that_does_not_start(site: Path, refused: Callable[..., str]) -> None:
    (site / ".local/db").write_text("not a folder")
    assert "does not start" in refused(site)


@pytest.mark.parametrize("name", ["MINI_SECRET", "DATA_KEYS", "HASH_KEYS", "TENCENTCLOUD_SECRETID"])
def test_production_secrets(site: Path, name: str, refused: Callable[..., str]) -> None:
    line = refused(site, **{name: "a secret"})
    assert name in line
    assert "a secret" not in line


@pytest.mark.parametrize("port", ["x", "-1", "65536", "8080.5"])
def test_a_port_that_is_none(site: Path, port: str, refused: Callable[..., str]) -> None:
    assert port in refused(site, PORT=port)


@pytest.mark.skipif(sys.version_info[:2] != (3, 10), reason="packages are made for Python 3.10")
def test_packages_run_as_they_are(site: Path, refused: Callable[..., str]) -> None:
    """Zips of the small world; its sources are then broken, so that only the packages can answer."""
    build = site / "build"
    layer = next((site / ".local/layer").glob("shared-*"))
    (
        layer / "common"
    ).unlink()  # it leads to the shared site, where another test may have changed something
    (layer / "common").symlink_to(site / "common", target_is_directory=True)
    packed = build / "layers" / "shared.zip"
    make_zip(packed, layer)
    for folder in (site / "functions").iterdir():
        make_zip(build / "functions" / f"{folder.name}.zip", folder)
    for source in (site / "common/counting.py", site / "functions/tick/index.py"):
        source.write_text(source.read_text() + "\nraise ImportError\n")
    own = start(site, PACKAGED="1")
    try:
        assert own.post("timers/tick")["runs"] == 1
        assert all(".local/packaged/" in part for part in own.probe("path")[:2])
    finally:
        own.end()
    packed.write_text("no zip")
    assert "shared.zip is not a zip file" in refused(site, PACKAGED="1")
    packed.unlink()
    assert "make package" in refused(site, PACKAGED="1")


def make_zip(path: Path, folder: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_suffix("")
    shutil.copytree(folder, whole)  # follows the layer's link to its package
    shutil.make_archive(str(whole), "zip", whole)
