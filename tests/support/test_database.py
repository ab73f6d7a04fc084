"""The database of a test run ends with the run."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from pymongo.uri_parser import parse_uri

from tests.support.database import START_SECONDS

A_RUN = """
import sys
from tests.support.database import server_uri
with server_uri() as uri:
    print(uri, flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of who dies")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_a_run_that_is_killed(number: signal.Signals) -> None:
    pipe = subprocess.PIPE
    own_server = {name: text for name, text in os.environ.items() if name != "TEST_MONGODB_URI"}
    run = subprocess.Popen(
        [sys.executable, "-c", A_RUN], stdin=pipe, stdout=pipe, text=True, env=own_server
    )
    with run:
        assert run.stdout is not None
        [server] = parse_uri(run.stdout.readline().strip())["nodelist"]
        assert listens(server)
        run.send_signal(number)
        assert run.wait() == -number
    ends = time.monotonic() + START_SECONDS
    while listens(server):
        assert time.monotonic() < ends, "the server is still there"
        time.sleep(0.02)


def listens(server: tuple[str, int]) -> bool:
    try:
        socket.create_connection(server).close()
    except ConnectionRefusedError:
        return False
    return True
