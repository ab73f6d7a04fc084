"""The WeChat client against the WeChat simulator: tokens, codes, messages and their credits."""

import json
from io import BytesIO

import pytest
from PIL import Image

from common.clients.message_values import fit_all
from common.clients.wechat import SendOutcome, WeChat, WeChatRefused, WeChatTemporary
from common.runtime import log

from .conftest import APPID, OPENID, TEMPLATES, Bench, Tokens

ROUGH = "示例医院\n门诊楼三层东侧心血管内科第二诊区 (请提前十五分钟到)"


def fields(template: dict[str, object]) -> dict[str, str]:
    """A value for each field as a caller would give it: rough words, formatted times and money."""
    values = {}
    for field in template["fields"]:  # type: ignore[attr-defined]
        key = field["key"]
        kind = key.rstrip("0123456789")
        values[key] = {
            "time": "2026年11月26日 08:30",
            "date": "2026年11月26日",
            "amount": "¥50.00",
            "number": "12",
        }.get(kind, ROUGH)
    return fit_all(values)


TEMPLATE_LIST = json.loads(TEMPLATES.read_text())
if isinstance(TEMPLATE_LIST, dict):
    TEMPLATE_LIST = TEMPLATE_LIST["templates"]


def send(client: WeChat, template: dict[str, object], openid: str = OPENID) -> SendOutcome:
    return client.send_subscribe(openid, str(template["id"]), "pages/home/home", fields(template))


def test_a_phone_code_works_once(bench: Bench) -> None:
    client, code = bench.our_wechat(), bench.wechat.phone_code(OPENID)
    number = client.phone_number(code)
    assert number.isdigit()
    assert len(number) == 11
    with pytest.raises(WeChatRefused):
        client.phone_number(code)


@pytest.mark.parametrize("template", TEMPLATE_LIST, ids=lambda template: template["kind"])
def test_every_template_takes_our_values_once_a_credit(
    bench: Bench, template: dict[str, object]
) -> None:
    client = bench.our_wechat()
    assert send(client, template) is SendOutcome.NO_CREDIT
    bench.wechat.subscribe(OPENID, {str(template["id"]): "accept"})
    assert send(client, template) is SendOutcome.SENT
    assert send(client, template) is SendOutcome.NO_CREDIT
    (message,) = bench.wechat.messages(OPENID)
    assert list(message["values"].values()) == list(fields(template).values())


def test_a_code_is_a_picture_of_its_own_scene(bench: Bench) -> None:
    client = bench.our_wechat()
    one, other = (client.code(scene, "pages/home/home") for scene in ("h.h1", "dr.h1-d1"))
    for picture in (one, other):
        image = Image.open(BytesIO(picture))
        assert image.format == "PNG"
        assert 280 <= image.width == image.height <= 430
    assert one != other
    assert client.code("h.h1", "pages/home/home") == one
    with pytest.raises(WeChatRefused) as refused:
        client.code("h.h 1", "pages/home/home")
    assert refused.value.errcode == 40129


def test_a_value_that_was_not_fitted_is_refused_for_good(bench: Bench) -> None:
    template = TEMPLATE_LIST[0]
    bench.wechat.subscribe(OPENID, {template["id"]: "accept"})
    rough = dict.fromkeys(fields(template), "")
    outcome = bench.our_wechat().send_subscribe(OPENID, template["id"], "pages/home/home", rough)
    assert outcome is SendOutcome.REFUSED


def test_a_token_of_another_time_is_renewed(bench: Bench) -> None:
    client, template = bench.our_wechat(), TEMPLATE_LIST[0]
    bench.wechat.subscribe(OPENID, {template["id"]: "accept"})
    assert send(client, template) is SendOutcome.SENT
    first = bench.tokens.kept
    bench.advance(3 * 3600)
    bench.wechat.subscribe(OPENID, {template["id"]: "accept"})
    assert send(client, template) is SendOutcome.SENT
    assert bench.tokens.kept != first


def test_a_revoked_token_is_replaced_within_the_call(bench: Bench) -> None:
    client, template = bench.our_wechat(), TEMPLATE_LIST[0]
    for _ in range(2):
        bench.wechat.subscribe(OPENID, {template["id"]: "accept"})
    assert send(client, template) is SendOutcome.SENT
    bench.wechat.revoke_tokens()
    assert send(client, template) is SendOutcome.SENT


def test_instances_share_one_token(bench: Bench) -> None:
    one, other = bench.our_wechat(), bench.our_wechat()
    one.phone_number(bench.wechat.phone_code(OPENID))
    first = bench.tokens.kept
    other.phone_number(bench.wechat.phone_code(OPENID))
    assert bench.tokens.kept == first


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("error", SendOutcome.RETRY),
        ("concurrent", SendOutcome.RETRY),
        ("refused", SendOutcome.NO_CREDIT),
        ("error_after_effect", SendOutcome.UNKNOWN),
    ],
)
def test_misfortunes_of_a_message(bench: Bench, fault: str, outcome: SendOutcome) -> None:
    template = TEMPLATE_LIST[0]
    bench.wechat.subscribe(OPENID, {template["id"]: "accept"})
    bench.world.faults.order("message", fault)
    assert send(bench.our_wechat(), template) is outcome
    sent = len(bench.wechat.messages(OPENID))
    assert sent == (1 if outcome is SendOutcome.UNKNOWN else 0)


def test_nobody_and_no_template(bench: Bench) -> None:
    client, template = bench.our_wechat(), TEMPLATE_LIST[0]
    assert send(client, template, openid="?") is SendOutcome.REFUSED
    assert send(client, template | {"id": "x" * 43}) is SendOutcome.REFUSED


def test_a_wrong_secret_sends_nothing(bench: Bench) -> None:
    base = f"{bench.url}/wechat"
    client = WeChat(APPID, "wrong", Tokens(), bench.world.now, log, base, 20)
    assert send(client, TEMPLATE_LIST[0]) is SendOutcome.RETRY
    with pytest.raises(WeChatTemporary):
        client.phone_number("code")
