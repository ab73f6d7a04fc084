"""admin: the platform's rules on the page of who runs it."""

import pytest

from common.domain.audit import Outcome
from common.domain.errors import Refused
from common.domain.rules.platform import PlatformRules
from common.store.catalogue import Catalogue
from tests.usecases.test_admin_rows import call, entries
from tests.usecases.test_staff_invites import NOTHING_THERE, refused

STALE = "STALE: 这一项刚才有别人改过，没有保存。请看看现在的内容再改"
GONE = "STALE: 这一项刚才有别人改过或删除了，没有删除。请刷新后再看"
OFFERS = "候补到号开始发出的时间 offers_from 要早于停止发出的时间 offers_to"
KIND = {"kind": "platform_rules", "hospital_id": "platform"}


def rows(office, by="op"):
    return {row.values["rule"]: row for row in call(office, by, "read", **KIND).rows}


def put(office, rule, value, rev=None, by="op", **more):
    values = {"rule": rule, "value": value, **more}
    return call(office, by, "save", rev=rev, values=values, reason="演示", **KIND)


def reset(office, rev, by="op"):
    return call(office, by, "retire", rev=rev, reason="演示", **KIND)


def faults(office, *given):
    with pytest.raises(Refused) as raised:
        put(office, *given)
    found = [tuple(each.values()) for each in raised.value.details["faults"]]
    return str(raised.value), found


def test_every_rule_is_read_and_one_is_set_once_on_record(office):
    assert rows(office).keys() == PlatformRules.model_fields.keys()
    assert {row.rev for row in rows(office).values()} == {None}
    first, again = (put(office, "hold_minutes", "20") for _ in "12")
    assert first == again == type(first)(row=rows(office)["hold_minutes"], job=None)
    assert office.deps.store.catalogue.platform_rules() == PlatformRules(hold_minutes=20)
    (entry,) = entries(office, None)
    assert entry["object"] == {"kind": "platform_rules", "id": "platform_rules"}
    assert (entry["verb"], entry["reason"]) == ("admin.save/platform_rules", "演示")
    assert entry["changed"] == [{"field": "hold_minutes", "before": "15", "after": "20"}]
    assert office.service.db.settings.find_one({"_id": "platform_rules"}) == {
        "_id": "platform_rules", "hold_minutes": 20, "audit": entry["_id"],
    }  # fmt: skip


def test_a_rule_is_set_back_once(office):
    put(office, "books_per_minute", "7")
    row = put(office, "hold_minutes", "20").row
    first, again = (reset(office, row.rev) for _ in "12")
    assert (first.row, first.job, again) == (None, None, first)
    assert office.deps.store.catalogue.platform_rules() == PlatformRules(books_per_minute=7)
    assert entries(office, None)[-1]["verb"] == "admin.retire/platform_rules"
    assert refused(reset, office, "0" * 32) == GONE


def test_what_is_wrong_is_told_at_its_field(office):
    words = "不能大于 120（默认值是 15）"
    assert faults(office, "hold_minutes", "121") == (
        f"BAD_REQUEST: 没有保存：{words}", [("value", words)],
    )  # fmt: skip
    words = "请填整数（默认值是 15）"
    assert faults(office, "hold_minutes", "<b>9</b>")[1] == [("value", words)]
    assert faults(office, "offers_from", "23:30")[1] == [("value", OFFERS)]
    assert faults(office, "hold_minutes", "")[1] == [("value", "不能为空")]
    unknown = faults(office, "window_days", "3")[1]
    assert unknown == [("rule", f"没有这条规则，可用：{'、'.join(PlatformRules.model_fields)}")]
    assert refused(lambda: put(office, "hold_minutes", "9", colour="red")) == (
        "BAD_REQUEST: 没有这一列：colour"
    )
    assert office.deps.store.catalogue.platform_rules() == PlatformRules()


def test_a_rule_is_not_set_back_where_another_stands_against_it(office):
    row = put(office, "offers_from", "01:00").row
    put(office, "offers_to", "05:00")
    assert refused(reset, office, row.rev) == f"BAD_REQUEST: 没有恢复默认：{OFFERS}"


def test_two_who_change_one_rule_are_told_of_each_other(office):
    put(office, "hold_minutes", "20")
    with pytest.raises(Refused) as raised:
        put(office, "hold_minutes", "30")
    assert str(raised.value) == STALE
    details = raised.value.details
    assert details["changed"] == [{"field": "value", "yours": "30", "theirs": "20"}]
    assert details["by"] == office.member("op").id
    assert put(office, "hold_minutes", "30", details["rev"]).row.values["value"] == "30"


@pytest.mark.parametrize("there", [False, True])
def test_two_rules_that_are_sound_alone_are_not_set_at_once(office, monkeypatch, there):
    """Each would leave a time of day for offers, both together none."""
    if there:
        put(office, "hold_minutes", "20")
    change = Catalogue.change_platform_rules

    def after_another(self, *given):
        monkeypatch.setattr(Catalogue, "change_platform_rules", change)
        put(office, "offers_to", "12:00")
        return change(self, *given)

    monkeypatch.setattr(Catalogue, "change_platform_rules", after_another)
    assert refused(put, office, "offers_from", "13:00") == STALE
    assert office.deps.store.catalogue.platform_rules().offers_from == "06:00"
    assert entries(office, None)[-1]["outcome"] == Outcome.NOT_DONE.value


def test_what_an_import_set_is_changed_and_an_import_after_it_counts(office):
    store = office.deps.store.catalogue
    store.set_platform_rules(PlatformRules(hold_minutes=20, books_per_minute=7))
    put(office, "hold_minutes", "25", rows(office)["hold_minutes"].rev)
    assert store.platform_rules() == PlatformRules(hold_minutes=25, books_per_minute=7)
    store.set_platform_rules(PlatformRules(hold_minutes=30))
    assert rows(office)["hold_minutes"].values["value"] == "30"
    assert store.platform_audit() is None


def test_only_operators_may_and_only_of_the_platform(office):
    for by in ("mgr", "desk", "doc", "aud"):
        assert refused(rows, office, by) == NOTHING_THERE
        assert refused(lambda by=by: put(office, "hold_minutes", "9", by=by)) == NOTHING_THERE
        assert refused(reset, office, "0" * 32, by) == NOTHING_THERE
    elsewhere = {"kind": "platform_rules", "hospital_id": "h1"}
    assert refused(lambda: call(office, "op", "read", **elsewhere)) == NOTHING_THERE
    doctors = {"kind": "doctor", "hospital_id": "platform"}
    assert refused(lambda: call(office, "mgr", "read", **doctors)) == NOTHING_THERE
