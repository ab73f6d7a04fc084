"""What may stand in a cell: each kind on both sides of its bounds, and what it says it wanted."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from common.importing import cells
from common.importing.rows import (
    DepartmentRow,
    DoctorRow,
    ExceptionRow,
    HospitalRow,
    RuleRow,
    TimetableRow,
)
from common.importing.table import Row
from ops.importing.rows import MerchantRow, MessageTemplateRow


def parsed(kind: Any, cell: str) -> Any:
    """The value of a cell, or the words about it in a tuple."""
    try:
        return TypeAdapter(kind).validate_python(cell)
    except ValidationError as error:
        return (str(error.errors()[0]["ctx"]["error"]),)


DATE = ("请填日期，例如 2026-12-01",)
AHEAD = ("“+天数”只用于演示数据，请写具体日期，例如 2026-12-01",)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-12-01", "2026-12-01"), ("2026/12/1", "2026-12-01"), ("2026.1.31", "2026-01-31"),
        ("2026年12月1日", "2026-12-01"), ("2026年12月01", "2026-12-01"), ("2028-02-29", "2028-02-29"),
        ("2026/12/7 0:00", "2026-12-07"), ("2026-12-07 00:00:00", "2026-12-07"),
        ("2026/12/7  0:00:00", "2026-12-07"),
        ("\u202a2026-12-01\u202c", "2026-12-01"),
        ("2026/12/7 8:30", DATE), ("2026-12-07 00:00:01", DATE), ("2026-12-07 0", DATE), ("2026-12-07 24:00", DATE),
        ("2000-01-01", "2000-01-01"), ("2999-12-31", "2999-12-31"),
        ("1999-12-31", DATE), ("3000-01-01", DATE), ("0199-12-01", DATE), ("0001-01-01", DATE),
        ("2027-02-29", DATE), ("2026-13-01", DATE), ("26-12-01", DATE), ("2026-12-011", DATE),
        ("2026-12", DATE), ("12/01/2026", DATE), ("", DATE), ("２０２６-12-01", "2026-12-01"), ("明天", DATE),
        ("+2", AHEAD), ("+999", AHEAD), ("+1000", DATE), ("+", DATE), ("-2", DATE), ("+٢", DATE),
    ],
)  # fmt: skip
def test_a_day(cell: str, day: Any) -> None:
    assert parsed(cells.Day, cell) == day
    assert parsed(cells.DayOrAhead, cell) == day


TIME = ("请填 24 小时制的时间，例如 08:30",)


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("08:30", "08:30"), ("8:30", "08:30"), ("0:00", "00:00"), ("23:59", "23:59"), ("8：30", "08:30"),
        ("08:30:00", "08:30"), ("19:05", "19:05"),
        ("7:00:00", "07:00"), ("07：00：00", "07:00"), ("7:00\u200b", "07:00"),
        ("7点", TIME), ("24:30", TIME), ("24:00:00", TIME),
        ("24:00", TIME), ("08:60", TIME), ("8:3", TIME), ("08:30:30", TIME), ("008:30", TIME), ("0830", TIME),
        ("８:30", "08:30"), ("8.30", TIME), ("下午3点", TIME), ("", TIME),
    ],
)  # fmt: skip
def test_a_time(cell: str, time: Any) -> None:
    assert parsed(cells.Time, cell) == time


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("24:00", "24:00"), ("24：00", "24:00"), ("24:00:00", "24:00"), ("8:30", "08:30"), ("23:59", "23:59"),
        ("24:30", TIME), ("24:01", TIME), ("25:00", TIME), ("24", TIME), ("", TIME),
    ],
)  # fmt: skip
def test_a_day_ends_at_24(cell: str, time: Any) -> None:
    assert parsed(cells.EndTime, cell) == time


def test_minutes_since_midnight() -> None:
    times = ("00:00", "00:59", "01:00", "23:59", "24:00")
    assert [cells.minutes(time) for time in times] == [0, 59, 60, 1439, 1440]


IDENTIFIER = ("请填 1–24 个字母、数字、- 或 _，以字母或数字开头",)


@pytest.mark.parametrize(
    ("cell", "identifier"),
    [
        ("a", "a"), ("9_-Z", "9_-Z"), ("a" * 24, "a" * 24),
        ("a" * 25, IDENTIFIER), ("-a", IDENTIFIER), ("_a", IDENTIFIER), ("a b", IDENTIFIER), ("科室", IDENTIFIER),
    ],
)  # fmt: skip
def test_an_identifier(cell: str, identifier: Any) -> None:
    assert parsed(cells.Identifier, cell) == identifier


@pytest.mark.parametrize(
    ("kind", "least", "most", "hint"),
    [
        (cells.Fee, 0, 1_000_000, "，以分为单位：50 元写 5000，免费写 0"),
        (cells.Seats, 0, 200, ""),
        (cells.Age, 0, 150, "（周岁）"),
        (TimetableRow.model_fields["slot_minutes"].rebuild_annotation(), 5, 480, ""),
        (TimetableRow.model_fields["seats_per_slot"].rebuild_annotation(), 1, 200, ""),
        (ExceptionRow.model_fields["slot_minutes"].rebuild_annotation(), 5, 480, ""),
        (ExceptionRow.model_fields["seats_per_slot"].rebuild_annotation(), 1, 200, ""),
    ],
)
def test_a_whole_number_within_its_bounds(kind: Any, least: int, most: int, hint: str) -> None:
    words = (f"请填 {least} 到 {most} 的整数{hint}",)
    assert (parsed(kind, str(least)), parsed(kind, str(most))) == (least, most)
    assert parsed(kind, f"0{most}") == most
    for wrong in (str(least - 1), str(most + 1), "1.5", "", "٢", "²", "1e2", "9" * 5000):
        assert parsed(kind, wrong) == words


@pytest.mark.parametrize(
    ("field", "least", "most", "hint"),
    [
        ("latitude", 3, 54, "纬度在前，例如 30.2500"),
        ("longitude", 73, 136, "经度例如 120.1600"),
    ],
)
def test_a_place_on_the_map(field: str, least: int, most: int, hint: str) -> None:
    kind = HospitalRow.model_fields[field].rebuild_annotation()
    for good in (str(least), f"{most}.0", f"{least}.{'0' * 9}1"):
        assert parsed(kind, good) == float(good)
    outside, no_number = (f"请填 {least} 到 {most} 之间的数，{hint}",), (f"请填小数，{hint}",)
    for wrong in (f"{most}.1", f"{least - 1}.9", f"-{least}.5", "999"):
        assert parsed(kind, wrong) == outside
    for wrong in ("north", "nan", "1e2", "", f"{least}.", f"{least}.{'0' * 11}", "1000", "٣٠"):
        assert parsed(kind, wrong) == no_number


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (cells.Flag, {"是": True, "否": False, "1": True, "0": False, "true": True, "false": False}),
        (cells.Sex, {"female": "female", "女": "female", "male": "male", "男": "male"}),
        (cells.Period, {"am": "am", "pm": "pm", "night": "night", "上午": "am", "下午": "pm", "夜间": "night"}),
        (cells.Weekday, {
            "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7,
            "周一": 1, "周二": 2, "周三": 3, "周四": 4, "周五": 5, "周六": 6, "周日": 7,
        }),
        (cells.VisitKind, {"普通": "普通", "专家": "专家", "特需": "特需"}),
        (MerchantRow.model_fields["mode"].rebuild_annotation(),
         {"direct": "direct", "partner": "partner", "直连": "direct", "服务商": "partner"}),
        (DoctorRow.model_fields["title"].rebuild_annotation(), {title: title for title in cells.TITLES}),
        (ExceptionRow.model_fields["kind"].rebuild_annotation(),
         {"closed": "closed", "extra": "extra", "停诊": "closed", "加诊": "extra"}),
    ],
)  # fmt: skip
def test_one_of_a_few_words(kind: Any, words: dict[str, Any]) -> None:
    assert {word: parsed(kind, word) for word in words} == words
    assert {word: parsed(kind, f"\u202a{word}\u202c") for word in words} == words
    assert parsed(kind, "别的") == (f"只能填：{'、'.join(words)}",)


@pytest.mark.parametrize(
    ("row", "field", "limit"),
    [
        (MerchantRow, "name", 40), (MerchantRow, "private_key_file", 300), (HospitalRow, "name", 40),
        (HospitalRow, "level", 20), (HospitalRow, "district", 20), (HospitalRow, "address", 100),
        (HospitalRow, "introduction", 2000), (DepartmentRow, "name", 40), (DepartmentRow, "location", 100),
        (DoctorRow, "name", 20), (DoctorRow, "specialties", 200), (DoctorRow, "introduction", 2000),
        (ExceptionRow, "reason", 50), (RuleRow, "value", 100), (RuleRow, "note", 200),
        (MessageTemplateRow, "title", 30),
    ],
)  # fmt: skip
def test_a_text_has_its_length(row: type[Row], field: str, limit: int) -> None:
    kind = row.model_fields[field].rebuild_annotation()
    assert parsed(kind, "字" * limit) == "字" * limit
    assert parsed(kind, "字" * (limit + 1)) == (f"最多 {limit} 个字，现有 {limit + 1} 个",)


UNSEEN = ("含有换行或不可见的控制字符，请删除",)


@pytest.mark.parametrize(
    "title",
    ["主任医师", "医师", "主任中医师", "副主任中医师", "主治中医师", "主任药师", "主管药师", "主任中药师", "主管技师",
     "主任护师", "主管护师"],
)  # fmt: skip
def test_a_title_of_the_health_professions(title: str) -> None:
    assert parsed(DoctorRow.model_fields["title"].rebuild_annotation(), title) == title


@pytest.mark.parametrize("title", ["教授", "", "主任医师、教授", "主管", "专家", "主任医师 教授"])
def test_what_is_no_title(title: str) -> None:
    kind = DoctorRow.model_fields["title"].rebuild_annotation()
    assert parsed(kind, title) == (f"只能填：{'、'.join(cells.TITLES)}",)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("王　伟", "王伟"), ("王 伟", "王伟"), ("王\u200b伟", "王伟"), ("\u202a王伟", "王伟"), ("王\ufeff伟", "王伟"),
        ("王\u00a0伟", "王伟"), ("王伟\ufe00", "王伟"), ("王\u3164伟", "王伟"), ("Anna Li", "Anna Li"),
        ("Anna\u00a0 Li", "Anna Li"), ("阿依努尔•买买提", "阿依努尔·买买提"), ("阿依努尔・买买提", "阿依努尔·买买提"),
        ("O’Brien", "O'Brien"),
    ],
)  # fmt: skip
def test_a_doctors_name_is_the_one_that_is_searched_for(cell: str, name: str) -> None:
    assert parsed(DoctorRow.model_fields["name"].rebuild_annotation(), cell) == name


@pytest.mark.parametrize(
    "character", ["\u200b", "\u200d", "\u202e", "\ufeff", "\u00ad", "\u2060", "\u3164"]
)
def test_what_shows_nothing_is_dropped_from_a_text(character: str) -> None:
    kind = HospitalRow.model_fields["name"].rebuild_annotation()
    assert parsed(kind, f"{character}一{character}二{character}") == "一二"
    assert parsed(kind, f"{character}一".ljust(60, character)) == "一"


@pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\u202f", "\u3000"])
def test_every_blank_is_the_plain_one(blank: str) -> None:
    kind = HospitalRow.model_fields["address"].rebuild_annotation()
    assert parsed(kind, f"{blank}示例路{blank}1{blank}号") == "示例路 1 号"


def test_an_identifier_with_what_shows_nothing_is_refused() -> None:
    assert parsed(cells.Identifier, "h1\u200b") == IDENTIFIER


@pytest.mark.parametrize(
    "character", ["\n", "\t", "\x00", "\x7f", "\u2028", "\ud800", "\ue000", "\uffff"]
)
def test_what_cannot_be_seen_is_refused_in_a_text(character: str) -> None:
    kind = HospitalRow.model_fields["name"].rebuild_annotation()
    assert parsed(kind, f"一{character}二") == UNSEEN


def test_a_story_may_have_lines() -> None:
    kind = HospitalRow.model_fields["introduction"].rebuild_annotation()
    assert parsed(kind, "一\r\n二\n三") == "一\n二\n三"
    assert parsed(kind, "一\t二") == UNSEEN
    assert parsed(kind, "一\r二") == UNSEEN


def _pairs(part: str) -> tuple[str]:
    return (f"“{part}”要写成 字段=内容，例如 thing1=hospital_name",)


@pytest.mark.parametrize(
    ("cell", "pairs"),
    [
        ("thing1=tip", {"thing1": "tip"}),
        (" thing1 = tip ； time2=starts_at", {"thing1": "tip", "time2": "starts_at"}),
        ("character_string6=pickup_code", {"character_string6": "pickup_code"}),
        ("a99=b=c", {"a99": "b=c"}),
        ("a" * 24 + "1=x", {"a" * 24 + "1": "x"}),
        ("thing1", _pairs("thing1")), ("thing1=a;", _pairs("")), ("=a", _pairs("=a")),
        ("thing=a", _pairs("thing=a")), ("a123=x", _pairs("a123=x")), ("A1=x", _pairs("A1=x")),
        ("a" * 25 + "1=x", _pairs("a" * 25 + "1=x")), (" $x=1 ", _pairs("$x=1")),
        ("thing1=a;thing1=b", ("字段 thing1 写了不止一次",)),
    ],
)  # fmt: skip
def test_fields_and_what_goes_into_them(cell: str, pairs: Any) -> None:
    assert parsed(cells.FieldMap, cell) == pairs


@pytest.mark.parametrize(
    ("row", "field", "good", "wrong", "wanted"),
    [
        (MerchantRow, "mchid", ["1" * 8, "1" * 10], ["1" * 7, "1" * 11, "1900a00001"], " 8–10 位数字的微信支付商户号"),
        (MerchantRow, "sub_mchid", ["1" * 8, "1" * 10], ["1" * 7, "1" * 11], " 8–10 位数字的特约商户号"),
        (MerchantRow, "appid", ["wx0123456789abcdef"],
         ["wx0123456789abcde", "wx0123456789abcdef0", "ab0123456789abcdef"], " wx 开头、18 位的小程序 AppID"),
        (MerchantRow, "serial_no", ["a" * 8, "F" * 64], ["a" * 7, "a" * 65, "g" * 8], "证书序列号（十六进制）"),
        (MerchantRow, "public_key_id", ["PUB_KEY_ID_a", "PUB_KEY_ID_" + "1" * 64],
         ["PUB_KEY_ID_", "PUB_KEY_ID_" + "1" * 65, "PUB_1"], " PUB_KEY_ID_ 开头的公钥ID"),
        (HospitalRow, "phone", ["120", "0571 8888-8888", "1" * 20], ["12", "1" * 21, "-12", "120x"],
         "电话号码，只含数字、空格和 -"),
        (RuleRow, "rule", ["a", "a_" * 30], ["", "a" * 61, "A", "a1"], "规则的英文名"),
        (MessageTemplateRow, "template_id", ["aZ9_-" + "0" * 38], ["0" * 42, "0" * 44, "." * 43],
         "微信后台给出的 43 位模板ID"),
    ],
)  # fmt: skip
def test_a_number_or_name_of_a_certain_form(
    row: type[Row], field: str, good: list[str], wrong: list[str], wanted: str
) -> None:
    kind = row.model_fields[field].rebuild_annotation()
    for cell in good:
        assert parsed(kind, cell) == cell
    for cell in wrong:
        assert parsed(kind, cell) == (f"请填{wanted}",)
