"""Cells that are sound alone and wrong together."""

from pathlib import Path

import pytest

from tests.unit.ops.conftest import Edit, read, refused

BEGINS = "与时段不符，这个时段的门诊要在 {} 之间开始"


@pytest.mark.parametrize(
    ("period", "start", "end", "span"),
    [
        ("am", "00:00", "00:30", None), ("am", "11:59", "12:29", None), ("am", "12:00", "12:30", "00:00–11:59"),
        ("pm", "12:00", "12:30", None), ("pm", "17:59", "18:29", None), ("pm", "11:59", "12:29", "12:00–17:59"),
        ("pm", "18:00", "18:30", "12:00–17:59"), ("night", "17:00", "17:30", None),
        ("night", "23:00", "23:30", None), ("night", "16:59", "17:29", "17:00–23:00"),
        ("night", "23:01", "23:31", "17:00–23:00"),
    ],
)  # fmt: skip
def test_when_the_session_of_a_half_day_may_begin(
    folder: Path, edit: Edit, period: str, start: str, end: str, span: str | None
) -> None:
    edit("timetable.csv", "p2,周三", f"p1,2,{period},普通,{start},{end},30,1,,,,,\np2,周三")
    if span is None:
        assert len(read(folder).clinics) == 4
        return
    (problem,) = refused(folder)
    assert (problem.column, problem.message) == ("start 开始时间", BEGINS.format(span))


def test_an_extra_clinic_has_its_half_day_too(folder: Path, edit: Edit) -> None:
    edit("exceptions.csv", "am,extra,,专家,09:00,11:00", "am,extra,,专家,12:00,13:00")
    (problem,) = refused(folder)
    assert (problem.line, problem.message) == (3, BEGINS.format("00:00–11:59"))


def test_a_session_takes_some_time_and_its_pools_may_take_all_seats(
    folder: Path, edit: Edit
) -> None:
    edit("timetable.csv", "30,4,1,1", "30,4,3,1")
    assert read(folder).clinics[0].pools == {"phone": 0, "window": 3, "referral": 1}
    edit("timetable.csv", "08:00,11:30", "08:00,08:00")
    (problem,) = refused(folder)
    assert (problem.column, problem.message) == ("end 结束时间", "要晚于开始时间 08:00")


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("20:00", "20:00", "要晚于开始时间 20:00；跨过半夜的门诊请写成两行：当天写到 24:00，第二天从 00:00 写起"),
        ("22:00", "02:00", "要晚于开始时间 22:00；跨过半夜的门诊请写成两行：当天写到 24:00，第二天从 00:00 写起"),
        ("20:00", "00:00", "要晚于开始时间 20:00；半夜 12 点请写 24:00"),
    ],
)  # fmt: skip
def test_a_session_ends_on_its_own_day(
    folder: Path, edit: Edit, start: str, end: str, words: str
) -> None:
    edit("timetable.csv", "p2,周三", f"p1,2,night,普通,{start},{end},30,1,,,,,\np2,周三")
    (problem,) = refused(folder)
    assert (problem.column, problem.message) == ("end 结束时间", words)


def test_a_session_may_end_at_midnight(folder: Path, edit: Edit) -> None:
    edit("timetable.csv", "p2,周三", "p1,2,night,普通,20:00,24:00,60,1,,,,,\np2,周三")
    assert read(folder).clinics[2].end == "24:00"


def test_a_row_may_be_cut_after_the_last_required_cell(folder: Path, edit: Edit) -> None:
    whole = read(folder)
    edit(
        "timetable.csv",
        "p2,周三,上午,普通,8:00,12:00,60,10,,,,,",
        "p2,周三,上午,普通,8:00,12:00,60,10",
    )
    assert read(folder) == whole
    edit("timetable.csv", "8:00,12:00,60,10", "8:00,12:00,60")
    (problem,) = refused(folder)
    assert (problem.column, problem.message) == ("seats_per_slot 每段号数", "不能为空")


def test_a_timetable_of_one_day_and_an_age_of_one_year(folder: Path, edit: Edit) -> None:
    edit("timetable.csv", "2026-01-01,2026-06-30", "2026-01-05,2026-01-05")
    edit("departments.csv", "女,14,", "女,14,14")
    found = read(folder)
    assert (found.clinics[1].from_date, found.clinics[1].until_date) == ("2026-01-05",) * 2
    assert (found.departments[2].age_from, found.departments[2].age_to) == (14, 14)


BOTH = "经度和纬度要么都填，要么都不填"


@pytest.mark.parametrize(
    ("latitude", "longitude", "column", "words"),
    [
        ("30.25", "", "longitude 经度", BOTH),
        ("", "120.16", "latitude 纬度", BOTH),
        ("120.16", "30.25", "latitude 纬度", "请填 3 到 54 之间的数，纬度在前，例如 30.2500"),
        ("north", "120.16", "latitude 纬度", "请填小数，纬度在前，例如 30.2500"),
        ("nan", "120.16", "latitude 纬度", "请填小数，纬度在前，例如 30.2500"),
        ("30.25", "1e2", "longitude 经度", "请填小数，经度例如 120.1600"),
    ],
)
def test_a_wrong_place_on_the_map(
    folder: Path, edit: Edit, latitude: str, longitude: str, column: str, words: str
) -> None:
    edit("hospitals.csv", "address,", "address,latitude,longitude,")
    edit("hospitals.csv", "1 号,", f"1 号,{latitude},{longitude},")
    edit("hospitals.csv", "2 号,", "2 号,,,")
    first = refused(folder)[0]
    assert (first.line, first.column, first.message) == (2, column, words)


def test_a_right_place_on_the_map(folder: Path, edit: Edit) -> None:
    edit("hospitals.csv", "address,", "address,latitude,longitude,")
    edit("hospitals.csv", "1 号,", "1 号,30.25,120.16,")
    edit("hospitals.csv", "2 号,", "2 号,,,")
    first, second = read(folder).hospitals
    assert (first.latitude, first.longitude) == (30.25, 120.16)
    assert (second.latitude, second.longitude) == (None, None)


CLOSED, EXTRA = "停诊的行不填这一列", "加诊的行必须填写这一列"


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("visit_kind", "专家,,,,,"), ("start", ",09:00,,,,"), ("end", ",,10:00,,,"), ("slot_minutes", ",,,30,,"),
        ("seats_per_slot", ",,,,3,"), ("fee_fen", ",,,,,0"),
    ],
)  # fmt: skip
def test_a_clinic_that_is_closed_has_no_session(
    folder: Path, edit: Edit, column: str, cells: str
) -> None:
    edit("exceptions.csv", "外出会诊,,,,,,", f"外出会诊,{cells}")
    (problem,) = refused(folder)
    assert (problem.line, (problem.column or "").split()[0]) == (2, column)
    assert problem.message == CLOSED


@pytest.mark.parametrize(
    ("column", "row"),
    [
        ("period", ",extra,,专家,09:00,11:00,30,3,"), ("visit_kind", "am,extra,,,09:00,11:00,30,3,"),
        ("start", "am,extra,,专家,,11:00,30,3,"), ("end", "am,extra,,专家,09:00,,30,3,"),
        ("slot_minutes", "am,extra,,专家,09:00,11:00,,3,"), ("seats_per_slot", "am,extra,,专家,09:00,11:00,30,,"),
    ],
)  # fmt: skip
def test_an_extra_clinic_has_a_whole_session(
    folder: Path, edit: Edit, column: str, row: str
) -> None:
    edit("exceptions.csv", "am,extra,,专家,09:00,11:00,30,3,", row)
    (problem,) = refused(folder)
    assert (problem.line, (problem.column or "").split()[0]) == (3, column)
    assert problem.message == EXTRA
