"""admin: a hospital's notices, saved and taken out on its page, and what of them patients read."""

import pytest

from common.contracts.catalog import GetHospital
from common.domain.actor import WeChatUser
from common.domain.audit import Outcome
from common.domain.business_time import business_date, plus_days
from common.domain.errors import Refused
from common.domain.notice import MOST, MOST_KEPT
from common.store.notices import Notices
from common.usecases.catalog import catalog
from tests.support.staff import manager_of
from tests.usecases.test_admin_rows import call, entries, faults, retire, rows, save
from tests.usecases.test_staff_invites import NOT_YOURS, NOTHING_THERE, refused

STALE = "STALE: 这一项刚才有别人改过，没有保存。请看看现在的内容再改"
GONE = "STALE: 这一项刚才有别人改过或删除了，没有删除。请刷新后再看"


def day(office, after=0):
    return plus_days(business_date(office.service.clock()), after)


def given(office, **more):
    return {
        "heading": "演示停电",
        "text": "一楼停电，请走东门",
        "from_date": day(office),
        "until_date": day(office, 3),
        **more,
    }


def told(office):
    request = GetHospital(action="hospital", hospital_id="h1")
    return catalog(request, WeChatUser(openid="o1"), office.deps).notices


def test_a_notice_is_saved_once_on_record_and_read_by_patients(office):
    first, again = (save(office, "notice", given(office)) for _ in "12")
    assert first == again
    assert first.row.values == {**given(office), "important": "否"}
    assert rows(office, "notice") == [first.row]
    (entry,) = entries(office)
    assert (entry["verb"], entry["object"]) == ("admin.save/notice", {"kind": "notice", "id": "h1"})
    assert office.service.db.notices.find_one({"_id": "h1"})["audit"] == entry["_id"]
    (card,) = told(office)
    assert (card.heading, card.text, card.important) == ("演示停电", "一楼停电，请走东门", False)


def test_patients_read_what_is_of_today_important_ones_first(office):
    save(office, "notice", given(office, heading="甲", from_date=day(office, -2)))
    save(office, "notice", given(office, heading="乙", important="是", from_date=day(office, -3)))
    save(office, "notice", given(office, heading="丙"))
    save(office, "notice", given(office, heading="明天的", from_date=day(office, 1)))
    assert [card.heading for card in told(office)] == ["乙", "丙", "甲"]
    office.service.clock.pass_(days=4)
    assert told(office) == []
    assert len(rows(office, "notice")) == 4


def test_what_is_wrong_is_told_at_its_field(office):
    empty = "不能为空"
    assert faults(office, "notice", {})[1] == [
        ("heading", empty), ("text", empty), ("from_date", empty), ("until_date", empty),
    ]  # fmt: skip
    backwards = given(office, from_date="2026-12-05", until_date="2026-12-04")
    assert faults(office, "notice", backwards) == (
        "没有保存：不能早于开始日期 2026-12-05",
        [("until_date", "不能早于开始日期 2026-12-05")],
    )
    past = given(office, from_date="2026-01-01", until_date="2026-01-02")
    words = "已经过了，不会再显示，请写今天或以后的日期"
    assert faults(office, "notice", past) == (f"没有保存：{words}", [("until_date", words)])
    long = given(office, heading="长" * 31, important="也许")
    assert faults(office, "notice", long)[1] == [
        ("heading", "最多 30 个字，现有 31 个"), ("important", "只能填：是、否、1、0、true、false"),
    ]  # fmt: skip
    unknown = {**given(office), "colour": "red"}
    assert refused(save, office, "notice", unknown) == "BAD_REQUEST: 没有这一列：colour"
    assert office.service.db.notices.count_documents({}) == 0


def test_markup_is_text_like_any_other(office):
    markup = "<img src=x onerror=alert(1)> & <b>粗</b>"
    save(office, "notice", given(office, heading="<b>甲</b>", text=markup))
    assert (told(office)[0].heading, told(office)[0].text) == ("<b>甲</b>", markup)


def test_two_who_change_one_notice_are_told_of_each_other(office):
    row = save(office, "notice", given(office)).row
    save(office, "notice", given(office, text="二楼停电"), row.rev)
    with pytest.raises(Refused) as raised:
        save(office, "notice", given(office, text="三楼停电"), row.rev)
    assert str(raised.value) == STALE
    details = raised.value.details
    assert details["changed"] == [{"field": "text", "yours": "三楼停电", "theirs": "二楼停电"}]
    assert details["by"] == office.member("mgr").id
    again = save(office, "notice", given(office, text="三楼停电"), details["rev"])
    assert rows(office, "notice") == [again.row]


def test_two_notices_are_told_apart(office):
    save(office, "notice", given(office))
    words = "BAD_REQUEST: 没有保存：已经有同一天开始、标题相同的通知了，请改那一条"
    assert refused(save, office, "notice", given(office, text="别的")) == words
    other = save(office, "notice", given(office, heading="别的")).row
    assert refused(save, office, "notice", given(office, text="又一条"), other.rev) == words


def test_so_many_are_the_most_and_those_that_are_over_do_not_count(office):
    for number in range(MOST):
        last = save(office, "notice", given(office, heading=f"第 {number} 条")).row
    words = "BAD_REQUEST: 没有保存：没到期的通知最多 10 条，请先删除一条"
    assert refused(save, office, "notice", given(office, heading="多一条")) == words
    changed = {**last.values, "text": "改过"}
    assert save(office, "notice", changed, last.rev).row.values["text"] == "改过"
    for _ in range(4):
        office.service.clock.pass_(days=4)
        for number in range(MOST):
            save(office, "notice", given(office, heading=f"第 {number} 条"))
    board = office.deps.store.notices.of("h1")
    assert len(board.notices) == MOST_KEPT
    assert sum(each.until_date >= day(office) for each in board.notices) == MOST


def test_a_notice_is_taken_out_once(office):
    row = save(office, "notice", given(office)).row
    first, again = (retire(office, "notice", row) for _ in "12")
    assert (first.row, first.job, again) == (None, None, first)
    assert (rows(office, "notice"), told(office)) == ([], [])
    assert [e["verb"] for e in entries(office)] == ["admin.save/notice", "admin.retire/notice"]
    assert entries(office)[1]["reason"] == "演示原因"
    office.hire("op", "mgr2", manager_of())
    assert refused(retire, office, "notice", row, "mgr2") == GONE


@pytest.mark.parametrize("action", ["save", "retire"])
def test_who_loses_the_race_is_told_and_it_stands_on_record(office, monkeypatch, action):
    row, put = save(office, "notice", given(office)).row, Notices.put

    def after_another(self, board):
        monkeypatch.setattr(Notices, "put", put)
        save(office, "notice", given(office, heading="别人的"))
        return put(self, board)

    monkeypatch.setattr(Notices, "put", after_another)
    if action == "save":
        assert refused(save, office, "notice", given(office, text="改过"), row.rev) == STALE
    else:
        assert refused(retire, office, "notice", row) == GONE
    assert [e["outcome"] for e in entries(office)][-1] == Outcome.NOT_DONE.value
    assert {r.values["heading"] for r in rows(office, "notice")} == {"演示停电", "别人的"}


def test_the_first_notices_of_two_at_once(office, monkeypatch):
    put = Notices.put

    def after_another(self, board):
        monkeypatch.setattr(Notices, "put", put)
        save(office, "notice", given(office, heading="别人的"))
        return put(self, board)

    monkeypatch.setattr(Notices, "put", after_another)
    assert refused(save, office, "notice", given(office)) == STALE
    assert [r.values["heading"] for r in rows(office, "notice")] == ["别人的"]


def test_only_the_manager_of_the_hospital_may(office):
    for by in ("desk", "doc", "aud"):
        assert refused(save, office, "notice", given(office), None, by) == NOT_YOURS
        assert refused(rows, office, "notice", by) == NOT_YOURS
    assert refused(save, office, "notice", given(office), None, "op") == NOTHING_THERE
    assert refused(save, office, "notice", given(office), None, "mgr", "h2") == NOTHING_THERE
    assert refused(call, office, "mgr", "retire", kind="notice", hospital_id="h2",
                   rev="0" * 32, reason="演示") == NOTHING_THERE  # fmt: skip
