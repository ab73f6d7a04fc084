"""rules.csv: what differs from the default rules, checked by the rules' own models."""

from typing import Any

from pydantic import ValidationError

from common.domain.rules.hospital import HospitalRules
from common.domain.rules.platform import CLOCK, VERSION, PlatformRules, Rules
from ops.importing.cells import clock
from ops.importing.references import Tables
from ops.importing.rows import PLATFORM, HospitalRow, RuleRow
from ops.importing.table import Problems

_WORDS = {
    "int_parsing": "请填整数",
    "bool_parsing": "请填 是 或 否",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
}
_SHAPES = {
    CLOCK: "请填 24 小时制的时间，例如 07:00",
    VERSION: "请填 1–32 个字母、数字、. 或 -，例如 2026-02",
}
_UNCLEAR = "看不懂，请照默认值的样子写"


def parse_rules(tables: Tables, problems: Problems) -> dict[str, dict[str, Any]]:
    """The typed values by scope (`platform` or a hospital's id) and rule."""
    rules: dict[str, dict[str, Any]] = {}
    hospitals = {line.row.hospital_id for line in tables.hospitals}
    for line in tables.rules:
        row = line.row
        if row.scope != PLATFORM and row.scope not in hospitals:
            words = f"请填 {PLATFORM}（整个平台）或 {HospitalRow.FILE} 里的医院编号"
            if HospitalRow.FILE not in tables.broken:
                problems.at(row.FILE, line.number, "scope 适用范围", words)
            continue
        model = PlatformRules if row.scope == PLATFORM else HospitalRules
        if row.rule not in model.model_fields:
            words = f"没有这条规则，可用：{'、'.join(model.model_fields)}"
            problems.at(row.FILE, line.number, "rule 规则", words)
            continue
        try:
            rules.setdefault(row.scope, {})[row.rule] = _value(model, row)
        except ValueError as error:
            problems.at(row.FILE, line.number, "value 取值", str(error))
    _check_offer_hours(tables, PlatformRules(**rules.get(PLATFORM, {})), problems)
    return rules


def _value(model: type[Rules], row: RuleRow) -> Any:
    """The value of a rule, by the model that the service reads it with. Raises `ValueError` with words."""
    field = model.model_fields[row.rule]
    try:
        return getattr(model.model_validate({row.rule: _plain(row.value)}), row.rule)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        limits = detail.get("ctx", {})
        words = _SHAPES.get(limits.get("pattern", "")) or _WORDS.get(detail["type"], _UNCLEAR)
        raise ValueError(
            f"{words.format(**limits)}（默认值是 {_written(field.default)}）"
        ) from None


def _check_offer_hours(tables: Tables, rules: PlatformRules, problems: Problems) -> None:
    if rules.offers_from < rules.offers_to:
        return
    named = [line for line in tables.rules if line.row.rule in ("offers_from", "offers_to")]
    words = "候补到号开始发出的时间 offers_from 要早于停止发出的时间 offers_to"
    problems.at(RuleRow.FILE, named[-1].number, "value 取值", words)


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
