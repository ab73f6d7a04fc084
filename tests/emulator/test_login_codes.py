"""What a pretend phone's camera meets of the codes on desktop screens."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest

from emulator.login_codes import LoginCodes

NOW = datetime(2036, 1, 7, tzinfo=timezone.utc)
ORIGIN = "http://127.0.0.1:8080"


class Screens:
    """Codes, and a clock that goes as it is told."""

    def __init__(self) -> None:
        self.now = NOW
        self.codes = LoginCodes(lambda: self.now)

    def show(self, ticket: str, match: str = "47", path: str = "/api/staff") -> None:
        until = (self.now + timedelta(seconds=120)).isoformat()
        data = {"ticket": ticket, "match": match, "expires_at": until}
        self.codes.see(path, ORIGIN, json.dumps({"code": "OK", "data": data}).encode())

    @property
    def met(self) -> list[str]:
        return [code["scene"].rpartition("=")[2] for code in self.codes.waiting()]


@pytest.fixture
def screens() -> Screens:
    return Screens()


def test_a_code_says_the_address_and_the_number_beside_it(screens: Screens) -> None:
    screens.show("abc")
    assert screens.codes.waiting() == [
        {"title": "电脑上的登录码（旁边是 47）", "scene": f"{ORIGIN}/staff/?ticket=abc"}
    ]


def test_the_newest_come_first_and_only_a_few(screens: Screens) -> None:
    for ticket in "abcde":
        screens.show(ticket)
    assert screens.met == ["e", "d", "c"]


def test_a_code_goes_when_it_is_over(screens: Screens) -> None:
    screens.show("abc")
    screens.now += timedelta(seconds=119)
    assert screens.met == ["abc"]
    screens.now += timedelta(seconds=1)
    assert screens.met == []


@pytest.mark.parametrize(
    "body", [b"", b"x", b"[]", b"null", b'{"data": null}', b'{"data": {"ticket": "a"}}',
             b'{"data": {"ticket": "a", "match": "1", "expires_at": "soon"}}', b"\xff"],
)  # fmt: skip
def test_answers_about_something_else_are_let_be(screens: Screens, body: bytes) -> None:
    screens.codes.see("/api/staff", ORIGIN, body)
    assert screens.met == []


def test_only_the_staffs_route_is_looked_at(screens: Screens) -> None:
    screens.show("abc", path="/api/other")
    assert screens.met == []
