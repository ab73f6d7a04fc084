"""The types the mini-program is checked with are those of the functions, to the letter."""

import enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from common.contracts.base import Reply, Request
from common.domain.errors import Code
from tools import contract_types
from tools.contract_types import TARGET, Types, main, phone_functions, render

PHONE = {
    "login", "patients", "account", "catalog", "query_slots", "book", "pay", "cancel", "my_bookings", "waitlist",
}  # fmt: skip


def test_the_committed_file_is_what_the_contracts_say():
    assert TARGET.read_text("utf-8") == render(), "run: python -m tools.contract_types"


def test_every_function_of_the_phone_is_in_it_and_no_other():
    assert set(phone_functions()) == PHONE
    text = render()
    requests, replies = text.split("export interface Requests")[1].split("export interface Replies")
    for name in PHONE:
        assert f"\n  {name}: " in requests
        assert f"\n  {name}: " in replies
    for code in Code:
        assert f"  | '{code.value}'" in text


def test_a_changed_contract_is_noticed(tmp_path, monkeypatch, capsys):
    copy = tmp_path / "contracts.d.ts"
    monkeypatch.setattr(contract_types, "TARGET", copy)
    monkeypatch.setattr(contract_types, "ROOT", tmp_path)
    monkeypatch.setattr(contract_types, "render", lambda: "the contract\n")
    assert main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().out
    assert main([]) == 0
    assert copy.read_text("utf-8") == "the contract\n"
    assert main(["--check"]) == 0
    copy.write_text("another\n", "utf-8")
    assert main(["--check"]) == 1


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Inner(Reply):
    """Inside."""

    n: int


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (str, "string"),
        (bool, "boolean"),
        (int | None, "number | null"),
        (list[int | str], "(number | string)[]"),
        (tuple[int, ...], "number[]"),
        (Annotated[list[str], Field(max_length=3)], "string[]"),
        (dict[str, Any], "Record<string, unknown>"),
        (Literal["a", "b"], "'a' | 'b'"),
        (Literal[True], "true"),
        (Colour, "Colour"),
        (list[Inner], "Inner[]"),
    ],
)
def test_python_types_and_their_typescript(kind, text):
    assert Types().of(kind) == text


def test_a_type_that_has_no_typescript_is_refused():
    with pytest.raises(TypeError):
        Types().of(complex)


def test_what_a_request_may_leave_out_is_optional_and_what_a_reply_always_has_is_not():
    class Ask(Request):
        """Ask."""

        must: str
        may: str | None = None

    class Answer(Reply):
        """Answer."""

        count: int = 0

    made = Types()
    assert (made.of(Ask), made.of(Answer)) == ("Ask", "Answer")
    assert "  must: string;\n  may?: string | null;\n" in made.declared["Ask"]
    assert "  count: number;\n" in made.declared["Answer"]
    assert issubclass(Ask, BaseModel)
