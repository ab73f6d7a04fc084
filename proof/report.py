"""The table: what was tried, what became of it, and whether docs/guarantees.md still says the same."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from proof import histories, power, rush, small_worlds
from proof.cuts import try_scene
from proof.guards import try_guards
from proof.pairs import PAIRS
from proof.races import try_race
from proof.scenes import SCENES
from proof.world import World
from tests.support.database import scratch, server_uri

GUARANTEES = Path(__file__).parent.parent / "docs" / "guarantees.md"
_MEMORY = Path("/dev/shm")


class Table(NamedTuple):
    """One part of the proof: its rows as they stand in the document, and what is wrong."""

    name: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    wrong: list[str]

    @property
    def lines(self) -> list[str]:
        """The table in Markdown."""
        cells = [self.head, tuple("---" for _ in self.head), *self.rows]
        return [f"| {' | '.join(row)} |" for row in cells]


Part = Callable[[str], Table]


def cuts(uri: str) -> Table:
    """The crash matrix."""
    rows: list[tuple[str, ...]] = []
    wrong: list[str] = []
    points = made = 0
    with scratch(uri) as database:
        world = World(database, uri)
        start = world.now()
        for scene in SCENES:
            world.back_to(start)
            scene.begin(world)
            tried = try_scene(world, scene)
            heard = " · ".join(f"{code} {n}" for code, n in sorted(tried.heard.items()))
            rows.append((tried.scene, str(tried.points), str(tried.cuts), heard))
            wrong += tried.wrong
            _progress(rows[-1], tried.wrong)
            points, made = points + tried.points, made + tried.cuts
    rows.append((f"{len(SCENES)} situations", str(points), str(made), ""))
    head = ("use case", "cut points", "cuts", "the same tap then hears")
    return Table("cuts", head, rows, wrong)


def races(uri: str) -> Table:
    """The race matrix."""
    rows: list[tuple[str, ...]] = []
    wrong: list[str] = []
    schedules = 0
    with scratch(uri) as database:
        world = World(database, uri)
        start = world.now()
        for race in PAIRS:
            world.back_to(start)
            race.begin(world)
            raced = try_race(world, race)
            steps = " + ".join(map(str, raced.steps))
            rows.append((raced.race, steps, raced.bound, str(raced.schedules), str(raced.states)))
            wrong += raced.wrong
            _progress(rows[-1], raced.wrong)
            schedules += raced.schedules
    rows.append((f"{len(PAIRS)} pairs", "", "", str(schedules), ""))
    head = ("who meets", "steps", "interleavings", "schedules", "different ends")
    return Table("races", head, rows, wrong)


def _progress(row: tuple[str, ...], wrong: list[str]) -> None:
    print(*row, *(f"WRONG {each}" for each in wrong), sep="  ", file=sys.stderr, flush=True)


def _simple(
    name: str, head: tuple[str, ...], run: Callable[[str], tuple[list[tuple[str, ...]], list[str]]]
) -> Part:
    def part(uri: str) -> Table:
        rows, wrong = run(uri)
        return Table(name, head, rows, wrong)

    return part


PARTS: dict[str, Part] = {
    "model": _simple("model", ("world", "states", "with a rule taken out"), small_worlds.report),
    "cuts": cuts,
    "races": races,
    "rush": _simple("rush", ("rush", "buyers", "seats", "sold"), rush.report),
    "power": _simple("power", ("power cut", "what became of it"), power.report),
    "histories": _simple(
        "histories", ("histories", "steps at most", "violations"), histories.report
    ),
    "guards": _simple("guards", ("guards in common/store", "noticed when taken out"), try_guards),
}


def main() -> int:
    """Print the tables; 1 when something is wrong or the document says otherwise."""
    options = _options()
    failed = False
    with _server() as uri:
        for name in options.parts or PARTS:
            started = time.monotonic()
            table = PARTS[name](uri)
            print(
                f"\n## {name} ({time.monotonic() - started:.0f} s)",
                *table.lines,
                sep="\n",
                flush=True,
            )
            for wrong in table.wrong:
                print(f"WRONG {wrong}", flush=True)
            if options.write:
                _write(table)
            elif "\n".join(table.lines) not in GUARANTEES.read_text():
                print(f"DIFFERENT docs/guarantees.md says otherwise of {name}", flush=True)
                failed = True
            failed |= bool(table.wrong)
    print("\nFAILED" if failed else "\nproven as far as this goes", flush=True)
    return int(failed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="proof", description=main.__doc__)
    parser.add_argument(
        "parts", nargs="*", choices=[[], *PARTS], help="all of them if none is named"
    )
    parser.add_argument(
        "--write", action="store_true", help="put the tables into docs/guarantees.md"
    )
    return parser.parse_args()


@contextmanager
def _server() -> Iterator[str]:
    """A database whose files are kept in memory: it is put back some ten thousand times."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK):
        tempfile.tempdir = str(_MEMORY)
    with server_uri() as uri:
        tempfile.tempdir = None
        yield uri


def _write(table: Table) -> None:
    """Put a table between its marks in the document."""
    text = GUARANTEES.read_text()
    begin, end = f"<!-- {table.name} -->\n", f"<!-- /{table.name} -->"
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    GUARANTEES.write_text(f"{before}{begin}\n" + "\n".join(table.lines) + f"\n\n{end}{after}")
