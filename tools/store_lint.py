"""Refuses in `common/store` the database operations that the booking protocol bans.

Each of them answers wrongly or scans a whole collection on some server the service is run on; see the protocol,
"What the local database is". Run as `python -m tools.store_lint [FILE …]`; ends with 1 when something was found.
"""

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

STORE = Path(__file__).resolve().parent.parent / "common" / "store"

_METHODS = {
    "aggregate": "aggregation is banned",
    "aggregate_raw_batches": "aggregation is banned",
    "find_one_and_delete": "find_one_and_* is banned: update_one, then find_one by _id",
    "find_one_and_replace": "find_one_and_* is banned: update_one, then find_one by _id",
    "find_one_and_update": "find_one_and_* is banned: update_one, then find_one by _id",
    "collation": "collations are banned",
}
_COMMANDS = {"findAndModify", "findandmodify", "aggregate", "mapReduce"}
_KEYWORDS = {"array_filters": "array filters are banned", "collation": "collations are banned"}
_UPDATES = {"update_one", "update_many", "UpdateOne", "UpdateMany"}
_BRANCHES = {"$or", "$and", "$nor"}
_RANGES = {"$gt", "$gte", "$lt", "$lte"}
_PIPELINE = "an update must be a document, not a pipeline"
# Below these an update names what it writes; elsewhere a key is a condition.
_OPERATORS = frozenset(
    ("$addToSet", "$inc", "$max", "$min", "$mul", "$pop", "$pull", "$pullAll", "$push", "$rename", "$set",
     "$setOnInsert", "$unset")
)  # fmt: skip


class Finding(NamedTuple):
    """One banned operation."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def check(source: str, file: str) -> list[Finding]:
    """What is banned in one module, in the order of its lines."""
    tree = ast.parse(source, file)
    arrays = _positional_arrays(tree)
    found: set[tuple[int, str]] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found.update(_in_call(node, tree))
        elif isinstance(node, ast.Dict):
            found.update(_in_dict(node))
    for place in _query_places(tree):
        found.update(_second_conditions(place, arrays))
    return [Finding(file, line, message) for line, message in sorted(found)]


def _in_call(call: ast.Call, tree: ast.Module) -> Iterator[tuple[int, str]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in _METHODS:
        yield call.lineno, _METHODS[name]
    if name == "command" and call.args and _text(call.args[0]) in _COMMANDS:
        yield call.lineno, f"the command {_text(call.args[0])} is banned"
    for keyword in call.keywords:
        if keyword.arg in _KEYWORDS and not _is_none(keyword.value):
            yield call.lineno, _KEYWORDS[keyword.arg]
    if name in _UPDATES:
        given = call.args[1:2] + [k.value for k in call.keywords if k.arg == "update"]
        if any(_is_list(update, tree) for update in given):
            yield call.lineno, _PIPELINE


def _in_dict(node: ast.Dict) -> Iterator[tuple[int, str]]:
    for key, value in _items(node):
        if key in _BRANCHES and "_id" in _keys(node):
            yield value.lineno, f"{key} beside _id is banned"
        if key == "_id" and isinstance(value, ast.Dict) and _RANGES & _keys(value):
            yield value.lineno, "ranges on _id are banned"
        if key == "$elemMatch" and "$or" in _keys_below(value):
            yield value.lineno, "$elemMatch with $or is banned"
        if key == "$text":
            yield value.lineno, "$text is banned"
        if key in ("arrayFilters", "collation"):
            yield value.lineno, f"{key} is banned"
        if "$[" in key:
            yield value.lineno, "array filters are banned"


# --- a second condition on the array that `array.$` writes


class _Place(NamedTuple):
    """The conditions of one query: a dictionary, and what is added to it by its name."""

    line: int
    conditions: list[tuple[str, ast.expr]]


def _positional_arrays(tree: ast.Module) -> set[str]:
    """The arrays that some update of the module writes through the positional operator."""
    texts = (_text(node) for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {text.split(".$")[0] for text in texts if ".$" in text and " " not in text}


def _query_places(tree: ast.Module) -> Iterator[_Place]:
    writes = _written_dicts(tree)
    named: set[ast.Dict] = set()
    for function in ast.walk(tree):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        for name, dicts in _assigned_dicts(function).items():
            dicts = [node for node in dicts if node not in writes]
            named.update(dicts)
            conditions = [item for node in dicts for item in _items(node)]
            conditions += _added_to(name, function)
            if conditions:
                yield _Place(conditions[0][1].lineno, conditions)
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict) and node not in writes and node not in named:
            yield _Place(node.lineno, list(_items(node)))


def _written_dicts(tree: ast.Module) -> set[ast.Dict]:
    """The dictionaries below an update operator, and those that an update splices in."""
    return {
        below
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key, value in _items(node)
        if key in _OPERATORS
        for below in ast.walk(value)
        if isinstance(below, ast.Dict)
    }


def _assigned_dicts(function: ast.AST) -> dict[str, list[ast.Dict]]:
    found: dict[str, list[ast.Dict]] = {}
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Dict):
            for target in targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
    return found


def _added_to(name: str, function: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """`query["seats"] = …`, for the variable called `name`."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if (
                isinstance(target, ast.Subscript)
                and isinstance(target.value, ast.Name)
                and target.value.id == name
            ):
                yield _text(target.slice), node.value


def _second_conditions(place: _Place, arrays: set[str]) -> Iterator[tuple[int, str]]:
    counts: Counter[str] = Counter()
    for key, value in place.conditions:
        array = key.split(".")[0]
        if array not in arrays or ".$" in key:
            continue
        inside = len(value.keys) if isinstance(value, ast.Dict) else 1
        counts[array] += max(1, inside)
    for array, count in counts.items():
        if count > 1:
            yield place.line, f"a second condition on {array}, which is written through {array}.$"


# --- reading syntax


def _items(node: ast.Dict) -> Iterator[tuple[str, ast.expr]]:
    for key, value in zip(node.keys, node.values, strict=True):
        if key is not None:
            yield _text(key), value


def _keys(node: ast.Dict) -> set[str]:
    return {key for key, _ in _items(node)}


def _keys_below(node: ast.AST) -> set[str]:
    return {key for below in ast.walk(node) if isinstance(below, ast.Dict) for key in _keys(below)}


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_list(node: ast.expr, tree: ast.Module) -> bool:
    """A list, or a name that is somewhere given one."""
    if isinstance(node, (ast.List, ast.ListComp, ast.Tuple)):
        return True
    return isinstance(node, ast.Name) and any(
        isinstance(other, (ast.Assign, ast.AnnAssign))
        and isinstance(other.value, (ast.List, ast.ListComp))
        and node.id
        in {
            target.id
            for target in (other.targets if isinstance(other, ast.Assign) else [other.target])
            if isinstance(target, ast.Name)
        }
        for other in ast.walk(tree)
    )


def main(arguments: list[str]) -> int:
    """Check the given files, or the whole store; prints what is banned and returns the exit code."""
    files = [Path(argument) for argument in arguments] or sorted(STORE.rglob("*.py"))
    findings = [f for file in files for f in check(file.read_text("utf-8"), _shown(file))]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


def _shown(file: Path) -> str:
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
