"""What the audit log tells of staff: refusals where they belong, nothing of another hospital, and every race lost."""

from typing import Any

import pytest

from common.domain.audit import PLATFORM_CHAIN, Entry, chain_of
from common.domain.errors import Refused
from common.domain.grants import Grant, Role
from common.store.staff import Members
from common.store.staff_invites import Invites
from common.store.staff_logins import Logins
from tests.support.service import Service
from tests.support.staff import VERIFIER, Office, asked, desk_of, doctor_of, manager_of
from tests.usecases.test_staff_changes import OWN, STALE, WHY, change, disable
from tests.usecases.test_staff_invites import NOT_GOOD, NOT_YOURS, NOTHING_THERE, refused
from tests.usecases.test_staff_login import DEAD, finish

NOT_ALL_YOURS = "FORBIDDEN: 这个人还有您管不到的角色，不能停用。可以只去掉您医院的角色"
ELSEWHERE = Grant(role=Role.DOCTOR, hospital_id="h2", doctor_id="x")
OF_H1 = chain_of("h1")


@pytest.fixture
def office(service: Service) -> Office:
    return Office(service).opened()


def also(office: Office, who: str, *grants: Grant) -> None:
    """Grants that somebody has beside their own, as another hospital's manager gave them."""
    member = office.member(who)
    assert office.deps.store.staff.change(member, (*member.grants, *grants), member.audit)


def last(office: Office, chain: str = OF_H1) -> Entry:
    found = office.deps.store.audit.last(chain)
    assert found is not None
    return found


def told_of(office: Office, who: str, field: str) -> tuple[Any, Any]:
    """Before and after of a field, in the entry that somebody names."""
    entry = office.deps.store.audit.get(office.member(who).audit)
    (found,) = [each for each in entry.changed if each.field == field]
    return found.before, found.after


# --- what is another hospital's


def test_who_is_told_of_a_faster_change_learns_nothing_of_another_hospital(office):
    also(office, "desk", ELSEWHERE)
    change(office, "mgr", "desk", desk_of("h1", "internal"))
    with pytest.raises(Refused) as told:
        change(office, "mgr", "desk", desk_of("h1", "women"), rev=0)
    assert str(told.value) == STALE
    (field,) = told.value.details["changed"]
    assert field["yours"] == [asked(desk_of("h1", "women"))]
    assert field["theirs"] == [asked(desk_of("h1", "internal"))]


def test_whoever_is_asked_for_another_hospitals_grant_does_not_say_whether_it_is_there(office):
    assert refused(change, office, "mgr", "desk", desk_of(), ELSEWHERE) == NOTHING_THERE
    also(office, "desk", ELSEWHERE)
    assert refused(change, office, "mgr", "desk", desk_of(), ELSEWHERE) == NOTHING_THERE


def test_an_entry_tells_what_was_taken_and_given_and_of_no_other_hospital(office):
    also(office, "desk", ELSEWHERE)
    change(office, "mgr", "desk", desk_of(), doctor_of("d2"))
    assert told_of(office, "desk", "grants") == ([], [asked(doctor_of("d2"))])
    change(office, "mgr", "desk", doctor_of("d2"))
    assert told_of(office, "desk", "grants") == ([asked(desk_of())], [])
    change(office, "mgr", "desk")
    assert last(office).object.id == office.member("desk").id
    assert told_of(office, "desk", "grants") == ([asked(doctor_of("d2"))], [])
    assert office.member("desk").grants == (ELSEWHERE,)


def test_who_accepts_is_told_of_with_the_grant_alone(office):
    also(office, "doc", ELSEWHERE)
    office.hire("mgr", "doc", desk_of("h1", "internal"))
    assert told_of(office, "doc", "grants") == ([], [asked(desk_of("h1", "internal"))])
    entry = office.deps.store.audit.get(office.member("doc").audit)
    assert [each.field for each in entry.changed] == ["grants", "name"]
    assert "h2" not in entry.model_dump_json()


def test_a_disabling_tells_what_was_taken(office):
    disable(office, "mgr", "desk")
    assert told_of(office, "desk", "grants") == ([asked(desk_of())], [])
    assert told_of(office, "desk", "active") == (True, False)


# --- refusals


def _attempts(office: Office) -> dict[str, tuple[Any, str, str, str]]:
    """What a manager may not: the act, what they hear, the verb, and whom it was to be done to."""
    ids = {who: office.member(who).id for who in ("mgr", "mgr2", "other", "desk")}
    return {
        "oneself": (lambda: change(office, "mgr", "mgr"), OWN, "staff.change", ids["mgr"]),
        "disable oneself": (lambda: disable(office, "mgr", "mgr"), OWN, "staff.disable", ids["mgr"]),
        "another hospital's": (
            lambda: change(office, "mgr", "other"), NOTHING_THERE, "staff.change", ids["other"],
        ),
        "nobody's": (
            lambda: office.phone("mgr", "disable", staff_id="nobody", **WHY), NOTHING_THERE, "staff.disable", "nobody",
        ),
        "not all one's own": (
            lambda: disable(office, "mgr", "desk"), NOT_ALL_YOURS, "staff.disable", ids["desk"],
        ),
        "nothing of one's own": (lambda: change(office, "mgr", "mgr2"), NOT_YOURS, "staff.change", ids["mgr2"]),
    }  # fmt: skip


def test_every_refusal_is_on_record(office):
    office.hire("op", "mgr2", manager_of())
    office.hire("mgr", "other", desk_of())
    also(office, "desk", ELSEWHERE)
    other = office.member("other")
    office.deps.store.staff.change(other, (ELSEWHERE,), other.audit)
    for name, (act, heard, verb, thing) in _attempts(office).items():
        before = last(office).seq
        assert refused(act) == heard, name
        entry = last(office)
        assert (entry.seq, entry.verb, entry.object.kind, entry.object.id, entry.outcome.value) == (
            before + 1, verb, "staff", thing, "refused",
        ), name  # fmt: skip
        assert entry.actor.staff_id == office.member("mgr").id


def test_a_refusal_stands_with_the_hospital_where_it_was_tried(office):
    """Somebody who works for two hospitals: what they try at one is not the other's to read."""
    elsewhere = Grant(role=Role.DESK, hospital_id="h2")
    member = office.member("desk")
    office.deps.store.staff.change(member, (elsewhere, desk_of()), member.audit)
    assert refused(office.phone, "desk", "list", hospital_id="h1") == NOT_YOURS
    assert (last(office).verb, last(office).outcome.value) == ("staff.list", "refused")
    assert office.deps.store.audit.last(chain_of("h2")) is None
    assert refused(office.phone, "desk", "list", hospital_id="h3") == NOTHING_THERE
    assert last(office, chain_of("h2")).object.id == "h3"
    assert office.deps.store.audit.last(chain_of("h3")) is None


def test_a_manager_who_also_works_elsewhere_is_refused_where_they_manage(office):
    member = office.member("mgr")
    elsewhere = Grant(role=Role.DESK, hospital_id="h2")
    office.deps.store.staff.change(member, (elsewhere, manager_of()), member.audit)
    assert refused(change, office, "mgr", "mgr") == OWN
    assert (last(office).verb, last(office).outcome.value) == ("staff.change", "refused")
    assert office.deps.store.audit.last(chain_of("h2")) is None


# --- races that are lost


def _lost(office: Office, chain: str, verb: str) -> Entry:
    """The last entry of a chain: that something before it was not done."""
    entry = last(office, chain)
    assert (entry.outcome.value, entry.verb) == ("not_done", verb)
    announced = office.deps.store.audit.get(entry.of)
    assert (announced.verb, announced.outcome, announced.object) == (verb, None, entry.object)
    return announced


def test_a_session_is_on_record_by_the_name_of_its_collection(office):
    office.signed_in("desk")
    assert last(office).object.kind == "staff_session"


def test_who_loses_a_login_is_on_record_in_every_chain(office, monkeypatch):
    """Two browsers with one verifier."""
    also(office, "desk", Grant(role=Role.OPERATOR))
    shown, real = office.confirmed("desk"), Logins.finish

    def late(self, *args):
        monkeypatch.setattr(Logins, "finish", real)
        finish(office, shown)
        return real(self, *args)

    monkeypatch.setattr(Logins, "finish", late)
    assert refused(finish, office, shown, VERIFIER) == DEAD
    named = office.service.db.staff_sessions.find_one({})
    for chain in (OF_H1, PLATFORM_CHAIN):
        assert _lost(office, chain, "staff.login").object.id != named["_id"]


def test_who_loses_a_code_is_on_record(office, monkeypatch):
    code, real = office.invited("mgr", desk_of()), Invites.use

    def late(self, *args):
        monkeypatch.setattr(Invites, "use", real)
        office.accepted("faster", code)
        return real(self, *args)

    monkeypatch.setattr(Invites, "use", late)
    assert refused(office.accepted, "slower", code) == NOT_GOOD
    assert _lost(office, OF_H1, "staff.accept").object.id != office.member("faster").id


@pytest.mark.parametrize(("who", "write"), [("new", "add"), ("doc", "accept")])
def test_the_slower_of_two_taps_that_accept_is_on_record(office, monkeypatch, who, write):
    code, real = office.invited("mgr", desk_of()), getattr(Members, write)

    def late(self, *args):
        monkeypatch.setattr(Members, write, real)
        office.accepted(who, code)
        return real(self, *args)

    monkeypatch.setattr(Members, write, late)
    member = office.accepted(who, code)
    assert desk_of() in member.grants
    assert _lost(office, OF_H1, "staff.accept").id != member.audit


def test_the_slower_of_two_taps_that_invite_is_on_record(office, monkeypatch):
    real = Invites.add

    def late(self, invite):
        monkeypatch.setattr(Invites, "add", real)
        office.invited("mgr", desk_of(), "tap-00000099")
        return real(self, invite)

    monkeypatch.setattr(Invites, "add", late)
    office.invited("mgr", desk_of(), "tap-00000099")
    named = office.service.db.staff_invites.find_one({"grant.role": "desk", "used_by": None})
    assert _lost(office, OF_H1, "staff.invite/desk").id != named["audit"]
