"""What is no workbook of a hospital, or more than one: it is not read, whatever it claims to be."""

import time
import tracemalloc
import zipfile
from io import BytesIO

import pytest

from common.importing import archive, csv_file, hospital_file, workbook
from common.importing.archive import Unfit, unpacked
from common.importing.hospital_file import check
from common.importing.tables_out import tables_of
from common.importing.workbook_out import export
from tests.unit.ops.test_workbook import KNOWN, book_of, said, saved, small

NO_WORKBOOK = "打不开：请用表格软件另存为 .xlsx（不加密码）再上传"
TOO_MANY = "超过 20000 行，请删掉空行和多余的内容，或分成几次导入"


# --- what is not read


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def zipped(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return out.getvalue()


def unfit(content: bytes) -> str:
    with pytest.raises(Unfit) as caught:
        check(content, KNOWN)
    return str(caught.value)


@pytest.fixture(scope="module")
def sound() -> dict[str, bytes]:
    return parts(export(tables_of(small())))


@pytest.mark.parametrize("content", [b"", b"PK", b"a,b\n", b"\xd0\xcf\x11\xe0" * 100])
def test_what_is_no_workbook(content: bytes) -> None:
    assert unfit(content) == NO_WORKBOOK


def test_csv_files_in_an_archive(sound: dict[str, bytes]) -> None:
    texts = csv_file.written(tables_of(small()))
    files = {f"医院/{name}": text.encode("gbk") for name, text in texts.items()}
    found = check(zipped(files), KNOWN, "big")
    assert found.catalogue == check(zipped(sound), KNOWN, "big").catalogue
    files["医院/doctors.csv"] = files["医院/doctors.csv"].replace(
        "主任医师".encode("gbk"), "教授".encode("gbk"), 1
    )
    (problem,) = check(zipped(files), KNOWN).problems
    assert str(problem).startswith("doctors.csv 第 2 行 [title 职称]：只能填：主任医师")
    assert (
        said(zipped({k: v for k, v in files.items() if "rules" not in k}))[-1]
        == "rules.csv：没有这个文件"
    )
    assert unfit(zipped({"a.txt": b"x"})) == hospital_file.NEITHER


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("xl/vbaProject.bin", "文件里有宏，请另存为不带宏的 .xlsx 再上传"),
        ("xl/macrosheets/sheet1.xml", "文件里有宏，请另存为不带宏的 .xlsx 再上传"),
        ("xl/externalLinks/externalLink1.xml", "文件引用了别的文件或嵌入了别的内容，请断开链接、删掉嵌入的内容再上传"),
        ("xl/connections.xml", "文件引用了别的文件或嵌入了别的内容，请断开链接、删掉嵌入的内容再上传"),
        ("xl/embeddings/oleObject1.bin", "文件引用了别的文件或嵌入了别的内容，请断开链接、删掉嵌入的内容再上传"),
    ],
)  # fmt: skip
def test_a_workbook_with_more_than_cells(sound: dict[str, bytes], name: str, words: str) -> None:
    assert unfit(zipped({**sound, name: b"x"})) == words


def test_a_workbook_that_is_declared_to_have_macros(sound: dict[str, bytes]) -> None:
    types = sound["[Content_Types].xml"].replace(b"sheet.main", b"sheet.macroEnabled.main")
    assert (
        unfit(zipped({**sound, "[Content_Types].xml": types}))
        == "文件里有宏，请另存为不带宏的 .xlsx 再上传"
    )


def test_a_large_file_and_one_that_grows() -> None:
    assert (
        unfit(b"PK" + bytes(2_000_000)) == "文件超过 2 MB，请删掉图片和多余的内容，或分成几次导入"
    )


@pytest.mark.parametrize("claimed", [True, False], ids=["as it says", "though it says otherwise"])
def test_a_bomb_is_not_unpacked(sound: dict[str, bytes], claimed: bool) -> None:
    content = bytearray(zipped({**sound, "xl/media/x.bin": bytes(300_000_000)}))
    assert len(content) < 2_000_000
    if not claimed:  # both headers say that it is one byte long
        size = (300_000_000).to_bytes(4, "little")
        assert content.count(size) >= 1
        content = bytearray(bytes(content).replace(size, (1).to_bytes(4, "little")))
    words = unfit(bytes(content))
    assert words == (
        "解开后超过 20 MB，请删掉多余的内容，或分成几次导入" if claimed else NO_WORKBOOK
    )


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_that_unpacks_all_at_once_is_not_begun(
    sound: dict[str, bytes], compression: int
) -> None:
    content = zipped({**sound, "xl/media/x.bin": bytes(100_000_000)}, compression)
    assert len(content) < 2_000_000
    tracemalloc.start()
    words = unfit(content)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert words == NO_WORKBOOK
    assert most < 20_000_000
    assert unfit(zipped(sound, compression)) == NO_WORKBOOK


def test_an_archive_with_any_byte_spoilt_is_read_or_refused() -> None:
    content = zipped({"xl/workbook.xml": b"<workbook>0123456789 9876543210</workbook>" * 3})
    assert unpacked(content)
    refused = set()
    for place in range(4, len(content)):
        for flip in (1, 0x10, 0xFF):
            spoilt = bytearray(content)
            spoilt[place] ^= flip
            try:
                unpacked(bytes(spoilt))
            except Unfit as unread:
                refused.add(str(unread))
    assert refused == {NO_WORKBOOK}


def _with_merged(sound: dict[str, bytes], ranges: bytes) -> bytes:
    name, end = "xl/worksheets/sheet5.xml", b"</sheetData>"
    assert sound[name].count(end) == 1
    merged = end + b"<mergeCells>" + ranges + b"</mergeCells>"
    return zipped({**sound, name: sound[name].replace(end, merged)})


def test_merged_cells_are_told_once_however_often_they_are_named(sound: dict[str, bytes]) -> None:
    assert said(_with_merged(sound, b'<mergeCell ref="C2:D4"/>' * 20_000)) == [
        f"出诊表!C{line}：合并了单元格，请取消合并，每一格都填上" for line in (2, 3, 4)
    ]


@pytest.mark.parametrize(
    "ranges",
    [b"".join(b'<mergeCell ref="C%d:D%d"/>' % (n, n + 99) for n in range(1, 20_002, 100)),
     b'<mergeCell ref="C1:D100"/>' * 20_001],
    ids=["many lines", "many ranges"],
)  # fmt: skip
def test_merged_cells_without_end_are_not_read(sound: dict[str, bytes], ranges: bytes) -> None:
    assert unfit(_with_merged(sound, ranges)) == "合并的单元格太多，请取消合并，每一格都填上"


def test_a_merged_cell_that_is_never_closed_is_looked_at_once(sound: dict[str, bytes]) -> None:
    began = time.process_time()
    assert unfit(_with_merged(sound, b"<mergeCell " * 400_000)) == workbook._BROKEN
    assert time.process_time() - began < 10


def test_entities_are_not_read(sound: dict[str, bytes]) -> None:
    name = "xl/sharedStrings.xml"
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'
    assert unfit(zipped({**sound, name: bomb})) == NO_WORKBOOK
    wide = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><sst/>'.encode("utf-16")
    assert unfit(zipped({**sound, name: wide})) == NO_WORKBOOK


def test_a_workbook_cut_in_the_middle(sound: dict[str, bytes]) -> None:
    sheet = sound["xl/worksheets/sheet5.xml"]
    assert unfit(zipped({**sound, "xl/worksheets/sheet5.xml": sheet[:500]})) == workbook._BROKEN
    del (rest := dict(sound))["xl/worksheets/sheet5.xml"]
    assert said(zipped(rest)) == ["出诊表：没有这张表"]


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    content = export(tables_of(small()))
    monkeypatch.setattr(workbook, "MAX_ROWS", 62)
    check(content, KNOWN)
    monkeypatch.setattr(workbook, "MAX_ROWS", 30)
    assert unfit(content) == TOO_MANY


def test_a_row_far_below() -> None:
    book = book_of(small())
    book["出诊表"]["A1048576"].value = "x"
    assert unfit(saved(book)) == TOO_MANY


def _with_doctors(more: str) -> bytes:
    texts = csv_file.written(tables_of(small()))
    texts["doctors.csv"] += more
    content = zipped({name: text.encode() for name, text in texts.items()})
    assert len(content) < 10_000
    return content


def test_csv_files_of_too_many_rows_are_not_read_to_their_end() -> None:
    assert unfit(_with_doctors("a,b\r\n" * 300_000)) == TOO_MANY
    assert said(_with_doctors(",,\r\n" * 300_000)) == [f"doctors.csv：{TOO_MANY}"]


def test_csv_files_of_too_many_rows_together(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = csv_file.written(tables_of(small()))
    content = zipped({name: text.encode() for name, text in texts.items()})
    rows = sum(text.count("\r\n") for text in texts.values())
    monkeypatch.setattr(hospital_file, "MAX_ROWS", rows)
    assert check(content, KNOWN).problems == ()
    monkeypatch.setattr(hospital_file, "MAX_ROWS", rows - 1)
    assert unfit(content) == TOO_MANY


def test_a_csv_file_of_as_many_rows_as_may_be() -> None:
    problems = workbook.Problems()
    rows = b"a,b\n" * 20_000
    assert len(list(csv_file.records("rules.csv", rows, problems))) == 20_000
    assert problems == []
    assert len(list(csv_file.records("rules.csv", rows + b"\n", problems))) == 20_000
    assert list(map(str, problems)) == [f"rules.csv：{TOO_MANY}"]
    assert problems.may_hold("rules.csv", "anything")


def test_a_sheet_that_says_it_is_smaller_than_it_is(sound: dict[str, bytes]) -> None:
    name = "xl/worksheets/sheet5.xml"
    assert b'<dimension ref="A1:' in sound[name]
    head, _, rest = sound[name].partition(b'<dimension ref="')
    short = head + b'<dimension ref="A1:B2' + rest[rest.index(b'"') :]
    found = check(zipped({**sound, name: short}), KNOWN)
    assert found.catalogue is not None
    assert len(found.catalogue.clinics) == 30


def test_the_plain_workbook_is_the_same(sound: dict[str, bytes]) -> None:
    assert unpacked(zipped(sound)) == parts(archive.plain(sound)) == sound


def test_parts_of_as_many_bytes_as_may_be() -> None:
    assert len(unpacked(zipped({"a": bytes(15_000_000), "b": bytes(5_000_000)}))) == 2
    with pytest.raises(Unfit) as caught:
        unpacked(zipped({"a": bytes(15_000_000), "b": bytes(5_000_001)}))
    assert str(caught.value) == "解开后超过 20 MB，请删掉多余的内容，或分成几次导入"


# --- CSV of older spreadsheets

TEXT = "医生编号,姓名\r\np1,甲乙\r\n"


@pytest.mark.parametrize(
    "content",
    [TEXT.encode(), TEXT.encode("utf-8-sig"), TEXT.encode("gbk"), TEXT.encode("gb18030"),
     b"\xef\xbb\xbf" + TEXT.encode("gbk"), ("\ufeff" + TEXT).encode("gb18030")],
    ids=["UTF-8", "with its mark", "GBK", "GB 18030", "GBK behind the mark of UTF-8", "GB 18030 with its mark"],
)  # fmt: skip
def test_a_csv_file_in_any_encoding_of_a_chinese_spreadsheet(content: bytes) -> None:
    problems = workbook.Problems()
    assert list(csv_file.records("doctors.csv", content, problems)) == [
        (1, ["医生编号", "姓名"]), (2, ["p1", "甲乙"]),
    ]  # fmt: skip
    assert problems == []


def test_a_csv_file_in_no_encoding() -> None:
    problems = workbook.Problems()
    assert list(csv_file.records("doctors.csv", b"a,b\n\xff\xfe\xff", problems)) == []
    assert list(map(str, problems)) == [
        "doctors.csv 第 2 行：不是 UTF-8 或 GBK 编码，请在表格软件中另存为“CSV UTF-8（逗号分隔）”"
    ]
