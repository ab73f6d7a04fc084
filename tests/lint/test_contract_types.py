"""The types the mini-program is checked with are those of the functions."""

from typing import Any, Literal

from pydantic import SerializerFunctionWrapHandler, model_serializer

from common.contracts.base import Reply, Request
from common.domain.errors import Code
from tools import contract_types
from tools.contract_types import TARGET, phone_functions, render, schema

PHONE = {
    "login", "patients", "account", "catalog", "query_slots", "book", "pay", "cancel", "my_bookings", "waitlist",
    "staff",
}  # fmt: skip


class Ask(Request):
    """Ask."""

    must: str
    may: str | None = None


class Answer(Reply):
    """Answer."""

    kind: Literal["yes", "no"]
    count: int = 0


class Sparse(Reply):
    """Whatever was asked for."""

    found: Answer | None = None

    @model_serializer(mode="wrap")
    def _no_nulls(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: part for name, part in whole(self).items() if part is not None}


def test_the_committed_file_is_what_the_contracts_say():
    assert TARGET.read_text("utf-8") == render(), "run: python -m tools.contract_types"


def test_every_function_of_the_phone_is_in_it_and_no_other():
    assert set(phone_functions()) == PHONE
    described = schema()["$defs"]
    for way in ("Requests", "Replies"):
        assert set(described[way]["properties"]) == set(described[way]["required"]) == PHONE
    assert described["Code"]["enum"] == [code.value for code in Code]


def test_every_type_that_pages_name_has_one_name_of_its_own():
    titles = [definition["title"] for definition in schema()["$defs"].values()]
    assert len(titles) == len(set(titles))
    assert {"Booking", "Hospital", "VisitHospital", "Session", "WaitlistEntry"} <= set(titles)


def test_what_may_be_left_out_is_optional_and_what_is_always_sent_is_not(monkeypatch):
    monkeypatch.setattr(
        contract_types, "phone_functions", lambda: {"ask": (Ask, Answer), "find": (Ask, Sparse)}
    )
    described = schema()["$defs"]
    assert described["Ask"]["required"] == ["must"]
    assert {"type": "null"} in described["Ask"]["properties"]["may"]["anyOf"]
    assert described["Answer"]["required"] == ["kind", "count"]
    assert "required" not in described["Sparse"]
    types = render()
    assert "ask: Ask;" in types
    assert "may?: string | null;" in types
    assert "kind: 'yes' | 'no';" in types
    assert "count: number;" in types
    assert "found?: Answer;" in types
