"""What a directory of files gives, and what is said when it cannot be imported."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from common.clients.payments import Merchant
from common.domain.messages import MessageTemplate
from common.domain.person.identity import Sex
from common.domain.rules.platform import PlatformRules
from common.domain.timetable import Clinic
from ops.importing import ImportRefused, Problem, read_directory
from tests.unit.ops.conftest import SOUND, Edit


def refused(folder: Path, **options: Any) -> list[Problem]:
    with pytest.raises(ImportRefused) as caught:
        read_directory(folder, **options)
    return caught.value.problems


def test_sound_files_become_documents(folder: Path) -> None:
    found = read_directory(folder)
    assert (found.merchants, found.keyless) == ([], ["m1"])
    assert [(h.id, h.merchant_id) for h in found.hospitals] == [("h1", "m1"), ("h2", None)]
    assert [(d.id, d.parent_id) for d in found.departments] == [
        ("d1", None), ("d2", "d1"), ("d3", None)
    ]  # fmt: skip
    assert found.departments[2].sex is Sex.FEMALE
    assert found.doctors[0].fee_fen == 5000
    assert found.platform_rules == PlatformRules(hold_minutes=20)
    assert [h.rules for h in found.hospitals] == [{"release_time": "07:30"}, {}]
    assert found.message_templates == [
        MessageTemplate(
            id="visit_soon",
            template_id="T" * 43,
            title="就诊提醒",
            fields={"thing1": "hospital_name", "time2": "starts_at"},
        )
    ]


def test_a_session_knows_its_place_its_pools_and_its_fee(folder: Path) -> None:
    first, second, third = read_directory(folder).clinics
    assert first == Clinic(
        id="p1-1-am-0800",
        doctor_id="p1",
        hospital_id="h1",
        department_id="d2",
        weekday=1,
        period="am",
        visit_kind="专家",
        start="08:00",
        end="11:30",
        slot_minutes=30,
        seats=4,
        pools={"phone": 2, "window": 1, "referral": 1},
        fee_fen=5000,
    )
    assert (second.id, second.fee_fen) == ("p1-1-pm-1400-20260101", 30000)
    assert (second.from_date, second.until_date) == ("2026-01-01", "2026-06-30")
    assert (third.weekday, third.period, third.start) == (3, "am", "08:00")


def test_exceptions_close_one_doctor_or_a_whole_hospital(folder: Path) -> None:
    found = {e.id: e for e in read_directory(folder).exceptions or []}
    closed = found["p1-20261207-am-closed"]
    assert (closed.hospital_id, closed.kind, closed.reason, closed.clinic) == (
        "h1", "closed", "外出会诊", None
    )  # fmt: skip
    extra = found["p1-20261207-am-extra-0900"].clinic
    assert extra is not None
    assert (extra.weekday, extra.from_date, extra.until_date) == (1, "2026-12-07", "2026-12-07")
    assert (extra.pools, extra.fee_fen) == ({"phone": 3, "window": 0, "referral": 0}, 5000)
    hospital = found["p2-20261209-all-closed"]
    assert (hospital.doctor_id, hospital.date, hospital.period) == ("p2", "2026-12-09", None)
    assert len(found) == 3


def test_a_doctors_own_closing_says_why_though_the_hospital_is_closed(
    folder: Path, edit: Edit
) -> None:
    edit("exceptions.csv", ",h2,", "p2,,2026-12-09,,closed,休假,,,,,,\n,h2,")
    found = [e for e in read_directory(folder).exceptions or [] if e.doctor_id == "p2"]
    assert [e.reason for e in found] == ["休假"]


def test_a_file_that_may_be_missing_leaves_what_is_stored(folder: Path) -> None:
    for name in ("exceptions.csv", "message_templates.csv"):
        (folder / name).unlink()
    found = read_directory(folder)
    assert found.exceptions is None
    assert found.message_templates is None


@pytest.mark.parametrize("name", ["exceptions.csv", "rules.csv", "message_templates.csv"])
def test_a_file_that_may_have_no_rows(folder: Path, name: str) -> None:
    (folder / name).write_text(SOUND[name].splitlines()[0], "utf-8")
    found = read_directory(folder)
    assert {
        "exceptions.csv": found.exceptions,
        "rules.csv": found.platform_rules,
        "message_templates.csv": found.message_templates,
    }[name] == (PlatformRules() if name == "rules.csv" else [])


def test_rules_are_never_forgotten_by_forgetting_their_file(folder: Path) -> None:
    (folder / "rules.csv").unlink()
    (problem,) = refused(folder)
    assert problem.file == "rules.csv"


@pytest.mark.parametrize(
    "name", ["merchants.csv", "hospitals.csv", "departments.csv", "doctors.csv", "timetable.csv"]
)
def test_a_file_that_must_be_there(folder: Path, name: str) -> None:
    (folder / name).write_text(SOUND[name].splitlines()[0] + "\n", "utf-8")
    assert any(p.file == name and "没有一行内容" in p.message for p in refused(folder))
    (folder / name).unlink()
    assert any(p.file == name and "没有这个文件" in p.message for p in refused(folder))


def test_dates_counted_from_today_are_for_the_demo_only(folder: Path, edit: Edit) -> None:
    edit("exceptions.csv", "2026/12/9", "+2")
    (problem,) = refused(folder)
    assert (problem.file, problem.line, problem.column) == ("exceptions.csv", 4, "date 日期")
    assert "演示数据" in problem.message
    found = read_directory(folder, demo_today=date(2027, 2, 27))
    assert "2027-03-01" in {e.date for e in found.exceptions or []}


def test_everything_wrong_is_said_at_once(folder: Path, edit: Edit) -> None:
    edit("doctors.csv", "主任医师,5000", "院长,50.00")
    edit("timetable.csv", "p2,周三", "p9,周八")
    edit("rules.csv", "hold_minutes,20", "hold_minutes,900")
    found = [(p.file, p.line, p.column) for p in refused(folder)]
    assert found == [
        ("doctors.csv", 2, "title 职称"),
        ("doctors.csv", 2, "fee_fen 挂号费"),
        ("rules.csv", 2, "value 取值"),
        ("timetable.csv", 4, "weekday 星期"),
    ]


def test_a_row_that_cannot_be_read_is_not_also_reported_as_missing(
    folder: Path, edit: Edit
) -> None:
    edit("hospitals.csv", "h1,演示甲医院", "h1,")
    assert [(p.file, p.line, p.column) for p in refused(folder)] == [
        ("hospitals.csv", 2, "name 医院名称")
    ]


# One spoiled place each: file, what stands there, what is put there, line and column that must be named, a word of
# the advice.
SPOILED = [
    ("merchants.csv", "direct", "wechat", 2, "mode", "其中之一"),
    ("merchants.csv", "m1,演示", "m 1,演示", 2, "merchant_id", "字母"),
    ("merchants.csv", "direct\n", "direct\nm1,又一个,direct\n", 3, "merchant_id", "第 2 行"),
    ("hospitals.csv", ",m1\n", ",m9\n", 2, "merchant_id", "m9"),
    ("hospitals.csv", "示例路 2 号,\n", "示例路 2 号,m1\n", 3, "merchant_id", "同一个账户"),
    ("hospitals.csv", "h2,", "platform,", 3, "hospital_id", "整个平台"),
    ("hospitals.csv", "演示甲医院", "演示\x07甲医院", 2, "name", "控制字符"),
    ("hospitals.csv", "演示甲医院", "演" * 41, 2, "name", "40"),
    ("departments.csv", "d2,h1,d1", "d2,h1,d9", 3, "parent_id", "d9"),
    ("departments.csv", "d3,h2,", "d4,h2,d1,x,,,\nd3,h2,", 4, "parent_id", "另一家医院"),
    ("departments.csv", "d2,h1,d1", "d2,h1,d2", 3, "parent_id", "自己"),
    ("departments.csv", "d2,h1,d1,", "d0,h1,d1,x,,,\nd2,h1,d0,", 4, "parent_id", "两级"),
    ("departments.csv", "d3,h2,", "d4,h9,,x,,,\nd3,h2,", 4, "hospital_id", "h9"),
    ("departments.csv", "女,14,", "女,14,13", 4, "age_to", "14"),
    ("departments.csv", "女,14,", "妇,14,", 4, "sex", "其中之一"),
    ("departments.csv", "女,14,", "女,-1,", 4, "age_from", "整数"),
    ("departments.csv", "女,14,", "女,١٤,", 4, "age_from", "整数"),
    ("doctors.csv", "p1,h1,d2", "p1,h1,d1", 2, "department_id", "下级科室"),
    ("doctors.csv", "p1,h1,d2", "p1,h1,d3", 2, "department_id", "另一家医院"),
    ("doctors.csv", "p1,h1,d2", "p1,h1,d9", 2, "department_id", "d9"),
    ("doctors.csv", "p1,h1,d2", "p1,h9,d2", 2, "hospital_id", "h9"),
    ("doctors.csv", "主治医师,0", "主治医师,100", 3, "fee_fen", "商户"),
    ("doctors.csv", "主治医师,0", "主治医师,", 3, "fee_fen", "不能为空"),
    ("doctors.csv", "主任医师,5000", "主任医师,-1", 2, "fee_fen", "分"),
    ("doctors.csv", "主任医师,5000", "主任医师,1000001", 2, "fee_fen", "分"),
    ("doctors.csv", "主任医师,5000", "主任医师," + "9" * 5000, 2, "fee_fen", "分"),
    ("timetable.csv", "p2,周三", "p9,周三", 4, "doctor_id", "p9"),
    ("timetable.csv", "11:30,30,4", "11:30,25,4", 2, "slot_minutes", "等分"),
    ("timetable.csv", "11:30,30,4", "07:30,30,4", 2, "end", "晚于"),
    ("timetable.csv", "11:30,30,4", "25:30,30,4", 2, "end", "08:30"),
    ("timetable.csv", "am,专家,08:00", "pm,专家,08:00", 2, "start", "12:00"),
    ("timetable.csv", "30,4,1,1", "30,4,3,2", 2, "seats_per_slot", "之和"),
    ("timetable.csv", "30,4,1,1", "30,0,,", 2, "seats_per_slot", "1 到 200"),
    ("timetable.csv", "2026-01-01,", "2026-07-01,", 3, "until_date", "2026-07-01"),
    ("timetable.csv", "2026-01-01,", "2026-02-30,", 3, "from_date", "日期"),
    ("timetable.csv", "p2,周三", "p1,1,am,普通,11:00,12:00,30,1,,,,,\np2,周三", 4, "start", "第 2 行"),
    ("timetable.csv", ",,,,,\n", ",,,1,,\n", 4, "fee_fen", "商户"),
    ("exceptions.csv", ",h2,2026/12/9", "p9,,2026/12/9", 4, "doctor_id", "p9"),
    ("exceptions.csv", "p1,,2026-12-07,am,closed", ",,2026-12-07,am,closed", 2, "doctor_id", "只填一个"),
    ("exceptions.csv", "p1,,2026-12-07,am,closed", "p1,h1,2026-12-07,am,closed", 2, "doctor_id", "只填"),
    ("exceptions.csv", ",h2,2026/12/9", ",h9,2026/12/9", 4, "hospital_id", "h9"),
    ("exceptions.csv", "外出会诊,,", "外出会诊,专家,", 2, "visit_kind", "停诊"),
    ("exceptions.csv", "am,extra,,专家", ",extra,,专家", 3, "period", "加诊"),
    ("exceptions.csv", "am,extra,,专家", "am,extra,,", 3, "visit_kind", "加诊"),
    ("exceptions.csv", "2026-12-07,am,extra", "2026-12-14,am,extra", 3, "start", "第 2 行"),
    ("exceptions.csv", "am,closed", "pm,closed", 3, "start", "停诊"),
    ("exceptions.csv", ",h2,", "p1,,2026-12-07,am,extra,,专家,10:30,11:30,30,1,\n,h2,", 4, "start", "第 3 行"),
    ("exceptions.csv", ",h2,", "p1,,2026-12-07,am,closed,,,,,,,\n,h2,", 4, "date", "第 2 行"),
    ("hospitals.csv", "2 号,\n", "2 号,\nh2,又一家,社区,春风区,路,\n", 4, "hospital_id", "第 3 行"),
    ("departments.csv", "女,14,\n", "女,14,\nd3,h2,,又一科,,,\n", 5, "department_id", "第 4 行"),
    ("doctors.csv", "师,0\n", "师,0\np2,h2,d3,戊己,主治医师,0\n", 4, "doctor_id", "第 3 行"),
    ("message_templates.csv", "=starts_at\n", f"=starts_at\nvisit_soon,{'U' * 43},又,thing1=tip\n",
     3, "kind", "第 2 行"),
    ("exceptions.csv", ",h2,", "p2,,2026-12-08,am,extra,,普通,09:00,10:00,30,1,100\n,h2,", 4, "fee_fen", "商户"),
    ("exceptions.csv", ",h2,", ",h2,2026-12-08,am,extra,,普通,09:00,10:00,30,1,\n,h2,", 4, "hospital_id", "医生"),
    ("rules.csv", "h1,", "h9,", 3, "scope", "医院编号"),
    ("rules.csv", "hold_minutes", "release_time", 2, "rule", "hold_minutes"),
    ("rules.csv", "release_time", "hold_minutes", 3, "rule", "release_time"),
    ("rules.csv", "7:30", "24:30", 3, "value", "07:00"),
    ("rules.csv", ",20", ",1", 2, "value", "不能小于 2"),
    ("rules.csv", ",20", ",二十", 2, "value", "整数"),
    ("rules.csv", "7:30\n", "7:30\nh1,release_time,8:00\n", 4, "rule", "第 3 行"),
    ("rules.csv", "release_time,7:30", "verified_only,也许", 3, "value", "是 或 否"),
    ("message_templates.csv", "visit_soon", "visit_later", 2, "kind", "其中之一"),
    ("message_templates.csv", "T" * 43, "T" * 42, 2, "template_id", "43"),
    ("message_templates.csv", "=starts_at", "=illness", 2, "fields", "illness"),
    ("message_templates.csv", ";time2=starts_at", ";time2", 2, "fields", "thing1=hospital_name"),
    ("message_templates.csv", ";time2=", ";$where=", 2, "fields", "$where"),
    ("message_templates.csv", ";time2=", ";thing1=", 2, "fields", "不止一次"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "column", "advice"),
    SPOILED,
    ids=[f"{s[0]}-{s[4]}-{n}" for n, s in enumerate(SPOILED)],
)
def test_one_spoiled_place_is_named(
    folder: Path, edit: Edit, name: str, old: str, new: str, line: int, column: str, advice: str
) -> None:
    edit(name, old, new)
    (problem,) = refused(folder)
    assert (problem.file, problem.line) == (name, line)
    assert (problem.column or "").split()[0] == column
    assert advice in problem.message
    assert str(problem).startswith(f"{name} 第 {line} 行 [{column} ")


@pytest.mark.parametrize(
    ("latitude", "longitude", "column", "advice"),
    [
        ("30.25", "", "longitude", "都"),
        ("", "120.16", "latitude", "都"),
        ("120.16", "30.25", "latitude", "之间"),
        ("north", "120.16", "latitude", "小数"),
        ("nan", "120.16", "latitude", "小数"),
        ("30.25", "1e2", "longitude", "小数"),
    ],
)
def test_a_wrong_place_on_the_map(
    folder: Path, edit: Edit, latitude: str, longitude: str, column: str, advice: str
) -> None:
    edit("hospitals.csv", "address,", "address,latitude,longitude,")
    edit("hospitals.csv", "1 号,", f"1 号,{latitude},{longitude},")
    edit("hospitals.csv", "2 号,", "2 号,,,")
    first = refused(folder)[0]
    assert (first.line, (first.column or "").split()[0]) == (2, column)
    assert advice in first.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("p2,周三", "p1,1,am,普通,11:30,12:00,30,1,,,,,\np2,周三"),
        ("p2,周三", "p1,2,am,普通,08:00,09:00,30,1,,,,,\np2,周三"),
        ("p2,周三", "p1,1,pm,普通,14:00,15:00,30,1,,,,2026-07-01,\np2,周三"),
        ("p2,周三", "p1,1,pm,普通,14:00,15:00,30,1,,,,,2025-12-31\np2,周三"),
    ],
    ids=["right after", "another day", "from when the other ends", "until the other begins"],
)
def test_sessions_that_do_not_meet_are_fine(folder: Path, edit: Edit, old: str, new: str) -> None:
    edit("timetable.csv", old, new)
    assert len(read_directory(folder).clinics) == 4


def test_an_extra_clinic_on_a_day_the_hospital_is_closed(folder: Path, edit: Edit) -> None:
    edit("exceptions.csv", "p1,,2026-12-07,am,closed", ",h1,2026-12-07,,closed")
    assert len(read_directory(folder).exceptions or []) == 3


# --- keys ---------------------------------------------------------------------------------------------------------

KEYED = (
    "merchant_id,name,mode,mchid,sub_mchid,appid,serial_no,private_key_file,apiv3_key_file,"
    "public_key_id,public_key_file\n"
    "m1,演示商户,partner,1900000001,1900000002,wx0123456789abcdef,ABCDEF0123,keys/private.pem,keys/apiv3,"
    "PUB_KEY_ID_01,keys/public.pem\n"
)


def private_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def keyed(folder: Path, rsa_key: rsa.RSAPrivateKey) -> Path:
    keys = folder / "keys"
    keys.mkdir()
    (keys / "private.pem").write_bytes(private_pem(rsa_key))
    public = serialization.PublicFormat.SubjectPublicKeyInfo
    (keys / "public.pem").write_bytes(
        rsa_key.public_key().public_bytes(serialization.Encoding.PEM, public)
    )
    (keys / "apiv3").write_text("k" * 32 + "\n")
    (folder / "merchants.csv").write_text(KEYED, "utf-8")
    return folder


def test_keys_are_read_from_the_files_beside(keyed: Path) -> None:
    found = read_directory(keyed)
    (merchant,) = found.merchants
    assert found.keyless == []
    assert Merchant(**merchant).id == "m1"
    assert merchant["apiv3_key"] == "k" * 32
    assert merchant["private_key_pem"].startswith("-----BEGIN PRIVATE KEY-----")
    assert merchant["public_key_pem"].startswith("-----BEGIN PUBLIC KEY-----")
    assert (merchant["mchid"], merchant["sub_mchid"]) == ("1900000001", "1900000002")


@pytest.mark.parametrize(
    ("file", "content", "column"),
    [
        ("apiv3", b"k" * 31, "apiv3_key_file"),
        ("apiv3", b"\xff" * 32, "apiv3_key_file"),
        ("private.pem", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "private_key_file"),
        ("private.pem", private_pem(ec.generate_private_key(ec.SECP256R1())), "private_key_file"),
        ("private.pem", private_pem(rsa.generate_private_key(65537, 1024)), "private_key_file"),
        ("public.pem", b"", "public_key_file"),
        ("public.pem", None, "public_key_file"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_named_and_not_quoted(
    keyed: Path, file: str, content: bytes | None, column: str
) -> None:
    path = keyed / "keys" / file
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    (problem,) = refused(keyed)
    assert (problem.line, (problem.column or "").split()[0]) == (2, column)
    assert not re.search("kkkk|BEGIN", str(problem))


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (",1900000001,", ",,", "mchid"),
        (",1900000002,", ",,", "sub_mchid"),
        (",partner,", ",direct,", "sub_mchid"),
        (",1900000001,", ",19,", "mchid"),
        (",wx0123456789abcdef,", ",wx01,", "appid"),
        (",PUB_KEY_ID_01,", ",01,", "public_key_id"),
        (",keys/private.pem,", ",,", "private_key_file"),
    ],
)
def test_numbers_and_keys_come_together(
    keyed: Path, edit: Edit, old: str, new: str, column: str
) -> None:
    edit("merchants.csv", old, new)
    (problem,) = refused(keyed)
    assert (problem.column or "").split()[0] == column
