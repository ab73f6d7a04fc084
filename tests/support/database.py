"""A real database for tests: the one named in TEST_MONGODB_URI, or a local server started for the run."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import PyMongoError

from tests.support.memory import memory_folder
from tests.support.programs import ending_with_us

START_SECONDS = 60.0


class LocalServer:
    """A database server of our own, as its own process."""

    def __init__(self, folder: str | None = None) -> None:
        """Its files are kept in a folder; the system's for temporary files if none is given."""
        self._storage = Path(tempfile.mkdtemp(prefix="yuyue-db-", dir=folder))
        self.port = _free_port()
        self.uri = f"mongodb://127.0.0.1:{self.port}/?directConnection=true&retryWrites=false"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server on its storage, and wait until it answers."""
        program = Path(sys.executable).with_name("secantusd-py")
        self._process = subprocess.Popen(
            ending_with_us(
                str(program), "--host", "127.0.0.1", "--port", str(self.port),
                "--storage-path", str(self._storage), "--sync-on-commit",
            ),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends:
            if self._process.poll() is not None:
                raise RuntimeError("the local database ended as it started")
            client: MongoClient[Any] = MongoClient(self.uri, serverSelectionTimeoutMS=200)
            try:
                client.admin.command("ping")
            except PyMongoError:
                continue
            finally:
                client.close()
            return
        raise RuntimeError("the local database did not answer")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def stop(self) -> None:
        """End it and forget its storage."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self._storage, ignore_errors=True)


@contextmanager
def server_uri() -> Iterator[str]:
    """The address of a database that tests may write to."""
    given = os.environ.get("TEST_MONGODB_URI")
    if given:
        yield given
        return
    server = LocalServer(memory_folder())
    try:
        server.start()
        yield server.uri
    finally:
        server.stop()


@contextmanager
def scratch(uri: str) -> Iterator[Database[dict[str, Any]]]:
    """An empty database of one's own, gone afterwards."""
    client: MongoClient[dict[str, Any]] = MongoClient(uri, tz_aware=True)
    name = f"yuyue_test_{uuid.uuid4().hex[:12]}"
    try:
        yield client[name]
    finally:
        client.drop_database(name)
        client.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
