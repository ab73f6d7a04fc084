"""From an HTTP access event to a request, and back."""

import base64

import pytest

from common.domain.errors import Code, Refused
from common.entry.http import BODY_LIMIT, HttpResponse, request_of
from tests.unit.samples import told

BODY = '{"id":"invented","summary":"支付成功"}'.encode()


@pytest.mark.parametrize("name", ["http", "http_base64"])
def test_the_body_is_what_was_signed_byte_for_byte(sample, name):
    request = request_of(sample(name)[0])
    assert request.body == BODY
    assert (request.method, request.path) == ("POST", "/pay/notify")
    assert request.headers["wechatpay-timestamp"] == "1795305600"
    assert all(name == name.lower() for name in request.headers)


@pytest.mark.parametrize("flag", [True, "true", "True"])
def test_the_flag_may_be_a_boolean_or_a_word(sample, flag):
    event, _ = sample("http")
    encoded = base64.b64encode(BODY).decode()
    assert request_of({**event, "body": encoded, "isBase64Encoded": flag}).body == BODY


@pytest.mark.parametrize("flag", [False, "false", "", None, 0])
def test_without_the_flag_the_text_is_the_body(sample, flag):
    event, _ = sample("http")
    assert request_of({**event, "body": "AAAA", "isBase64Encoded": flag}).body == b"AAAA"


def test_no_body_is_an_empty_body(sample):
    event, _ = sample("http")
    del event["body"]
    assert request_of(event).body == b"" == request_of({**event, "body": None}).body


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"httpMethod": None}, "envelope"),
        ({"path": 7}, "envelope"),
        ({"headers": None}, "envelope"),
        ({"headers": ["a"]}, "envelope"),
        ({"headers": {"a": 1}}, "headers"),
        ({"headers": {"A": "1", "a": "2"}}, "headers"),
        ({"body": {"id": 1}}, "body"),
        ({"body": "not base64", "isBase64Encoded": True}, "body"),
        ({"body": "AA!AA", "isBase64Encoded": True}, "body"),
        ({"body": "\ud800"}, "body"),
    ],
    ids=lambda change: str(change)[:40],
)
def test_a_malformed_event_is_refused(sample, change, part):
    event, _ = sample("http")
    with pytest.raises(Refused) as caught:
        request_of({**event, **change})
    assert told(caught.value) == (Code.BAD_REQUEST, "请求格式不正确", {"part": part})


@pytest.mark.parametrize(
    ("event", "part"), [(None, "event"), ([], "event"), ("x", "event"), ({}, "envelope")]
)
def test_what_is_no_http_event_is_refused(event, part):
    with pytest.raises(Refused) as caught:
        request_of(event)
    assert caught.value.details == {"part": part}


def test_a_method_in_small_letters(sample):
    event, _ = sample("http")
    assert request_of({**event, "httpMethod": "post"}).method == "POST"


def test_what_a_request_carries_is_not_printed(sample):
    request = request_of(sample("http")[0])
    assert repr(request) == "HttpRequest(method='POST', path='/pay/notify')"


def test_how_large_a_body_may_be(sample):
    event, _ = sample("http")
    assert BODY_LIMIT == 262_144
    assert len(request_of({**event, "body": "x" * BODY_LIMIT}).body) == BODY_LIMIT
    assert len(request_of({**event, "body": "x" * 300_000}, 300_000).body) == 300_000
    for letters, limit in ((BODY_LIMIT + 1, BODY_LIMIT), (300_001, 300_000)):
        with pytest.raises(Refused) as caught:
            request_of({**event, "body": "x" * letters}, limit)
        words = "内容太大，没有提交。请改小再试"
        assert told(caught.value) == (Code.BAD_REQUEST, words, {"part": "body size"})


def test_a_repeated_header_passes(sample):
    event, _ = sample("http")
    event["headers"] = {"A": "1", "a": "1"}
    assert request_of(event).headers == {"a": "1"}


def test_a_response_in_the_platforms_shape():
    assert HttpResponse(204).to_platform() == {
        "isBase64Encoded": False,
        "statusCode": 204,
        "headers": {},
        "body": "",
    }
    answer = HttpResponse(400, {"content-type": "text/plain"}, "no").to_platform()
    assert (answer["statusCode"], answer["headers"], answer["body"]) == (
        400, {"content-type": "text/plain"}, "no",
    )  # fmt: skip
