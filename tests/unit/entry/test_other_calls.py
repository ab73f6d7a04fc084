"""The envelopes of timers and HTTP routes."""

import json
from types import SimpleNamespace

import pymongo.errors
import pytest
from pydantic import BaseModel

from common.contracts.timers import NoticeAnswer
from common.domain.errors import Code, Refused
from common.entry.timer import JobFailed, timer_call
from common.entry.wechat_pay import wechat_pay_call

PRIVATE = "张三 13800138000"


class Counts(BaseModel):
    expired: int


@pytest.fixture
def run(platform, sample):
    return lambda main_handler, name: main_handler(*sample(name))


@pytest.mark.parametrize("name", ["timer", "timer_wechat"])
def test_a_timer_returns_and_logs_its_counts(run, platform, lines, name):
    seen = []

    def job(deps, deadline):
        seen.append(deps)
        return Counts(expired=3)

    assert run(timer_call()(lambda: job), name) == {"expired": 3}
    assert seen == [platform.deps]
    (line,) = lines()
    assert line["event"] == "job" and line["counts"] == {"expired": 3}


@pytest.mark.parametrize("name", ["phone", "phone_legacy", "phone_devtools", "http"])
def test_nobody_else_runs_a_timer_whatever_the_event_says(platform, sample, name):
    def never():
        raise AssertionError

    event, _ = sample("timer")
    _, context = sample(name)
    reply = timer_call()(never)(event, context)
    assert (reply["code"], reply["data"]) == ("FORBIDDEN", None) and "now" in reply


@pytest.mark.parametrize("error", [ValueError(PRIVATE), pymongo.errors.AutoReconnect(PRIVATE)])
def test_a_failed_run_asks_to_be_repeated_and_tells_no_data(run, lines, error):
    def job(deps, deadline):
        raise error

    with pytest.raises(JobFailed) as caught:
        run(timer_call()(lambda: job), "timer")
    assert str(caught.value) == f"sweep: {type(error).__name__}"
    assert caught.value.__cause__ is None and caught.value.__suppress_context__
    (line,) = lines()
    assert line["level"] == "error" and "13800138000" not in json.dumps(line)


def test_a_missing_package_fails_the_run_and_is_named(run, lines):
    def resolve():
        import missing_from_the_layer  # type: ignore[import-not-found]

        return missing_from_the_layer.job

    with pytest.raises(JobFailed, match="ModuleNotFoundError"):
        run(timer_call()(resolve), "timer")
    assert lines()[0]["module"] == "missing_from_the_layer"


@pytest.mark.parametrize(
    ("limit", "seconds"), [(60000, 60), (3000, 3), (None, 15), (0, 15), (-1, 15), ("60000", 15)]
)
def test_a_job_knows_how_long_it_may_take(platform, sample, monkeypatch, limit, seconds):
    ticks = iter([100.0, 101.5, 102.5, 500.0, 501.0])
    # The handler's own view of time, not everybody's: other threads of this process have clocks to read.
    own = SimpleNamespace(monotonic=lambda: next(ticks))
    monkeypatch.setattr("common.entry.call.time", own)
    left = []

    def job(deps, deadline):
        left.extend([deadline.seconds_left() for _ in range(3)])
        return Counts(expired=0)

    event, context = sample("timer")
    context["time_limit_in_ms"] = limit
    timer_call()(lambda: job)(event, context)
    assert left == [seconds - 1.5, max(0, seconds - 2.5), 0.0]


@pytest.mark.parametrize("name", ["http", "http_base64"])
def test_a_route_gets_the_request_and_answers(run, platform, lines, name):
    seen = []

    def use(headers, body, deps):
        seen.append((headers, body, deps))
        return NoticeAnswer(status=204)

    assert run(wechat_pay_call()(lambda: use), name)["statusCode"] == 204
    ((headers, body, deps),) = seen
    assert body.startswith(b'{"id"') and deps is platform.deps
    assert all(name == name.lower() for name in headers)
    (line,) = lines()
    assert (line["event"], line["status"]) == ("http", 204)
    assert "invented" not in line["event"] and "body" not in line


@pytest.mark.parametrize("name", ["phone", "phone_legacy", "phone_devtools"])
def test_a_phone_cannot_play_the_route(platform, sample, name):
    def never():
        raise AssertionError

    event, _ = sample("http")
    _, context = sample(name)
    assert wechat_pay_call()(never)(event, context)["statusCode"] == 403


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (ValueError(PRIVATE), 500, "INTERNAL"),
        (pymongo.errors.NetworkTimeout(PRIVATE), 500, "BUSY"),
        (Refused(Code.BUSY, "忙"), 500, "BUSY"),
        (Refused(Code.INTERNAL, "坏了"), 500, "INTERNAL"),
        (Refused(Code.BAD_REQUEST, "不对"), 400, "BAD_REQUEST"),
    ],
    ids=repr,
)
def test_a_route_fails_in_the_way_that_is_asked_again(run, lines, error, status, message):
    def use(headers, body, deps):
        raise error

    response = run(wechat_pay_call()(lambda: use), "http")
    assert response["statusCode"] == status
    assert json.loads(response["body"]) == {"code": "FAIL", "message": message}
    (line,) = lines()
    assert line["status"] == status and "13800138000" not in json.dumps(line)


def test_a_malformed_event_is_a_bad_request(platform, sample):
    _, context = sample("http")
    response = wechat_pay_call()(lambda: lambda headers, body, deps: NoticeAnswer(status=204))(
        {"body": 1}, context
    )
    assert response["statusCode"] == 400


def test_a_package_missing_behind_a_route_is_a_500(run, lines):
    def resolve():
        import missing_from_the_layer  # type: ignore[import-not-found]

        return missing_from_the_layer.use

    assert run(wechat_pay_call()(resolve), "http")["statusCode"] == 500
    assert lines()[0]["module"] == "missing_from_the_layer"


@pytest.mark.parametrize(
    ("status", "message"), [(401, "signature"), (400, "merchant"), (500, "amount")]
)
def test_what_is_not_taken_is_answered_as_wechat_pay_wants_it(run, status, message):
    answer = NoticeAnswer(status=status, message=message)
    response = run(wechat_pay_call()(lambda: lambda headers, body, deps: answer), "http")
    assert response["statusCode"] == status
    assert response["headers"] == {"content-type": "application/json"}
    assert json.loads(response["body"]) == {"code": "FAIL", "message": message}


def test_only_a_post_is_a_notice(platform, sample):
    event, context = sample("http")

    def never():
        raise AssertionError

    response = wechat_pay_call()(never)({**event, "httpMethod": "GET"}, context)
    assert (response["statusCode"], json.loads(response["body"])["message"]) == (405, "method")
