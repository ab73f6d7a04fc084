"""Values of settings: what the functions would refuse is refused at plan, by both sides with the same values."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from common.runtime import settings as functions
from deploy import settings as deployer
from deploy.settings import SettingsError
from deploy.values import wrong_values
from tests.deploy.conftest import Console

KEY = "k1:" + base64.b64encode(b"1" * 32).decode()
SOUND = {
    "STAGE": "production",
    "MONGO_URI": "mongodb://u:p%40ss@10.0.0.8:27017/h?replicaSet=rs",
    "MONGO_DATABASE": "yuyue",
    "MINI_APPID": "wx0123456789abcdef",
    "MINI_SECRET": "invented",
    "DATA_KEYS": KEY,
    "HASH_KEYS": KEY,
    "NOTIFY_URL": "https://pay.example.com/pay/notify",
    "STAFF_ORIGIN": "https://staff.example.com",
    "FILES_BASE": "https://yuyue-1250000000.cos.ap-shanghai.myqcloud.com",
    "FILES_SECRET_ID": "invented",
    "FILES_SECRET_KEY": "invented",
    "WECHAT_API_BASE": "",
    "WECHAT_PAY_BASE": "",
}
LOCAL = {
    "STAGE": "development",
    "WECHAT_PAY_BASE": "http://127.0.0.1:9",
    "NOTIFY_URL": "http://127.0.0.1:9/n",
    "STAFF_ORIGIN": "http://127.0.0.1:9",
    "FILES_BASE": "http://127.0.0.1:9/files",
}

URI = "MONGO_URI 要写成 mongodb://…；账号和密码里的 @ 写成 %40、: 写成 %3A、/ 写成 %2F、% 写成 %25"
NOTIFY = "NOTIFY_URL 要写成 https://…，不带 ? 和 #，别的微信支付不收"
ORIGIN = "STAFF_ORIGIN 要写成 https://<域名>，小写，后面不带 /"
FILES = "FILES_BASE 要写成 https://<桶名>-<账号>.cos.<地域>.myqcloud.com"
STAGE = "STAGE 只能是 production 或 development"
FORM = "每一项要写成 <编号>:<32 字节的 base64>，编号用小写字母和数字，各项用逗号分开"


@pytest.mark.parametrize(
    "changed",
    [
        {}, {"STAGE": ""}, LOCAL, {"STAFF_ORIGIN": ""}, {"FILES_BASE": "", "FILES_SECRET_ID": ""},
        {"DATA_KEYS": f"{KEY},k2{KEY[2:]}"},
        {"MONGO_URI": "mongodb://a.example:27017,b.example/?replicaSet=rs"},
    ],
    ids=str,
)  # fmt: skip
def test_what_both_take(changed: dict[str, str]) -> None:
    values = SOUND | changed
    assert list(wrong_values(values)) == []
    functions.load(functions.NAMES, values)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"STAGE": "prod"}, STAGE),
        ({"STAGE": "Production"}, STAGE),
        (
            {"STAGE": "production # x"},
            "STAGE 后面有注释；注释要单独写一行",
        ),
        ({"WECHAT_PAY_BASE": "http://pay.example"}, "WECHAT_PAY_BASE 在正式环境里必须为空"),
        ({"WECHAT_API_BASE": "https://wx.example"}, "WECHAT_API_BASE 在正式环境里必须为空"),
        (
            {"STAGE": "", "WECHAT_PAY_BASE": "http://x"},
            "WECHAT_PAY_BASE 在正式环境里必须为空",
        ),
        ({"MONGO_URI": "mongodb://u:p@ss@h/db"}, URI),
        ({"MONGO_URI": "mongodb://u:p:q@h/db"}, URI),
        ({"MONGO_URI": "mongodb://u:p/q@h/db"}, URI),
        ({"MONGO_URI": "mongodb://u:p%zz@h/db"}, URI),
        ({"MONGO_URI": "http://h/db"}, URI),
        ({"MONGO_URI": "10.0.0.8:27017"}, URI),
        ({"NOTIFY_URL": "http://pay.example.com/pay/notify"}, NOTIFY),
        ({"NOTIFY_URL": "https://pay.example.com/pay/notify?x=1"}, NOTIFY),
        ({"NOTIFY_URL": "https://pay.example.com/pay/notify?"}, NOTIFY),
        ({"NOTIFY_URL": "https://pay.example.com/pay/notify#x"}, NOTIFY),
        ({"NOTIFY_URL": "pay.example.com/pay/notify"}, NOTIFY),
        ({"NOTIFY_URL": "https:///pay/notify"}, NOTIFY),
        ({"STAGE": "development", "NOTIFY_URL": "ftp://x/"}, NOTIFY),
        ({"STAFF_ORIGIN": "http://staff.example.com"}, ORIGIN),
        ({"STAFF_ORIGIN": "https://staff.example.com/"}, ORIGIN),
        ({"STAFF_ORIGIN": "https://Staff.example.com"}, ORIGIN),
        ({"STAFF_ORIGIN": "staff.example.com"}, ORIGIN),
        ({"FILES_BASE": "http://yuyue-1250000000.cos.ap-shanghai.myqcloud.com"}, FILES),
        ({"FILES_BASE": "https://yuyue.cos.ap-shanghai.myqcloud.com"}, FILES),
        ({"FILES_BASE": "https://yuyue-1250000000.cos.ap-shanghai.myqcloud.com/a"}, FILES),
        ({"FILES_BASE": "https://files.example.com"}, FILES),
        ({"STAGE": "development", **LOCAL, "FILES_BASE": "127.0.0.1:9/files"}, FILES),
        ({"DATA_KEYS": "k1:c2hvcnQ="}, f"DATA_KEYS {FORM}"),
        ({"HASH_KEYS": f"K1{KEY[2:]}"}, f"HASH_KEYS {FORM}"),
        ({"DATA_KEYS": f"{KEY},{KEY}"}, "DATA_KEYS 里有密钥编号写了两次"),
    ],
    ids=str,
)
def test_what_both_refuse(changed: dict[str, str], problem: str) -> None:
    values = SOUND | changed
    assert list(wrong_values(values)) == [problem]
    with pytest.raises(functions.SettingsError):
        functions.load(functions.NAMES, values)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"ENV_ID": "lab\u200b"}, "ENV_ID 里有看不见的字符，请手工重新输入"),
        ({"ENV_ID": "lab\u00a01"}, "ENV_ID 里有看不见的字符，请手工重新输入"),
        ({"MINI_SECRET": "\ufeffx"}, "MINI_SECRET 里有看不见的字符，请手工重新输入"),
        ({"ENV_ID": "lab 1"}, "ENV_ID 只能用字母、数字、- 和 _"),
        ({"ENV_ID": "环境"}, "ENV_ID 只能用字母、数字、- 和 _"),
        ({"MINI_SECRET": '"x"'}, "MINI_SECRET 写在了引号里，请去掉引号"),
        (
            {"MINI_APPID": "wx1 # mine"},
            "MINI_APPID 后面有注释；注释要单独写一行",
        ),
    ],
    ids=str,
)
def test_what_the_deployer_refuses_besides(values: dict[str, str], problem: str) -> None:
    assert list(wrong_values(values)) == [problem]


def test_what_stands_in_the_secret_manager_is_not_looked_at() -> None:
    assert list(wrong_values({"MONGO_URI": "ssm:mongo", "DATA_KEYS": "ssm:keys#v2"})) == []


def _written(folder: Path, content: bytes) -> Path:
    file = folder / ".local" / "deploy" / "prod" / "settings.env"
    file.parent.mkdir(parents=True)
    file.touch(mode=0o600)
    file.write_bytes(content)
    return file


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path, ends: bytes) -> None:
    _written(tmp_path, b"\xef\xbb\xbfENV_ID=lab" + ends + b"STAGE=production" + ends)
    values = deployer.load("prod", {}, tmp_path).values
    assert values == {"ENV_ID": "lab", "STAGE": "production"}


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_another_encoding_is_one_sentence(tmp_path: Path, encoding: str) -> None:
    file = _written(tmp_path, "# 环境\nENV_ID=lab\n".encode(encoding))
    with pytest.raises(SettingsError) as caught:
        deployer.load("prod", {}, tmp_path)
    assert str(caught.value) == f"{file} 不是 UTF-8 编码，请另存为 UTF-8"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("mongodb://invented:Zq8vPassword@", "mongodb://invented:Zq8v@Password@", URI),
        (
            "ENV_ID=env-test",
            "ENV_ID=env-test\u200b",
            "ENV_ID 里有看不见的字符，请手工重新输入",
        ),
    ],
)
def test_a_plan_says_it_and_shows_no_value(
    console: Console, capsys: pytest.CaptureFixture[str], old: str, new: str, problem: str
) -> None:
    text = console.file.read_text("utf-8")
    assert old in text
    console.file.write_text(text.replace(old, new), "utf-8")
    assert console.run("plan", "test") == 1
    told = capsys.readouterr().err
    assert told.splitlines()[1:] == [f"  {problem}"]
    assert "Zq8v" not in told
