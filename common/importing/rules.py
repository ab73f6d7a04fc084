"""What differs from the default rules, checked by the rules' own models."""

from typing import Any

from pydantic import ValidationError

from common.domain.rules.hospital import HospitalRules
from common.domain.rules.platform import CLOCK, FEE_NAME, VERSION, Rules
from common.importing.cells import clock
from common.importing.problems import Problems
from common.importing.references import Tables, at
from common.importing.rows import HospitalRow
from common.importing.table import Line

_WORDS = {
    "int_parsing": "请填整数",
    "bool_parsing": "请填 是 或 否",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
}
_SHAPES = {
    CLOCK: "请填 24 小时制的时间，例如 07:00",
    FEE_NAME: "请填 2–12 个汉字，照医院价格公示里的名称",
    VERSION: "请填 1–32 个字母、数字、. 或 -，例如 2026-02",
}
_UNCLEAR = "看不懂，请照默认值的样子写"


def parse_rules(tables: Tables, problems: Problems) -> dict[str, dict[str, Any]]:
    """The typed values by hospital and rule."""
    rules: dict[str, dict[str, Any]] = {}
    hospitals = {line.row.hospital_id for line in tables.hospitals}
    for line in tables.rules:
        row = line.row
        if row.hospital_id in hospitals:
            rules.setdefault(row.hospital_id, {})[row.rule] = value_of(
                HospitalRules, line, problems
            )
        elif not problems.may_hold(HospitalRow.FILE, row.hospital_id):
            words = f"里没有医院编号 {row.hospital_id}，请核对或加一行"
            at(problems, line, "hospital_id", problems.called(HospitalRow.FILE) + words)
    return rules


def value_of(model: type[Rules], line: Line[Any], problems: Problems) -> Any:
    """The value of a rule, by the model that the service reads it with; None when it is a problem."""
    name: str = line.row.rule
    field = model.model_fields.get(name)
    if field is None:
        at(problems, line, "rule", f"没有这条规则，可用：{'、'.join(model.model_fields)}")
        return None
    try:
        return getattr(model.model_validate({name: _plain(line.row.value)}), name)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        limits = detail.get("ctx", {})
        words = _SHAPES.get(limits.get("pattern", "")) or _WORDS.get(detail["type"], _UNCLEAR)
        meant = f"（默认值是 {_written(field.default)}）"
        at(problems, line, "value", words.format(**limits) + meant)
        return None


def _plain(value: str) -> str:
    """Spreadsheets write a time in their own way, and people write 是 and 否."""
    try:
        return clock(value)
    except ValueError:
        return {"是": "true", "否": "false"}.get(value, value)


def _written(value: object) -> str:
    """A value as it is written into the file."""
    words = {"True": "是", "False": "否"}
    return words.get(str(value), str(value))
