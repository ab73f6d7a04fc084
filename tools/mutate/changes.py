"""What is changed: one function a kind of node, each giving the changes worth making.

Few kinds, each of which says something when it goes unnoticed: a boundary, a condition, a number, a word, a step that
is left out. `words` tells a reader what was changed; `make` changes the tree in place.
"""

import ast
import copy
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

Enums = Mapping[str, Sequence[str]]
N = TypeVar("N", bound=ast.AST)

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_SWAPPED = {
    "min": "max", "max": "min", "any": "all", "all": "any", "startswith": "endswith", "endswith": "startswith",
    "removeprefix": "removesuffix", "removesuffix": "removeprefix", "partition": "rpartition",
    "rpartition": "partition", "fullmatch": "match", "match": "search",
}  # fmt: skip
_TIDYING = {"strip", "lstrip", "rstrip", "lower", "upper"}
_REPEATED = re.compile(r"\{(?:\d+,)?(\d+)\}")
MARK = "XX"


@dataclass(frozen=True)
class Change:
    """One change of a tree, near `node`."""

    node: ast.AST
    words: str
    make: Callable[[], None]


def changes_of(node: ast.AST, enums: Enums) -> Iterator[Change]:
    """The changes of one node; what is inside it has its own."""
    for kind, changes in _KINDS:
        if isinstance(node, kind):
            yield from changes(node)
    yield from _in_body(node)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        yield from _members(node, enums.get(node.value.id, ()))


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _replaced(node: N, **fields: Any) -> Change:
    """The node with other values in some of its fields."""
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)

    def make() -> None:
        for name, value in fields.items():
            setattr(node, name, value)

    return Change(node, f"{_text(node)} → {_text(other)}", make)


def _without(items: list[Any], index: int) -> Change:
    """A node without one item of a list that it has."""
    return Change(items[index], f"{_text(items[index])} left out", lambda: items.__delitem__(index))


def _compare(node: ast.Compare) -> Iterator[Change]:
    for index, operator in enumerate(node.ops):
        ops = [*node.ops[:index], _COMPARED[type(operator)](), *node.ops[index + 1 :]]
        yield _replaced(node, ops=ops)


def _operands(node: ast.BoolOp) -> Iterator[Change]:
    for index, operand in enumerate(node.values):
        # In its place another one: a tree of a single operand is none.
        other = node.values[index - 1]
        words = f"{_text(operand)} left out of {_text(node)}"
        yield Change(operand, words, lambda at=index, o=other: node.values.__setitem__(at, o))  # type: ignore[misc]


def _calculation(node: ast.BinOp) -> Iterator[Change]:
    united = isinstance(node.op, ast.BitOr) and all(map(_is_type, (node.left, node.right)))
    if not united and not _is_text(node) and type(node.op) in _CALCULATED:
        yield _replaced(node, op=_CALCULATED[type(node.op)]())


def _is_text(node: ast.expr) -> bool:
    """Texts are joined and repeated: any other operator fails by itself."""
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return text or isinstance(node, ast.JoinedStr)


def _is_type(node: ast.expr) -> bool:
    """Looks like a class: `A | B` is no calculation."""
    if isinstance(node, ast.BinOp | ast.Subscript):
        return True
    name = node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
    nothing = isinstance(node, ast.Constant) and node.value is None
    a_class = name[:1].isupper() and not name.isupper()
    return nothing or a_class or name in {"str", "int", "dict", "list", "set"}


def _condition(node: ast.If | ast.IfExp | ast.While) -> Iterator[Change]:
    test = node.test
    if isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant):
        return  # changed by themselves
    if isinstance(test, ast.Name) and test.id == "TYPE_CHECKING":
        return
    negated = ast.UnaryOp(ast.Not(), test)
    words = f"{_text(test)} → {_text(negated)}"
    yield Change(test, words, lambda: setattr(node, "test", negated))


def _filters(node: ast.comprehension) -> Iterator[Change]:
    for index in range(len(node.ifs)):
        yield _without(node.ifs, index)


def _negation(node: ast.UnaryOp) -> Iterator[Change]:
    if isinstance(node.op, ast.Not):
        # Twice not: the tree keeps its place, and the value is what it was before the first.
        doubled = ast.UnaryOp(ast.Not(), node.operand)
        words = f"{_text(node)} → {_text(node.operand)}"
        yield Change(node, words, lambda: setattr(node, "operand", doubled))


def _constant(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield _replaced(node, value=not value)
    elif isinstance(value, int | float):
        yield _replaced(node, value=value + 1)
    elif isinstance(value, str):
        words = f"{value!r} → another text"
        yield Change(node, words, lambda: setattr(node, "value", MARK + value + MARK))
        for pattern in _looser(value):
            yield _replaced(node, value=pattern)
    elif isinstance(value, bytes):
        yield _replaced(node, value=value + MARK.encode())


def _looser(pattern: str) -> Iterator[str]:
    """A regular expression that takes one repetition more, or takes it anywhere in a text."""
    for found in _REPEATED.finditer(pattern):
        yield pattern[: found.start(1)] + str(int(found[1]) + 1) + pattern[found.end(1) :]
    for end in ("$", r"\Z"):
        if pattern.endswith(end):
            yield pattern.removesuffix(end)
    if pattern.startswith("^"):
        yield pattern[1:]


def _call(node: ast.Call) -> Iterator[Change]:
    for index, keyword in enumerate(node.keywords):
        if keyword.arg is not None:
            yield _without(node.keywords, index)
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in _SWAPPED:
        part = "attr" if isinstance(node.func, ast.Attribute) else "id"
        other = copy.copy(node.func)
        setattr(other, part, _SWAPPED[name])
        yield _replaced(node, func=other)
    if name in _TIDYING and isinstance(node.func, ast.Attribute) and not node.args:
        # `x.strip()` becomes `str(x)`, which a text does not change by.
        words = f"{_text(node)} → {_text(node.func.value)}"
        yield Change(node, words, lambda: _as_it_is(node))


def _as_it_is(node: ast.Call) -> None:
    assert isinstance(node.func, ast.Attribute)
    node.args, node.func = [node.func.value], ast.Name("str", ast.Load())


def _items(node: ast.Tuple | ast.List | ast.Set) -> Iterator[Change]:
    if isinstance(getattr(node, "ctx", None), ast.Store):
        return
    for index, item in enumerate(node.elts):
        if len(node.elts) > 1 and not isinstance(item, ast.Constant):
            yield _without(node.elts, index)


def _entries(node: ast.Dict) -> Iterator[Change]:
    for index, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
        if isinstance(value, ast.Constant):
            continue
        words = f"{'**' if key is None else _text(key) + ': '}{_text(value)} left out"
        yield Change(value, words, lambda at=index: _drop_entry(node, at))  # type: ignore[misc]


def _drop_entry(node: ast.Dict, index: int) -> None:
    del node.keys[index], node.values[index]


def _answer(node: ast.Return) -> Iterator[Change]:
    nothing = ast.Constant(None)
    if node.value is not None and not _is_none(node.value):
        yield _replaced(node, value=nothing)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _in_body(node: ast.AST) -> Iterator[Change]:
    """Steps of a body that may be left out without leaving a name undefined."""
    for field in ("body", "orelse", "finalbody"):
        body = getattr(node, field, None)
        if not isinstance(body, list):
            continue
        for index, step in enumerate(body):
            if _may_be_left_out(step):
                words = f"{_text(step)} left out"
                yield Change(step, words, lambda at=index, b=body: _pass(b, at))  # type: ignore[misc]


def _may_be_left_out(step: ast.stmt) -> bool:
    if isinstance(step, ast.Expr):
        return not isinstance(step.value, ast.Constant)
    return isinstance(step, ast.Raise | ast.Continue | ast.Break | ast.AugAssign | ast.Delete)


def _pass(body: list[ast.stmt], index: int) -> None:
    body[index] = ast.copy_location(ast.Pass(), body[index])


def _cases(node: ast.Match) -> Iterator[Change]:
    for index, case in enumerate(node.cases):
        last = isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
        if not last and len(node.cases) > 1:
            words = f"case {_text(case.pattern)} left out"
            yield Change(case.pattern, words, lambda at=index: node.cases.__delitem__(at))  # type: ignore[misc]


def _members(node: ast.Attribute, members: Sequence[str]) -> Iterator[Change]:
    if node.attr in members and len(members) > 1:
        other = members[(members.index(node.attr) + 1) % len(members)]
        yield _replaced(node, attr=other)


_KINDS: tuple[tuple[type | tuple[type, ...], Callable[[Any], Iterator[Change]]], ...] = (
    (ast.Compare, _compare),
    (ast.BoolOp, _operands),
    (ast.BinOp, _calculation),
    ((ast.If, ast.IfExp, ast.While), _condition),
    (ast.comprehension, _filters),
    (ast.UnaryOp, _negation),
    (ast.Constant, _constant),
    (ast.Call, _call),
    ((ast.Tuple, ast.List, ast.Set), _items),
    (ast.Dict, _entries),
    (ast.Return, _answer),
    (ast.Match, _cases),
)
