"""Refuses a verb of the staff that stands in no row of the permission table, and a row of a verb that there is not.

Verbs are the actions of every function with a staff's door. A row of a function that is declared as coming needs none.
Run as `python -m tools.permission_lint`; ends with 1 when something was found.
"""

import sys
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from common.domain.permission_table import COMING, OPEN, TABLE
from common.entry.staff import StaffUse
from tools.contract_types import functions


def actions_of(adapter: Any) -> set[str]:
    """The actions of a request, or of each request of a union."""
    asked = adapter._type
    while not isinstance(asked, type) and hasattr(asked, "__metadata__"):
        asked = get_args(asked)[0]
    models = get_args(asked) or (asked,)
    return {
        action for model in models for action in get_args(model.model_fields["action"].annotation)
    }


def verbs() -> dict[str, set[str]]:
    """The verbs of each function of the staff that is built."""
    return {
        name: {action for side in use if side for action in actions_of(side.request)}
        for name, use in functions().items()
        if isinstance(use, StaffUse)
    }


def problems(
    built: dict[str, set[str]], rows: Iterable[str], coming: Iterable[str] = COMING
) -> Iterator[str]:
    """A line for each verb without a row, each row without a verb, and each function that is built and still coming."""
    coming = set(coming)
    named = {row.partition("/")[0] for row in rows}
    there = {f"{function}.{action}" for function, actions in built.items() for action in actions}
    for verb in sorted(there - named):
        yield f"{verb}: no row in common/domain/permission_table.py says who may do it"
    for row in sorted(named - there):
        if coming.isdisjoint({row, row.partition(".")[0]}):
            yield f"{row}: a row of common/domain/permission_table.py that no function serves"
    for function in sorted((built.keys() | there) & coming):
        yield f"{function}: is built; take it out of COMING in common/domain/permission_table.py"


def main() -> int:
    """Compare table and functions; 1 when they differ."""
    found = list(problems(verbs(), {*TABLE, *OPEN}))
    print("\n".join(found), end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
