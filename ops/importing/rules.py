"""rules.csv: what differs from the default rules, checked by the rules' own models."""

import re
from typing import Any

from pydantic import ValidationError

from common.domain.rules.hospital import HospitalRules
from common.domain.rules.platform import PlatformRules
from ops.importing.references import Tables
from ops.importing.rows import PLATFORM, HospitalRow
from ops.importing.table import Problems

_WORDS = {
    "int_parsing": "请填整数",
    "bool_parsing": "请填 是 或 否",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_pattern_mismatch": "请填 24 小时制的时间，例如 07:00",
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
            checked = model.model_validate({row.rule: _plain(row.value)})
        except ValidationError as error:
            detail = error.errors(include_url=False)[0]
            default = _written(model.model_fields[row.rule].default)
            words = _WORDS.get(detail["type"], _UNCLEAR).format(**detail.get("ctx", {}))
            problems.at(row.FILE, line.number, "value 取值", f"{words}（默认值是 {default}）")
            continue
        rules.setdefault(row.scope, {})[row.rule] = getattr(checked, row.rule)
    return rules


def _plain(value: str) -> str:
    """Spreadsheets drop the leading zero of a time, and people write 是 and 否."""
    if re.fullmatch(r"[0-9]:[0-9]{2}", value):
        return "0" + value
    return {"是": "true", "否": "false"}.get(value, value)


def _written(value: object) -> str:
    """A value as it is written into the file."""
    words = {"True": "是", "False": "否"}
    return words.get(str(value), str(value))
