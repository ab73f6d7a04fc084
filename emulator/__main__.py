"""`python -m emulator`: run all of it on one port of this machine, until Ctrl-C.

PORT=n (8080; 0: a free one) · FRESH=1 (begin from nothing) · START=2036-01-07T08:00+08:00 (begin at an
instant to come) · MONGO_URI=… (another database) · MONGO_DATABASE=… (its name) · PACKAGED=1 (the packages
of `make package` instead of the sources; or PACKAGED=<the folder they are in>).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pymongo.errors import PyMongoError

from emulator.assembly import Emulator
from emulator.database import DatabaseError
from emulator.environment import SettingsError
from emulator.home import Home, HomeError
from emulator.layer import LayerError
from emulator.packaged import PackagedError
from emulator.seed import SeedError
from emulator.server import ServerError
from template import TemplateError

# Values that only a deployed environment has. Whoever has them set is one mistake away from real
# people's data, so they are not even ignored.
_PRODUCTION = (
    *("MINI_SECRET", "DATA_KEYS", "HASH_KEYS"),
    *("TENCENTCLOUD_SECRETID", "TENCENTCLOUD_SECRETKEY", "TENCENTCLOUD_SECRET_ID"),
    *("TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_SESSIONTOKEN"),
)
_ERRORS = (
    *(TemplateError, HomeError, DatabaseError, LayerError, ServerError, SettingsError),
    PackagedError,
    PyMongoError,
)
_HINT = """\
  {url}/            the mini-program in a phone frame, and the console beside it
  {url}/_emulator/  the console alone
  {url}/staff/      the hospital's desktop pages
  curl {url}/_emulator/status
Ctrl-C ends everything; what was booked stays in {home} (FRESH=1 begins from nothing)."""


def say(line: str) -> None:
    """One line for the developer, at once. A closed output is no reason to stop."""
    with suppress(OSError, ValueError):
        print(line, flush=True)


def hold_standard_descriptors() -> None:
    """With its input closed, the next file opened would become standard input of every program."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def main() -> int:
    hold_standard_descriptors()
    parser = argparse.ArgumentParser(prog="python -m emulator", description=__doc__)
    parser.add_argument("--template", type=Path, default=Path("template.yaml"))
    parser.add_argument(
        "--home", type=Path, help="folder of keys and data (.local by the template)"
    )
    parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")
    options = parser.parse_args()
    found = [name for name in _PRODUCTION if os.environ.get(name)]
    if found:
        say(f"refused: {found[0]} is set; the emulator does not run beside production secrets")
        return 2
    port = os.environ.get("PORT") or "8080"
    if not port.isdecimal() or int(port) > 65535:
        say(f"refused: PORT={port} is not a port")
        return 2
    home = options.home or options.template.resolve().parent / ".local"
    try:
        return asyncio.run(run(options.template, home, int(port), not options.no_demo))
    except _ERRORS as error:
        say(f"can't start: {error}")
        return 1


async def run(template: Path, home_path: Path, port: int, demo: bool) -> int:
    """From start to the signal that ends it."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # nohup asks to outlive the terminal; a shell's `&` asks not to hear Ctrl-C, but kill -INT may.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            loop.add_signal_handler(number, stop.set)
    home = Home(home_path)
    fresh = os.environ.get("FRESH") == "1"
    if fresh:
        home.forget()
    try:
        packages = _packages(template, os.environ.get("PACKAGED", ""))
        emulator = Emulator(home, template, os.environ.get("MONGO_URI", ""), say, packages)
        work = asyncio.ensure_future(_serve(emulator, port, fresh, demo))
        ended = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait([work, ended], return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
                await ended
        finally:
            for task in (work, ended):
                task.cancel()
            await asyncio.gather(work, ended, return_exceptions=True)
            await emulator.close()
    finally:
        home.close()
    return 0


def _packages(template: Path, asked: str) -> Path | None:
    if asked in ("", "0"):
        return None
    return template.resolve().parent / "build" if asked == "1" else Path(asked)


async def _serve(emulator: Emulator, port: int, fresh: bool, demo: bool) -> None:
    await emulator.start(port)
    if fresh:
        await emulator.database.empty()
    _go_to(emulator, os.environ.get("START", ""))
    if demo:
        try:
            await emulator.seed_if_empty()
        except SeedError as error:
            say(f"the demo data is not complete: {error}")
    emulator.open()
    say(f"listening on {emulator.url}")
    say(_HINT.format(url=emulator.url, home=emulator.home.path))


def _go_to(emulator: Emulator, start: str) -> None:
    if not start:
        return
    emulator.clock.real()  # whatever it was before
    try:
        emulator.clock.set(datetime.fromisoformat(start))
    except ValueError as error:
        raise SettingsError(f"START={start}: {error}") from None


if __name__ == "__main__":
    sys.exit(main())
