"""Why a message was not sent stands in the log of a function."""

import json
from datetime import datetime, timedelta, timezone

import pytest

from common.clients.wechat import WeChat
from common.runtime import log

from .outside import Answer, Outside, json_answer

NOW = datetime(2026, 11, 25, 0, 30, tzinfo=timezone.utc)


class Tokens:
    """A token that lives."""

    def get(self, now: datetime) -> tuple[str, datetime] | None:
        return "t1", now + timedelta(hours=1)

    def put(self, token: str, expires_at: datetime) -> None:
        raise AssertionError("no token is fetched here")


def _refuse(errcode: int, errmsg: str = "no") -> Answer:
    return json_answer({"errcode": errcode, "errmsg": errmsg})


def test_why_a_message_was_not_sent_stands_in_the_log_of_a_function(
    outside: Outside, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a function has it: every logger of the standard library is silent there."""
    log.configure()
    client = WeChat("wx1", "secret", Tokens(), lambda: NOW, log, outside.base, 20)
    errmsg = "argument invalid! data.thing1.value"
    outside.will(_refuse(47003, errmsg), _refuse(40003), _refuse(45009), Answer(lost=True))
    for _ in range(4):
        client.send_subscribe("o-1", "tpl", "pages/booking?id=b1", {"thing1": "示例医院"})
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["level"], each["event"], each["errcode"]) for each in lines] == [
        ("error", "subscribe message refused", 47003),
        ("error", "subscribe message refused", 40003),
        ("warning", "subscribe message put off", 45009),
        ("warning", "subscribe message uncertain", None),
    ]
    assert [each.get("field") for each in lines] == ["thing1", "", None, None]
