"""What tests leave in memory is removed once their process is gone, however it ended."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import memory
from tests.support.memory import memory_folder

_KILLED = """
import os, pathlib, sys
from tests.support import memory
memory._ROOM_BYTES = 0
memory.memory_folder(pathlib.Path(sys.argv[1]))
os.kill(os.getpid(), 9)
"""


def test_what_a_killed_process_left_is_removed_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_ROOM_BYTES", 0)
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], check=False)
    assert killed.returncode == -9
    (left,) = tmp_path.iterdir()
    (left / "data").write_text("x")
    browser = tmp_path / f"{left.name.replace('yuyue-', 'yuyue-browser-')}-aB3"
    stay = [tmp_path / name for name in (f"yuyue-{os.getppid()}", "yuyue-db-ai5x9", "somebody-1")]
    for folder in (browser, *stay):
        folder.mkdir()
    own = memory_folder(tmp_path)
    assert own == str(tmp_path / f"yuyue-{os.getpid()}")
    assert set(tmp_path.iterdir()) == {*stay, Path(own)}
