"""account: what is taken, and the words for what is not."""

import pytest

from common.contracts.account import ACCOUNT_REQUEST, EraseAccount, ExportAccount, ExportedBooking
from tests.unit.contracts.asking import asked


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
        ({}, ("请填写操作", "action")),
        ({"action": "rob"}, ("操作不正确，请检查后再试", "action")),
        ({"action": "accept_consent"}, ("请填写协议版本", "version")),
        ({"action": "accept_consent", "version": ""}, ("协议版本不正确，请检查后再试", "version")),
        ({"action": "accept_consent", "version": "1" * 33}, ("协议版本不正确，请检查后再试", "version")),
        ({"action": "accept_consent", "version": "1/2"}, ("协议版本不正确，请检查后再试", "version")),
        ({"action": "bind_phone"}, ("请填写手机号授权码", "phone_code")),
        ({"action": "bind_phone", "phone_code": "a" * 129}, ("手机号授权码不正确，请检查后再试", "phone_code")),
        ({"action": "erase"}, ("请填写确认", "confirm")),
        ({"action": "erase", "confirm": False}, ("确认不正确，请检查后再试", "confirm")),
        ({"action": "grant_messages"}, ("请填写消息授权结果", "results")),
        ({"action": "grant_messages", "results": {"t": "yes"}}, ("消息授权结果不正确，请检查后再试", "results")),
        ({"action": "grant_messages", "results": {"t" * 65: "accept"}},
         ("消息授权结果不正确，请检查后再试", "results")),
        ({"action": "export", "of": "o2"}, ("请求中有不支持的内容", None)),
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
    assert told == ("消息授权结果太长", "results")


def test_a_copied_booking_may_be_without_words():
    fields = ExportedBooking.model_fields
    assert (fields["visit_reason"].default, fields["cancel_reason"].default) == ("", "")
