"""Changing and disabling staff: at once, never oneself, never the last, and never over somebody else's change."""

import threading

import pytest

from common.domain.audit import chain_of
from common.domain.errors import Refused
from common.domain.grants import Grant, Role
from common.protocol import sign_in
from common.store.staff import Members
from tests.support.service import Service
from tests.support.staff import (
    AGENT,
    OPERATOR,
    OPS,
    Office,
    asked,
    desk_of,
    doctor_of,
    manager_of,
)
from tests.usecases.test_staff_invites import NOT_YOURS, NOTHING_THERE, refused

OWN = "FORBIDDEN: 不能改自己的角色，请让别的管理员来改"
STALE = "STALE: 刚才有别人改过，没有保存。请看看现在的内容再改"
LAST_MANAGER = "BAD_STATE: 这是最后一位医院管理员，不能去掉。请先邀请另一位"
LAST_OPERATOR = "BAD_STATE: 这是最后一位平台运营，不能去掉。请先邀请另一位"
WHY = {"reason": "岗位变动"}


@pytest.fixture
def office(service: Service) -> Office:
    return Office(service).opened()


def change(office, by, whom, *grants, rev=None):
    member = office.member(whom)
    return office.phone(
        by, "change", staff_id=member.id, grants=[asked(g) for g in grants],
        rev=member.rev if rev is None else rev, **WHY,
    ).staff  # fmt: skip


def disable(office, by, whom):
    return office.phone(by, "disable", staff_id=office.member(whom).id, **WHY).staff


def test_other_grants_hold_from_the_next_call_on(office):
    token = office.signed_in("desk")
    changed = change(office, "mgr", "desk", desk_of("h1", "internal"), doctor_of("d2"))
    assert [(g.role, g.department_ids, g.doctor_id) for g in changed.grants] == [
        (Role.DESK, ["internal"], None), (Role.DOCTOR, [], "d2"),
    ]  # fmt: skip
    me = office.browser(token, "me").staff
    assert (me.grants, me.rev) == (changed.grants, 1)
    entry = office.deps.store.audit.get(office.member("desk").audit)
    assert (entry.verb, entry.reason, entry.chain) == ("staff.change", "岗位变动", chain_of("h1"))
    assert entry.changed[0].before[0]["department_ids"] == []
    assert entry.changed[0].after[0]["department_ids"] == ["internal"]


def test_each_entry_follows_the_one_before(office):
    first = office.member("desk").audit
    change(office, "mgr", "desk", desk_of("h1", "internal"))
    second = office.member("desk").audit
    disable(office, "mgr", "desk")
    third = office.deps.store.audit.get(office.member("desk").audit)
    assert (third.follows, office.deps.store.audit.get(second).follows) == (second, first)


def test_the_same_tap_again_changes_nothing(office):
    change(office, "mgr", "desk", desk_of("h1", "internal"), rev=0)
    before = office.service.db.audit.count_documents({})
    again = change(office, "mgr", "desk", desk_of("h1", "internal"), rev=0)
    assert (again.rev, office.service.db.audit.count_documents({})) == (1, before)
    disable(office, "mgr", "desk")
    before = office.service.db.audit.count_documents({})
    assert disable(office, "mgr", "desk").grants == []
    assert office.service.db.audit.count_documents({}) == before


def test_over_somebody_elses_change_nothing_is_saved(office):
    office.hire("op", "mgr2", manager_of())
    change(office, "mgr2", "desk", desk_of("h1", "internal"))
    with pytest.raises(Refused) as told:
        change(office, "mgr", "desk", desk_of("h1", "women"), rev=0)
    assert str(told.value) == STALE
    details = told.value.details
    assert (details["rev"], details["by"]) == (1, office.member("mgr2").id)
    assert details["at"] == "2026-03-02T08:00:00+08:00"
    (field,) = details["changed"]
    assert field["field"] == "grants"
    assert field["yours"][0]["department_ids"] == ["women"]
    assert field["theirs"][0]["department_ids"] == ["internal"]
    assert office.member("desk").grants == (desk_of("h1", "internal"),)


def test_who_was_faster_between_reading_and_writing(office, monkeypatch):
    real = Members.change

    def late(self, member, grants, audit):
        monkeypatch.setattr(Members, "change", real)
        change(office, "op2mgr", "desk", doctor_of("d2"))
        return real(self, member, grants, audit)

    office.hire("op", "op2mgr", manager_of())
    monkeypatch.setattr(Members, "change", late)
    assert refused(change, office, "mgr", "desk", desk_of("h1", "women")) == STALE
    assert office.member("desk").grants == (doctor_of("d2"),)
    last = office.deps.store.audit.last(chain_of("h1"))
    lost = office.deps.store.audit.get(last.of)
    assert (last.outcome.value, lost.actor.staff_id) == ("not_done", office.member("mgr").id)


@pytest.mark.parametrize("act", [change, disable])
def test_nobody_changes_themselves(office, act):
    for who in ("op", "mgr"):
        assert refused(act, office, who, who) == OWN


@pytest.mark.parametrize("act", [change, disable])
def test_who_is_no_manager_changes_nobody(office, act):
    for who in ("desk", "doc", "aud"):
        assert refused(act, office, who, "mgr") == NOT_YOURS


def test_staff_of_another_hospital_are_not_there(office):
    other = Grant(role=Role.DESK, hospital_id="h2")
    member = office.member("desk")
    office.deps.store.staff.change(member, (other,), member.audit)
    for act in (change, disable):
        assert refused(act, office, "mgr", "desk") == NOTHING_THERE
    unknown = {"staff_id": "nobody", **WHY}
    assert refused(office.phone, "mgr", "disable", **unknown) == NOTHING_THERE
    assert refused(office.phone, "mgr", "list", hospital_id="h2") == NOTHING_THERE


def test_what_is_not_ones_to_give_stays(office):
    """Somebody who works for two hospitals keeps what the other one gave."""
    member, other = office.member("desk"), Grant(role=Role.DOCTOR, hospital_id="h2", doctor_id="x")
    office.deps.store.staff.change(member, (desk_of(), other), member.audit)
    seen = change(office, "mgr", "desk", doctor_of("d1"))
    assert [g.hospital_id for g in seen.grants] == ["h1"]
    assert office.member("desk").grants == (other, doctor_of("d1"))
    assert refused(disable, office, "mgr", "desk") == (
        "FORBIDDEN: 这个人还有您管不到的角色，不能停用。可以只去掉您医院的角色"
    )
    assert disable(office, "op", "desk").grants == []


def test_a_manager_makes_no_manager_and_takes_none(office):
    office.hire("op", "mgr2", manager_of())
    assert refused(change, office, "mgr", "desk", desk_of(), manager_of()) == NOT_YOURS
    assert refused(change, office, "mgr", "mgr2") == NOT_YOURS
    assert refused(disable, office, "mgr", "mgr2") == (
        "FORBIDDEN: 这个人还有您管不到的角色，不能停用。可以只去掉您医院的角色"
    )


def test_a_list_that_is_cut_says_so(office, monkeypatch):
    for limit, listed, more in ((5, 4, False), (4, 4, False), (3, 3, True)):
        monkeypatch.setattr("common.store.staff.LISTED", limit)
        reply = office.phone("mgr", "list", hospital_id="h1")
        assert (len(reply.staff), reply.more) == (listed, more)


def test_who_is_listed_and_what_of_them(office):
    office.hire("op", "op2", manager_of("h1"))
    shown = office.phone("mgr", "list", hospital_id="h1").staff
    assert {s.id for s in shown} == {
        office.member(w).id for w in ("mgr", "op2", "desk", "doc", "aud")
    }
    by_operator = office.phone("op", "list", hospital_id="h1").staff
    assert {s.id for s in by_operator} == {office.member(w).id for w in ("mgr", "op2")}
    assert [s.id for s in office.phone("op", "list").staff] == [office.member("op").id]
    assert refused(office.phone, "desk", "list", hospital_id="h1") == NOT_YOURS
    assert refused(office.phone, "mgr", "list") == NOTHING_THERE
    disable(office, "mgr", "aud")
    assert len(office.phone("mgr", "list", hospital_id="h1").staff) == 4


def edited(office, by, whom, hospital_id, more):
    """Somebody's roles as a page sends them: what it was told of them at a hospital, and one more."""
    (told,) = [
        s
        for s in office.phone(by, "list", hospital_id=hospital_id).staff
        if s.id == office.member(whom).id
    ]
    grants = [grant.model_dump(mode="json") for grant in told.grants]
    return office.phone(
        by, "change", staff_id=told.id, grants=[*grants, asked(more)], rev=told.rev, **WHY
    ).staff  # fmt: skip


def test_who_is_edited_at_one_hospital_keeps_what_they_have_at_another(office):
    """An operator changes a manager of two; a manager of both changes who is at the desks of both."""
    put = office.deps.store.staff.change
    other = office.hire("op", "other", manager_of())
    put(other, (manager_of(), manager_of("h2")), other.audit)
    edited(office, "op", "other", "h1", manager_of())
    assert office.member("other").grants == (manager_of(), manager_of("h2"))

    desk = office.member("desk")
    put(desk, (desk_of(), desk_of("h2")), desk.audit)
    changed = edited(office, "other", "desk", "h1", doctor_of())
    assert {grant.hospital_id for grant in changed.grants} == {"h1", "h2"}
    assert office.member("desk").grants == (desk_of(), desk_of("h2"), doctor_of())


def test_of_roles_at_a_hospital_that_is_not_theirs_a_manager_is_told_nothing(office):
    member = office.member("desk")
    office.deps.store.staff.change(member, (desk_of(), manager_of("h2")), member.audit)
    (told,) = [s for s in office.phone("mgr", "list", hospital_id="h1").staff if s.id == member.id]
    assert [grant.hospital_id for grant in told.grants] == ["h1"]


def test_the_last_of_a_post_stays(office):
    assert refused(change, office, "op", "mgr") == LAST_MANAGER
    assert refused(disable, office, "op", "mgr") == LAST_MANAGER
    assert office.member("mgr").grants == (manager_of(),)
    office.hire("op", "mgr2", manager_of())
    assert disable(office, "op", "mgr").grants == []
    assert refused(disable, office, "op", "mgr2") == LAST_MANAGER
    last = office.deps.store.audit.last(chain_of("h1"))
    assert (last.verb, last.outcome.value) == ("staff.disable", "not_done")


def test_the_last_operator_stays(office):
    from common.usecases.staff_changes import disable as by_program

    assert refused(by_program, office.member("op"), "离职", OPS, office.deps) == LAST_OPERATOR
    office.operator("op2")
    assert by_program(office.member("op"), "离职", OPS, office.deps).staff.grants == []
    assert office.deps.store.staff.holders("operator") == [office.member("op2").id]


def test_of_two_posts_neither_is_lost_when_one_may_not_go(office):
    member = office.member("mgr")
    office.hire("op", "mgr2", manager_of())
    office.deps.store.staff.change(member, (manager_of(), OPERATOR), member.audit)
    office.deps.store.staff.hold("operator", member.id)
    office.deps.store.staff.let_go("operator", office.member("op").id)
    assert refused(disable, office, "op", "mgr") == LAST_OPERATOR
    assert member.id in office.deps.store.staff.holders("manager.h1")


def test_a_reason_names_nobodys_number(office):
    member = office.member("desk")
    told = refused(
        office.phone, "mgr", "disable", staff_id=member.id, reason="打 13900000000 联系过"
    )
    assert told == "BAD_REQUEST: 原因会留在操作记录里，请不要写电话和证件号码"


def _at_once(*acts) -> list[str]:
    start, heard = threading.Barrier(len(acts)), []

    def run(act) -> None:
        start.wait()
        try:
            act()
            heard.append("OK")
        except Refused as refusal:
            heard.append(refusal.code.value)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(heard)


def test_two_who_take_the_last_two_managers_leave_one(office):
    office.hire("op", "mgr2", manager_of())
    office.operator("op2")
    heard = _at_once(lambda: disable(office, "op", "mgr"), lambda: disable(office, "op2", "mgr2"))
    assert heard == ["BAD_STATE", "OK"]
    assert len(office.deps.store.staff.holders("manager.h1")) == 1


def test_a_disabled_browser_is_out_at_once_and_stays_out(office):
    token = office.signed_in("desk")
    assert office.browser(token, "me").staff.id == office.member("desk").id
    disable(office, "mgr", "desk")
    out = "UNAUTHENTICATED: 登录已结束，请重新扫码登录"
    assert refused(office.browser, token, "me") == out
    office.hire("mgr", "desk", desk_of())
    assert refused(office.browser, token, "me") == out, "a session of before does not come back"
    office.service.clock.pass_(seconds=1)
    assert office.browser(office.signed_in("desk"), "me").staff.rev == 2
    assert sign_in.by_browser(token, AGENT, office.deps).member is None
