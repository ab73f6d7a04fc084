"""What a directory of files gives, and what is said when it cannot be imported."""

from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.messages import MessageTemplate
from common.domain.person.identity import Sex
from common.domain.rules.platform import PlatformRules
from common.domain.search import FoundBy
from common.domain.timetable import Clinic, ClinicException
from ops.importing import ImportRefused
from tests.unit.ops.conftest import SOUND, Edit, read, refused

Named = TypeVar("Named", Department, Doctor, Hospital)


def test_sound_files_become_documents(folder: Path) -> None:
    found = read(folder)
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
    first, second, third = read(folder).clinics
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
    found = {e.id: e for e in read(folder).exceptions or []}
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
    found = [e for e in read(folder).exceptions or [] if e.doctor_id == "p2"]
    assert [e.reason for e in found] == ["休假"]


def test_a_file_that_may_be_missing_leaves_what_is_stored(folder: Path) -> None:
    for name in ("exceptions.csv", "message_templates.csv", "platform_rules.csv"):
        (folder / name).unlink()
    found = read(folder)
    assert found.exceptions is None
    assert (found.message_templates, found.platform_rules) == (None, None)


@pytest.mark.parametrize("name", ["exceptions.csv", "platform_rules.csv", "message_templates.csv"])
def test_a_file_that_may_have_no_rows(folder: Path, name: str) -> None:
    (folder / name).write_text(SOUND[name].splitlines()[0], "utf-8")
    found = read(folder)
    assert {
        "exceptions.csv": found.exceptions,
        "platform_rules.csv": found.platform_rules,
        "message_templates.csv": found.message_templates,
    }[name] == (PlatformRules() if name == "platform_rules.csv" else [])


def test_rules_are_never_forgotten_by_forgetting_their_file(folder: Path) -> None:
    (folder / "rules.csv").unlink()
    (problem,) = refused(folder)
    assert str(problem) == "rules.csv：没有这个文件"


@pytest.mark.parametrize(
    "name", ["hospitals.csv", "departments.csv", "doctors.csv", "timetable.csv"]
)
def test_a_file_that_must_be_there(folder: Path, name: str) -> None:
    (folder / name).write_text(SOUND[name].splitlines()[0] + "\n", "utf-8")
    said = [str(problem) for problem in refused(folder)]
    assert said.count(f"{name}：只有表头，没有一行内容") == 1
    (folder / name).unlink()
    said = [str(problem) for problem in refused(folder)]
    assert said.count(f"{name}：没有这个文件") == 1


def test_a_file_whose_only_row_is_wrong_is_not_also_said_to_be_empty(
    folder: Path, edit: Edit
) -> None:
    edit("merchants.csv", "direct", "wechat")
    assert [(p.file, p.line) for p in refused(folder)] == [("merchants.csv", 2)]


def test_a_refusal_says_all_of_it_in_the_order_of_files_and_lines(folder: Path, edit: Edit) -> None:
    edit("timetable.csv", "p2,周三", "p9,周三")
    edit("doctors.csv", "p2,h2,d3", "p2,h9,d3")
    edit("exceptions.csv", "am,closed", "noon,closed")
    with pytest.raises(ImportRefused) as caught:
        read(folder)
    said = str(caught.value).splitlines()
    assert said == [str(problem) for problem in caught.value.problems]
    assert [line.partition(" [")[0] for line in said] == [
        "doctors.csv 第 3 行", "exceptions.csv 第 2 行", "timetable.csv 第 4 行",
    ]  # fmt: skip


def test_dates_counted_from_today_are_for_the_demo_only(folder: Path, edit: Edit) -> None:
    edit("exceptions.csv", "2026/12/9", "+2")
    (problem,) = refused(folder)
    assert (problem.file, problem.line, problem.column) == ("exceptions.csv", 4, "date 日期")
    assert problem.message == "“+天数”只用于演示数据，请写具体日期，例如 2026-12-01"
    found = read(folder, demo_today=date(2027, 2, 27))
    assert "2027-03-01" in {e.date for e in found.exceptions or []}


def test_everything_wrong_is_said_at_once(folder: Path, edit: Edit) -> None:
    edit("doctors.csv", "主任医师,5000", "院长,50.00")
    edit("timetable.csv", "p2,周三", "p9,周八")
    edit("platform_rules.csv", "hold_minutes,20", "hold_minutes,900")
    found = [(p.file, p.line, p.column) for p in refused(folder)]
    assert found == [
        ("doctors.csv", 2, "title 职称"),
        ("doctors.csv", 2, "fee_fen 挂号费（分）"),
        ("platform_rules.csv", 2, "value 取值"),
        ("timetable.csv", 4, "weekday 星期"),
    ]


def test_a_row_that_cannot_be_read_is_not_also_reported_as_missing(
    folder: Path, edit: Edit
) -> None:
    edit("hospitals.csv", "h1,演示甲医院", "h1,")
    assert [(p.file, p.line, p.column) for p in refused(folder)] == [
        ("hospitals.csv", 2, "name 医院名称")
    ]


def _but_texts(item: Named) -> Named:
    """Without what it is found by, which has tests of its own; each has some."""
    assert item.found_by.names
    return item.model_copy(update={"found_by": FoundBy()})


def test_every_document_of_a_sound_directory(folder: Path, edit: Edit) -> None:
    """What the other tests do not look at, whole."""
    edit(
        "departments.csv", "age_from,age_to\n", "age_from,age_to,paediatric,location,introduction\n"
    )
    edit("departments.csv", ",,内科,,,\n", ",,内科,,,,否,2楼,介绍\n")
    edit("departments.csv", "心内科,,,\n", "心内科,,,,,,\n")
    edit("departments.csv", "女,14,\n", "女,14,45,是,,\n")
    found = read(folder)
    first, _, third = map(_but_texts, found.departments)
    assert first == Department(
        id="d1", hospital_id="h1", name="内科", location="2楼", introduction="介绍"
    )  # fmt: skip
    assert third == Department(
        id="d3", hospital_id="h2", name="妇科", sex=Sex.FEMALE, age_from=14, age_to=45, paediatric=True
    )  # fmt: skip
    assert _but_texts(found.hospitals[0]) == Hospital(
        id="h1", name="演示甲医院", level="三级甲等", district="春风区", address="示例路 1 号", merchant_id="m1",
        rules={"release_time": "07:30"},
    )  # fmt: skip
    assert _but_texts(found.doctors[1]) == Doctor(
        id="p2", hospital_id="h2", department_id="d3", name="丙丁", title="主治医师", fee_fen=0
    )  # fmt: skip


def test_every_exception_of_a_sound_directory(folder: Path) -> None:
    closed, extra, all_closed = read(folder).exceptions or []
    place = {"hospital_id": "h1", "doctor_id": "p1", "date": "2026-12-07", "period": "am"}
    assert closed == ClinicException(
        id="p1-20261207-am-closed", kind="closed", reason="外出会诊", **place
    )  # fmt: skip
    assert all_closed == ClinicException(
        id="p2-20261209-all-closed", hospital_id="h2", doctor_id="p2", date="2026-12-09", kind="closed",
        reason="全院停诊",
    )  # fmt: skip
    clinic = Clinic(
        id="p1-20261207-am-extra-0900", hospital_id="h1", department_id="d2", doctor_id="p1", weekday=1, period="am",
        visit_kind="专家", start="09:00", end="11:00", slot_minutes=30, seats=3,
        pools={"phone": 3, "window": 0, "referral": 0}, fee_fen=5000, from_date="2026-12-07",
        until_date="2026-12-07",
    )  # fmt: skip
    assert extra == ClinicException(
        id="p1-20261207-am-extra-0900", kind="extra", clinic=clinic, **place
    )  # fmt: skip


def test_a_fee_of_a_session_goes_before_the_doctors(folder: Path, edit: Edit) -> None:
    edit("exceptions.csv", "11:00,30,3,", "11:00,30,3,0")
    found = {e.id: e for e in read(folder).exceptions or []}
    clinic = found["p1-20261207-am-extra-0900"].clinic
    assert clinic is not None
    assert clinic.fee_fen == 0
