"""WeChat's server API: the token's life, what is sent, and what each answer means."""

import socket
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from common.clients.wechat import (
    SendOutcome,
    WeChat,
    WeChatError,
    WeChatRefused,
    WeChatTemporary,
    WeChatUnknown,
)
from common.runtime import log

from .outside import Answer, Asked, Outside, json_answer

NOW = datetime(2026, 11, 25, 0, 30, tzinfo=timezone.utc)
SECRET = "secret-of-the-test"
OK = json_answer({"errcode": 0, "errmsg": "ok"})


class Tokens:
    """A store shared by the instances of a test."""

    def __init__(self, token: str | None = None, lives: timedelta = timedelta(hours=1)) -> None:
        self.kept = None if token is None else (token, NOW + lives)

    def get(self, now: datetime) -> tuple[str, datetime] | None:
        return self.kept if self.kept and self.kept[1] > now else None

    def put(self, token: str, expires_at: datetime) -> None:
        self.kept = (token, expires_at)


def wechat(outside: Outside, tokens: Tokens, base: str = "", timeout_s: float = 20) -> WeChat:
    return WeChat("wx1", SECRET, tokens, lambda: NOW, log, base or outside.base, timeout_s)


@pytest.fixture
def client(outside: Outside) -> WeChat:
    return wechat(outside, Tokens("t1"))


def refuse(errcode: int, errmsg: str = "no") -> Answer:
    return json_answer({"errcode": errcode, "errmsg": errmsg})


def fresh(token: str) -> Answer:
    return json_answer({"access_token": token, "expires_in": 7200})


def send(client: WeChat) -> SendOutcome:
    return client.send_subscribe("o-1", "tpl", "pages/booking?id=b1", {"thing1": "示例医院"})


CALLS: dict[str, Callable[[WeChat], Any]] = {
    "phone_number": lambda client: client.phone_number("code-1"),
    "code": lambda client: client.code("h.h1", "pages/home/home"),
}


def test_phone_number(client: WeChat, outside: Outside) -> None:
    info = {"phoneNumber": "13800000000", "purePhoneNumber": "13800000000", "countryCode": "86"}
    outside.will(json_answer({"errcode": 0, "phone_info": info}))
    assert client.phone_number("code-1") == "13800000000"
    (asked,) = outside.asked
    assert asked.path == "/wxa/business/getuserphonenumber?access_token=t1"
    assert asked.json() == {"code": "code-1"}


def test_a_subscribe_message_as_wechat_takes_it(client: WeChat, outside: Outside) -> None:
    outside.will(OK)
    assert send(client) is SendOutcome.SENT
    (asked,) = outside.asked
    assert asked.path == "/cgi-bin/message/subscribe/send?access_token=t1"
    assert asked.json() == {
        "touser": "o-1",
        "template_id": "tpl",
        "page": "pages/booking?id=b1",
        "miniprogram_state": "formal",
        "lang": "zh_CN",
        "data": {"thing1": {"value": "示例医院"}},
    }


def test_other_builds_are_named_in_messages(outside: Outside) -> None:
    tokens = Tokens("t1")
    client = WeChat("wx1", SECRET, tokens, lambda: NOW, log, outside.base, version="developer")
    outside.will(OK)
    send(client)
    assert outside.asked[0].json()["miniprogram_state"] == "developer"


def test_a_fresh_token_is_fetched_once_and_shared(outside: Outside) -> None:
    tokens = Tokens()
    client = wechat(outside, tokens)
    outside.will(fresh("t1"), OK, OK, OK)
    assert send(client) is send(client) is send(wechat(outside, tokens)) is SendOutcome.SENT
    fetch = outside.asked[0]
    assert (fetch.method, fetch.path) == ("POST", "/cgi-bin/stable_token")
    assert fetch.json() == {
        "grant_type": "client_credential",
        "appid": "wx1",
        "secret": SECRET,
        "force_refresh": False,
    }
    assert tokens.kept == ("t1", NOW + timedelta(seconds=7200))
    assert [asked.query for asked in outside.asked[1:]] == [{"access_token": "t1"}] * 3


def test_a_token_about_to_end_is_not_used(outside: Outside) -> None:
    outside.will(fresh("t2"), OK)
    assert send(wechat(outside, Tokens("t1", timedelta(seconds=30)))) is SendOutcome.SENT
    assert outside.asked[1].query == {"access_token": "t2"}


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
def test_a_bad_token_is_replaced_and_the_call_made_once_more(
    errcode: int, client: WeChat, outside: Outside
) -> None:
    outside.will(refuse(errcode), fresh("t2"), OK)
    assert send(client) is SendOutcome.SENT
    assert outside.asked[1].json()["force_refresh"] is False
    assert outside.asked[2].query == {"access_token": "t2"}


def test_another_instances_token_spares_the_fetch(outside: Outside) -> None:
    tokens = Tokens("t1")

    def bad_and_meanwhile_renewed(asked: Asked) -> Answer:
        tokens.put("t2", NOW + timedelta(hours=2))
        return refuse(40001)

    outside.will(bad_and_meanwhile_renewed, OK)
    assert send(wechat(outside, tokens)) is SendOutcome.SENT
    assert [asked.query["access_token"] for asked in outside.asked] == ["t1", "t2"]


def test_force_only_when_wechat_insists_on_the_bad_token(client: WeChat, outside: Outside) -> None:
    outside.will(refuse(42001), fresh("t1"), fresh("t2"), OK)
    assert send(client) is SendOutcome.SENT
    forced = [asked.json().get("force_refresh") for asked in outside.asked]
    assert forced == [None, False, True, None]


def test_a_token_that_stays_bad_ends_after_one_retry(client: WeChat, outside: Outside) -> None:
    outside.will(refuse(40001), fresh("t2"), refuse(40001))
    assert send(client) is SendOutcome.RETRY
    assert len(outside.asked) == 3


@pytest.mark.parametrize(
    "answer",
    [
        refuse(40125),
        refuse(-1),
        json_answer({}),
        json_answer({"access_token": "", "expires_in": 7200}),
        json_answer({"access_token": "t1", "expires_in": "soon"}),
        json_answer({"access_token": "t1"}),
        Answer(500, b"oops"),
        Answer(200, b"<html>"),
        Answer(lost=True),
    ],
)
def test_no_token_means_nothing_was_sent(answer: Answer, outside: Outside) -> None:
    outside.will(answer, answer)
    client = wechat(outside, Tokens())
    assert send(client) is SendOutcome.RETRY
    with pytest.raises(WeChatTemporary):
        client.phone_number("code-1")
    assert {asked.path for asked in outside.asked} == {"/cgi-bin/stable_token"}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (refuse(43101), SendOutcome.NO_CREDIT),
        (refuse(-1), SendOutcome.RETRY),
        (refuse(45009), SendOutcome.RETRY),
        (refuse(45011), SendOutcome.RETRY),
        (refuse(43108), SendOutcome.RETRY),
        (refuse(47003), SendOutcome.REFUSED),
        (refuse(40003), SendOutcome.REFUSED),
        (refuse(40037), SendOutcome.REFUSED),
        (refuse(45168), SendOutcome.REFUSED),
        (json_answer({}), SendOutcome.UNKNOWN),
        (json_answer([]), SendOutcome.UNKNOWN),
        (json_answer({"errcode": "odd"}), SendOutcome.UNKNOWN),
        (json_answer({"errcode": None}), SendOutcome.UNKNOWN),
        (Answer(200, b"<html>"), SendOutcome.UNKNOWN),
        (Answer(200, b""), SendOutcome.UNKNOWN),
        (Answer(502, b"bad gateway"), SendOutcome.UNKNOWN),
        (Answer(404), SendOutcome.UNKNOWN),
        (Answer(lost=True), SendOutcome.UNKNOWN),
    ],
)
def test_what_became_of_a_message(
    answer: Answer, outcome: SendOutcome, client: WeChat, outside: Outside
) -> None:
    outside.will(answer)
    assert send(client) is outcome
    assert len(outside.asked) == 1


def test_silence_after_sending_is_unknown(outside: Outside) -> None:
    outside.will(Answer(silent=True))
    assert send(wechat(outside, Tokens("t1"), timeout_s=0.05)) is SendOutcome.UNKNOWN
    assert outside.heard.wait(20)


def test_silence_before_there_is_a_token_is_not(outside: Outside) -> None:
    outside.will(Answer(silent=True))
    assert send(wechat(outside, Tokens(), timeout_s=0.05)) is SendOutcome.RETRY
    assert outside.heard.wait(20)


def test_nobody_at_the_other_end_is_not_either(outside: Outside) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{unused.getsockname()[1]}"
        assert send(wechat(outside, Tokens("t1"), base)) is SendOutcome.RETRY


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("answer", "kind", "errcode"),
    [
        (refuse(40029), WeChatRefused, 40029),
        (refuse(-1), WeChatTemporary, -1),
        (refuse(45009), WeChatTemporary, 45009),
        (json_answer({"errcode": 0}), WeChatUnknown, None),
        (json_answer([]), WeChatUnknown, None),
        (Answer(200, b"<html>", {"Content-Type": "text/html"}), WeChatUnknown, None),
        (Answer(500, b"oops"), WeChatUnknown, None),
        (Answer(lost=True), WeChatUnknown, None),
    ],
)
def test_the_other_calls_raise_what_the_answer_means(
    call: str,
    answer: Answer,
    kind: type[WeChatError],
    errcode: int | None,
    client: WeChat,
    outside: Outside,
) -> None:
    outside.will(answer)
    with pytest.raises(kind) as caught:
        CALLS[call](client)
    assert caught.value.errcode == errcode


@pytest.mark.parametrize(
    "answer",
    [
        {"errcode": 0, "phone_info": []},
        {"errcode": 0, "phone_info": {"phoneNumber": 1}},
        {"errcode": 0, "phone_info": None},
    ],
)
def test_half_an_answer(answer: dict[str, Any], client: WeChat, outside: Outside) -> None:
    outside.will(json_answer(answer))
    with pytest.raises(WeChatUnknown):
        client.phone_number("code-1")


def test_nothing_secret_or_personal_in_logs_and_errors(
    outside: Outside, capsys: pytest.CaptureFixture[str]
) -> None:
    client = wechat(outside, Tokens("token-of-the-test"))
    errmsg = "argument invalid! data.thing1.value 示例医院 o-1 rid: 1"
    outside.will(refuse(47003, errmsg), Answer(lost=True), Answer(lost=True))
    assert send(client) is SendOutcome.REFUSED
    assert send(client) is SendOutcome.UNKNOWN
    with pytest.raises(WeChatUnknown) as caught:
        client.phone_number("code-1")
    assert caught.value.__suppress_context__
    told = capsys.readouterr().out + str(caught.value)
    assert "47003" in told
    assert "thing1" in told
    for hidden in [SECRET, "token-of-the-test", "示例医院", "o-1", "code-1"]:
        assert hidden not in told


def test_connections_are_not_kept(client: WeChat, outside: Outside) -> None:
    outside.will(OK)
    send(client)
    assert outside.asked[0].headers["Connection"] == "close"
