"""What reaches a terminal: text of files and databases may carry control characters that would steer it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any, TextIO, cast

from common.domain.text import printable


class _Screen:
    """A stream that is written to in printable text only."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(printable(text, keep="\n\t"))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def printable_only() -> Iterator[None]:
    """Whatever is printed meanwhile, by whomever, is printable; lines and tabs stay."""
    out, err = cast(TextIO, _Screen(sys.stdout)), cast(TextIO, _Screen(sys.stderr))
    with redirect_stdout(out), redirect_stderr(err):
        yield
