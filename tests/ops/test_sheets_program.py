"""`python -m ops import FILE.xlsx`, `export` and `template` as people start them."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from common.runtime.crypto import FieldCipher
from common.runtime.settings import parse_keys
from common.store.merchants import Merchants
from ops.__main__ import main
from tests.ops.test_programs import KEY, Environ, environ
from tests.ops.world import Db
from tests.support.merchants import a_merchant
from tests.unit.ops.conftest import SOUND

__all__ = ["environ"]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def book(db: Db, environ: Environ, tmp_path: Path, capsys: Capture) -> Path:
    """A hospital of two that were imported, as a workbook."""
    environ(db, DATA_KEYS=f"k1:{KEY}")
    Merchants(db, FieldCipher(parse_keys("DATA_KEYS", f"k1:{KEY}"))).put(a_merchant("m1"))
    folder = tmp_path / "both"
    folder.mkdir()
    for name, text in SOUND.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert main(["import", str(folder)]) == 0
    file = tmp_path / "h1.xlsx"
    assert main(["export", "h1", str(file)]) == 0
    capsys.readouterr()
    return file


def _spoil(file: Path, sheet: str, cell: str, value: Any) -> None:
    book = load_workbook(file)
    book[sheet][cell].value = value
    out = BytesIO()
    book.save(out)
    file.write_bytes(out.getvalue())


def _doctors(db: Db) -> list[Any]:
    return list(db["doctors"].find({}).sort("_id", 1))


def test_what_was_exported_changes_nothing(book: Path, db: Db, capsys: Capture) -> None:
    before = _doctors(db)
    for options, words in (
        (
            ["--check"],
            "没有问题，什么也没写：h1（新增 0、修改 0、停用 0、不变 8）\n    → 去掉 --check 导入\n",
        ),
        ([], "已导入：h1（新增 0、修改 0、停用 0、不变 8）\n    → 运行 publish，生成新的号源\n"),
    ):
        assert main(["import", str(book), *options]) == 0
        assert capsys.readouterr().out == words
    assert _doctors(db) == before


def test_as_csv_files_too(book: Path, db: Db, tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "csv"
    folder.mkdir()
    assert main(["export", "h1", str(folder)]) == 0
    assert len(list(folder.iterdir())) == 6
    capsys.readouterr()
    assert main(["import", str(folder), "--check"]) == 0
    assert capsys.readouterr().out == (
        "没有问题，什么也没写：医院 1、科室 2、医生 1、出诊 2、停诊和加诊 2（新增 0、修改 0、停用 0、不变 8）\n"
        "    → 去掉 --check 导入\n"
    )


def test_a_change_is_counted_by_a_check_and_written_by_an_import(
    book: Path, db: Db, capsys: Capture
) -> None:
    _spoil(book, "医生", "F2", "近视、白内障")
    assert main(["import", str(book), "--check"]) == 0
    assert "修改 1、停用 0、不变 7" in capsys.readouterr().out
    assert _doctors(db)[0]["specialties"] == ""
    assert main(["import", str(book)]) == 0
    assert "修改 1、停用 0、不变 7" in capsys.readouterr().out
    assert [raw["specialties"] for raw in _doctors(db)] == ["近视、白内障", ""]


def test_what_is_wrong_is_told_and_marked_in_a_copy(book: Path, db: Db, capsys: Capture) -> None:
    _spoil(book, "出诊表", "D2", "中午")
    before = _doctors(db)
    assert main(["import", str(book)]) == 1
    assert capsys.readouterr().err == (
        "出诊表!D2：只能填：am、pm、night、上午、下午、夜间\n"
        "什么也没导入，原数据没变，1 处要改\n    → 在 h1.问题.xlsx 里标红的格子上改好，再导入一次\n"
    )
    marked = load_workbook(book.with_name("h1.问题.xlsx"))["出诊表"]["D2"]
    assert (marked.value, marked.comment.text) == (
        "中午",
        "只能填：am、pm、night、上午、下午、夜间",
    )
    assert _doctors(db) == before


def test_what_was_taken_otherwise_is_told(book: Path, capsys: Capture) -> None:
    _spoil(book, "出诊表", "D2", "早上")
    assert main(["import", str(book)]) == 0
    assert capsys.readouterr().out.startswith("出诊表!D2：“早上”按“上午”导入\n已导入：h1（")


def test_a_file_that_is_none(book: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "no.xlsx").write_text("x")
    assert main(["import", str(tmp_path / "no.xlsx")]) == 1
    assert capsys.readouterr().err == "no.xlsx 打不开：请用表格软件另存为 .xlsx（不加密码）再上传\n"
    assert main(["import", str(tmp_path / "gone.xlsx")]) == 2
    assert capsys.readouterr().err == f"读不到文件 {tmp_path / 'gone.xlsx'}\n"
    assert main(["export", "h9", str(tmp_path / "h9.xlsx")]) == 1
    assert capsys.readouterr().err == "没有正在使用的医院 h9\n"


def test_a_template(db: Db, environ: Environ, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "空白.xlsx"
    assert main(["template", str(file)]) == 0
    assert capsys.readouterr().out == f"已写到 {file}\n"
    assert load_workbook(file).sheetnames[0] == "说明"


def _zipped(folder: Path, file: Path) -> Path:
    with ZipFile(file, "w") as archive:
        for each in folder.iterdir():
            archive.write(each, each.name)
    return file


@pytest.mark.parametrize("name", ["h1.zip", "CSV.xlsx"])
def test_an_archive_of_csv_files_whatever_its_name(
    book: Path, tmp_path: Path, capsys: Capture, name: str
) -> None:
    folder = tmp_path / "csv"
    folder.mkdir()
    assert main(["export", "h1", str(folder)]) == 0
    capsys.readouterr()
    assert main(["import", str(_zipped(folder, tmp_path / name))]) == 0
    assert capsys.readouterr().out == (
        "已导入：h1（新增 0、修改 0、停用 0、不变 8）\n    → 运行 publish，生成新的号源\n"
    )
    (folder / "doctors.csv").unlink()
    files = set(tmp_path.iterdir())
    assert main(["import", str(_zipped(folder, tmp_path / name))]) == 1
    assert capsys.readouterr().err == (
        "doctors.csv：没有这个文件\n什么也没导入，原数据没变，1 处要改\n    → 改好以后再导入一次\n"
    )
    assert set(tmp_path.iterdir()) == files, "no copy of what cannot be marked"
