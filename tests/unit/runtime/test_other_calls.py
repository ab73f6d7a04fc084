"""The envelopes of timers and HTTP routes."""

import json
from types import SimpleNamespace

import pymongo.errors
import pytest
from pydantic import BaseModel

from common.domain.errors import Code, Refused
from common.runtime.handler import JobFailed, http_call, timer_call
from common.runtime.http import HttpResponse

PRIVATE = "张三 13800138000"


class Counts(BaseModel):
    expired: int


@pytest.fixture
def run(ground, sample):
    return lambda main_handler, name: main_handler(*sample(name))


@pytest.mark.parametrize("name", ["timer", "timer_wechat"])
@pytest.mark.parametrize("counts", [{"expired": 3}, Counts(expired=3)], ids=["dict", "model"])
def test_a_timer_returns_and_logs_its_counts(run, ground, lines, name, counts):
    seen = []

    def job(deps, remaining):
        seen.append(deps)
        return counts

    assert run(timer_call(lambda: job), name) == {"expired": 3}
    assert seen == [ground.deps]
    (line,) = lines()
    assert line["event"] == "job" and line["counts"] == {"expired": 3}


@pytest.mark.parametrize("name", ["phone", "phone_legacy", "phone_devtools", "http"])
def test_nobody_else_runs_a_timer_whatever_the_event_says(ground, sample, name):
    def never():
        raise AssertionError

    event, _ = sample("timer")
    _, context = sample(name)
    reply = timer_call(never)(event, context)
    assert (reply["code"], reply["data"]) == ("FORBIDDEN", None) and "now" in reply


@pytest.mark.parametrize("error", [ValueError(PRIVATE), pymongo.errors.AutoReconnect(PRIVATE)])
def test_a_failed_run_asks_to_be_repeated_and_tells_no_data(run, lines, error):
    def job(deps, remaining):
        raise error

    with pytest.raises(JobFailed) as caught:
        run(timer_call(lambda: job), "timer")
    assert str(caught.value) == f"sweep: {type(error).__name__}"
    assert caught.value.__cause__ is None and caught.value.__suppress_context__
    (line,) = lines()
    assert line["level"] == "error" and "13800138000" not in json.dumps(line)


def test_a_missing_package_fails_the_run_and_is_named(run, lines):
    def resolve():
        import missing_from_the_layer  # type: ignore[import-not-found]

        return missing_from_the_layer.job

    with pytest.raises(JobFailed, match="ModuleNotFoundError"):
        run(timer_call(resolve), "timer")
    assert lines()[0]["module"] == "missing_from_the_layer"


@pytest.mark.parametrize(
    ("limit", "seconds"), [(60000, 60), (3000, 3), (None, 15), (0, 15), (-1, 15), ("60000", 15)]
)
def test_a_job_knows_how_long_it_may_take(ground, sample, monkeypatch, limit, seconds):
    ticks = iter([100.0, 101.5, 102.5, 500.0, 501.0])
    # The handler's own view of time, not everybody's: other threads of this process have clocks to read.
    own = SimpleNamespace(monotonic=lambda: next(ticks))
    monkeypatch.setattr("common.runtime.handler.time", own)
    left = []

    def job(deps, remaining):
        left.extend([remaining(), remaining(), remaining()])
        return {}

    event, context = sample("timer")
    context["time_limit_in_ms"] = limit
    timer_call(lambda: job)(event, context)
    assert left == [seconds - 1.5, max(0, seconds - 2.5), 0.0]


@pytest.mark.parametrize("name", ["http", "http_base64"])
def test_a_route_gets_the_request_and_answers(run, ground, lines, name):
    seen = []

    def use(request, deps):
        seen.append((request, deps))
        return HttpResponse(204)

    assert run(http_call(lambda: use), name)["statusCode"] == 204
    ((request, deps),) = seen
    assert request.body.startswith(b'{"id"') and deps is ground.deps
    (line,) = lines()
    assert (line["event"], line["status"]) == ("http", 204)
    assert "invented" not in line["event"] and "body" not in line


@pytest.mark.parametrize("name", ["phone", "phone_legacy", "phone_devtools"])
def test_a_phone_cannot_play_the_route(ground, sample, name):
    def never():
        raise AssertionError

    event, _ = sample("http")
    _, context = sample(name)
    assert http_call(never)(event, context)["statusCode"] == 403


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
    def use(request, deps):
        raise error

    response = run(http_call(lambda: use), "http")
    assert response["statusCode"] == status
    assert json.loads(response["body"]) == {"code": "FAIL", "message": message}
    (line,) = lines()
    assert line["status"] == status and "13800138000" not in json.dumps(line)


def test_a_malformed_event_is_a_bad_request(ground, sample):
    _, context = sample("http")
    response = http_call(lambda: lambda request, deps: HttpResponse(204))({"body": 1}, context)
    assert response["statusCode"] == 400


def test_a_package_missing_behind_a_route_is_a_500(run, lines):
    def resolve():
        import missing_from_the_layer  # type: ignore[import-not-found]

        return missing_from_the_layer.use

    assert run(http_call(resolve), "http")["statusCode"] == 500
    assert lines()[0]["module"] == "missing_from_the_layer"
