"""The guide says what the program does: its verbs, its numbers, its two languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deploy import cli

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = ["deploy.md", "deploy.zh-CN.md"]
GB_SECOND, CALL, GB_TRAFFIC = 0.00011108, 0.0133 / 10_000, 0.80


@pytest.mark.parametrize("guide", GUIDES)
def test_every_verb_is_in_the_guide_and_no_other(guide: str) -> None:
    text = (DOCS / guide).read_text("utf-8")
    choices = cli._parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    rows = [line for line in text.partition("\n## ")[0].splitlines() if line.startswith("| `")]
    named = [word for row in rows for word in re.findall(r"`([a-z]+)", row.split("|")[1])]
    assert sorted(named) == sorted(choices or {})


@pytest.mark.parametrize("guide", GUIDES)
def test_the_costs_are_those_of_the_assumptions(guide: str) -> None:
    text = (DOCS / guide).read_text("utf-8")
    rows = [[cell.strip(" *") for cell in line.split("|")[2:5]] for line in text.splitlines()
            if line.startswith("| …")]  # fmt: skip
    databases = next(line for line in text.splitlines() if "500 | 1,500" in line)
    totals = next(line for line in text.splitlines() if line.startswith("| **"))
    timer_runs = 2 * 60 * 24 * 30 + 25 * 30
    for column, bookings in enumerate((1_000, 100_000, 10_000_000)):
        seconds = bookings * (30 * 0.12 + 3 * 0.3) + timer_runs * 0.5
        expected = [
            seconds * 0.25 * GB_SECOND,
            (bookings * 33 + timer_runs) * CALL,
            bookings * 30 * 4 / 1e6 * GB_TRAFFIC,
        ]
        shown = [float(row[column].replace(",", "")) for row in rows]
        assert shown == pytest.approx(expected, rel=0.3 if column == 0 else 0.05)
        database = float(databases.split("|")[2 + column].replace(",", ""))
        total = float(totals.split("|")[2 + column].strip(" *").replace(",", ""))
        assert total == pytest.approx(sum(expected) + database, rel=0.01)


def test_the_two_languages_have_the_same_shape() -> None:
    shapes = []
    for guide in GUIDES:
        lines = (DOCS / guide).read_text("utf-8").splitlines()
        starts = [re.match(r"(#+ |\| |- |```)", line) for line in lines]
        shapes.append([match[1] for match in starts if match])
    assert shapes[0] == shapes[1]
