"""`ops staff`: the first operator's code, who there is, and ending somebody; ids and roles, never a name."""

import base64
import re

import pytest

from common.runtime import clock
from ops.__main__ import main
from tests.ops.world import Db
from tests.support.service import MONDAY, Service
from tests.support.staff import Office, manager_of

KEY = f"k1:{base64.b64encode(b'1' * 32).decode()}"


@pytest.fixture
def office(db: Db, mongo_uri: str, monkeypatch: pytest.MonkeyPatch) -> Office:
    known = {"MONGO_URI": mongo_uri, "MONGO_DATABASE": db.name, "DATA_KEYS": KEY}
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    return Office(Service(db))


def test_from_the_program_to_the_first_operator(office: Office, capsys) -> None:
    assert main(["staff", "invite", "--operator", "--name", "虚构运营"]) == 0
    out = capsys.readouterr().out
    (code,) = re.findall(r"邀请码：([0-9A-Z]{10})，2026年3月3日 08:00 前用一次有效", out)
    assert "让他本人在小程序里输入；这个码只显示这一次" in out
    assert "虚构" not in out
    operator = office.accepted("op", code)
    assert main(["staff", "list"]) == 0
    assert capsys.readouterr().out == f"{operator.id}：operator\n1 人\n"
    office.hire("op", "mgr", manager_of())
    assert main(["staff", "list", "--hospital", "h1"]) == 0
    assert capsys.readouterr().out == f"{office.member('mgr').id}：manager\n1 人\n"


def test_a_list_that_is_cut_says_so(office: Office, capsys, monkeypatch) -> None:
    office.operator("op")
    office.operator("op2")
    monkeypatch.setattr("common.store.staff.LISTED", 1)
    capsys.readouterr()
    assert main(["staff", "list"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["1 人，只列出了这些，还有更多"]


def test_two_runs_make_two_codes(office: Office, capsys) -> None:
    for _ in range(2):
        assert main(["staff", "invite", "--operator", "--name", "虚构"]) == 0
    codes = re.findall(r"邀请码：(\w{10})", capsys.readouterr().out)
    assert len(set(codes)) == 2


def test_somebody_is_ended_and_the_last_stays(office: Office, capsys) -> None:
    first, second = office.operator("op"), office.operator("op2")
    assert main(["staff", "disable", first.id, "--reason", "离职"]) == 0
    assert f"已停用：{first.id}\n" in capsys.readouterr().out
    assert not office.member("op").active
    entry = office.deps.store.audit.get(office.member("op").audit)
    assert (entry.actor.staff_id, entry.actor.door.value, entry.reason) == (
        "ops",
        "program",
        "离职",
    )
    for staff_id, words in (
        (first.id, f"没有完成：没有这个工作人员，或已停用：{first.id}\n"),
        (second.id, "没有完成：这是最后一位平台运营，不能去掉。请先邀请另一位\n"),
    ):
        assert main(["staff", "disable", staff_id, "--reason", "离职"]) == 2
        assert capsys.readouterr().err == words


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["invite", "--operator", "--name", ""], "没有完成：--name 要写 1 到 50 个字\n"),
        (["disable", "s1", "--reason", "x"], "没有完成：--reason 要写 2 到 200 个字\n"),
        (
            ["disable", "s1", "--reason", "电话 13900000000"],
            "没有完成：原因会留在操作记录里，请不要写电话和证件号码\n",
        ),
    ],
)
def test_what_is_not_taken(office: Office, capsys, arguments: list[str], words: str) -> None:
    assert main(["staff", *arguments]) == 2
    assert capsys.readouterr().err == words


def test_only_an_operator_is_invited_by_it(office: Office) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["staff", "invite", "--name", "虚构"])
    assert ended.value.code == 2


def test_the_keys_say_how_many_entries_need_them(office: Office, capsys) -> None:
    office.operator("op")
    capsys.readouterr()
    assert main(["keys", "status"]) == 0
    assert "audit.hash：密钥 k1（当前）签名 2 条，要核对就得留着它\n" in capsys.readouterr().out
