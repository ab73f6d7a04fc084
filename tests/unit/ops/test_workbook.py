"""A hospital's workbook: what is clear is taken, what is hostile is not read, and nothing becomes a formula."""

import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from common.domain.hospital_catalogue import Changes, HospitalCatalogue, changes
from common.importing import csv_file
from common.importing.hospital_file import Checked, check
from common.importing.problems import letters
from common.importing.tables_out import tables_of
from common.importing.workbook_out import export, template
from ops.importing import read_directory
from tests.support.big_hospital import big_hospital
from tests.unit.ops.conftest import Stored
from tests.unit.ops.test_demo import DAYS, DEMO

KNOWN = Stored(names={"m1", "demo-direct", "demo-partner"})
NO_WORKBOOK = "打不开：请用表格软件另存为 .xlsx（不加密码）再上传"


def small() -> HospitalCatalogue:
    return big_hospital(doctors=3)


def book_of(catalogue: HospitalCatalogue) -> Any:
    return load_workbook(BytesIO(export(tables_of(catalogue))))


def saved(book: Any) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_cells(**cells: Any) -> Checked:
    """The small hospital with some cells of its timetable set: `E2=…`, or `E2=(value, form)`."""
    book = book_of(small())
    for place, value in cells.items():
        value, form = value if isinstance(value, tuple) else (value, None)
        book["出诊表"][place].value = value
        if form:
            book["出诊表"][place].number_format = form
    return check(saved(book), KNOWN)


def said(content: bytes, hospital_id: str | None = None) -> list[str]:
    return [str(problem) for problem in check(content, KNOWN, hospital_id).problems]


# --- out and in


@pytest.mark.parametrize("number", range(3))
def test_each_hospital_of_the_demo_comes_back_as_it_went(number: int) -> None:
    hospital = read_directory(DEMO, demo_today=DAYS[0]).hospitals[number]
    found = check(export(tables_of(hospital)), KNOWN)
    assert (found.problems, found.notes) == ((), ())
    assert found.catalogue is not None
    counts = changes(hospital, found.catalogue)[1]
    assert counts == Changes(same=counts.same)


def test_a_hospital_closed_for_a_day_is_one_row() -> None:
    hospital = small()
    assert len(tables_of(hospital)["exceptions.csv"]) == 1
    some = hospital.model_copy(update={"exceptions": (hospital.exceptions or ())[:2]})
    assert len(tables_of(some)["exceptions.csv"]) == 2
    for each in (hospital, some):
        found = check(export(tables_of(each)), KNOWN).catalogue
        assert found is not None
        assert changes(each, found)[1].same == changes(each, each)[1].same


def test_text_that_looks_like_a_formula_stays_text() -> None:
    hospital = small()
    odd = hospital.doctors[0].model_copy(
        update={"introduction": "=CMD|' /C calc'!A0", "specialties": "+86；-1；@x"}
    )
    odd_hospital = hospital.model_copy(update={"doctors": (odd, *hospital.doctors[1:])})
    cell = next(c for c in book_of(odd_hospital)["医生"]["G"] if c.value and str(c.value)[0] == "=")
    assert (cell.data_type, cell.number_format) == ("s", "@")
    found = check(export(tables_of(odd_hospital)), KNOWN)
    assert found.problems == ()
    assert found.catalogue is not None
    assert found.catalogue.doctors[0].introduction == odd.introduction
    text = csv_file.written(tables_of(odd_hospital))["doctors.csv"]
    assert "'=CMD" in text and ",=CMD" not in text


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "'a", "'=1", "a=1", "''", ""])
def test_a_protected_cell_reads_as_it_was(text: str) -> None:
    assert csv_file._plain(csv_file.protected(text)) == text


def test_the_template_has_every_table_with_its_columns_and_lists() -> None:
    book = load_workbook(BytesIO(template()))
    assert book.sheetnames == ["说明", "医院", "科室", "医生", "出诊表", "停诊与加诊", "规则"]
    weekly = book["出诊表"]
    assert [cell.value for cell in weekly[1]] == [
        "医生编号", "科室编号", "星期", "时段", "号别", "开始时间", "结束时间", "每段分钟数", "每段号数", "窗口号数",
        "转诊号数", "挂号费（元）", "开始日期", "结束日期",
    ]  # fmt: skip
    offered = {str(each.sqref): each.formula1 for each in weekly.data_validations.dataValidation}
    assert offered["C2:C1001"] == '"周一,周二,周三,周四,周五,周六,周日"'
    assert offered["D2:D1001"] == '"上午,下午,夜间"'
    assert weekly.column_dimensions["A"].number_format == "@"


def test_what_a_column_is_called() -> None:
    assert [letters(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


# --- what is clear


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"F2": datetime.time(8, 0)}, "start", "08:00"), ({"F2": (8 / 24, "General")}, "start", "08:00"),
        ({"F2": (1 / 3, "h:mm")}, "start", "08:00"), ({"F2": "０８：００"}, "start", "08:00"),
        ({"F2": datetime.timedelta(hours=8)}, "start", "08:00"),
        ({"D2": "早上"}, "period", "am"), ({"D2": "AM"}, "period", "am"), ({"C2": "星期一"}, "weekday", 1),
        ({"C2": 1}, "weekday", 1), ({"I2": 4.0}, "seats", 4), ({"I2": "４"}, "seats", 4),
        ({"L2": 12.5}, "fee_fen", 1250), ({"L2": "￥50"}, "fee_fen", 5000), ({"L2": "50元"}, "fee_fen", 5000),
        ({"L2": 0}, "fee_fen", 0),
        ({"M2": datetime.date(2026, 12, 1)}, "from_date", "2026-12-01"),
        ({"M2": (46357, "General")}, "from_date", "2026-12-01"),
        ({"M2": "2026年12月1日"}, "from_date", "2026-12-01"),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_or_a_person_writes(
    cells: dict[str, Any], field: str, value: Any
) -> None:
    found = with_cells(**cells)
    assert [str(problem) for problem in found.problems] == []
    assert found.catalogue is not None
    assert getattr(found.catalogue.clinics[0], field) == value


def test_a_session_until_midnight_however_it_is_kept() -> None:
    night = {"D2": "夜间", "F2": "20:00", "G2": "24:00"}
    for end in ("24:00", datetime.timedelta(days=1), (1.0, "General"), (1, "h:mm"), (1, "[h]:mm")):
        found = with_cells(**{**night, "G2": end})
        assert found.catalogue is not None, (end, list(map(str, found.problems)))
        assert found.catalogue.clinics[0].end == "24:00"


def test_what_was_taken_is_told_at_its_cell() -> None:
    found = with_cells(D2="早上", C3="星期一")
    assert [str(note) for note in found.notes] == [
        "出诊表!D2：“早上”按“上午”导入", "出诊表!C3：“星期一”按“周一”导入",
    ]  # fmt: skip


def test_sheets_and_rows_that_say_nothing_are_passed_by() -> None:
    book = book_of(small())
    book.create_sheet("草稿")["A1"].value = "=1+1"
    book["出诊表"].insert_rows(4, 3)
    assert said(saved(book)) == []


def test_a_header_says_its_unit() -> None:
    book = book_of(small())
    book["医生"]["H1"].value = "挂号费"
    assert said(saved(book)) == ["医生!H1：请写明单位：挂号费（元）"]
    book["医生"]["H1"].value = "挂号费(元)"
    assert said(saved(book)) == []
    for fen in ("fee_fen", "挂号费（分）"):
        book["医生"]["H1"].value = fen
        assert said(saved(book)) == [
            "医生!H1：表格里的金额以元为单位：请改成 挂号费（元），并核对金额"
        ]


def test_a_column_of_money_that_is_missing_is_asked_for_in_yuan() -> None:
    book = book_of(small())
    book["医生"].delete_cols(8)
    assert said(saved(book)) == ["医生 第 1 行：缺少这一列 挂号费（元）"]


def test_a_fee_that_is_none_is_told_in_yuan() -> None:
    for value in (10_000.01, 1_000_000, "五十"):
        assert list(map(str, with_cells(L2=value).problems)) == [
            "出诊表!L2：请填金额（元），最多 10000，例如 50 或 12.5，免费写 0"
        ]


def test_a_column_that_is_none_and_one_that_is_missing() -> None:
    book = book_of(small())
    book["规则"]["C1"].value = "值"
    assert said(saved(book)) == [
        "规则!C1：请删除这一列，或改成：医院编号、规则、取值、说明", "规则 第 1 行：缺少这一列 取值",
    ]  # fmt: skip


def test_a_sheet_that_is_missing() -> None:
    book = book_of(small())
    del book["科室"], book["停诊与加诊"]
    assert said(saved(book)) == ["科室：没有这张表"]


def test_one_workbook_is_one_hospital() -> None:
    content = export(tables_of(small()))
    assert said(content, "big") == []
    assert said(content, "other") == ["医院!A2：这个文件只能是一家医院的：other"]
    book = load_workbook(BytesIO(content))
    book["医院"].append(["h2", "又一家", "社区", "甲区", "甲路"])
    book["科室"].append(["h2-k", "h2", None, "眼科"])
    book["医生"].append(["h2-p", "h2", "h2-k", "甲乙", "医师", None, None, 0])
    assert said(saved(book)) == ["医院!A3：这个文件只能是一家医院的：big"]
