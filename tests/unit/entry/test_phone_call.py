"""The envelope of a call from the phone: one shape for every ending."""

import json
import sys
from types import ModuleType

import pymongo.errors
import pytest
from pydantic import BaseModel, ConfigDict, TypeAdapter

from common.domain.actor import WeChatUser
from common.domain.errors import Code, Refused
from common.entry import identity
from common.entry.access import Policy
from common.entry.needs import EFFECTS
from common.entry.phone import phone_call, serve
from common.runtime import settings
from common.runtime.settings import SettingsError

OPENID = "oInvented_0000000000000000-1"
PRIVATE = "张三 13800138000 11010119900307123X"
BUSY = "没有收到结果，请再点一次：不会约两次、扣两次钱"
INTERNAL = "系统出错了。请先到“我的预约”看约上没有，再重试"


class Request(BaseModel):
    model_config = ConfigDict(extra="forbid")
    slot_id: str
    patient_id: str
    idempotency_key: str


class Reply(BaseModel):
    number: int


def book(request, caller, deps):
    return Reply(number=7)


def failing(error):
    def use_case(request, caller, deps):
        raise error

    return phone_call()(lambda: serve(Request, use_case))


@pytest.fixture
def call(platform, sample):
    def run(main_handler, name="phone", **change):
        event, context = sample(name)
        return main_handler({**event, **change}, context)

    return run


@pytest.mark.parametrize("name", ["phone", "phone_legacy"])
def test_a_good_call(call, platform, lines, name):
    seen = []

    def use_case(request, caller, deps):
        seen.append((request, caller, deps))
        return Reply(number=7)

    assert call(phone_call()(lambda: serve(Request, use_case)), name) == {
        "code": "OK",
        "message": "成功",
        "data": {"number": 7},
        "request_id": "0b0e3f6a-6d1f-4a53-9c0e-1a2b3c4d5e6f",
        "now": "2026-11-23T00:30:00+08:00",
    }
    ((request, caller, deps),) = seen
    assert request.idempotency_key == "tap-0001" and deps is platform.deps
    assert caller == WeChatUser(OPENID)
    assert platform.admitted == [(caller, request, Policy())]
    (line,) = lines()
    assert line["code"] == "OK" and line["function"] == "book" and line["duration_ms"] >= 0


def test_an_adapter_of_a_union_does_as_well(call):
    adapter = TypeAdapter(Request | Reply)
    assert call(phone_call()(lambda: serve(adapter, book)))["code"] == "OK"


def test_a_function_is_resolved_once_and_not_before_the_first_call(call):
    times = []

    def resolve():
        times.append(1)
        return serve(Request, book)

    main_handler = phone_call()(resolve)
    assert times == []
    assert [call(main_handler)["code"] for _ in range(3)] == ["OK"] * 3 and times == [1]


def test_a_package_missing_from_the_layer_is_met_inside_the_envelope(call, lines, monkeypatch):
    def resolve():
        import missing_from_the_layer  # type: ignore[import-not-found]

        return serve(Request, missing_from_the_layer.book)

    main_handler = phone_call()(resolve)
    reply = call(main_handler)
    assert (reply["code"], reply["message"], reply["data"]) == ("INTERNAL", INTERNAL, None)
    (line,) = lines()
    assert line["module"] == "missing_from_the_layer" and line["level"] == "error"
    there = ModuleType("missing_from_the_layer")
    there.book = book  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "missing_from_the_layer", there)
    assert call(main_handler)["code"] == "OK"


@pytest.mark.parametrize("code", [code for code in Code if code is not Code.OK])
def test_a_refusal_is_an_answer(call, lines, code):
    reply = call(failing(Refused(code, "不行", {"release_at": "2026-11-25T07:00:00+08:00"})))
    assert (reply["code"], reply["message"]) == (code.value, "不行")
    assert reply["data"] == {"release_at": "2026-11-25T07:00:00+08:00"}
    (line,) = lines()
    assert line["level"] == "info" and line["code"] == code.value and "stack" not in line


def test_a_refusal_without_details_has_no_data(call):
    assert call(failing(Refused(Code.SLOT_FULL, "已约满")))["data"] is None


@pytest.mark.parametrize(
    "error",
    [ValueError(PRIVATE), KeyError(PRIVATE), RuntimeError({"x": PRIVATE}), AssertionError(PRIVATE)],
    ids=repr,
)
def test_a_bug_is_logged_once_and_shows_nothing(call, lines, error):
    reply = call(failing(error))
    assert (reply["code"], reply["message"], reply["data"]) == ("INTERNAL", INTERNAL, None)
    assert "Traceback" not in str(reply) and PRIVATE not in str(reply)
    (line,) = lines()
    assert line["level"] == "error" and line["request_id"] == reply["request_id"]
    assert line["error"] == [f"builtins.{type(error).__name__}"]
    assert line["stack"][-1].endswith(":use_case")
    for part in PRIVATE.split():
        assert part not in json.dumps(line, ensure_ascii=False)


@pytest.mark.parametrize(
    "kind",
    [
        pymongo.errors.ConnectionFailure,
        pymongo.errors.AutoReconnect,
        pymongo.errors.NetworkTimeout,
        pymongo.errors.NotPrimaryError,
        pymongo.errors.ServerSelectionTimeoutError,
        pymongo.errors.WaitQueueTimeoutError,
        pymongo.errors.ExecutionTimeout,
        pymongo.errors.WTimeoutError,
        pymongo.errors.WriteConcernError,
    ],
)
@pytest.mark.parametrize("where", ["use case", "access", "wiring"])
def test_an_unknown_outcome_is_busy_wherever_it_happens(call, platform, lines, kind, where):
    error = kind(PRIVATE)
    main_handler = phone_call()(lambda: serve(Request, book))
    if where == "use case":
        main_handler = failing(error)
    elif where == "access":
        platform.refusal = error
    else:

        def deps(known):
            raise error

        platform.wiring.deps = deps
    reply = call(main_handler)
    assert (reply["code"], reply["message"]) == ("BUSY", BUSY)
    (line,) = lines()
    assert line["code"] == "BUSY" and PRIVATE not in json.dumps(line, ensure_ascii=False)


@pytest.mark.parametrize(
    "error",
    [
        pymongo.errors.DuplicateKeyError("E11000"),
        pymongo.errors.OperationFailure("bad"),
        pymongo.errors.ConfigurationError("bad"),
        type("ConnectionFailure", (Exception,), {})("not the driver's"),
        ConnectionError("not the driver's"),
    ],
    ids=repr,
)
def test_a_known_failure_is_not_busy(call, error):
    assert call(failing(error))["code"] == "INTERNAL"


def test_access_may_be_refused_before_the_use_case(call, platform):
    platform.refusal = Refused(Code.TOO_MANY_REQUESTS, "操作太频繁，请稍后再试")
    assert call(failing(RuntimeError()))["code"] == "TOO_MANY_REQUESTS"


def test_nobody_is_answered_before_anything_else_is_done(call, platform, sample):
    event, context = sample("timer")

    def never():
        raise AssertionError

    main_handler = phone_call()(never)
    for nobody in (context, {}, None, "context"):
        reply = main_handler({**event, "WX_OPENID": OPENID, "userInfo": {"openId": OPENID}}, nobody)
        assert reply["code"] == "UNAUTHENTICATED" and reply["request_id"]
    assert platform.admitted == []


def test_devtools_are_for_development(call, monkeypatch):
    main_handler = phone_call()(lambda: serve(Request, book))
    assert call(main_handler, "phone_devtools")["code"] == "UNAUTHENTICATED"
    real = identity.caller_of
    monkeypatch.setattr(
        identity,
        "caller_of",
        lambda context, appid, production: real(context, appid=appid, production=False),
    )
    assert call(main_handler, "phone_devtools")["code"] == "OK"


def test_a_bad_request_names_the_field_and_reaches_nothing(call, platform, lines):
    reply = call(phone_call()(lambda: serve(Request, book)), slot_id={"$ne": None})
    assert reply["code"] == "BAD_REQUEST" and reply["data"] == {"field": "slot_id"}
    assert "$ne" not in str(reply) + str(lines()) and platform.admitted == []


def test_a_missing_setting_is_named_in_the_log_only(call, lines, monkeypatch):
    def current(need):
        raise SettingsError("没有设置环境变量：MINI_APPID")

    monkeypatch.setattr(settings, "current", current)
    reply = call(phone_call()(lambda: serve(Request, book)))
    assert reply["code"] == "INTERNAL" and "MINI_APPID" not in str(reply)
    assert lines()[0]["detail"] == "没有设置环境变量：MINI_APPID"


def test_a_reply_that_breaks_its_model_is_a_bug_and_not_shown(call, lines):
    def use_case(request, caller, deps):
        return Reply.model_construct(number=PRIVATE)

    reply = call(phone_call()(lambda: serve(Request, use_case)))
    assert reply["code"] == "INTERNAL" and PRIVATE not in str(reply) + str(lines())


@pytest.mark.parametrize("request_id", [None, "", 5, "x" * 65, "a b", "张三"])
def test_a_call_without_a_usable_id_gets_one(call, platform, sample, request_id):
    event, context = sample("phone")
    main_handler = phone_call()(lambda: serve(Request, book))
    context["request_id"] = request_id
    first, second = main_handler(event, context), main_handler(event, context)
    assert len({first["request_id"], second["request_id"], str(request_id)}) == 3


def test_the_reply_is_plain_json(call):
    for main_handler in (phone_call()(lambda: serve(Request, book)), failing(ValueError())):
        reply = call(main_handler)
        assert json.loads(json.dumps(reply)) == reply


def test_no_live_key_of_the_context_is_shown(call, lines, sample):
    _, context = sample("phone")
    keys = [
        v for k, v in json.loads(context["environment"]).items() if "SECRET" in k or "TOKEN" in k
    ]
    shown = str(call(failing(RuntimeError(context["environment"])))) + str(lines())
    assert len(keys) == 3 and not any(key in shown for key in keys)


def test_a_function_reads_the_settings_it_names_and_no_others(call, platform, monkeypatch):
    asked = []
    known = settings.current(frozenset())
    monkeypatch.setattr(settings, "current", lambda need: asked.append(need) or known)
    main_handler = phone_call(EFFECTS)(lambda: serve(Request, book))
    assert call(main_handler)["code"] == "OK"
    assert asked == [main_handler.settings] == [
        {"STAGE", "MONGO_URI", "MONGO_DATABASE", "MINI_APPID", "MINI_SECRET", "DATA_KEYS", "NOTIFY_URL",
         "WECHAT_API_BASE", "WECHAT_PAY_BASE"}
    ]  # fmt: skip


def test_the_policy_of_a_function_is_what_access_is_checked_by(call, platform):
    policy = Policy(consent=False)
    call(phone_call()(lambda: serve(Request, book, policy)))
    assert [each for _, _, each in platform.admitted] == [policy]
