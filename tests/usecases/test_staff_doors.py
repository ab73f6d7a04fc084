"""The function as the platform calls it: which door it is, and what a browser must show."""

import json

import pytest

from common.domain.staff import hash_of
from common.runtime import settings
from tests.support.service import Service
from tests.support.staff import VERIFIER
from tests.usecases.staff_door import (
    APPID,
    HTTP,
    ORIGIN,
    opened_door,
    phone_context,
    request,
    told,
)

NOT_OURS = "请从医院工作台的页面操作"
STALE_PAGE = "页面过期了，没有提交。请返回重新进入"
OUT = "登录已结束，请重新扫码登录"


# Each function of the staff, and something that a manager may ask of it.
each_function = pytest.mark.parametrize(
    ("function", "asked"),
    [
        ("staff", {"action": "me"}),
        ("sheets", {"action": "export", "hospital_id": "h1", "what": "template"}),
        ("admin", {"action": "audit", "hospital_id": "h1"}),
    ],
    ids=["staff", "sheets", "admin"],
)


@pytest.fixture
def function():
    return "staff"


@pytest.fixture
def both(service: Service, monkeypatch, function):
    return opened_door(service, monkeypatch, function)


@pytest.fixture
def office(both):
    return both[0]


@pytest.fixture
def main_handler(both):
    return both[1]


def test_the_whole_way_in_by_the_handler(office, main_handler):
    office.opened()
    start = main_handler(
        request({"action": "login_start", "verifier_hash": hash_of(VERIFIER)}), HTTP
    )
    shown = json.loads(start["body"])["data"]
    looked = main_handler(
        {"action": "login_look", "ticket": shown["ticket"]}, phone_context("desk")
    )
    assert (looked["code"], looked["data"]["agent"]) == ("OK", "Invented/1.0")
    choice = {"action": "login_confirm", "ticket": shown["ticket"], "match": shown["match"]}
    assert main_handler(choice, phone_context("desk"))["code"] == "OK"
    finish = {"action": "login_finish", "ticket": shown["ticket"], "verifier": VERIFIER}
    done = main_handler(request(finish), HTTP)
    cookie = done["headers"]["set-cookie"]
    assert cookie.endswith("; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200")
    token = cookie.partition(";")[0].removeprefix("__Host-staff=")
    assert token not in done["body"]
    me = main_handler(request({"action": "me"}, token), HTTP)
    assert told(me) == (200, "OK", "成功")
    assert json.loads(me["body"])["data"]["staff"]["name"] == "虚构前台"
    assert "set-cookie" not in me["headers"]
    gone = main_handler(request({"action": "logout"}, token), HTTP)
    assert (
        gone["headers"]["set-cookie"]
        == "__Host-staff=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"
    )
    assert told(main_handler(request({"action": "me"}, token), HTTP)) == (
        401,
        "UNAUTHENTICATED",
        OUT,
    )


@each_function
def test_every_answer_carries_what_keeps_a_browser_safe(main_handler, asked):
    for body in (asked, "{", {"action": "login_start", "verifier_hash": "0" * 64}):
        headers = main_handler(request(body), HTTP)["headers"]
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["strict-transport-security"] == "max-age=31536000"
        assert headers["content-type"] == "application/json; charset=utf-8"


@each_function
@pytest.mark.parametrize(
    "changed",
    [
        {"Origin": "https://evil.example"},
        {"Origin": f"{ORIGIN}.evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": ORIGIN.upper()},
        {"Content-Type": "text/plain"},
        {"Content-Type": ""},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data"},
    ],
    ids=str,
)
def test_what_another_page_sends_is_refused(office, main_handler, asked, changed):
    office.opened()
    token = office.signed_in("mgr")
    assert told(main_handler(request(asked, token), HTTP)) == (200, "OK", "成功")
    refused = main_handler(request(asked, token, **changed), HTTP)
    assert told(refused) == (403, "FORBIDDEN", NOT_OURS)


@each_function
def test_without_an_origin_or_by_another_method_nobody_is_let_in(office, main_handler, asked):
    event = request(asked)
    del event["headers"]["Origin"]
    assert told(main_handler(event, HTTP)) == (403, "FORBIDDEN", NOT_OURS)
    for method in ("GET", "PUT", "OPTIONS"):
        event = {**request(asked), "httpMethod": method}
        assert told(main_handler(event, HTTP)) == (403, "FORBIDDEN", NOT_OURS)


@each_function
def test_a_deployment_without_an_origin_lets_no_browser_in(main_handler, asked, monkeypatch):
    environ = {"MONGO_URI": "mongodb://127.0.0.1/", "MINI_APPID": APPID}
    known = settings.load(environ, environ)
    monkeypatch.setattr(settings, "current", lambda need: known)
    event = request(asked, Origin="")
    assert told(main_handler(event, HTTP)) == (403, "FORBIDDEN", NOT_OURS)


def test_the_context_says_which_door_it_is_never_the_event(office, main_handler):
    office.opened()
    token = office.signed_in("mgr")
    forged = request({"action": "me"}, token)
    assert main_handler(forged, phone_context("nobody"))["code"] == "BAD_REQUEST"
    marks = {"TCB_SOURCE": "web_client"}
    for context in (
        {"environment": json.dumps(marks)},
        {"environment": "{"},
        {"environ": "TCB_SOURCE=scf"},
    ):
        assert main_handler(forged, context)["code"] == "UNAUTHENTICATED"
    plain = main_handler({"action": "me"}, HTTP)
    assert plain["code"] == "UNAUTHENTICATED"


def test_each_door_serves_its_own_verbs(office, main_handler):
    office.opened()
    for action in ("accept", "login_look", "login_confirm"):
        assert told(main_handler(request({"action": action}), HTTP)) == (
            400,
            "BAD_REQUEST",
            STALE_PAGE,
        )
    for action in ("login_start", "login_finish"):
        reply = main_handler({"action": action}, phone_context("desk"))
        assert (reply["code"], reply["message"]) == ("BAD_REQUEST", STALE_PAGE)


@each_function
@pytest.mark.parametrize(
    "cookie",
    [
        "__Host-staff=",
        "__Host-staff=a b",
        "__Host-staff={}; __Host-staff={}",
        "__host-staff={}",
        "x__Host-staff={}",
        "__Host-staff={}.",
        "{}",
    ],
)
def test_a_cookie_that_is_not_quite_ours_is_nobodys(office, main_handler, asked, cookie):
    office.opened()
    token = office.signed_in("mgr")
    event = request(asked, Cookie=cookie.replace("{}", token))
    assert told(main_handler(event, HTTP)) == (401, "UNAUTHENTICATED", OUT)


def test_what_a_browser_calls_itself_is_shown_as_plain_text(office, main_handler):
    office.opened()
    agent = "<b>虚构\x00\u202e" + "x" * 300
    event = request(
        {"action": "login_start", "verifier_hash": hash_of(VERIFIER)}, **{"User-Agent": agent}
    )
    ticket = json.loads(main_handler(event, HTTP)["body"])["data"]["ticket"]
    seen = office.phone("desk", "login_look", ticket=ticket).agent
    assert seen == "<b>" + "x" * 197


def test_staff_are_counted_each_for_themselves(office, main_handler):
    office.opened()
    mine, other = office.signed_in("mgr"), office.signed_in("desk")
    answers = [told(main_handler(request({"action": "me"}, mine), HTTP)) for _ in range(61)]
    assert answers == [(200, "OK", "成功")] * 60 + [
        (429, "TOO_MANY_REQUESTS", "点得太快了，请过 1 分钟再试")
    ]
    assert told(main_handler(request({"action": "me"}, other), HTTP)) == (200, "OK", "成功")


def test_strangers_are_told_to_sign_in_however_many_they_are_and_leave_nothing_behind(
    office, main_handler
):
    before = office.service.db.rates.count_documents({})
    for token in (None, "unknown"):
        for _ in range(3):
            event = request({"action": "me"}, token)
            assert told(main_handler(event, HTTP)) == (401, "UNAUTHENTICATED", OUT)
    assert office.service.db.rates.count_documents({}) == before


def test_a_browser_that_waits_for_the_phone_is_told_so_and_hears_of_no_failure(main_handler):
    start = {"action": "login_start", "verifier_hash": hash_of(VERIFIER)}
    ticket = json.loads(main_handler(request(start), HTTP)["body"])["data"]["ticket"]
    finish = {"action": "login_finish", "ticket": ticket, "verifier": VERIFIER}
    waits = main_handler(request(finish), HTTP)
    assert told(waits) == (200, "OK", "成功")
    assert json.loads(waits["body"])["data"] == {"waiting": True}
    assert "set-cookie" not in waits["headers"]


@each_function
def test_a_failure_is_told_without_its_reason(office, main_handler, asked, monkeypatch):
    def broken(*_):
        raise ValueError("13900000000")

    monkeypatch.setattr(office.deps.store.staff_sessions, "get", broken)
    response = main_handler(request(asked, "t"), HTTP)
    assert told(response) == (500, "INTERNAL", "系统出错了，请再试一次。还不行请联系平台运营")


@pytest.mark.parametrize("function", ["staff", "sheets", "admin"])
@pytest.mark.parametrize(
    "event",
    [
        {"httpMethod": 1},
        {"httpMethod": "POST", "path": "/", "headers": []},
        {"httpMethod": "POST"},
        {"httpMethod": "POST", "path": "/", "headers": {"a": "1", "A": "2"}},
    ],
    ids=str,
)
def test_what_is_no_request_is_a_bad_one(main_handler, event):
    assert told(main_handler(event, HTTP)) == (400, "BAD_REQUEST", "请求格式不正确")
