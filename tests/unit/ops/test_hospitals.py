"""One hospital among others, the platform beside them, and doctors who work in several departments."""

from pathlib import Path

import pytest

from common.domain.rules.platform import PlatformRules
from common.importing.rows import FILES
from tests.unit.ops.conftest import SOUND, Edit, Stored, read, refused


def test_merchants_that_are_not_handed_in_must_be_stored(folder: Path) -> None:
    (folder / "merchants.csv").unlink()
    (problem,) = refused(folder)
    words = (
        "hospitals.csv 第 2 行 [merchant_id 商户编号]：平台没有商户编号 m1，请核对；商户由平台登记"
    )
    assert str(problem) == words
    assert len(read(folder, known=Stored(names={"m1"})).hospitals) == 2


def test_merchants_in_a_file_without_any(folder: Path) -> None:
    (folder / "merchants.csv").write_text(SOUND["merchants.csv"].splitlines()[0], "utf-8")
    assert str(refused(folder)[0]) == "merchants.csv：只有表头，没有一行内容"


def test_platform_files_alone_are_an_import(folder: Path) -> None:
    for name in FILES:
        (folder / name).unlink()
    found = read(folder)
    assert (found.keyless, found.hospitals) == (["m1"], [])
    assert found.platform_rules == PlatformRules(hold_minutes=20)


def test_an_empty_directory_is_none(tmp_path: Path) -> None:
    assert [str(problem) for problem in refused(tmp_path)] == [
        f"{name}：没有这个文件"
        for name in (
            "departments.csv",
            "doctors.csv",
            "hospitals.csv",
            "rules.csv",
            "timetable.csv",
        )
    ]


def test_an_id_of_another_hospital_is_refused_at_its_place(folder: Path) -> None:
    known = Stored(taken={"d3": "h9", "p1": "h2", "p2": "h2"})
    assert [str(problem) for problem in refused(folder, known=known)] == [
        "departments.csv 第 4 行 [department_id 科室编号]：编号 d3 已是另一家医院的，请换一个编号",
        "doctors.csv 第 2 行 [doctor_id 医生编号]：编号 p1 已是另一家医院的，请换一个编号",
    ]


def test_a_merchant_of_another_hospital_is_refused(folder: Path) -> None:
    assert read(folder, known=Stored(paid={"m1": {"h2"}})), "the other is handed in, too"
    (problem,) = refused(folder, known=Stored(paid={"m1": {"h1", "h9"}}))
    assert str(problem) == (
        "hospitals.csv 第 2 行 [merchant_id 商户编号]：商户已用于另一家医院；两家医院的钱不能进同一个账户"
    )


@pytest.mark.parametrize(
    ("name", "rest", "words"),
    [
        ("departments.csv", ("d3,h2,", "d3,h1,"), "departments.csv 里没有这家医院的科室，请补上"),
        ("doctors.csv", None, "doctors.csv 里没有这家医院的医生，请补上"),
    ],
)
def test_a_hospital_that_something_was_forgotten_for(
    folder: Path, edit: Edit, name: str, rest: tuple[str, str] | None, words: str
) -> None:
    edit("doctors.csv", "p2,h2,d3,丙丁,主治医师,0\n", "")
    edit("timetable.csv", "p2,周三,上午,普通,8:00,12:00,60,10,,,,,\n", "")
    if rest:
        edit(name, *rest)
    problems = [str(problem) for problem in refused(folder)]
    assert f"hospitals.csv 第 3 行 [hospital_id 医院编号]：{words}" in problems


# --- a doctor in several departments


def _in_two(edit: Edit) -> None:
    edit("departments.csv", "d3,h2,", "d4,h1,d1,呼吸内科,,,\nd3,h2,")
    edit("doctors.csv", "p1,h1,d2", "p1,h1,d2;d4")


def test_a_doctor_in_two_departments_names_one_in_each_clinic(folder: Path, edit: Edit) -> None:
    _in_two(edit)
    edit("timetable.csv", "doctor_id,", "doctor_id,department_id,")
    for row, department in (("p1,1,am", "d2"), ("p1,1,pm", "d4"), ("p2,周三", "")):
        doctor, rest = row.split(",", 1)
        edit("timetable.csv", row, f"{doctor},{department},{rest}")
    edit("exceptions.csv", "fee_fen\n", "fee_fen,department_id\n")
    edit("exceptions.csv", "11:00,30,3,", "11:00,30,3,,d4")
    found = read(folder)
    assert found.doctors[0].department_ids == ("d2", "d4")
    assert [clinic.department_id for clinic in found.clinics] == ["d2", "d4", "d3"]
    extra = [e.clinic.department_id for e in found.exceptions or [] if e.clinic]
    assert extra == ["d4"]
    assert {clinic.id for clinic in found.clinics} == {
        "p1-1-am-0800", "p1-1-pm-1400-20260101", "p2-3-am-0800",
    }  # fmt: skip


def test_which_department_a_clinic_is_of_is_not_guessed(folder: Path, edit: Edit) -> None:
    _in_two(edit)
    said = {(p.file, p.line, p.column, p.message) for p in refused(folder)}
    words = "这位医生在几个科室出诊，请填其中一个：d2、d4"
    assert said == {
        ("timetable.csv", 2, "department_id 科室编号", words),
        ("timetable.csv", 3, "department_id 科室编号", words),
        ("exceptions.csv", 3, "department_id 科室编号", words),
    }


def test_a_clinic_in_a_department_that_is_not_the_doctors(folder: Path, edit: Edit) -> None:
    edit("timetable.csv", "fee_fen,from_date", "department_id,from_date")
    edit("timetable.csv", "30,1,,,30000,", "30,1,,,d3,")
    (problem,) = refused(folder)
    assert str(problem) == (
        "timetable.csv 第 3 行 [department_id 科室编号]：医生 p1 不在科室 d3，请核对，或在医生那一行加上这个科室"
    )


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("d2;d2", "同一个编号写了不止一次"),
        ("d2;内科", "请填 1–24 个字母、数字、- 或 _，以字母或数字开头；几个编号用分号分开"),
        ("；", "请填 1–24 个字母、数字、- 或 _，以字母或数字开头；几个编号用分号分开"),
        ("d2;d3", "科室 d3 属于另一家医院"),
        ("d2;d1", "d1 有下级科室，请填下级科室"),
        ("d2;d9", "departments.csv 里没有科室编号 d9，请核对或加一行"),
    ],
)
def test_departments_that_a_doctor_cannot_be_in(
    folder: Path, edit: Edit, cell: str, words: str
) -> None:
    edit("doctors.csv", "p1,h1,d2", f"p1,h1,{cell}")
    problems = [p for p in refused(folder) if p.file == "doctors.csv"]
    assert [(p.line, p.column, p.message) for p in problems] == [
        (2, "department_id 科室编号", words)
    ]
