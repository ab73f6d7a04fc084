"""rules.csv and platform_rules.csv: every rule by its own model, for the platform or for one hospital."""

from pathlib import Path

import pytest

from common.domain.rules.hospital import HospitalRules
from common.domain.rules.platform import PlatformRules
from tests.unit.ops.conftest import Edit, read, refused


def _set(folder: Path, scope: str, rule: str, value: str) -> None:
    if scope == "platform":
        (folder / "platform_rules.csv").write_text(f"rule,value\n{rule},{value}\n", "utf-8")
    else:
        text = f"hospital_id,rule,value\n{scope},{rule},{value}\n"
        (folder / "rules.csv").write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("scope", "rule", "value", "meant"),
    [
        ("h1", "waitlist", "否", False), ("h1", "verified_only", "是", True), ("h1", "waitlist", "true", True),
        ("h1", "release_time", "7:05", "07:05"), ("h1", "cancel_time", "18:00", "18:00"),
        ("h1", "release_time", "7:00:00", "07:00"), ("h1", "release_time", "07：00", "07:00"),
        ("h1", "window_days", "13", 13), ("h1", "fee_name", "医事服务费", "医事服务费"),
        ("platform", "consent_version", "Feb-26", "Feb-26"), ("platform", "consent_version", "7.5", "7.5"),
        ("h2", "window_days", "0", 0), ("platform", "offers_from", "6:30", "06:30"),
        ("platform", "consent_version", "2026-02", "2026-02"), ("platform", "hold_minutes", "120", 120),
    ],
)  # fmt: skip
def test_a_rule_that_differs(
    folder: Path, scope: str, rule: str, value: str, meant: object
) -> None:
    _set(folder, scope, rule, value)
    found = read(folder)
    if scope == "platform":
        assert found.platform_rules == PlatformRules(**{rule: meant})
        return
    assert {h.id: h.rules for h in found.hospitals}[scope] == {rule: meant}
    assert getattr(HospitalRules(**{rule: meant}), rule) == meant


VERSION = "请填 1–32 个字母、数字、. 或 -，例如 2026-02（默认值是 2026-01）"


@pytest.mark.parametrize(
    ("scope", "rule", "value", "words"),
    [
        ("h1", "window_days", "14", "不能大于 13（默认值是 7）"),
        ("h1", "window_days", "30", "不能大于 13（默认值是 7）"),
        ("h1", "cancellation_days", "999999999", "不能大于 365（默认值是 30）"),
        ("h1", "cancellation_block_days", "366", "不能大于 365（默认值是 30）"),
        ("platform", "consent_version", "2026年2月", VERSION),
        ("platform", "consent_version", "第二版", VERSION),
        ("platform", "consent_version", "v 2", VERSION),
        ("platform", "consent_version", "x" * 33, VERSION),
        ("platform", "calls_per_minute", "1000001", "不能大于 1000000（默认值是 60）"),
        ("h1", "release_time", "7点", "请填 24 小时制的时间，例如 07:00（默认值是 07:00）"),
        ("h1", "release_time", "24:00", "请填 24 小时制的时间，例如 07:00（默认值是 07:00）"),
        ("h1", "release_time", "1٧:00", "请填 24 小时制的时间，例如 07:00（默认值是 07:00）"),
        ("h1", "window_days", "-1", "不能小于 0（默认值是 7）"),
        ("h1", "window_days", "7.5", "请填整数（默认值是 7）"),
        ("h1", "waitlist", "开", "请填 是 或 否（默认值是 是）"),
        ("h1", "verified_only", "也许", "请填 是 或 否（默认值是 否）"),
        ("h1", "release_time", "07:00:30", "请填 24 小时制的时间，例如 07:00（默认值是 07:00）"),
        ("h1", "release_time", "17:0", "请填 24 小时制的时间，例如 07:00（默认值是 07:00）"),
        ("platform", "payment_grace_minutes", "11", "不能大于 10（默认值是 2）"),
    ],
)
def test_a_value_that_makes_no_sense(
    folder: Path, scope: str, rule: str, value: str, words: str
) -> None:
    _set(folder, scope, rule, value)
    (problem,) = refused(folder)
    assert (problem.line, problem.column, problem.message) == (2, "value 取值", words)


def test_what_is_wrong_with_one_rule_leaves_the_others_to_be_looked_at(
    folder: Path, edit: Edit
) -> None:
    edit("rules.csv", "h1,release_time,7:30", "h9,x,1\nh1,no_rule,1\nh1,window_days,14")
    assert [(p.line, p.column) for p in refused(folder)] == [
        (2, "hospital_id 医院编号"), (3, "rule 规则"), (4, "value 取值"),
    ]  # fmt: skip


def test_offers_begin_before_they_end(folder: Path) -> None:
    rules = folder / "platform_rules.csv"
    rules.write_text("rule,value\noffers_from,23:10\noffers_to,23:50\n")
    found = read(folder).platform_rules
    assert found is not None
    assert found.offers_to == "23:50"
    for times in ("offers_from,23:00\n", "offers_to,06:00\n"):
        rules.write_text(f"rule,value\nhold_minutes,20\n{times}")
        (problem,) = refused(folder)
        assert (problem.line, problem.column, problem.message) == (
            3, "value 取值", "候补到号开始发出的时间 offers_from 要早于停止发出的时间 offers_to",
        )  # fmt: skip
