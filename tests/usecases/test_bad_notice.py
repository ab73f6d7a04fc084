"""Whatever reaches the notice route: an answer that is no fault of ours, and nothing written."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from common.clients.payments import Merchant
from common.clients.wechat_pay import WeChatPay
from common.runtime import settings, wiring
from tests.support.merchants import a_merchant
from tests.usecases.test_bad_input import _handler


def nested(depth: int) -> Any:
    """A list in a list in a list …"""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


DEEP = nested(100_000)
DEEP_TEXT = "[" * 100_000 + "]" * 100_000
SIGNED = {
    "Wechatpay-Serial": "PUB_KEY_ID_1", "Wechatpay-Timestamp": "1772409600", "Wechatpay-Nonce": "n",
    "Wechatpay-Signature": "QUJD", "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
}  # fmt: skip


@pytest.fixture(scope="module")
def merchant():
    """With keys that work: what is sent reaches the check of its signature."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return a_merchant(private_key_pem=private, public_key_pem=public.decode())


@pytest.fixture(scope="module")
def client(merchant):
    return WeChatPay(Merchant(**merchant), "https://notify.test/")


@pytest.fixture
def post(service, monkeypatch, merchant, client):
    """Calls the function as the platform does; checks what must hold of every answer."""
    environ = {"MONGO_URI": "mongodb://127.0.0.1/"}
    known = settings.load(environ, environ)
    monkeypatch.setattr(settings, "current", lambda need: known)
    deps = service.with_deps(pay_of=lambda merchant_id: client)
    monkeypatch.setattr(wiring, "deps", lambda known: deps)
    service.store.merchants.put(merchant)
    main = _handler("pay_notify")

    def run(event: Any, context: Any = None) -> tuple[int, str]:
        answer = main(event, {"request_id": "r-1"} if context is None else context)
        assert set(answer) == {"isBase64Encoded", "statusCode", "headers", "body"}
        json.dumps(answer)
        assert "INTERNAL" not in answer["body"] and answer["statusCode"] != 500, answer
        assert answer["statusCode"] in (400, 401, 403, 405), answer
        return answer["statusCode"], json.loads(answer["body"])["message"]

    yield run
    assert service.db.payments.count_documents({}) == 0


def request(headers: Any = None, body: Any = "{}", **more: Any) -> dict[str, Any]:
    return {
        "httpMethod": "POST", "path": "/pay/notify", "body": body,
        "headers": {**SIGNED, **(headers or {})}, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        ({"Wechatpay-Serial": "\udcff\udcfe"}, (401, "serial")),
        ({"Wechatpay-Serial": "ÿþ"}, (401, "serial")),
        ({"Wechatpay-Serial": "PUB\x00KEY"}, (401, "serial")),
        ({"Wechatpay-Serial": "x" * 100_000}, (401, "serial")),
        ({"Wechatpay-Serial": "PUB_KEY_ID_2"}, (401, "serial")),
        ({"Wechatpay-Nonce": "\ud800"}, None),
        ({"Wechatpay-Timestamp": "１７７２"}, None),
        ({"Wechatpay-Timestamp": "9" * 5000}, None),
        ({"X-\udcff": "\udcfe"}, None),
        ({1: "2"}, (400, "BAD_REQUEST")),
        ({"X-Deep": DEEP}, (400, "BAD_REQUEST")),
    ],
    ids=range(11),
)
def test_headers_of_any_bytes(post, headers, answer):
    got = post(request(headers))
    assert answer in (None, got)


@pytest.mark.parametrize(
    "event",
    [
        request(isBase64Encoded=DEEP),
        request(isBase64Encoded={"a": DEEP}),
        request(body="\ud800"),
        request(body=DEEP),
        request(body="ÿ", isBase64Encoded=True),
        request(body="A", isBase64Encoded="TRUE"),
        {**request(), "httpMethod": DEEP},
        {**request(), "path": None},
        DEEP,
        None,
        {},
    ],
    ids=range(11),
)
def test_envelopes_of_any_shape(post, event):
    # A JSON text says nothing before its signature is looked at, so what is refused is the envelope.
    status, _ = post(event)
    assert status in (400, 401)


@pytest.mark.parametrize(
    "body", [DEEP_TEXT, '{"a":' * 50_000, "\x00", "[]", "null", "NaN", "1" * 60_000]
)
def test_bodies_of_any_kind(post, body):
    assert post(request(body=body))[0] in (400, 401)
    encoded = base64.b64encode(body.encode()).decode()
    assert post(request(body=encoded, isBase64Encoded=True))[0] in (400, 401)


@pytest.mark.parametrize(
    "context",
    [
        {"environment": DEEP_TEXT},
        {"environment": '{"a":' * 50_000},
        {"environment": '{"WX_OPENID":' + DEEP_TEXT + "}"},
        {"function_name": DEEP},
        {"function_name": "\ud800"},
        {"request_id": DEEP},
        {"time_limit_in_ms": 10**400},
        {"time_limit_in_ms": DEEP},
        {"environ": DEEP},
        DEEP,
    ],
    ids=range(10),
)
def test_contexts_of_any_depth(post, context):
    assert post(request(), context)[0] in (400, 401, 403)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=40)
HEADERS = st.dictionaries(st.sampled_from(sorted(SIGNED)) | ANY_TEXT, ANY_TEXT, max_size=6)
BODIES = st.binary(max_size=200).map(lambda raw: base64.b64encode(raw).decode()) | ANY_TEXT
RARELY_CLEARED = hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None
)


@RARELY_CLEARED
@given(HEADERS, BODIES, JSON)
def test_any_bytes_and_headers(post, headers, body, encoded):
    post(request(headers, body, isBase64Encoded=encoded))


@RARELY_CLEARED
@given(
    JSON | st.dictionaries(st.sampled_from(["httpMethod", "path", "headers", "body"]), JSON), JSON
)
def test_any_event_and_context(post, event, context):
    post(event, context if isinstance(context, dict) else {"function_name": context})
