"""The table: what was tried, what became of it, and whether docs/guarantees.md still says the same."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from multiprocessing import Queue
from pathlib import Path
from typing import NamedTuple

from proof import histories, power, rush, small_worlds
from proof.cuts import Scene, try_scene
from proof.guards import Guard, guards
from proof.knockout import title, try_guard
from proof.pairs import PAIRS
from proof.races import Race, try_race
from proof.scenarios import SCENES
from proof.world import Moment, World
from tests.support.database import scratch, server_uri

GUARANTEES = Path(__file__).parent.parent / "docs" / "guarantees.md"

Row = tuple[str, ...]


class Piece(NamedTuple):
    """What became of one piece of a part: its rows, and what is wrong."""

    rows: list[Row]
    wrong: list[str]


class Part(NamedTuple):
    """One table: its head, and the pieces that can be tried side by side.

    `titles` are the first cells of the pieces' rows, where each has one. `counted` are the columns that the last row
    adds up; `unit` is what it counts.
    """

    head: Row
    pieces: Sequence[Callable[[], Piece]]
    titles: Sequence[str] = ()
    counted: tuple[int, ...] = ()
    unit: str = ""


class Table(NamedTuple):
    """A part that was tried: its rows as they stand in the document, and what is wrong."""

    name: str
    head: Row
    rows: list[Row]
    wrong: list[str]

    @property
    def lines(self) -> list[str]:
        """The table in Markdown."""
        cells = [self.head, tuple("---" for _ in self.head), *self.rows]
        return [f"| {' | '.join(row)} |" for row in cells]


# --- the pieces; each runs in a process that has a database server to itself

_lane = ""
_kept_open = ExitStack()


def _take_lane(servers: "Queue[str]") -> None:
    global _lane
    _lane = servers.get()


@cache
def _world() -> tuple[World, Moment]:
    database = _kept_open.enter_context(scratch(_lane))
    world = World(database, _lane)
    return world, world.now()


def _cut(scene: Scene) -> Piece:
    world, start = _world()
    world.back_to(start)
    scene.begin(world)
    tried = try_scene(world, scene)
    heard = " · ".join(f"{code} {n}" for code, n in sorted(tried.heard.items()))
    row = (tried.scene, str(tried.points), str(tried.cuts), heard)
    return Piece([row], tried.wrong)


def _race(race: Race) -> Piece:
    world, start = _world()
    world.back_to(start)
    race.begin(world)
    raced = try_race(world, race)
    steps = " + ".join(map(str, raced.steps))
    row = (raced.race, steps, raced.bound, str(raced.schedules), str(raced.states))
    return Piece([row], raced.wrong)


def _guard(guard: Guard | None) -> Piece:
    return Piece(*try_guard(guard, _lane))


def _whole(report: Callable[[str], tuple[list[Row], list[str]]]) -> Piece:
    return Piece(*report(_lane))


PARTS: dict[str, Part] = {
    "model": Part(
        ("world", "states", "with a rule taken out"), [partial(_whole, small_worlds.report)]
    ),
    "cuts": Part(
        ("use case", "cut points", "cuts", "the same tap then hears"),
        [partial(_cut, scene) for scene in SCENES],
        [scene.name for scene in SCENES],
        (1, 2),
        "situations",
    ),
    "races": Part(
        ("who meets", "steps", "interleavings", "schedules", "different ends"),
        [partial(_race, race) for race in PAIRS],
        [race.name for race in PAIRS],
        (3,),
        "pairs",
    ),
    "rush": Part(("rush", "buyers", "seats", "sold"), [partial(_whole, rush.report)]),
    "power": Part(("power cut", "what became of it"), [partial(_whole, power.report)]),
    "histories": Part(
        ("histories", "steps at most", "violations"), [partial(_whole, histories.report)]
    ),
    "guards": Part(
        ("guard of a write", "taken out, it fails in"),
        [partial(_guard, guard) for guard in (None, *guards())],
        [title(guard) for guard in (None, *guards())],
    ),
}


def _try(name: str, index: int) -> Piece:
    piece = PARTS[name].pieces[index]()
    for row in piece.rows:
        print(name, *row, sep="  ", file=sys.stderr, flush=True)
    for wrong in piece.wrong:
        print(f"WRONG {wrong}", file=sys.stderr, flush=True)
    return piece


def _together(name: str, pieces: Sequence[Piece]) -> Table:
    """The table of a part; what was not tried this time stands as the document has it."""
    part = PARTS[name]
    rows = [row for piece in pieces for row in piece.rows]
    if part.titles:
        known = {row[0]: row for row in [*_documented(name), *rows]}
        rows = [known[title] for title in part.titles if title in known]
    if part.counted:
        rows.append(_sums(part, rows))
    return Table(name, part.head, rows, [wrong for piece in pieces for wrong in piece.wrong])


def _sums(part: Part, rows: Sequence[Row]) -> Row:
    cells = [""] * len(part.head)
    cells[0] = f"{len(rows)} {part.unit}"
    for column in part.counted:
        cells[column] = str(sum(int(row[column]) for row in rows))
    return tuple(cells)


def _documented(name: str) -> Iterator[Row]:
    """The rows of a table in the document."""
    for line in _split(GUARANTEES.read_text(), name)[1].splitlines():
        if line.startswith("| "):
            yield tuple(line.removeprefix("| ").removesuffix(" |").split(" | "))


def _wanted(part: Part, words: Sequence[str]) -> list[int]:
    """Which pieces of a part to try: all, or those whose title holds one of the words."""
    if not words:
        return [*range(len(part.pieces))]
    return [n for n, name in enumerate(part.titles) if any(word in name for word in words)]


# --- all of it


def main() -> int:
    """Print the tables; 1 when something is wrong or the document says otherwise."""
    options = _options()
    started, failed = time.monotonic(), False
    with _lanes(os.cpu_count() or 1) as pool:
        trying: dict[str, list[Future[Piece]]] = {
            name: [pool.submit(_try, name, n) for n in _wanted(PARTS[name], options.only)]
            for name in options.parts or PARTS
        }
        for name, pieces in trying.items():
            table = _together(name, [piece.result() for piece in pieces])
            failed |= not _show(table, options.write)
    print(f"\n{time.monotonic() - started:.0f} s", flush=True)
    print("FAILED" if failed else "proven as far as this goes", flush=True)
    return int(failed)


def _show(table: Table, write: bool) -> bool:
    """Print a table and hold it against the document, or write it there; whether all is well."""
    print(f"\n## {table.name}", *table.lines, sep="\n", flush=True)
    for wrong in table.wrong:
        print(f"WRONG {wrong}", flush=True)
    if write:
        _write(table)
    elif "\n".join(table.lines) not in GUARANTEES.read_text():
        print(f"DIFFERENT docs/guarantees.md says otherwise of {table.name}", flush=True)
        return False
    return not table.wrong


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="proof", description=main.__doc__)
    parser.add_argument(
        "parts", nargs="*", choices=[[], *PARTS], help="all of them if none is named"
    )
    parser.add_argument(
        "--only", action="append", default=[], help="of each part what has this in its first cell"
    )
    parser.add_argument(
        "--write", action="store_true", help="put the tables into docs/guarantees.md"
    )
    return parser.parse_args()


@contextmanager
def _lanes(count: int) -> Iterator[ProcessPoolExecutor]:
    """So many processes, each with its own database."""
    servers: Queue[str] = Queue()
    with ExitStack() as open_servers:
        for _ in range(count):
            servers.put(open_servers.enter_context(server_uri()))
        pool = ProcessPoolExecutor(count, initializer=_take_lane, initargs=(servers,))
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)


def _write(table: Table) -> None:
    """Put a table between its marks in the document."""
    before, _, after = _split(GUARANTEES.read_text(), table.name)
    GUARANTEES.write_text(f"{before}\n" + "\n".join(table.lines) + f"\n\n{after}")


def _split(text: str, name: str) -> tuple[str, str, str]:
    """The document before a table, the table, and the document behind it; its marks are with the others."""
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, rest = text.split(begin)
    table, after = rest.split(end)
    return before + begin, table, end + after
