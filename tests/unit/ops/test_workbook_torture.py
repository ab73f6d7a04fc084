"""500 doctors and 5,000 clinics as a workbook: each planted error is told at its cell, and nothing else."""

import datetime
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from openpyxl import load_workbook

from common.domain.hospital_catalogue import Changes, changes
from common.domain.rules.hospital import HospitalRules
from common.importing.cells import TITLES
from common.importing.hospital_file import Checked, check
from common.importing.tables_out import tables_of
from common.importing.workbook_out import export
from tests.support.big_hospital import big_hospital
from tests.unit.ops.conftest import Stored

KNOWN = Stored(names={"m1"}, taken={"taken-k": "h9", "taken-p": "h9"})
HOSPITAL = big_hospital(idle=10)
Spoil = Callable[[Any, Any], None]


class Plant(NamedTuple):
    """An error of a kind: in which sheet and column, what is done to the cell, and what is said of it."""

    kind: str
    sheet: str
    column: str
    spoil: Spoil
    words: str


def put(value: Any, form: str = "") -> Spoil:
    def spoil(_: Any, cell: Any) -> None:
        cell.value = value
        if form:
            cell.number_format = form

    return spoil


def error(code: str) -> Spoil:
    def spoil(_: Any, cell: Any) -> None:
        cell.value, cell.data_type = code, "e"

    return spoil


def merge(sheet: Any, cell: Any) -> None:
    sheet.merge_cells(
        start_row=cell.row, end_row=cell.row, start_column=cell.column, end_column=cell.column + 1
    )


def beside(**cells: Any) -> Spoil:
    """Other cells of the line are what makes it wrong."""

    def spoil(sheet: Any, cell: Any) -> None:
        for other in sheet[1]:
            if other.value in cells:
                sheet.cell(cell.row, other.column).value = cells[other.value]

    return spoil


WHOLE, DAY, TIME = (
    "请填 {} 到 {} 的整数",
    "请填日期，例如 2026-12-01",
    "请填 24 小时制的时间，例如 08:30",
)
ID = "请填 1–24 个字母、数字、- 或 _，以字母或数字开头"
FORMULA, BROKEN = "是公式，请改成数值：复制后用“选择性粘贴”粘成数值", "是错误值，请填上内容"
MERGED = "合并了单元格，请取消合并，每一格都填上"
WEEKDAY = "只能填：1、2、3、4、5、6、7、周一、周二、周三、周四、周五、周六、周日"
TITLE = f"只能填：{'、'.join(TITLES)}"
RULE = f"没有这条规则，可用：{'、'.join(HospitalRules.model_fields)}"
YUAN = "请填金额（元），最多 10000，例如 50 或 12.5，免费写 0"

PLANTS = [
    Plant("unknown weekday", "出诊表", "星期", put("周八"), WEEKDAY),
    Plant("weekday out of range", "出诊表", "星期", put(8), WEEKDAY),
    Plant("unknown half-day", "出诊表", "时段", put("中午"), "只能填：am、pm、night、上午、下午、夜间"),
    Plant("unknown kind of visit", "出诊表", "号别", put("VIP"), "只能填：普通、专家、特需"),
    Plant("start is words", "出诊表", "开始时间", put("八点"), TIME),
    Plant("start with seconds", "出诊表", "开始时间", put(datetime.time(8, 0, 30)), TIME),
    Plant("start is a date", "出诊表", "开始时间", put(datetime.datetime(2026, 12, 1)),
          "这里填时间，不填日期，例如 08:30"),
    Plant("start outside its half-day", "出诊表", "开始时间", beside(时段="夜间"),
          "与时段不符，这个时段的门诊要在 17:00–23:00 之间开始"),
    Plant("end before start", "出诊表", "结束时间", put("07:00"), "要晚于开始时间 08:00"),
    Plant("end on no hour", "出诊表", "结束时间", put("25:00"), TIME),
    Plant("not a multiple", "出诊表", "每段分钟数", put(25), "08:00–11:30 共 210 分钟，不能按 25 分钟等分"),
    Plant("minutes too few", "出诊表", "每段分钟数", put(1), WHOLE.format(5, 480)),
    Plant("half a minute", "出诊表", "每段分钟数", put(30.5), WHOLE.format(5, 480)),
    Plant("no seats", "出诊表", "每段号数", put(0), WHOLE.format(1, 200)),
    Plant("seats in words", "出诊表", "每段号数", put("四"), WHOLE.format(1, 200)),
    Plant("more kept than there are", "出诊表", "每段号数", put(1), "每段号数 1 少于窗口号 1 + 转诊号 1"),
    Plant("seats missing", "出诊表", "每段号数", put(None), "不能为空"),
    Plant("negative window seats", "出诊表", "窗口号数", put(-1), WHOLE.format(0, 200)),
    Plant("fee in words", "出诊表", "挂号费（元）", put("五十元整"), YUAN),
    Plant("fee of three decimals", "出诊表", "挂号费（元）", put(12.345), YUAN),
    Plant("fee too high", "出诊表", "挂号费（元）", put(10001), YUAN),
    Plant("date that is none", "出诊表", "开始日期", put("2026-02-30"), DAY),
    Plant("date and time", "出诊表", "开始日期", put(datetime.datetime(2026, 12, 1, 8)), "请只填日期，不要带时间"),
    Plant("serial of no date", "出诊表", "开始日期", put(5, "General"), DAY),
    Plant("ends before it begins", "出诊表", "结束日期", beside(开始日期="2026-12-02", 结束日期="2026-12-01"),
          "不能早于开始日期 2026-12-02"),
    Plant("relative date", "出诊表", "结束日期", put("+3"), "“+天数”只用于演示数据，请写具体日期，例如 2026-12-01"),
    Plant("unknown doctor", "出诊表", "医生编号", put("p999"), "“医生”表里没有医生编号 p999，请核对或加一行"),
    Plant("long number as id", "出诊表", "医生编号", put(12345678901234567),
          "数字太长，表格软件已丢掉末尾几位，请把单元格设为文本再填"),
    Plant("zeros only shown", "出诊表", "医生编号", put(7, "0000"), "编号看到的和存的可能不同，请把单元格设为文本再填"),
    Plant("formula", "出诊表", "结束时间", put("=E2"), FORMULA),
    Plant("formula with a macro's name", "出诊表", "星期", put('=CMD("x")'), FORMULA),
    Plant("error value", "出诊表", "每段号数", error("#REF!"), BROKEN),
    Plant("not available", "出诊表", "号别", error("#N/A"), BROKEN),
    Plant("merged", "出诊表", "号别", merge, MERGED),
    Plant("department of others", "出诊表", "科室编号", put("k19"),
          "医生 p069 不在科室 k19，请核对，或在医生那一行加上这个科室"),
    Plant("overlap", "出诊表", "开始时间", beside(星期="周一", 时段="上午"),
          "同一位医生与第 712 行（周一 08:00–11:30）重叠，请改一行的时间"),
    Plant("unknown title", "医生", "职称", put("教授"), TITLE),
    Plant("name missing", "医生", "姓名", put(None), "不能为空"),
    Plant("name too long", "医生", "姓名", put("演" * 21), "最多 20 个字，现有 21 个"),
    Plant("same id twice", "医生", "医生编号", put("p001"), "与第 3 行重复，请只留一行"),
    Plant("id with Han", "出诊表", "医生编号", put("医生7"), ID),
    Plant("id of another hospital", "医生", "医生编号", put("taken-p"), "编号 taken-p 已是另一家医院的，请换一个编号"),
    Plant("unknown department", "医生", "科室编号", put("k99"), "“科室”表里没有科室编号 k99，请核对或加一行"),
    Plant("one department twice", "医生", "科室编号", put("k01;k01"), "同一个编号写了不止一次"),
    Plant("fee missing", "医生", "挂号费（元）", put(None), "不能为空"),
    Plant("negative fee", "医生", "挂号费（元）", put(-5), YUAN),
    Plant("unknown hospital", "医生", "医院编号", put("other"), "“医院”表里没有医院编号 other，请核对或加一行"),
    Plant("specialties too long", "医生", "擅长", put("高" * 201), "最多 200 个字，现有 201 个"),
    Plant("true as a title", "医生", "职称", put(True), TITLE),
    Plant("parent that is none", "科室", "上级科室编号", put("k98"), "“科室”表里没有科室编号 k98，请核对或加一行"),
    Plant("own parent", "科室", "上级科室编号", put("k04"), "上级科室不能是自己"),
    Plant("unknown sex", "科室", "限性别", put("妇"), "只能填：female、女、male、男"),
    Plant("ages the wrong way", "科室", "最大年龄", beside(最小年龄=20, 最大年龄=10), "不能小于最小年龄 20"),
    Plant("age of a patriarch", "科室", "最小年龄", put(900), "请填 0 到 150 的整数（周岁）"),
    Plant("neither yes nor no", "科室", "儿科", put("也许"), "只能填：是、否、1、0、true、false"),
    Plant("closed with a session", "停诊与加诊", "每段号数", put(4), "停诊的行不填这一列"),
    Plant("kind that is none", "停诊与加诊", "类型", put("调休"), "只能填：closed、extra、停诊、加诊"),
    Plant("extra without its session", "停诊与加诊", "号别",
          beside(类型="加诊", 开始时间="18:00", 结束时间="19:00", 时段="夜间", 每段分钟数=30, 每段号数=2),
          "加诊的行必须填写这一列"),
    Plant("extra over a weekly one", "停诊与加诊", "开始时间",
          beside(类型="加诊", 日期="2026-12-08", 时段="上午", 号别="专家", 开始时间="08:00", 结束时间="09:00",
                 每段分钟数=30, 每段号数=2),
          "与“出诊表”表第 64 行（周二 08:00–11:30）重叠；要改期，请给原来那次也写一行停诊"),
    Plant("doctor and hospital", "停诊与加诊", "医生编号", beside(医院编号="other"),
          "医生编号和医院编号填且只填一个（填医院表示全院停诊）"),
    Plant("reason too long", "停诊与加诊", "原因", put("因" * 51), "最多 50 个字，现有 51 个"),
    Plant("rule that is none", "规则", "规则", put("no_rule"), RULE),
]  # fmt: skip


# What is no text becomes one when it is given back, and some of it is fine then.
NOT_TEXT = frozenset(
    ("formula", "formula with a macro's name", "error value", "not available", "merged", "start with seconds",
     "start is a date", "date and time", "serial of no date", "zeros only shown", "long number as id",
     "true as a title")
)  # fmt: skip


@pytest.fixture(scope="module")
def content() -> bytes:
    return export(tables_of(HOSPITAL))


def _places(book: Any) -> Iterator[tuple[Plant, Any]]:
    """Each plant in a line, and with a doctor, of its own."""
    lines = {"出诊表": 12, "医生": 300, "科室": 3, "停诊与加诊": 2, "规则": 2}
    for plant in PLANTS:
        sheet = book[plant.sheet]
        column = next(cell.column for cell in sheet[1] if cell.value == plant.column)
        line = lines[plant.sheet]
        # The second of two that overlap is told: the Tuesday's becomes one more on Monday.
        line += 2 if plant.kind == "overlap" else 0
        # A doctor who is lost is missed by every clinic: of these nobody has any.
        line += 195 if (plant.sheet, plant.column) == ("医生", "医生编号") else 0
        yield plant, sheet.cell(line, column)
        lines[plant.sheet] += {"出诊表": 20, "医生": 3, "科室": 3, "停诊与加诊": 2, "规则": 1}[
            plant.sheet
        ]


def _planted(content: bytes, **only: str) -> tuple[dict[str, Plant], Checked]:
    book = load_workbook(BytesIO(content))
    planted = {}
    for plant, cell in _places(book):
        plant.spoil(book[plant.sheet], cell)
        planted[f"{plant.sheet}!{cell.coordinate}"] = plant
    out = BytesIO()
    book.save(out)
    return planted, check(out.getvalue(), KNOWN)


def test_exported_and_imported_it_is_the_same(content: bytes) -> None:
    checked = check(content, KNOWN, "big")
    assert (checked.problems, checked.notes) == ((), ())
    assert checked.catalogue is not None
    counts = changes(HOSPITAL, checked.catalogue)[1]
    assert counts == Changes(same=1 + 20 + 510 + 5000 + 20)


def test_sixty_errors_each_at_its_cell_and_no_other(content: bytes) -> None:
    assert len({plant.kind for plant in PLANTS}) == len(PLANTS) >= 60
    planted, checked = _planted(content)
    assert checked.catalogue is None
    told = {f"{problem.sheet}!{problem.cell}": problem.message for problem in checked.problems}
    assert set(planted) - set(told) == set(), "not told"
    assert set(told) - set(planted) == set(), "told of what is right"
    assert len(checked.problems) == len(PLANTS)
    for place, plant in planted.items():
        assert told[place] == plant.words, plant.kind
    _marks(planted, checked)


def _marks(planted: dict[str, Plant], checked: Checked) -> None:
    """The workbook that is given back: red cells that say why, and a list that leads to each."""
    book = load_workbook(BytesIO(checked.marked))
    for place, plant in planted.items():
        sheet, _, cell = place.partition("!")
        marked = book[sheet][cell]
        assert marked.fill.fgColor.rgb == "00FFB3B3", plant.kind
        assert marked.comment.text == plant.words
    listed = book["问题"]
    links = {row[0].value: row[0].hyperlink.location for row in listed.iter_rows(min_row=2)}
    assert links == {place: f"'{place.replace('!', chr(39) + '!')}" for place in planted}
    again = check(checked.marked, KNOWN)
    left = {f"{problem.sheet}!{problem.cell}" for problem in again.problems}
    texts = {p for p, plant in planted.items() if plant.kind not in NOT_TEXT}
    assert texts <= left, "given back as it is, it says the same"


def test_a_column_that_is_wrong_throughout_is_red_and_listed_throughout(content: bytes) -> None:
    book = load_workbook(BytesIO(content))
    for (cell,) in book["出诊表"].iter_rows(min_row=2, min_col=3, max_col=3):
        cell.value = "周八"
    out = BytesIO()
    book.save(out)
    checked = check(out.getvalue(), KNOWN)
    assert [str(problem) for problem in checked.problems] == [
        f"出诊表!C{number}：{WEEKDAY}" for number in range(2, 5002)
    ]
    given = load_workbook(BytesIO(checked.marked))
    column = [cell for (cell,) in given["出诊表"].iter_rows(min_row=2, min_col=3, max_col=3)]
    assert {cell.fill.fgColor.rgb for cell in column} == {"00FFB3B3"}
    told = [WEEKDAY] * 500 + [""] * 4500
    assert [cell.comment.text if cell.comment else "" for cell in column] == told
    listed = list(given["问题"].iter_rows(min_row=2))
    assert [(row[0].value, row[1].value) for row in listed] == [
        (f"出诊表!C{number}", WEEKDAY) for number in range(2, 5002)
    ]
    assert listed[-1][0].hyperlink.location == "'出诊表'!C5001"
