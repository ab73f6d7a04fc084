"""A row that stands for itself, typed on a page: checked as a row of a file is, and told field by field.

Notices, merchants and the platform's rules are such rows: no other table names them, and no workbook holds them.
"""

from collections.abc import Mapping
from typing import Any

from common.importing.edit import Fault, Values
from common.importing.problems import Problems
from common.importing.sheets import columns, written
from common.importing.table import R, Row, header, read_rows


def read_row(model: type[R], sheet: str, values: Values) -> tuple[R | None, tuple[Fault, ...]]:
    """The row, or every fault by field. `sheet` is what its table is called."""
    fields = columns(model)
    head = (1, [header(model, field) for field in fields])
    record = (2, [values.get(field, "") for field in fields])
    problems = Problems({model.FILE: sheet}, numbered=False)
    lines = read_rows(iter([head, record]), model, problems)
    return (lines[0].row if lines else None), faults_of(problems)


def faults_of(problems: Problems) -> tuple[Fault, ...]:
    """What is wrong with the only row, by field."""
    return tuple(
        Fault((each.column or "").partition(" ")[0] or None, each.message) for each in problems
    )


def texts_of(model: type[Row], fields: Mapping[str, Any]) -> Values:
    """A row as it is read on a page, without the fields that are empty."""
    texts = {name: written(name, fields.get(name)) for name in model.model_fields}
    return {name: text for name, text in texts.items() if text}
