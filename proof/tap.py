"""Where all that a use case does to the world passes by: each database command, each outside call, one at a time."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pymongo.cursor import Cursor
from pymongo.database import Database

Raw = dict[str, Any]
WRITES = frozenset(
    {"insert_one", "insert_many", "update_one", "update_many", "replace_one", "delete_one", "delete_many"}
)  # fmt: skip
READS = frozenset({"find_one", "distinct", "count_documents", "aggregate"})
OUTSIDE = "wechat"


class Point(NamedTuple):
    """One command to a collection, or one call to WeChat. An outside call counts as a write: it may be one."""

    place: str
    name: str
    writes: bool

    def __str__(self) -> str:
        return f"{self.place}.{self.name}"


Act = Callable[[], Any]
Around = Callable[[Point, Act], Any]


def _let_through(point: Point, act: Act) -> Any:
    return act()


class Tap:
    """What is wrapped around every command; `dirty` names the collections written to since it was emptied."""

    def __init__(self) -> None:
        self.around: Around = _let_through
        self.dirty: set[str] = set()

    def open(self) -> None:
        """Let everything through."""
        self.around = _let_through

    def pass_by(self, point: Point, act: Act) -> Any:
        """Run one command inside whatever is wrapped around it now."""
        if point.writes:
            self.dirty.add(point.place)
        return self.around(point, act)


class TappedDatabase:
    """A database whose collections pass by the tap."""

    def __init__(self, database: Database[Raw], tap: Tap) -> None:
        self.real = database
        self.tap = tap

    def __getitem__(self, name: str) -> "TappedCollection":
        return TappedCollection(self, name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


class TappedCollection:
    """A collection whose reads and writes pass by the tap. It follows its database to another connection."""

    def __init__(self, database: TappedDatabase, name: str) -> None:
        self._database = database
        self._name = name

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._database.real[self._name], name)
        if name not in READS | WRITES:
            return method
        point = Point(self._name, name, name in WRITES)

        def tapped(*args: Any, **options: Any) -> Any:
            return self._database.tap.pass_by(point, lambda: method(*args, **options))

        return tapped

    def find(self, *args: Any, **options: Any) -> "TappedCursor":
        """A cursor that asks at its first use, as the driver's own does."""
        cursor = self._database.real[self._name].find(*args, **options)
        return TappedCursor(cursor, self._name, self._database.tap)


class TappedCursor:
    """A query not asked yet; its whole answer is fetched in one step."""

    def __init__(self, cursor: Cursor[Raw], place: str, tap: Tap) -> None:
        self._cursor = cursor
        self._point = Point(place, "find", False)
        self._tap = tap

    def sort(self, *keys: Any) -> "TappedCursor":
        """As the driver's."""
        self._cursor.sort(*keys)
        return self

    def limit(self, most: int) -> "TappedCursor":
        """As the driver's."""
        self._cursor.limit(most)
        return self

    def __iter__(self) -> Iterator[Raw]:
        return iter(self._tap.pass_by(self._point, lambda: list(self._cursor)))
