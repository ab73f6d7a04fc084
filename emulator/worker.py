"""A worker process: runs one function as the platform would, one call at a time.

Started as `python -I -S worker.py CHANNEL LIFELINE` (two descriptors). It sees the standard library,
the function folder and the layer, and nothing else, so that a package missing from the layer is
noticed here. Lines of JSON both ways on the channel: `{setup}` first, then `{call}` → `{log}`* `{reply}`.
"""

from __future__ import annotations

import _thread
import importlib
import io
import json
import os
import socket
import sys
import traceback
from typing import Any

MAX_REPLY_BYTES = 6 * 1024 * 1024


class Channel:
    """The way to the host; kept out of reach of sys.stdout, which a function may replace."""

    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._lines = self._socket.makefile("r", encoding="utf-8", newline="\n")

    def receive(self) -> dict[str, Any] | None:
        line = self._lines.readline()
        return json.loads(line) if line else None

    def send(self, message: dict[str, Any]) -> None:
        self._socket.sendall(json.dumps(message, allow_nan=False).encode() + b"\n")


class LogStream(io.TextIOBase):
    """What a function prints, sent line by line: the last line before a crash counts most."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._rest = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._channel.send({"log": line})
        return len(text)

    def finish_line(self) -> None:
        if self._rest:
            self.write("\n")


class ShiftedClock:
    """Moves wall-clock time by the emulator's offset; monotonic time and driver timeouts stay real.

    time-machine is loaded from its files only when there is an offset, and its folder never gets on
    the path: its neighbours there are just what a function must not find.
    """

    def __init__(self, package: str, extension: str) -> None:
        self._files = {"_time_machine": extension, "time_machine": package}
        self._traveller: Any = None

    def follow(self, offset_us: int) -> None:
        if self._traveller is None and not offset_us:
            return
        from datetime import datetime, timedelta, timezone

        real_us = self._real_ns() // 1000
        wanted = datetime(1970, 1, 1, tzinfo=timezone.utc)
        wanted += timedelta(microseconds=real_us + offset_us)
        if self._traveller is None:
            self._traveller = sys.modules["time_machine"].travel(wanted, tick=True).start()
        else:
            self._traveller.move_to(wanted)
        # The traveller's clock starts at the first reading; without one it would start late.
        datetime.now(timezone.utc)

    def _real_ns(self) -> int:
        from importlib.util import module_from_spec, spec_from_file_location

        for name, file in self._files.items():
            if name not in sys.modules:
                spec = spec_from_file_location(name, file)
                if spec is None or spec.loader is None:
                    raise ImportError(f"{name} can't be loaded from {file}")
                sys.modules[name] = module_from_spec(spec)
                spec.loader.exec_module(sys.modules[name])
        if self._traveller is None:
            from time import time_ns

            return time_ns()
        real_ns: int = sys.modules["_time_machine"].original_time_ns()
        return real_ns


def exit_with_host(lifeline: int) -> None:
    """End when the host is gone, however it went, even in the middle of a call."""

    def watch() -> None:
        os.read(lifeline, 1)
        os._exit(1)

    _thread.start_new_thread(watch, ())


def describe(error: Exception) -> dict[str, Any]:
    """An uncaught exception as the platform reports it: with its stack."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return {"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": lines}


def main() -> None:
    channel = Channel(int(sys.argv[1]))
    exit_with_host(int(sys.argv[2]))
    setup = channel.receive()
    if setup is None:
        return
    sys.path[:0] = setup["path"]
    sys.argv[:] = [""]
    log = LogStream(channel)
    sys.stdout = sys.stderr = log
    clock = ShiftedClock(*setup["time_machine"])
    handler = None
    while (call := channel.receive()) is not None:
        clock.follow(call["offset_us"])
        try:
            if handler is None:
                module, _, name = setup["handler"].rpartition(".")
                handler = getattr(importlib.import_module(module), name)
            result = handler(call["event"], call["context"])
            reply = {"reply": result}
            if len(json.dumps(result, allow_nan=False)) > MAX_REPLY_BYTES:
                raise ValueError("the reply is larger than the platform's 6 MB")
        except Exception as error:  # noqa: BLE001 - the platform catches all, and so do we
            reply = {"error": describe(error)}
        log.finish_line()
        channel.send(reply)


if __name__ == "__main__":
    main()
