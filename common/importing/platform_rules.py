"""A rule of the platform as a row: in the platform's own file, and on a page."""

from typing import Annotated, Any

from pydantic import Field

from common.domain.rules.platform import PlatformRules
from common.importing.cells import prose
from common.importing.edit import Fault, Values
from common.importing.one_row import faults_of, read_row
from common.importing.problems import Problems
from common.importing.rows import RuleName
from common.importing.rules import value_of
from common.importing.table import Line, Row

SHEET = "平台规则"
OFFERS = "候补到号开始发出的时间 offers_from 要早于停止发出的时间 offers_to"


class PlatformRuleRow(Row):
    """One rule of the platform that differs from the default."""

    FILE = "platform_rules.csv"

    rule: RuleName = Field(title="规则")
    value: Annotated[str, prose(100)] = Field(title="取值")
    note: Annotated[str, prose(200)] = Field("", title="说明")


def offers_agree(rules: PlatformRules) -> bool:
    """Whether there is a time of day at which somebody is offered a seat; else `OFFERS` says what is wrong."""
    return rules.offers_from < rules.offers_to


def with_rule(rules: PlatformRules, values: Values) -> tuple[str, PlatformRules, tuple[Fault, ...]]:
    """Which rule a row is of, and the rules with it; or every fault by field."""
    row, faults = read_row(PlatformRuleRow, SHEET, values)
    if row is None:
        return "", rules, faults
    problems = Problems({PlatformRuleRow.FILE: SHEET}, numbered=False)
    value: Any = value_of(PlatformRules, Line(2, row), problems)
    if problems:
        return row.rule, rules, faults_of(problems)
    changed = rules.model_copy(update={row.rule: value})
    wrong = () if offers_agree(changed) else (Fault("value", OFFERS),)
    return row.rule, changed, wrong
