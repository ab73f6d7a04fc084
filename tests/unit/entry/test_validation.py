"""Strict requests, and refusals that name the field in plain words and echo nothing."""

import importlib
import pkgutil
from datetime import date
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from common import contracts
from common.contracts.base import Request
from common.domain.errors import Code, Refused
from common.entry.validation import EVENT_LIMIT, OF_THE_PAGE, WORDS, parse

STALE_PAGE = "页面过期了，没有提交。请返回重新进入"


class Add(BaseModel):
    model_config = ConfigDict(extra="forbid")
    action: Literal["add"]
    name: str = Field(min_length=2, max_length=5)
    birth_date: date | None = None
    confirm: bool = False
    results: dict[str, Literal["accept", "reject"]] = Field(default_factory=dict)
    level: int = 1


class List(BaseModel):
    model_config = ConfigDict(extra="forbid")
    action: Literal["list"]


ADD = TypeAdapter(Add)
EITHER = TypeAdapter(Annotated[Add | List, Field(discriminator="action")])
GOOD = {"action": "add", "name": "张三"}


def refusal(event, adapter=ADD):
    with pytest.raises(Refused) as caught:
        parse(adapter, event)
    assert caught.value.code is Code.BAD_REQUEST
    return caught.value


def test_a_good_request_arrives_typed():
    request = parse(ADD, {**GOOD, "birth_date": "1990-03-07", "confirm": True})
    assert request.birth_date == date(1990, 3, 7) and request.confirm is True
    assert isinstance(parse(EITHER, {"action": "list"}), List)


def test_what_the_platform_adds_is_dropped(sample):
    for name in ("phone", "phone_legacy"):
        extras = {k: v for k, v in sample(name)[0].items() if k in ("userInfo", "tcbContext")}
        assert extras and parse(ADD, {**GOOD, **extras}).name == "张三"


@pytest.mark.parametrize("key", ["userinfo", "openid", "Type", "$where", "a.b"])
def test_anything_else_is_not(key):
    assert refusal({**GOOD, key: "1"}).message == STALE_PAGE


@pytest.mark.parametrize(
    ("change", "message", "field"),
    [
        ({"name": "一"}, "姓名太短", "name"),
        ({"name": "一二三四五六"}, "姓名太长", "name"),
        ({"name": 5}, "姓名不正确，请检查后再试", "name"),
        ({"name": None}, "姓名不正确，请检查后再试", "name"),
        ({"name": {"$ne": ""}}, "姓名不正确，请检查后再试", "name"),
        ({"birth_date": "1990-02-30"}, "出生日期不正确，请检查后再试", "birth_date"),
        ({"birth_date": 0}, "出生日期不正确，请检查后再试", "birth_date"),
        ({"confirm": "true"}, STALE_PAGE, "confirm"),
        ({"confirm": 1}, STALE_PAGE, "confirm"),
        ({"level": "1"}, STALE_PAGE, "level"),
        ({"level": 1.5}, STALE_PAGE, "level"),
        ({"results": {"t": "maybe"}}, STALE_PAGE, "results"),
        ({"action": "drop"}, STALE_PAGE, "action"),
    ],
    ids=str,
)
@pytest.mark.parametrize("adapter", [ADD, EITHER], ids=["model", "union"])
def test_the_field_is_named_in_plain_words(change, message, field, adapter):
    found = refusal({**GOOD, **change}, adapter)
    assert (found.message, found.details) == (message, {"field": field})


@pytest.mark.parametrize("adapter", [ADD, EITHER], ids=["model", "union"])
def test_what_is_missing_is_asked_for(adapter):
    assert refusal({"action": "add"}, adapter).message == "请填写姓名"
    assert refusal({"name": "张三"}, adapter).message == STALE_PAGE


def test_a_field_without_words_is_not_named():
    adapter = TypeAdapter(dict[str, int])
    assert refusal({"zzz": "1"}, adapter).details == {}


@pytest.mark.parametrize("value", ["秘密的值 13800138000", "x" * 5000])
def test_values_are_never_echoed(value):
    for field in [*WORDS, *OF_THE_PAGE]:
        found = refusal({**GOOD, field: value})
        assert value not in found.message + str(found.details)


def test_every_field_of_every_request_is_a_persons_or_a_pages():
    for module in pkgutil.iter_modules(contracts.__path__):
        importlib.import_module(f"common.contracts.{module.name}")
    requests = [r for r in Request.__subclasses__() if r.__module__.startswith("common.")]
    assert len(requests) > 5
    fields = {name for request in requests for name in request.model_fields}
    assert fields == WORDS.keys() | OF_THE_PAGE
    assert not WORDS.keys() & OF_THE_PAGE


def cyclic():
    event = dict(GOOD)
    event["name"] = event
    return event


def deep():
    value = []
    for _ in range(100_000):
        value = [value]
    return {"name": value}


@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        "text",
        7,
        {**GOOD, "name": float("nan")},
        {**GOOD, "name": float("inf")},
        {**GOOD, "name": b"bytes"},
        {**GOOD, "name": "\ud800"},
        {**GOOD, "name": object()},
        cyclic(),
        deep(),
    ],
    ids=range(11),
)
def test_what_is_not_json_is_refused(event):
    assert refusal(event).message == STALE_PAGE


def test_the_whole_event_is_bounded_in_bytes_not_characters():
    assert EVENT_LIMIT == 16_384
    room = EVENT_LIMIT - len('{"q": ""}')
    adapter = TypeAdapter(dict[str, str])
    assert parse(adapter, {"q": "x" * room})
    assert refusal({"q": "x" * (room + 1)}, adapter).message == "写的内容太长，没有提交。请写短一些"
    assert (
        refusal({"q": "号" * (room // 3 + 1)}, adapter).message
        == "写的内容太长，没有提交。请写短一些"
    )


def test_a_refusal_of_a_models_own_passes_through():
    class Picky(BaseModel):
        name: str

        def model_post_init(self, context):
            raise Refused(Code.BAD_REQUEST, "姓名不对", {"field": "name"})

    assert refusal({"name": "x"}, TypeAdapter(Picky)).message == "姓名不对"
