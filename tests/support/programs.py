"""Programs that a test run starts end with it."""

import os
import sys
from pathlib import Path

_LAUNCHER = Path(__file__).resolve().parents[2] / "emulator" / "programs.py"


def ending_with_us(*command: str) -> list[str]:
    """The command, begun so that Linux ends it when this process dies, however it dies."""
    return [sys.executable, "-I", "-S", str(_LAUNCHER), str(os.getpid()), *command]
