"""What the platform hands in: merchants with their keys, its rules, the templates of its messages.

Each file stands for itself: one that is not there leaves what is stored as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from common.domain.messages import MessageTemplate
from common.domain.rules.platform import PlatformRules
from common.importing.platform_rules import OFFERS, PlatformRuleRow, offers_agree
from common.importing.problems import Problems
from common.importing.references import at, once
from common.importing.rules import value_of
from common.importing.table import Line, R, read_rows
from ops.importing.files import records_of
from ops.importing.keys import read_keys
from ops.importing.rows import MerchantRow, MessageTemplateRow


@dataclass(frozen=True)
class PlatformFiles:
    """The platform's files, checked; None for one that is not there.

    `merchants` have the fields of `clients.payments.Merchant`, keys in clear: the store seals them. `keyless` are
    merchants without key columns.
    """

    merchants: list[dict[str, Any]] = field(default_factory=list)
    keyless: list[str] = field(default_factory=list)
    rules: PlatformRules | None = None
    message_templates: list[MessageTemplate] | None = None

    @property
    def merchant_ids(self) -> set[str]:
        """Every merchant that is named."""
        return {*self.keyless, *(fields["id"] for fields in self.merchants)}


def read_platform(folder: Path, problems: Problems) -> PlatformFiles:
    """The platform's files of a directory; whatever is wrong is added to `problems`. Key files are looked for
    relative to the directory."""
    merchants = _lines(folder, MerchantRow, problems)
    rules = _lines(folder, PlatformRuleRow, problems)
    templates = _lines(folder, MessageTemplateRow, problems)
    once(merchants or [], "merchant_id", lambda row: row.merchant_id, problems)
    once(templates or [], "kind", lambda row: row.kind, problems)
    _check_merchants(merchants or [], problems)
    keys = read_keys(merchants or [], folder, problems)
    return PlatformFiles(
        merchants=list(keys.values()),
        keyless=[line.row.merchant_id for line in merchants or [] if not line.row.keyed],
        rules=None if rules is None else _rules(rules, problems),
        message_templates=None
        if templates is None
        else [_template(line.row) for line in templates],
    )


def _lines(folder: Path, model: type[R], problems: Problems) -> list[Line[R]] | None:
    found = len(problems)
    records = records_of(folder, model.FILE, problems)
    if records is None:
        return None
    lines = read_rows(records, model, problems)
    if model is MerchantRow and not lines and len(problems) == found:
        problems.at(model.FILE, None, None, "只有表头，没有一行内容")
    return lines


def _template(row: MessageTemplateRow) -> MessageTemplate:
    return MessageTemplate(id=row.kind, **row.model_dump(exclude={"kind"}))


def _check_merchants(lines: Iterable[Line[MerchantRow]], problems: Problems) -> None:
    """One account is one merchant: a notice of WeChat Pay names the account, and nothing else tells two apart."""
    first: dict[tuple[str, str | None], int] = {}
    for line in lines:
        row = line.row
        if row.mchid is None:
            continue
        seen = first.setdefault((row.mchid, row.sub_mchid), line.number)
        if seen != line.number:
            column = "sub_mchid" if row.sub_mchid else "mchid"
            words = f"与第 {seen} 行是同一个商户号，请只留一行；两家医院的钱不能进同一个账户"
            at(problems, line, column, words)


def _rules(lines: list[Line[PlatformRuleRow]], problems: Problems) -> PlatformRules:
    once(lines, "rule", lambda row: row.rule, problems)
    found = len(problems)
    values = {line.row.rule: value_of(PlatformRules, line, problems) for line in lines}
    if len(problems) > found:
        return PlatformRules()
    rules = PlatformRules(**values)
    if not offers_agree(rules):
        named = [line for line in lines if line.row.rule in ("offers_from", "offers_to")]
        at(problems, named[-1], "value", OFFERS)
    return rules
