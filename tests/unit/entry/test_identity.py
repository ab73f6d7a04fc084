"""Who may call, rule by rule, each both ways."""

import json
import os

import pytest

from common.domain.actor import WeChatUser
from common.domain.errors import Code, Refused
from common.entry.identity import caller_of, marks_of, require_http, require_timer
from tests.unit.samples import told

APPID = "wx0123456789abcdef"
OPENID = "oInvented_0000000000000000-1"
GOOD = {"WX_OPENID": OPENID, "WX_APPID": APPID, "TCB_SOURCE": "wx_client"}
TIMER = {"TRIGGER_SRC": "timer", "TCB_SOURCE": ""}


def as_json(marks):
    return {"environment": json.dumps(marks)}


def as_legacy(marks):
    return {"environ": ";".join(f"{key}={value}" for key, value in marks.items())}


@pytest.fixture(params=[as_json, as_legacy], ids=["json", "legacy"])
def form(request):
    return request.param


def identify(context, production=True):
    return caller_of(context, appid=APPID, production=production)


def refused(check, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        check(*args, **kwargs)
    return told(caught.value)


NOBODY = (Code.UNAUTHENTICATED, "请在微信小程序中使用", {})
CLOSED = (Code.FORBIDDEN, "此功能不对外开放", {})


@pytest.mark.parametrize("name", ["phone", "phone_legacy"])
def test_a_phone_is_known_in_both_forms(sample, name):
    _, context = sample(name)
    assert identify(context) == WeChatUser(OPENID)


@pytest.mark.parametrize(
    "change",
    [
        {"WX_OPENID": ""},
        {"WX_OPENID": "o$where"},
        {"WX_OPENID": "o" * 65},
        {"WX_OPENID": f"{OPENID}\n"},
        {"WX_APPID": ""},
        {"WX_APPID": "wxffffffffffffffff"},
        {"WX_APPID": APPID.upper()},
        {"WX_FROM_APPID": "wxffffffffffffffff"},
        {"WX_FROM_APPID": APPID},
        {"WX_FROM_OPENID": "oSomebody"},
        {"TCB_SOURCE": ""},
        {"TCB_SOURCE": "wx_http"},
        {"TCB_SOURCE": "wx_trigger"},
        {"TCB_SOURCE": "web"},
        {"TCB_SOURCE": "wx_devtools"},
        {"TCB_SOURCE": "scf"},
        {"TCB_SOURCE": "wx_client,scf"},
        {"TCB_SOURCE": "scf,wx_client"},
        {"TCB_SOURCE": "wx_client, scf"},
        {"TCB_SOURCE": "wx_client ,other, scf "},
        {"TCB_SOURCE": "wx_unknown,wx_client"},
        {"TCB_SOURCE": "wx_client_2"},
    ],
    ids=str,
)
def test_one_wrong_mark_and_there_is_no_caller(form, change):
    assert identify(form(GOOD)).openid == OPENID
    assert refused(identify, form({**GOOD, **change})) == NOBODY


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_one_missing_mark_and_there_is_no_caller(form, missing):
    marks = {key: value for key, value in GOOD.items() if key != missing}
    assert refused(identify, form(marks)) == NOBODY


def test_empty_foreign_marks_are_no_foreign_caller(form):
    assert identify(form({**GOOD, "WX_FROM_APPID": "", "WX_FROM_OPENID": ""})).openid == OPENID


@pytest.mark.parametrize("source", ["wx_client,other", " wx_client , other", "wx_client ,"])
def test_only_the_first_source_counts(form, source):
    assert identify(form({**GOOD, "TCB_SOURCE": source})).openid == OPENID


def test_the_longest_openid(form):
    assert identify(form({**GOOD, "WX_OPENID": "o" * 64})).openid == "o" * 64


def test_devtools_only_outside_production(sample):
    _, context = sample("phone_devtools")
    assert identify(context, production=False).openid == OPENID
    assert refused(identify, context, production=True) == NOBODY


def test_an_app_id_that_is_not_set_matches_nobody(form):
    context = form({**GOOD, "WX_APPID": ""})
    assert refused(caller_of, context, appid="", production=True) == NOBODY


def test_the_json_form_wins():
    other = {**GOOD, "WX_OPENID": "oOlder"}
    assert identify({**as_json(GOOD), **as_legacy(other)}).openid == OPENID
    nobody = {**as_json({"WX_APPID": APPID}), **as_legacy(GOOD)}
    assert refused(identify, nobody) == NOBODY


@pytest.mark.parametrize("absent", [None, ""])
def test_the_legacy_form_serves_where_the_json_form_is_absent(absent):
    assert identify({"environment": absent, **as_legacy(GOOD)}).openid == OPENID


@pytest.mark.parametrize("broken", ["{", "[]", '"text"', "null", "1", {"WX_OPENID": OPENID}, 7])
def test_a_broken_json_form_is_not_replaced_by_the_legacy_form(broken):
    assert refused(identify, {"environment": broken, **as_legacy(GOOD)}) == NOBODY


@pytest.mark.parametrize("value", [1, True, ["x"], {"a": "b"}], ids=str)
def test_a_mark_that_is_not_text_is_no_mark(value):
    assert refused(identify, as_json({**GOOD, "WX_OPENID": value})) == NOBODY
    assert refused(identify, as_json({**GOOD, "WX_FROM_APPID": value})) == NOBODY


def test_a_null_mark_is_an_absent_mark():
    assert identify(as_json({**GOOD, "WX_FROM_APPID": None})).openid == OPENID


def test_legacy_values_are_cut_at_the_first_equals_sign():
    context = {"environ": f"A=b=c;{as_legacy(GOOD)['environ']};WX_UNIONID=u=1;flag;;"}
    assert marks_of(context) == {**GOOD, "A": "b=c", "WX_UNIONID": "u=1"}
    assert identify(context) == WeChatUser(OPENID)
    foreign = {"environ": as_legacy({**GOOD, "WX_FROM_APPID": "a=b"})["environ"]}
    assert refused(identify, foreign) == NOBODY


def test_a_key_that_stands_twice_with_different_values_is_nobody():
    text = json.dumps(GOOD)
    twice = '{"WX_OPENID": "oSomebody", ' + text[1:]
    assert refused(identify, {"environment": twice}) == NOBODY
    legacy = as_legacy(GOOD)["environ"]
    for context in (f"WX_OPENID=oSomebody;{legacy}", f"{legacy};WX_OPENID=oSomebody"):
        assert refused(identify, {"environ": context}) == NOBODY


def test_a_key_that_stands_twice_with_one_value_is_fine():
    text = json.dumps(GOOD)
    same = json.dumps({"WX_OPENID": OPENID})[:-1] + ", " + text[1:]
    assert identify({"environment": same}).openid == OPENID
    assert identify({"environ": f"WX_OPENID={OPENID};{as_legacy(GOOD)['environ']}"})


def test_the_process_environment_is_never_asked(monkeypatch):
    for key, value in GOOD.items():
        monkeypatch.setenv(key, value)
    assert os.environ["WX_OPENID"] == OPENID
    assert refused(identify, {}) == NOBODY


@pytest.mark.parametrize("name", ["timer", "timer_wechat"])
def test_a_timer_is_let_through(sample, name):
    require_timer(sample(name)[1])


@pytest.mark.parametrize("name", ["phone", "phone_legacy", "phone_devtools", "http"])
def test_nothing_else_is_a_timer(sample, name):
    assert refused(require_timer, sample(name)[1]) == CLOSED


@pytest.mark.parametrize(
    "change",
    [
        {"TRIGGER_SRC": ""},
        {"TRIGGER_SRC": "http"},
        {"WX_OPENID": OPENID},
        {"WX_FROM_OPENID": OPENID},
        {"WX_FROM_APPID": APPID},
        {"WX_FROM_UNIONID": "u"},
        {"TCB_SOURCE": "wx_client"},
        {"TCB_SOURCE": "wx_trigger,scf"},
        {"TCB_SOURCE": "wx_devtools"},
        {"TCB_SOURCE": "other, wx_client"},
    ],
    ids=str,
)
def test_one_wrong_mark_and_it_is_no_timer(form, change):
    require_timer(form(TIMER))
    assert refused(require_timer, form({**TIMER, **change})) == CLOSED


def test_a_doubled_mark_is_no_timer():
    assert refused(require_timer, {"environ": "TRIGGER_SRC=x;TRIGGER_SRC=timer"}) == CLOSED
    assert refused(require_timer, {}) == CLOSED


@pytest.mark.parametrize("name", ["http", "http_base64"])
def test_a_route_is_public(sample, name):
    require_http(sample(name)[1])
    require_http({})


@pytest.mark.parametrize("name", ["phone", "phone_legacy", "phone_devtools"])
def test_a_route_is_not_for_phones(sample, name):
    assert refused(require_http, sample(name)[1]) == CLOSED


@pytest.mark.parametrize(
    "context",
    [
        {"environment": "{"},
        {"environ": "A=1;A=2"},
        {"environ": "TCB_SOURCE=scf"},
        {"environ": "TCB_SOURCE=wx_client"},
        {"environ": "TCB_SOURCE=wx_devtools"},
        {"environ": "TCB_SOURCE=other , scf"},
        {"environ": f"WX_OPENID={OPENID}"},
        {"environ": f"WX_FROM_OPENID={OPENID}"},
        {"environ": f"WX_FROM_APPID={APPID}"},
        {"environ": 5},
    ],
    ids=str,
)
def test_a_route_refuses_what_contradicts_itself_or_comes_from_inside(context):
    assert refused(require_http, context) == CLOSED


DEEP = ["[" * 100_000 + "]" * 100_000, '{"a":' * 100_000, '{"WX_OPENID":' + "[" * 100_000]


@pytest.mark.parametrize("text", DEEP, ids=range(3))
def test_marks_nested_beyond_any_depth_are_nobodys(text):
    """The reader of JSON gives up on these by an error of its own kind."""
    context = {"environment": text}
    assert marks_of(context) == {}
    assert refused(identify, context) == NOBODY
    assert refused(require_timer, context) == CLOSED
    assert refused(require_http, context) == CLOSED
