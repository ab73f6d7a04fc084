"""What reaches a terminal: text of files and databases may carry control characters that would steer it."""

import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any, TextIO, cast

# Controls, invisible formatting (some of it turns the direction of writing), halves of characters, line separators.
_STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def printable(text: str, keep: str = "") -> str:
    """The text with everything that is not to be seen written as an escape; `keep` may stay."""
    return "".join(
        char
        if char in keep or unicodedata.category(char) not in _STEERING
        else char.encode("unicode_escape", "surrogatepass").decode()
        for char in text
    )


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
