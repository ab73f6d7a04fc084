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


def _let_through(_: Point, act: Act) -> Any:
    return act()


class Interceptor:
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


class InterceptedDatabase:
    """A database whose collections pass by the interceptor."""

    def __init__(self, database: Database[Raw], interceptor: Interceptor) -> None:
        self.real = database
        self.interceptor = interceptor

    def __getitem__(self, name: str) -> "InterceptedCollection":
        return InterceptedCollection(self, name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


class InterceptedCollection:
    """A collection whose reads and writes pass by the interceptor. It follows its database to another connection."""

    def __init__(self, database: InterceptedDatabase, name: str) -> None:
        self._database = database
        self._name = name

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._database.real[self._name], name)
        if name not in READS | WRITES:
            return method
        point = Point(self._name, name, name in WRITES)

        def intercepted(*args: Any, **options: Any) -> Any:
            return self._database.interceptor.pass_by(point, lambda: method(*args, **options))

        return intercepted

    def find(self, *args: Any, **options: Any) -> "InterceptedCursor":
        """A cursor that asks at its first use, as the driver's own does."""
        cursor = self._database.real[self._name].find(*args, **options)
        return InterceptedCursor(cursor, self._name, self._database.interceptor)


class InterceptedCursor:
    """A query not asked yet; its whole answer is fetched in one step."""

    def __init__(self, cursor: Cursor[Raw], place: str, interceptor: Interceptor) -> None:
        self._cursor = cursor
        self._point = Point(place, "find", False)
        self._interceptor = interceptor

    def sort(self, *keys: Any) -> "InterceptedCursor":
        """As the driver's."""
        self._cursor.sort(*keys)
        return self

    def limit(self, most: int) -> "InterceptedCursor":
        """As the driver's."""
        self._cursor.limit(most)
        return self

    def batch_size(self, most: int) -> "InterceptedCursor":
        """As the driver's."""
        self._cursor.batch_size(most)
        return self

    def __iter__(self) -> Iterator[Raw]:
        return iter(self._interceptor.pass_by(self._point, lambda: list(self._cursor)))
