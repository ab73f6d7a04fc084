"""What every call has: its id, its clock, its time, and a line in the log."""

from types import SimpleNamespace

import pymongo.errors
import pytest
from pydantic import BaseModel, Field

from common.domain.errors import Code
from common.entry.call import Call, code_of, plain
from tests.unit.entry.conftest import NOW


def test_a_call_is_known_by_the_platforms_id_and_its_function(lines):
    call = Call({"request_id": "r-1", "function_name": "book"})
    call.answer(Code.OK, "成功", None)
    (line,) = lines()
    assert (line["event"], line["level"], line["code"]) == ("call", "info", "OK")
    assert (line["request_id"], line["function"]) == ("r-1", "book")


@pytest.mark.parametrize("given", ["A-" + "0" * 62, "x", "0b0e3f6a-6d1f-4a53-9c0e-1a2b3c4d5e6f"])
def test_an_id_of_the_platform_is_kept(given):
    assert Call({"request_id": given}).request_id == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\n", "a.b", None, 5, ["x"]])
def test_any_other_is_replaced(given):
    call = Call({"request_id": given})
    assert len(call.request_id) == 32
    assert call.request_id != Call({"request_id": given}).request_id


@pytest.mark.parametrize("context", [None, "context", [], {}, {"function_name": None}])
def test_a_context_of_any_shape(context):
    call = Call(context)
    assert call.function == ""
    assert call.seconds_left() == pytest.approx(15, abs=5)


def test_the_one_shape_of_every_answer(monkeypatch):
    call = Call({"request_id": "r-1"})
    call.now = lambda: NOW
    assert call.envelope(Code.BUSY, "忙", {"a": 1}) == {
        "code": "BUSY",
        "message": "忙",
        "data": {"a": 1},
        "request_id": "r-1",
        "now": "2026-11-23T00:30:00+08:00",
    }


def test_how_long_it_has_taken_is_said_in_milliseconds(monkeypatch, lines):
    ticks = iter([100.0, 101.2345, 102.0])
    monkeypatch.setattr("common.entry.call.time", SimpleNamespace(monotonic=lambda: next(ticks)))
    call = Call({})
    assert call.duration_ms() == 1234
    call.answer(Code.OK, "成功", None)
    assert lines()[0]["duration_ms"] == 2000


def test_the_platforms_limit_is_in_milliseconds(monkeypatch):
    monkeypatch.setattr("common.entry.call.time", SimpleNamespace(monotonic=lambda: 0.0))
    for limit, seconds in ((1, 0.001), (20_000, 20.0), (0, 15.0), (-1, 15.0), ("9000", 15.0)):
        assert Call({"time_limit_in_ms": limit}).seconds_left() == seconds


class Named(BaseModel):
    full_name: str = Field(serialization_alias="fullName")


def test_a_reply_is_spelt_as_its_model_says():
    assert plain(Named(full_name="a")) == {"fullName": "a"}


def test_a_reply_that_breaks_its_model_is_a_bug():
    with pytest.raises(ValueError, match="full_name"):
        plain(Named.model_construct(full_name=7))


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (pymongo.errors.ConnectionFailure, Code.BUSY),
        (pymongo.errors.AutoReconnect, Code.BUSY),
        (pymongo.errors.CursorNotFound, Code.BUSY),
        (pymongo.errors.ExecutionTimeout, Code.BUSY),
        (pymongo.errors.WriteConcernError, Code.BUSY),
        (pymongo.errors.WTimeoutError, Code.BUSY),
        (pymongo.errors.OperationFailure, Code.INTERNAL),
        (pymongo.errors.DuplicateKeyError, Code.INTERNAL),
        (ValueError, Code.INTERNAL),
    ],
)
def test_where_it_is_not_known_whether_it_happened_the_phone_may_ask_again(kind, code):
    assert code_of(kind("x")) is code


def test_the_name_alone_makes_no_error_of_the_drivers():
    assert code_of(type("ConnectionFailure", (Exception,), {})()) is Code.INTERNAL
