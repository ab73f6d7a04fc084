"""Permission is asked for messages that the service sends, and for no other."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ASKING = ROOT / "miniprogram/services/messages.js"


def asked() -> dict[str, list[str]]:
    """The kinds each tap asks for: the table `ASKED` of the mini-program."""
    table = ASKING.read_text("utf-8").split("const ASKED = {")[1].split("};")[0]
    return {
        tap: re.findall(r"'(\w+)'", kinds) for tap, kinds in re.findall(r"(\w+): \[(.*?)\]", table)
    }


def sent(kind: str) -> bool:
    """Whether anything in `common` but the list of all kinds names it."""
    sources = (path.read_text("utf-8") for path in (ROOT / "common").rglob("*.py"))
    return any(f'"{kind}"' in text for text in sources if "KINDS = (" not in text)


def test_every_kind_that_is_asked_for_is_sent():
    kinds = {kind for each in asked().values() for kind in each}
    assert len(kinds) >= 5
    assert sorted(kind for kind in kinds if not sent(kind)) == []


def test_wechat_takes_three_at_a_time():
    assert {tap: len(kinds) for tap, kinds in asked().items() if len(kinds) > 3} == {}


def test_a_kind_that_nobody_sends_is_seen():
    assert not sent("clinic_closed_for_ever")
