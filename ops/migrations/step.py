"""What a migration step is."""

from collections.abc import Callable
from typing import NamedTuple

from ops.environment import Db


class Step(NamedTuple):
    """One change of stored data between two releases.

    It runs beside the service of either release, may be stopped anywhere, and may run twice or at once with itself:
    each of its writes holds only while the document still is as it was read. It leaves the data readable for the
    release before it. `apply` returns how many things it changed. A number is never used again. `name` goes on record,
    `title` is what a maintainer reads.
    """

    number: int
    name: str
    title: str
    apply: Callable[[Db], int]
