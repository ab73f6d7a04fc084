"""staff: what each door takes, and the words for what is not."""

import pytest

from common.contracts.staff import DESKTOP_STAFF_REQUEST, PHONE_STAFF_REQUEST
from common.domain.grants import Role
from tests.unit.contracts.asking import STALE_PAGE, asked

INVITE = {
    "action": "invite", "name": "虚构", "role": "desk", "hospital_id": "h1", "idempotency_key": "tap-00000001",
}  # fmt: skip
CHANGE = {"action": "change", "staff_id": "s1", "grants": [], "rev": 0, "reason": "离职"}
START = {"action": "login_start", "verifier_hash": "0" * 64}


def test_an_invitation():
    request = asked(PHONE_STAFF_REQUEST, INVITE)
    assert (request.role, request.department_ids, request.doctor_id) == (Role.DESK, [], None)
    assert asked(DESKTOP_STAFF_REQUEST, INVITE) == request
    more = {**INVITE, "department_ids": ["a", "b"]}
    assert asked(PHONE_STAFF_REQUEST, more).department_ids == ["a", "b"]


def test_a_change():
    grants = [{"role": "doctor", "hospital_id": "h1", "doctor_id": "d1"}]
    request = asked(PHONE_STAFF_REQUEST, {**CHANGE, "grants": grants})
    assert (request.grants[0].role, request.rev) == (Role.DOCTOR, 0)


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({**INVITE, "name": ""}, ("姓名太短", "name")),
        ({**INVITE, "name": "虚" * 51}, ("姓名太长", "name")),
        ({**INVITE, "role": "boss"}, ("角色不正确，请检查后再试", "role")),
        ({k: v for k, v in INVITE.items() if k != "role"}, ("请填写角色", "role")),
        ({**INVITE, "department_ids": ["a"] * 101}, (STALE_PAGE, "department_ids")),
        ({**INVITE, "openid": "o1"}, (STALE_PAGE, None)),
        ({**INVITE, "idempotency_key": "short"}, (STALE_PAGE, "idempotency_key")),
        ({**CHANGE, "reason": "x"}, ("原因太短", "reason")),
        ({**CHANGE, "reason": "x" * 201}, ("原因太长", "reason")),
        ({**CHANGE, "rev": -1}, (STALE_PAGE, "rev")),
        ({**CHANGE, "rev": "0"}, (STALE_PAGE, "rev")),
        ({**CHANGE, "rev": 2**53 + 1}, (STALE_PAGE, "rev")),
        ({**CHANGE, "grants": [{}] * 51}, (STALE_PAGE, "grants")),
        ({**CHANGE, "grants": [{"role": "desk", "active": True}]}, (STALE_PAGE, None)),
        ({"action": "accept", "code": "short"}, ("邀请码太短", "code")),
        ({"action": "accept"}, ("请填写邀请码", "code")),
        ({"action": "login_confirm", "ticket": "t", "match": "7"}, (STALE_PAGE, "match")),
        ({"action": "login_look", "ticket": "a b"}, (STALE_PAGE, "ticket")),
        ({"action": "logout", "session_id": ""}, (STALE_PAGE, "session_id")),
        (START, (STALE_PAGE, "action")),
    ],
    ids=str,
)
def test_what_a_phone_may_not_send(event, told):
    assert asked(PHONE_STAFF_REQUEST, event) == told


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({**START, "verifier_hash": "0" * 63}, (STALE_PAGE, "verifier_hash")),
        ({**START, "agent": "x"}, (STALE_PAGE, None)),
        ({"action": "login_finish", "ticket": "t", "verifier": "v" * 42}, (STALE_PAGE, "verifier")),
        ({"action": "accept", "code": "AAAAAAAAAA"}, (STALE_PAGE, "action")),
    ],
    ids=str,
)
def test_what_a_browser_may_not_send(event, told):
    assert asked(DESKTOP_STAFF_REQUEST, event) == told
