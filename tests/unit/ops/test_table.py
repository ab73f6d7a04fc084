"""What spreadsheets write, and what people do to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.importing.problems import Problems
from common.importing.rows import DoctorRow
from common.importing.table import Line, Record, read_rows
from ops.importing.files import records_of

HEADER = "doctor_id,hospital_id,department_id,name,title,fee_fen"
ROW = "p1,h1,d1,甲乙,主任医师,5000"


def read(path: Path, content: bytes) -> tuple[list[Line[DoctorRow]], list[str]]:
    file = path / "doctors.csv"
    file.write_bytes(content)
    problems = Problems()
    lines = read_rows(_records(path, problems), DoctorRow, problems)
    return lines, [str(problem) for problem in problems]


def _records(folder: Path, problems: Problems) -> Iterator[Record]:
    records = records_of(folder, "doctors.csv", problems)
    assert records is not None
    return records


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{ROW}\n".encode(),
        f"{HEADER}\n{ROW}".encode(),
        f"{HEADER}\r\n{ROW}\r\n".encode("utf-8-sig"),
        f"{HEADER}\n\n,,,,,\n{ROW}\n".encode(),
        f"医生编号,医院编号,科室编号,姓名,职称,挂号费（分）\n{ROW}\n".encode(),
        f"fee_fen,{HEADER.removesuffix(',fee_fen')}\n5000,{ROW.removesuffix(',5000')}\n".encode(),
        f'{HEADER}\n p1 ,"h1",d1,甲乙,主任医师,5000\n'.encode(),
        f"{HEADER},,,\n{ROW},,,\n,,,,,,,,\n".encode(),
        f"{HEADER}\n{ROW},\n".encode(),
        f"{HEADER},specialties,introduction\n{ROW}\n".encode(),
        f"{HEADER},introduction\n{ROW}, ,\u3000,\n".encode(),
    ],
    ids=[
        "plain",
        "no last line end",
        "excel",
        "blank rows",
        "chinese header",
        "order",
        "spaces",
        "empty columns",
        "one comma more",
        "cut row",
        "blank cells more",
    ],
)
def test_ways_to_write_the_same(tmp_path: Path, content: bytes) -> None:
    lines, problems = read(tmp_path, content)
    assert problems == []
    assert [line.row for line in lines] == [
        DoctorRow.model_validate(dict(zip(HEADER.split(","), ROW.split(","), strict=True)))
    ]


def test_a_row_is_named_by_the_line_it_begins_on(tmp_path: Path) -> None:
    text = f'{HEADER},introduction\n{ROW},"一\n二\n三"\n{ROW.replace("p1", "p2")},\n'
    lines, problems = read(tmp_path, text.encode())
    assert problems == []
    assert [line.number for line in lines] == [2, 5]
    assert lines[0].row.introduction == "一\n二\n三"


def test_composed_and_decomposed_text_are_the_same(tmp_path: Path) -> None:
    lines, _ = read(tmp_path, f"{HEADER}\n{ROW.replace('甲乙', 'Zoe' + chr(0x308))}\n".encode())
    assert lines[0].row.name == "Zo\u00eb"


EMPTY = "第 1 行：文件是空的，第一行要写列名"
NOT_UTF8 = "不是 UTF-8 或 GBK 编码，请在表格软件中另存为“CSV UTF-8（逗号分隔）”"
UNKNOWN = "请删除这一列，或改成：" + "、".join(DoctorRow.model_fields)
QUOTES = "双引号不成对或有乱码，后面还没检查，改好再导入"
COMMA = "内容里有逗号时，请把整个单元格用英文双引号括起来"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", EMPTY),
        (b"\n" * 5, EMPTY),
        (f"{HEADER}\n{ROW}\n".encode("utf-16"), f"第 1 行：{NOT_UTF8}"),
        (f"{HEADER},salary\n{ROW},1\n".encode(), f"第 1 行 [salary]：{UNKNOWN}"),
        (HEADER.replace("name,", "name,,").encode(), f"第 1 行 [（空列名）]：{UNKNOWN}"),
        (f"{HEADER},,\n{ROW},,6000\n".encode(), f"第 2 行：有 8 格，表头有 6 列；{COMMA}"),
        (f"{HEADER}\n{ROW},6000,,\n".encode(), f"第 2 行：有 7 格，表头有 6 列；{COMMA}"),
        (f"{HEADER},姓名\n{ROW},x\n".encode(), "第 1 行 [name]：这一列出现了不止一次"),
        (HEADER.replace(",name", "").encode(), "第 1 行 [name 姓名]：缺少这一列"),
        (f"{HEADER}\n{ROW},6000\n".encode(), f"第 2 行：有 7 格，表头有 6 列；{COMMA}"),
        (f"{HEADER}\np1,h1\n".encode(), "第 2 行 [department_id 科室编号]：不能为空"),
        (
            f"{HEADER}\n{ROW.removesuffix(',5000')}\n".encode(),
            "第 2 行 [fee_fen 挂号费（分）]：不能为空",
        ),
        (f'{HEADER}\n{ROW}\np2,"h1,d1,甲,主任医师,0\n'.encode(), f"第 3 行：{QUOTES}"),
        (f"{HEADER}\n{ROW}\n\np2\0,h1,d1,甲,主任医师,0\n".encode(), f"第 4 行：{QUOTES}"),
        (
            f"{HEADER}\n{ROW.replace('5000', '')}\n".encode(),
            "第 2 行 [fee_fen 挂号费（分）]：不能为空",
        ),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, content: bytes, expected: str) -> None:
    _, problems = read(tmp_path, content)
    assert problems[0] == f"doctors.csv {expected}"


def test_a_header_that_is_wrong_in_two_ways_says_both_and_no_row_is_looked_at(
    tmp_path: Path,
) -> None:
    lines, problems = read(tmp_path, f"{HEADER.replace('name', 'nom')}\np1\n".encode())
    assert lines == []
    assert problems == [
        f"doctors.csv 第 1 行 [nom]：{UNKNOWN}",
        "doctors.csv 第 1 行 [name 姓名]：缺少这一列",
    ]


def test_the_sound_rows_beside_a_wrong_one_are_read(tmp_path: Path) -> None:
    rows = [ROW, ROW.replace("p1", "p 2"), ROW.replace("p1", "p3")]
    lines, problems = read(tmp_path, "\n".join([HEADER, *rows]).encode())
    assert [(line.number, line.row.doctor_id) for line in lines] == [(2, "p1"), (4, "p3")]
    assert len(problems) == 1


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "doctors.csv"
    with file.open("wb") as out:
        out.truncate(20_000_001)
    problems = Problems()
    assert read_rows(_records(tmp_path, problems), DoctorRow, problems) == []
    assert [str(problem) for problem in problems] == ["doctors.csv：文件超过 20 MB，请拆分后再导入"]


def test_a_file_as_large_as_may_be_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = f"{HEADER}\n{ROW}\n".encode()
    monkeypatch.setattr("common.importing.csv_file.MAX_BYTES", len(content))
    assert len(read(tmp_path, content)[0]) == 1
    assert read(tmp_path, content + b"\n")[0] == []


def test_a_huge_cell_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    _, problems = read(tmp_path, f"{HEADER}\n{ROW}{'0' * 200_000}\n".encode())
    assert len(problems) == 1


IN_YUAN = HEADER.replace("fee_fen", "挂号费（元）")
AMOUNT = "请填金额（元），最多 10000，例如 50 或 12.5，免费写 0"


@pytest.mark.parametrize(("fee", "fen"), [("50", 5000), ("12.5", 1250), ("10000", 1_000_000)])
def test_a_fee_in_yuan(tmp_path: Path, fee: str, fen: int) -> None:
    lines, problems = read(tmp_path, f"{IN_YUAN}\n{ROW.replace('5000', fee)}\n".encode())
    assert problems == []
    assert lines[0].row.fee_fen == fen


@pytest.mark.parametrize("fee", ["10000.01", "1000000", "9999999", "-1", "五十"])
def test_a_fee_that_is_none_is_told_in_the_unit_of_its_column(tmp_path: Path, fee: str) -> None:
    lines, problems = read(tmp_path, f"{IN_YUAN}\n{ROW.replace('5000', fee)}\n".encode())
    assert lines == []
    assert problems == [f"doctors.csv 第 2 行 [fee_fen 挂号费（元）]：{AMOUNT}"]


def test_a_fee_in_yuan_that_is_missing(tmp_path: Path) -> None:
    _, problems = read(tmp_path, f"{IN_YUAN}\n{ROW.replace('5000', '')}\n".encode())
    assert problems == ["doctors.csv 第 2 行 [fee_fen 挂号费（元）]：不能为空"]
