"""The difference between what is wanted and what is, in words a person can check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deploy.record import Record
from deploy.state import (
    CODE,
    CONTENT,
    FAILED,
    Resource,
    State,
    attributes,
    resources,
    variable_name,
)

CREATE, CHANGE, DELETE = "+", "~", "-"


@dataclass(frozen=True)
class Change:
    """One resource to be made, changed or deleted. `by_hand`: it was altered since our last apply."""

    sign: str
    resource: Resource
    lines: tuple[str, ...] = ()
    by_hand: bool = False

    def __str__(self) -> str:
        mark = "（上次部署之后有人手工改过）" if self.by_hand else ""
        head = f"{self.sign} {self.resource}{mark}"
        return "\n".join([head, *(f"    {line}" for line in self.lines)])


@dataclass(frozen=True)
class Plan:
    """All changes in the order of their execution; `left` is shown and not touched."""

    changes: tuple[Change, ...]
    left: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def by_hand(self) -> bool:
        return any(change.by_hand for change in self.changes)

    def __str__(self) -> str:
        parts = [str(change) for change in self.changes]
        parts += [f"· {line}" for line in self.left]
        parts += [f"! {line}" for line in self.problems]
        counts = dict.fromkeys((CREATE, CHANGE, DELETE), 0)
        for change in self.changes:
            counts[change.sign] += 1
        if self.changes:
            parts.append(
                f"要新建 {counts[CREATE]} 个，修改 {counts[CHANGE]} 个，删除 {counts[DELETE]} 个"
            )
        else:
            parts.append("没有要改的：环境与模板一致")
        return "\n".join(parts)


def compare(wanted: State, actual: State, record: Record, *, prune: bool = False) -> Plan:
    """What to do so that `actual` becomes `wanted`.

    Only what was applied from here is ever deleted, and only with `prune`.
    """
    changes: list[Change] = []
    left: list[str] = []
    problems: list[str] = []
    for resource in resources(wanted):
        want, have = attributes(wanted, resource), attributes(actual, resource)
        if not have:
            changes.append(Change(CREATE, resource, tuple(_made(want))))
        elif want != have:
            known = _recorded(record, resource)
            lines, by_hand = _altered(want, have, known, record)
            changes.append(Change(CHANGE, resource, tuple(lines), by_hand))
            if "runtime" in want and want["runtime"] != have["runtime"] and FAILED not in have:
                problems.append(f"{resource}：平台不能直接换 runtime，请先在控制台删除这个函数")
    known_resources = set(record.known())
    wanted_resources = set(resources(wanted))
    for resource in reversed(resources(actual)):
        if resource in wanted_resources:
            continue
        if resource not in known_resources:
            left.append(f"{resource} 不是从这里建立的，保留不动")
        elif prune:
            changes.append(Change(DELETE, resource))
        else:
            left.append(f"{resource} 模板里已没有；要删除请加 --prune")
    return Plan(tuple(changes), tuple(left), tuple(problems))


def _recorded(record: Record, resource: Resource) -> dict[str, str]:
    return {
        key.attribute: digest for key, digest in record.applied.items() if key.resource == resource
    }


def _made(want: dict[str, str]) -> Iterator[str]:
    for attribute, value in want.items():
        if value and variable_name(attribute) is None:
            yield f"{attribute}: {_short(attribute, value)}"
    variables = [name for attribute in want if (name := variable_name(attribute))]
    if variables:
        yield f"变量：{'、'.join(variables)}"


def _altered(
    want: dict[str, str], have: dict[str, str], known: dict[str, str], record: Record
) -> tuple[list[str], bool]:
    lines: list[str] = []
    by_hand = False
    for attribute in dict.fromkeys([*want, *have]):
        new, old = want.get(attribute), have.get(attribute)
        if new == old:
            continue
        found = record.digest(old) if old is not None else None
        alien = bool(known) and attribute != FAILED and found != known.get(attribute)
        by_hand |= alien
        mark = "! " if alien else ""
        lines.append(mark + _difference(attribute, old, new))
    return lines, by_hand


def _difference(attribute: str, old: str | None, new: str | None) -> str:
    if attribute == FAILED:
        return f"上次修改以 {old} 告终；重新建立"
    name = variable_name(attribute)
    if name is not None:
        verb = "新增" if old is None else "删去" if new is None else "换一个值"
        return f"变量 {name} {verb}"
    return f"{attribute}: {_short(attribute, old)} → {_short(attribute, new)}"


def _short(attribute: str, value: str | None) -> str:
    if not value:
        return "（无）"
    return value[:12] if attribute in (CODE, CONTENT) else value
