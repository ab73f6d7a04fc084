"""Every guard of a write: each condition of each filter in common/store, and each named guard of each move.

A guard of the store is one key of a filter; `_id` names the document and is none. A guard of a move is one name in its
`only_if`; `Bookings.apply` turns it into a condition. `proof.knockout` takes them out in turn.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
STORE = ROOT / "common" / "store"
MOVES = [ROOT / "common" / "domain" / room / "moves.py" for room in ("booking", "money")]
_FILTERS = {"query", "due", "match", "seat", "same", "guard"}
_WRITES = {
    "update_one", "update_many", "delete_one", "_on_seat", "_on_claim", "_move", "_offered",
}  # fmt: skip


class Guard(NamedTuple):
    """One condition: the file, the place, the name, and the function it stands in."""

    file: Path
    line: int
    column: int
    name: str
    function: str

    def __str__(self) -> str:
        return f"{self.file.stem}.{self.function}: {self.name}"


def guards() -> list[Guard]:
    """All of them, in the order of the sources."""
    in_store = [guard for path in sorted(STORE.glob("*.py")) for guard in _in_store(path)]
    return in_store + [guard for path in MOVES for guard in _in_moves(path)]


def _in_store(path: Path) -> Iterator[Guard]:
    for function in _functions(path):
        if function.name == "_condition":
            yield from _named_conditions(path, function)
        elif _writes(function):
            for mapping in _filters(function):
                yield from _guards_of(path, mapping, function.name)
            for keyword in _more_conditions(function):
                at = keyword.value
                yield Guard(path, at.lineno, at.col_offset, str(keyword.arg), function.name)


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def _guards_of(path: Path, mapping: ast.Dict, function: str) -> Iterator[Guard]:
    for key in _keys(mapping):
        yield Guard(path, key.lineno, key.col_offset, _named(key), function)


def _named_conditions(path: Path, function: ast.FunctionDef) -> Iterator[Guard]:
    """What each named guard of a move becomes: `case Guard.NAME: return {…}`."""
    for case in (node for node in ast.walk(function) if isinstance(node, ast.match_case)):
        returned = [
            node.value
            for node in ast.walk(case)
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict)
        ]
        if isinstance(case.pattern, ast.MatchValue) and isinstance(
            case.pattern.value, ast.Attribute
        ):
            for mapping in returned:
                yield from _guards_of(path, mapping, case.pattern.value.attr)


def _in_moves(path: Path) -> Iterator[Guard]:
    """The names in `only_if` of every move."""
    for function in _functions(path):
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            for keyword in call.keywords:
                if keyword.arg == "only_if":
                    for name in _guard_names(keyword.value):
                        place = (name.lineno, name.col_offset)
                        yield Guard(path, *place, name.attr, function.name)


def _guard_names(node: ast.expr) -> Iterator[ast.Attribute]:
    for each in ast.walk(node):
        if (
            isinstance(each, ast.Attribute)
            and isinstance(each.value, ast.Name)
            and each.value.id == "Guard"
        ):
            yield each


def _writes(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr in _WRITES for node in ast.walk(function)
    )


def _filters(function: ast.FunctionDef) -> Iterator[ast.Dict]:
    """Dictionaries that become a filter: by the name they are given, or as the first argument of a write."""
    for node in ast.walk(function):
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Dict):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(name, ast.Name) and name.id in _FILTERS for name in targets):
                yield node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            first = node.args[0] if node.args else None
            if node.func.attr in _WRITES and isinstance(first, ast.Dict):
                yield first


def _more_conditions(function: ast.FunctionDef) -> Iterator[ast.keyword]:
    """Conditions that are handed on by name: `state=…` of HAND."""
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "_on_seat"
        ):
            yield from node.keywords


def _keys(mapping: ast.Dict) -> Iterator[ast.expr]:
    """The conditions of a filter, those of an `$elemMatch` for themselves; `_id` names the document and is none."""
    for key, value in zip(mapping.keys, mapping.values, strict=True):
        if key is None or _named(key) == "_id":
            continue
        if isinstance(value, ast.Name) and value.id in _FILTERS:
            continue  # listed where that name gets its value
        if isinstance(value, ast.Dict) and _is_element(key, value):
            yield from _keys(value)
        else:
            yield key


def _named(key: ast.expr) -> str:
    """A key as it is written, or the variable that holds it."""
    return str(key.value) if isinstance(key, ast.Constant) else ast.unparse(key)


def _is_element(key: ast.expr, value: ast.Dict) -> bool:
    """Whether this is an `$elemMatch` or holds one."""
    first = value.keys[0] if value.keys else None
    return "$elemMatch" in (_named(key), first and _named(first))
