"""waitlist: what is taken, and the words for what is not."""

import pytest

from common.contracts.waitlist import WAITLIST_REQUEST, MyWaitlist
from tests.unit.contracts.asking import STALE_PAGE, asked

JOIN = {"action": "join", "slot_id": "s1", "patient_id": "p1", "idempotency_key": "tap-0001"}


def test_each_action_by_its_name():
    assert asked(WAITLIST_REQUEST, JOIN).model_dump() == JOIN
    assert asked(WAITLIST_REQUEST, {"action": "accept", "entry_id": "w1"}).action == "accept"
    assert asked(WAITLIST_REQUEST, {"action": "leave", "entry_id": "w1"}).action == "leave"
    assert isinstance(asked(WAITLIST_REQUEST, {"action": "mine"}), MyWaitlist)


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({**JOIN, "idempotency_key": "tap"}, (STALE_PAGE, "idempotency_key")),
        ({**JOIN, "slot_id": "?"}, (STALE_PAGE, "slot_id")),
        ({"action": "accept"}, (STALE_PAGE, "entry_id")),
        ({"action": "leave"}, (STALE_PAGE, "entry_id")),
        ({"action": "leave", "entry_id": "w 1"}, (STALE_PAGE, "entry_id")),
        ({"action": "jump"}, (STALE_PAGE, "action")),
        ({"action": "mine", "openid": "o2"}, (STALE_PAGE, None)),
    ],
    ids=str,
)
def test_what_is_wrong(event, told):
    assert asked(WAITLIST_REQUEST, event) == told
