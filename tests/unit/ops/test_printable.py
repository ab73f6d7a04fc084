"""Nothing that is printed steers a terminal."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.text import printable
from ops import __main__ as program
from ops.printable import printable_only
from tests.unit.ops.conftest import Edit, refused

STEERS = "\x1b]0;PWN\x07\x1b[2J\u202e"


@given(st.text())
def test_whatever_there_is_only_what_can_be_seen_is_printed(text: str) -> None:
    shown = printable(text)
    assert not set(shown) & set("\x1b\x07\r\n\u202e\u2066\u200b\ufeff\ud800")
    shown.encode()


def test_what_is_escaped_can_be_told() -> None:
    assert printable("行\n\x1b[2J\u202e\ud800") == "行\\n\\x1b[2J\\u202e\\ud800"
    assert printable("行\n\t\x1b", keep="\n\t") == "行\n\t\\x1b"


def test_a_header_cell_that_would_steer_the_terminal(folder: Path, edit: Edit) -> None:
    edit("doctors.csv", "title", STEERS)
    told = [str(problem) for problem in refused(folder)]
    assert told[0].startswith(
        "doctors.csv 第 1 行 [\\x1b]0;PWN\\x07\\x1b[2J\\u202e]：请删除这一列，或改成："
    )
    assert all(line.isprintable() for line in told)


def test_every_program_prints_through_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(options: object) -> int:
        print(f"out {STEERS}")
        print(f"err {STEERS}", file=sys.stderr)
        return 0

    verb = program.VERBS["stuck"]._replace(run=run)
    monkeypatch.setitem(program.VERBS, "stuck", verb)
    assert program.main(["stuck"]) == 0
    said = capsys.readouterr()
    shown = "\\x1b]0;PWN\\x07\\x1b[2J\\u202e\n"
    assert (said.out, said.err) == (f"out {shown}", f"err {shown}")
    with pytest.raises(SystemExit):
        program.main(["stuck", STEERS])
    assert "\x1b" not in capsys.readouterr().err


def test_the_control_without_it_the_terminal_is_steered(capsys: pytest.CaptureFixture[str]) -> None:
    print(STEERS)
    with printable_only():
        print(STEERS)
    raw, shown = capsys.readouterr().out.splitlines()
    assert raw == STEERS
    assert "\x1b" not in shown
