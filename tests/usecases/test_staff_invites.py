"""Inviting and accepting: once, in time, by who may, and what a code of somebody who has gone is worth."""

import pytest

from common.domain.audit import PLATFORM_CHAIN, chain_of
from common.domain.errors import Refused
from common.domain.grants import Grant, Role
from common.domain.staff import code_from, code_typed
from tests.support.service import Service
from tests.support.staff import OPERATOR, Office, asked, desk_of, doctor_of, manager_of

NOT_GOOD = "NOT_FOUND: 邀请码不对、已过期或已经用过。请找邀请您的人重新发一个"
NOT_YOURS = "FORBIDDEN: 您的角色不能做这件事，请找医院管理员"
NOTHING_THERE = "NOT_FOUND: 没有找到，可能已经删除。请返回重新进入"
NOBODY = "FORBIDDEN: 您还没有工作人员的角色。请先向医院管理员要邀请码"


@pytest.fixture
def office(service: Service) -> Office:
    return Office(service)


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as told:
        act(*args, **kwargs)
    return str(told.value)


def test_from_the_first_operator_to_the_desk(office):
    office.opened()
    roles = {
        who: [g.role for g in office.member(who).grants]
        for who in ("op", "mgr", "desk", "doc", "aud")
    }
    assert roles == {
        "op": [Role.OPERATOR], "mgr": [Role.MANAGER], "desk": [Role.DESK], "doc": [Role.DOCTOR], "aud": [Role.AUDITOR],
    }  # fmt: skip
    me = office.phone("doc", "me").staff
    assert (me.name, me.grants[0].doctor_id, me.rev) == ("虚构医生", "d1", 0)
    assert office.phone("nobody", "me").staff is None


def test_the_name_is_sealed_and_no_openid_stands_in_the_log(office):
    office.opened()
    db = office.service.db
    for collection in ("staff", "staff_invites", "audit"):
        assert "虚构" not in repr(list(db[collection].find({})))
    assert "'mgr'" not in repr(list(db["audit"].find({})))


def test_who_accepts_is_on_record_before_and_the_member_names_the_entry(office):
    office.operator()
    member = office.hire("op", "mgr", manager_of())
    entry = office.deps.store.audit.get(member.audit)
    assert (entry.chain, entry.verb, entry.object.id) == (chain_of("h1"), "staff.accept", member.id)
    assert entry.of is not None
    given = office.deps.store.audit.get(entry.of)
    assert (given.verb, given.actor.staff_id) == ("staff.invite/manager", office.member("op").id)
    first = office.deps.store.audit.page(PLATFORM_CHAIN)[-1]
    assert (first.verb, first.actor.staff_id, first.actor.door.value) == (
        "staff.invite/operator", "ops", "program",
    )  # fmt: skip
    logged = [fields for _, event, fields in office.service.log.lines if event == "audit"]
    assert {"chain": entry.chain, "seq": entry.seq, "hash": entry.hash} in logged


def test_the_same_tap_gets_the_same_code_and_another_another(office):
    office.operator()
    codes = [
        office.invited("op", manager_of(), key)
        for key in ("tap-aaaaaaaa", "tap-aaaaaaaa", "tap-b0000000")
    ]
    assert codes[0] == codes[1] != codes[2]
    assert office.service.db.staff_invites.count_documents({}) == 3
    other = {"name": "别人", "idempotency_key": "tap-aaaaaaaa", **asked(manager_of())}
    assert refused(office.phone, "op", "invite", **other) == (
        "BAD_REQUEST: 页面过期了，没有提交。请返回重新进入"
    )


def test_a_code_is_good_once_for_one_phone(office):
    office.operator()
    code = office.invited("op", manager_of())
    office.accepted("mgr", code)
    assert refused(office.accepted, "other", code) == NOT_GOOD
    before = office.service.db.audit.count_documents({})
    assert office.accepted("mgr", code).rev == 0, "the same tap again changes nothing"
    assert office.service.db.audit.count_documents({}) == before


def test_a_code_is_typed_as_people_type(office):
    office.operator()
    code = office.invited("op", manager_of())
    assert len(code) == 10
    typed = f" {code[:5].lower()}-{code[5:].lower()} ".replace("0", "o").replace("1", "l")
    assert office.accepted("mgr", typed).grants == (manager_of(),)
    assert code_typed("oO-iL l") == "00111"
    assert code_from(bytes(8)) == "0" * 10
    assert code_from(b"\xff" * 32) == "Z" * 10


def test_a_day_later_it_is_good_no_more(office):
    office.operator()
    code = office.invited("op", manager_of())
    office.service.clock.pass_(hours=24)
    assert refused(office.accepted, "mgr", code) == NOT_GOOD


def test_a_code_that_counted_brings_nothing_back(office):
    office.opened()
    code = office.invited("mgr", desk_of())
    member = office.accepted("desk2", code)
    office.phone("mgr", "disable", staff_id=member.id, reason="离职")
    assert refused(office.accepted, "desk2", code) == NOT_GOOD
    again = office.hire("mgr", "desk2", doctor_of("d2"))
    assert (again.id, again.active, again.grants) == (member.id, True, (doctor_of("d2"),))


def test_what_somebody_left_behind_goes_with_them(office):
    office.opened()
    office.hire("op", "mgr2", manager_of())
    code = office.invited("mgr2", desk_of())
    office.phone("op", "disable", staff_id=office.member("mgr2").id, reason="离职")
    assert refused(office.accepted, "new", code) == NOT_GOOD


def test_grants_add_up_and_the_same_one_stands_once(office):
    office.opened()
    for _ in range(2):
        member = office.hire("mgr", "doc", desk_of("h1", "internal"))
    assert member.grants == (doctor_of(), desk_of("h1", "internal"))


def test_who_is_nobodys_staff_may_only_accept(office):
    for action, data in (
        ("invite", {"name": "甲", "idempotency_key": "tap-00000001", **asked(manager_of())}),
        ("list", {"hospital_id": "h1"}),
        ("change", {"staff_id": "s1", "grants": [], "rev": 0, "reason": "试试"}),
        ("disable", {"staff_id": "s1", "reason": "试试"}),
        ("login_look", {"ticket": "t"}),
        ("login_confirm", {"ticket": "t", "match": "10"}),
        ("sessions", {}),
        ("logout", {}),
    ):
        assert refused(office.phone, "nobody", action, **data) == NOBODY


@pytest.mark.parametrize(
    ("by", "grant", "told"),
    [
        ("op", OPERATOR, NOT_YOURS), ("op", desk_of(), NOTHING_THERE),
        ("op", manager_of("h9"), "NOT_FOUND: 没有找到这家医院"),
        ("mgr", manager_of(), NOT_YOURS), ("mgr", OPERATOR, NOTHING_THERE), ("mgr", desk_of("h2"), NOTHING_THERE),
        ("mgr", desk_of("h1", "nowhere"), "NOT_FOUND: 没有找到这个科室"),
        ("mgr", doctor_of("d9"), "NOT_FOUND: 没有找到这位医生"),
        ("mgr", Grant(role=Role.DOCTOR, hospital_id="h1"), "BAD_REQUEST: 请选择是哪位医生"),
        ("mgr", Grant(role=Role.DESK), "BAD_REQUEST: 请选择医院"),
        ("mgr", Grant(role=Role.DESK, hospital_id="h1", doctor_id="d1"), "BAD_REQUEST: 只有医生角色要选医生"),
        ("mgr", Grant(role=Role.AUDITOR, hospital_id="h1", department_ids=("internal",)),
         "BAD_REQUEST: 只有门诊服务台可以限定科室"),
        ("op", Grant(role=Role.OPERATOR, hospital_id="h1"), "BAD_REQUEST: 平台运营不属于哪家医院"),
        ("desk", desk_of(), NOT_YOURS), ("doc", doctor_of(), NOT_YOURS), ("aud", desk_of(), NOT_YOURS),
    ],
    ids=str,
)  # fmt: skip
def test_who_may_not_invite_whom(office, by, grant, told):
    office.opened()
    assert refused(office.invited, by, grant) == told


def test_a_refusal_is_on_record_with_who_tried(office):
    office.opened()
    refused(office.invited, "desk", desk_of())
    refused(office.invited, "mgr", desk_of("h2"))
    last, before = office.deps.store.audit.page(chain_of("h1"), limit=2)
    assert (last.verb, last.outcome.value, last.actor.staff_id, last.object.id) == (
        "staff.invite/desk", "refused", office.member("mgr").id, "h2",
    )  # fmt: skip
    assert (before.outcome.value, before.actor.role) == ("refused", "desk")


def test_guessing_codes_ends_soon(office):
    for _ in range(10):
        assert refused(office.accepted, "guesser", "AAAAAAAAAA") == NOT_GOOD
    assert refused(office.accepted, "guesser", "AAAAAAAAAA") == (
        "TOO_MANY_REQUESTS: 试得太多了，请过 1 分钟再试"
    )
