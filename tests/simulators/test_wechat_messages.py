"""Subscribe messages: one accept, one send; values by their types; nothing readable at rest."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from emulator.wechat import ControlError
from emulator.wechat.templates import Field, load_templates

from .conftest import OPENID, TEMPLATES, Bench
from .test_wechat import call, token

KINDS = {template.kind: template for template in load_templates(TEMPLATES).values()}
CANCELLED = KINDS["booking_cancelled"].id
VALUES = {
    "thing1": "示范医院",
    "name2": "张*",
    "time3": "2026年11月27日 08:30",
    "thing4": "本人取消",
}


def message(template_id: str = CANCELLED, **changes: Any) -> dict[str, Any]:
    data = {key: {"value": value} for key, value in VALUES.items()}
    body = {
        "touser": OPENID,
        "template_id": template_id,
        "page": "pages/home/home?id=1",
        "miniprogram_state": "developer",
        "lang": "zh_CN",
        "data": data,
    }
    return {**body, **changes}


def send(bench: Bench, body: dict[str, Any]) -> int:
    path = "/cgi-bin/message/subscribe/send"
    return int(call(bench, "POST", path, body, access_token=token(bench))["errcode"])


def accept(bench: Bench, times: int = 1) -> None:
    for _ in range(times):
        bench.wechat.subscribe(OPENID, {CANCELLED: "accept"})


def test_the_demo_has_a_template_for_every_kind() -> None:
    assert set(KINDS) == {
        "booking_confirmed",
        "booking_cancelled",
        "refund_result",
        "visit_tomorrow",
        "visit_soon",
        "waitlist_offer",
        "hold_expired",
        "clinic_suspended",
        "clinic_changed",
    }


def test_one_accept_is_one_send(bench: Bench) -> None:
    assert send(bench, message()) == 43101
    assert bench.wechat.subscribe(OPENID, {CANCELLED: "accept"}) == {CANCELLED: 1}
    accept(bench)
    assert [send(bench, message()) for _ in range(3)] == [0, 0, 43101]
    assert bench.wechat.credits(OPENID, CANCELLED) == 0
    assert len(bench.wechat.messages()) == 2


@pytest.mark.parametrize("answer", ["reject", "ban", "filter"])
def test_another_answer_of_the_sheet_gives_nothing(bench: Bench, answer: str) -> None:
    bench.wechat.subscribe(OPENID, {CANCELLED: answer})
    assert send(bench, message()) == 43101


def test_credits_are_a_persons_and_a_templates(bench: Bench) -> None:
    accept(bench)
    assert send(bench, message(touser="oTEST-patient-two")) == 43101
    data = {"thing1": {"value": "示范医院"}, "time2": {"value": "08:30"}}
    data |= {"phrase3": {"value": "已取消"}, "thing4": {"value": "请重新预约"}}
    assert send(bench, message(KINDS["hold_expired"].id, data=data)) == 43101


def test_a_sheet_is_checked_as_a_whole(bench: Bench) -> None:
    four = {template.id: "accept" for template in list(KINDS.values())[:4]}
    for results in ({}, four, {"unknown": "accept"}, {CANCELLED: "yes"}):
        with pytest.raises(ControlError):
            bench.wechat.subscribe(OPENID, results)
    with pytest.raises(ControlError):
        bench.wechat.subscribe(OPENID, {CANCELLED: "accept", KINDS["visit_soon"].id: "no"})
    with pytest.raises(ControlError):
        bench.wechat.subscribe("no", {CANCELLED: "accept"})
    assert bench.wechat.credits(OPENID, CANCELLED) == 0


def test_messages_are_listed_for_their_reader(bench: Bench) -> None:
    accept(bench)
    send(bench, message())
    [told] = bench.wechat.messages(OPENID)
    assert told == {
        "kind": "booking_cancelled",
        "template_id": CANCELLED,
        "title": "预约取消通知",
        "values": {
            "就诊医院": "示范医院",
            "就诊人": "张*",
            "就诊时间": "2026年11月27日 08:30",
            "温馨提示": "本人取消",
        },
        "page": "pages/home/home?id=1",
        "openid": OPENID,
        "at": "2026-11-25T10:00:00+08:00",
    }
    assert bench.wechat.messages("oTEST-patient-two") == []
    assert ("message", {"message": told}) in bench.world.events


def test_messages_survive_a_restart_and_are_unreadable_at_rest(bench: Bench) -> None:
    accept(bench)
    data = {key: {"value": value} for key, value in {**VALUES, "name2": "测试病人甲"}.items()}
    send(bench, message(data=data))
    bench.restart()
    assert bench.wechat.messages()[0]["values"]["就诊人"] == "测试病人甲"
    stored = json.dumps(list(bench.world.store.docs.values()), ensure_ascii=False)
    for text in ("测试病人甲", json.dumps("测试病人甲")[1:-1], "示范医院"):
        assert text not in stored
    assert (bench.world.keys / "simulators.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"touser": ""}, 40003),
        ({"touser": None}, 40003),
        ({"touser": {"$ne": ""}}, 40003),
        ({"template_id": "unknown"}, 40037),
        ({"template_id": None}, 40037),
        ({"page": "pages/none/none"}, 41030),
        ({"page": 5}, 41030),
        ({"miniprogram_state": "release"}, 40097),
        ({"lang": "fr"}, 40097),
        ({"data": None}, 47003),
        ({"data": "text"}, 47003),
        ({"data": {}}, 47003),
    ],
)
def test_a_wrong_message_is_refused_and_costs_nothing(
    bench: Bench, changes: dict[str, Any], errcode: int
) -> None:
    accept(bench)
    assert send(bench, message(**changes)) == errcode
    assert bench.wechat.credits(OPENID, CANCELLED) == 1
    assert bench.wechat.messages() == []


def test_a_wrong_value_is_named(bench: Bench) -> None:
    accept(bench)
    data = message()["data"]
    path = "/cgi-bin/message/subscribe/send"
    for change, words in (
        ({"thing4": {"value": "超过二十个字" * 4}}, "data.thing4.value invalid"),
        ({"thing4": {"value": ""}}, "data.thing4.value is empty"),
        ({"thing4": {}}, "data.thing4.value is empty"),
        ({"thing4": "text"}, "data.thing4.value is empty"),
        ({"thing9": {"value": "x"}}, "data.thing9"),
    ):
        body = message(data={**data, **change})
        answer = call(bench, "POST", path, body, access_token=token(bench))
        assert answer["errcode"] == 47003
        assert words in answer["errmsg"]
    body = message(data={**data, "thing4": {"value": "含敏感词测试"}})
    assert send(bench, body) == 45168


@pytest.mark.parametrize(
    ("type", "good", "bad"),
    [
        ("thing", ["一" * 20, "a1 ，。", "0"], ["一" * 21, "两\n行", "\t"]),
        ("number", ["5", "12.50", "-3", "9" * 32], ["5元", "1,000", "9" * 33, "1e5", "٣"]),
        ("letter", ["abcXYZ"], ["abc1", "中", "a" * 33]),
        ("symbol", ["!@#"], ["abc", "!!!!!!"]),
        ("character_string", ["12345678", "A-1 #x", "x" * 32], ["号12", "x" * 33]),
        (
            "time",
            [
                "08:30",
                "8:30",
                "23:59:59",
                "2026年11月25日 08:30",
                "2026年11月25日 08:30~2026年11月25日 09:00",
            ],
            [
                "24:00",
                "08:60",
                "2026-11-25 08:30",
                "2026年13月1日 08:30",
                "2026年2月30日 08:30",
                "2026年11月25日",
                "上午",
                "08:30~09:00~10:00",
            ],
        ),
        (
            "date",
            ["2026年11月25日", "2026年11月25日 08:30", "2026年1月5日~2026年1月6日"],
            ["08:30", "2026-11-25", "2026年2月30日", "11月25日"],
        ),
        (
            "amount",
            ["¥50.00", "￥50", "¥50元", "$1.5"],
            ["50.00", "¥", "¥1,000", "¥50.000", "¥-5", "¥" + "9" * 11],
        ),
        ("phone_number", ["+86-0766-66888866"], ["电话", "1" * 18]),
        ("car_number", ["粤A8Z888挂"], ["粤", "车牌号码很长很长很长"]),
        (
            "name",
            ["张三", "一二三四五六七八九十", "Anna-Maria Lindqvist", "张*"],
            ["一二三四五六七八九十百", "a" * 21, "张3"],
        ),
        ("phrase", ["已退款", "一二三四五"], ["一二三四五六", "OK", "退款!", "已 退"]),
    ],
)
def test_values_by_type(tmp_path: Path, type: str, good: list[str], bad: list[str]) -> None:
    entry = {"id": "x" * 43, "kind": "k", "title": "t"}
    entry["fields"] = [{"key": f"{type}1", "type": type, "label": "项"}]  # type: ignore[assignment]
    path = tmp_path / "templates.json"
    path.write_text(json.dumps({"templates": [entry]}))
    template = load_templates(path)["x" * 43]
    for value in good:
        assert template.values({f"{type}1": {"value": value}}) == {"项": value}
    for value in bad:
        with pytest.raises(Exception, match="47003"):
            template.values({f"{type}1": {"value": value}})


def test_a_broken_template_file_says_where(tmp_path: Path) -> None:
    document = json.loads(TEMPLATES.read_text())
    path = tmp_path / "templates.json"
    for change in ({"id": "short"}, {"fields": [{"key": "thing1", "type": "tune", "label": "x"}]}):
        broken = {"templates": [{**document["templates"][0], **change}]}
        path.write_text(json.dumps(broken))
        with pytest.raises(ValueError, match="booking_confirmed"):
            load_templates(path)
    path.write_text(json.dumps({"templates": document["templates"][:1] * 2}))
    with pytest.raises(ValueError, match="unique"):
        load_templates(path)
    assert KINDS["visit_soon"].fields[2] == Field("time3", "time", "就诊时间")


def test_two_sends_to_one_person_at_once(bench: Bench) -> None:
    accept(bench, 3)
    mine = token(bench)
    bench.world.faults.order("message", "slow", seconds=0.2)

    async def all_three() -> tuple[int, int, int]:
        url = f"{bench.url}/wechat/cgi-bin/message/subscribe/send?access_token={mine}"

        async def one(openid: str) -> int:
            async with bench.http.post(url, json=message(touser=openid)) as answer:
                return int((await answer.json())["errcode"])

        return await asyncio.gather(one(OPENID), one(OPENID), one("oTEST-patient-two"))

    first, second, other = bench.run(all_three())
    assert sorted((first, second)) == [0, 43108]
    assert other == 43101
    assert bench.wechat.credits(OPENID, CANCELLED) == 2
    assert send(bench, message()) == 0


@pytest.mark.parametrize(
    ("mode", "errcode"), [("error", -1), ("refused", 43101), ("concurrent", 43108)]
)
def test_ordered_refusals_cost_nothing(bench: Bench, mode: str, errcode: int) -> None:
    accept(bench)
    bench.world.faults.order("message", mode)
    assert [send(bench, message()) for _ in range(2)] == [errcode, 0]


def test_a_message_whose_answer_was_lost_was_sent(bench: Bench) -> None:
    accept(bench)
    bench.world.faults.order("message", "error_after_effect")
    with pytest.raises(aiohttp.ClientError):
        send(bench, message())
    assert len(bench.wechat.messages()) == 1
    assert bench.wechat.credits(OPENID, CANCELLED) == 0
