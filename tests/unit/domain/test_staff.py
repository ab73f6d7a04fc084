"""Whether a session holds, which post a grant is, and what may stand in a reason."""

from datetime import datetime, timedelta, timezone

import pytest

from common.domain.errors import Refused
from common.domain.grants import Grant, Role
from common.domain.staff import StaffMember, StaffSession, check_reason, post_of, usable

NOW = datetime(2026, 3, 2, tzinfo=timezone.utc)
MEMBER = StaffMember(id="s1", openid="o1", grants=(), audit="e1", created_at=NOW)
SESSION = StaffSession(
    id="x", staff_id="s1", agent="", created_at=NOW, seen_at=NOW, expires_at=NOW + timedelta(hours=12), audit="e1"
)  # fmt: skip
A_SECOND = timedelta(seconds=1)


def test_a_session_holds():
    assert usable(SESSION, MEMBER, NOW)
    assert usable(SESSION, MEMBER, NOW + timedelta(minutes=30) - A_SECOND)


@pytest.mark.parametrize(
    ("session", "member"),
    [
        ({"revoked_at": NOW}, {}),
        ({"staff_id": "s2"}, {}),
        ({"expires_at": NOW}, {}),
        ({"seen_at": NOW - timedelta(minutes=30)}, {}),
        ({}, {"active": False}),
        ({}, {"signed_out_at": NOW}),
        ({}, {"signed_out_at": NOW + A_SECOND}),
    ],
    ids=str,
)
def test_each_reason_by_itself_ends_it(session, member):
    assert not usable(SESSION.model_copy(update=session), MEMBER.model_copy(update=member), NOW)


def test_nobodys_session_does_not_hold():
    assert not usable(SESSION, None, NOW)


def test_who_signed_in_after_they_were_signed_out_is_in():
    signed_out = MEMBER.model_copy(update={"signed_out_at": NOW - A_SECOND})
    assert usable(SESSION, signed_out, NOW)


def test_posts_that_must_not_fall_vacant():
    posts = {role: post_of(Grant(role=role, hospital_id="h1")) for role in Role}
    assert posts == {
        Role.OPERATOR: "operator", Role.MANAGER: "manager.h1", Role.DESK: None, Role.DOCTOR: None, Role.AUDITOR: None,
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["打 13900000000", "139-0000-0000 打过", "990000195503120245", "010 8888 0000 转"]
)
def test_a_reason_with_a_number_of_somebody_is_refused(text):
    with pytest.raises(Refused) as told:
        check_reason(text)
    assert str(told.value) == "BAD_REQUEST: 原因会留在操作记录里，请不要写电话和证件号码"


@pytest.mark.parametrize("text", ["2026-03-02 起离职", "3 号诊室停用"])
def test_a_reason_with_other_figures_is_taken(text):
    assert check_reason(text) == text
