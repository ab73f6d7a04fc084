"""What a directory of files gives, and what is said when it cannot be imported."""

from datetime import date
from pathlib import Path

import pytest

from common.domain.messages import MessageTemplate
from common.domain.person.identity import Sex
from common.domain.rules.platform import PlatformRules
from common.domain.timetable import Clinic
from ops.importing import read_directory
from tests.unit.ops.conftest import SOUND, Edit, refused


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
