"""docs/import-format.md names every file, column, rule and value that the program takes, and no other."""

import re
from pathlib import Path

import pytest

from common.domain.messages import KINDS
from common.domain.rules.hospital import HospitalRules
from common.domain.rules.platform import PlatformRules, Rules
from common.importing.platform_rules import PlatformRuleRow
from common.importing.rows import (
    DepartmentRow,
    DoctorRow,
    ExceptionRow,
    HospitalRow,
    RuleRow,
    TimetableRow,
)
from common.importing.table import Row
from ops.importing.message_fields import SAMPLES
from ops.importing.rows import MerchantRow, MessageTemplateRow

TEXT = (Path(__file__).parents[3] / "docs" / "import-format.md").read_text("utf-8")
ROWS = [
    HospitalRow,
    DepartmentRow,
    DoctorRow,
    TimetableRow,
    ExceptionRow,
    RuleRow,
    PlatformRuleRow,
    MerchantRow,
    MessageTemplateRow,
]


def section(file: str) -> str:
    """What stands between a file's heading and the next."""
    found = re.search(rf"^## {re.escape(file)} .*?(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, f"no section for {file}"
    return found[0]


@pytest.mark.parametrize("model", ROWS)
def test_the_columns_of_a_file(model: type[Row]) -> None:
    told = re.findall(r"^\| `(\w+)` \| (\S+) \| ([●○]) \|", section(model.FILE), re.MULTILINE)
    meant = {
        (name, field.title, "●" if field.is_required() else "○")
        for name, field in model.model_fields.items()
    }
    assert set(told) == meant


@pytest.mark.parametrize(
    ("row", "model"), [(RuleRow, HospitalRules), (PlatformRuleRow, PlatformRules)]
)
def test_the_rules_and_their_defaults(row: type[Row], model: type[Rules]) -> None:
    text = section(row.FILE)
    told = dict(re.findall(r"^\| `(\w+)` \| (\S+) \| [^●○]", text, re.MULTILINE))
    words = {True: "是", False: "否"}
    meant = {
        name: words.get(field.default, str(field.default))
        if isinstance(field.default, bool)
        else str(field.default)
        for name, field in model.model_fields.items()
    }
    assert {name: told.get(name) for name in meant} == meant
    assert set(told) - set(row.model_fields) == set(meant)


def test_the_kinds_and_values_of_messages() -> None:
    named = set(re.findall(r"`([a-z_]+)`", section("message_templates.csv")))
    assert set(KINDS) | set(SAMPLES) <= named
    assert named - set(KINDS) - set(SAMPLES) == set(MessageTemplateRow.model_fields)
