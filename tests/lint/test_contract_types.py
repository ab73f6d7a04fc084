"""The types that the mini-program and the desktop's pages are checked with are those of the functions."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import SerializerFunctionWrapHandler, model_serializer

from common.contracts.base import Reply, Request
from common.domain.errors import Code
from tools import contract_types
from tools.contract_types import (
    DESKTOP,
    PHONE,
    Types,
    desktop_functions,
    phone_functions,
    render,
    schema,
)

OF_PHONE = {
    "login", "patients", "account", "catalog", "query_slots", "book", "pay", "cancel", "my_bookings", "waitlist",
    "admin", "staff",
}  # fmt: skip
OF_DESKTOP = {"admin", "pictures", "sheets", "staff"}


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


@pytest.mark.parametrize("target", [PHONE, DESKTOP])
def test_the_committed_file_is_what_the_contracts_say(target: Path):
    assert target.read_text("utf-8") == render(target), "run: python -m tools.contract_types"


@pytest.mark.parametrize(
    ("door", "names"), [(phone_functions, OF_PHONE), (desktop_functions, OF_DESKTOP)]
)
def test_every_function_of_a_door_is_in_its_file_and_no_other(
    door: Callable[[], Types], names: set[str]
):
    assert set(door()) == names
    described = schema(door())["$defs"]
    for way in ("Requests", "Replies"):
        assert set(described[way]["properties"]) == set(described[way]["required"]) == names
    assert described["Code"]["enum"] == [code.value for code in Code]


def test_a_door_holds_nothing_that_only_the_other_serves():
    phone, desktop = (schema(door())["$defs"] for door in (phone_functions, desktop_functions))
    assert {"ConfirmLogin", "AcceptInvite"} <= phone.keys() - desktop.keys()
    assert {"StartLogin", "FinishLogin"} <= desktop.keys() - phone.keys()


@pytest.mark.parametrize("door", [phone_functions, desktop_functions])
def test_every_type_that_pages_name_has_one_name_of_its_own(door: Callable[[], Types]):
    titles = [definition["title"] for definition in schema(door())["$defs"].values()]
    assert len(titles) == len(set(titles))
    used = {
        "Booking", "Hospital", "VisitHospital", "Session", "WaitlistEntry", "DesktopSession",
    }  # fmt: skip
    assert (used if door is phone_functions else {"Staff", "Grant", "DesktopSession"}) <= set(
        titles
    )


def test_what_may_be_left_out_is_optional_and_what_is_always_sent_is_not(monkeypatch):
    monkeypatch.setattr(
        contract_types, "phone_functions", lambda: {"ask": (Ask, Answer), "find": (Ask, Sparse)}
    )
    described = schema(contract_types.phone_functions())["$defs"]
    assert described["Ask"]["required"] == ["must"]
    assert {"type": "null"} in described["Ask"]["properties"]["may"]["anyOf"]
    assert described["Answer"]["required"] == ["kind", "count"]
    assert "required" not in described["Sparse"]
    types = render(PHONE)
    assert "ask: Ask;" in types
    assert "may?: string | null;" in types
    assert "kind: 'yes' | 'no';" in types
    assert "count: number;" in types
    assert "found?: Answer;" in types
