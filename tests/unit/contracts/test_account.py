"""account: what is taken, and the words for what is not."""

import pytest

from common.contracts.account import ACCOUNT_REQUEST, EraseAccount, ExportAccount, ExportedBooking
from tests.unit.contracts.asking import STALE_PAGE, asked


def _asked(action, **fields):
    return asked(ACCOUNT_REQUEST, {"action": action, **fields})


def test_each_action_by_its_name():
    assert _asked("accept_consent", version=" 2026-01 ").version == "2026-01"
    assert _asked("bind_phone", phone_code="a" * 128).phone_code == "a" * 128
    assert isinstance(_asked("export"), ExportAccount)
    assert isinstance(_asked("erase", confirm=True), EraseAccount)
    answers = {"T1": "accept", "t_2": "reject", "t-3": "ban", "t4": "filter"}
    assert _asked("grant_messages", results=answers).results == answers


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({}, (STALE_PAGE, "action")),
        ({"action": "rob"}, (STALE_PAGE, "action")),
        ({"action": "accept_consent"}, (STALE_PAGE, "version")),
        ({"action": "accept_consent", "version": ""}, (STALE_PAGE, "version")),
        ({"action": "accept_consent", "version": "1" * 33}, (STALE_PAGE, "version")),
        ({"action": "accept_consent", "version": "1/2"}, (STALE_PAGE, "version")),
        ({"action": "bind_phone"}, (STALE_PAGE, "phone_code")),
        ({"action": "bind_phone", "phone_code": "a" * 129}, (STALE_PAGE, "phone_code")),
        ({"action": "erase"}, (STALE_PAGE, "confirm")),
        ({"action": "erase", "confirm": False}, (STALE_PAGE, "confirm")),
        ({"action": "grant_messages"}, (STALE_PAGE, "results")),
        ({"action": "grant_messages", "results": {"t": "yes"}}, (STALE_PAGE, "results")),
        ({"action": "grant_messages", "results": {"t" * 65: "accept"}},
         (STALE_PAGE, "results")),
        ({"action": "export", "of": "o2"}, (STALE_PAGE, None)),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrong(event, told):
    assert asked(ACCOUNT_REQUEST, event) == told


def test_the_longest_version_and_the_most_answers():
    assert _asked("accept_consent", version="1" * 32).version == "1" * 32
    ten = {f"t{n}": "accept" for n in range(10)}
    assert _asked("grant_messages", results={"t" * 64: "accept"}).results
    assert _asked("grant_messages", results=ten).results == ten
    told = _asked("grant_messages", results={**ten, "t10": "accept"})
    assert told == (STALE_PAGE, "results")


def test_a_copied_booking_may_be_without_words():
    fields = ExportedBooking.model_fields
    assert (fields["visit_reason"].default, fields["cancel_reason"].default) == ("", "")
