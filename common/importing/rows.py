"""The rows of each file of a hospital. Titles are the columns' Chinese names; docs/import-format.md explains them."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from common.importing.cells import (
    Age,
    Day,
    DayOrAhead,
    EndTime,
    Fee,
    Flag,
    Identifier,
    Identifiers,
    Period,
    Seats,
    Sex,
    Time,
    Title,
    VisitKind,
    Weekday,
    choice,
    decimal,
    matching,
    minutes,
    name_of_person,
    prose,
    whole,
)
from common.importing.table import Row

# The first and the last minute at which a session of a half-day may begin.
PERIOD_BEGINS = {
    "am": (0, 11 * 60 + 59), "pm": (12 * 60, 17 * 60 + 59), "night": (17 * 60, 23 * 60),
}  # fmt: skip

# What the platform is called where a hospital could stand.
PLATFORM = "platform"

Name = Annotated[str, prose(40)]
OneLine = Annotated[str, prose(100)]
Story = Annotated[str, prose(2000, lines=True)]
RuleName = Annotated[str, matching(r"[a-z_]{1,60}", "规则的英文名")]


class HospitalRow(Row):
    """A hospital or campus (院区)."""

    FILE = "hospitals.csv"
    KEYS = ("hospital_id",)

    hospital_id: Identifier = Field(title="医院编号")
    name: Name = Field(title="医院名称")
    level: Annotated[str, prose(20)] = Field(title="等级")
    district: Annotated[str, prose(20)] = Field(title="区县")
    address: OneLine = Field(title="地址")
    latitude: Annotated[float, decimal(3, 54, "纬度在前，例如 30.2500")] | None = Field(
        None, title="纬度"
    )
    longitude: Annotated[float, decimal(73, 136, "经度例如 120.1600")] | None = Field(
        None, title="经度"
    )
    phone: Annotated[str, matching(r"[0-9][0-9 -]{2,19}", "电话号码，只含数字、空格和 -")] = Field(
        "", title="电话"
    )
    merchant_id: Identifier | None = Field(None, title="商户编号")
    introduction: Story = Field("", title="简介")

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.hospital_id == PLATFORM:
            yield "hospital_id", f"{PLATFORM} 表示整个平台，请换一个编号"
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            yield missing, "经度和纬度要么都填，要么都不填"


class DepartmentRow(Row):
    """A department, of the first level or below one of the same hospital."""

    FILE = "departments.csv"
    KEYS = ("department_id",)

    department_id: Identifier = Field(title="科室编号")
    hospital_id: Identifier = Field(title="医院编号")
    parent_id: Identifier | None = Field(None, title="上级科室编号")
    name: Name = Field(title="科室名称")
    location: OneLine = Field("", title="就诊地点")
    sex: Sex | None = Field(None, title="限性别")
    age_from: Age | None = Field(None, title="最小年龄")
    age_to: Age | None = Field(None, title="最大年龄")
    paediatric: Flag = Field(False, title="儿科")
    introduction: Story = Field("", title="简介")

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.age_from is not None and self.age_to is not None and self.age_from > self.age_to:
            yield "age_to", f"不能小于最小年龄 {self.age_from}"
        if self.parent_id == self.department_id:
            yield "parent_id", "上级科室不能是自己"


class DoctorRow(Row):
    """A doctor, in one department or more; the first is the one that stands beside the name."""

    FILE = "doctors.csv"
    KEYS = ("doctor_id",)

    doctor_id: Identifier = Field(title="医生编号")
    hospital_id: Identifier = Field(title="医院编号")
    department_id: Identifiers = Field(title="科室编号")
    name: Annotated[str, name_of_person(20)] = Field(title="姓名")
    title: Title = Field(title="职称")
    specialties: Annotated[str, prose(200)] = Field("", title="擅长")
    introduction: Story = Field("", title="简介")
    fee_fen: Fee = Field(title="挂号费（分）")


class Session(Row):
    """What the weekly timetable and an extra clinic have in common."""

    department_id: Identifier | None = Field(None, title="科室编号")
    visit_kind: VisitKind | None = Field(None, title="号别")
    start: Time | None = Field(None, title="开始时间")
    end: EndTime | None = Field(None, title="结束时间")
    slot_minutes: Annotated[int, whole(5, 480)] | None = Field(None, title="每段分钟数")
    seats_per_slot: Annotated[int, whole(1, 200)] | None = Field(None, title="每段号数")
    window_seats: Seats = Field(0, title="窗口号数")
    referral_seats: Seats = Field(0, title="转诊号数")
    fee_fen: Fee | None = Field(None, title="挂号费（分）")

    def session_faults(self, period: str) -> Iterator[tuple[str, str]]:
        """What is wrong with the times and the seats of a session that has them all."""
        if not (self.start and self.end and self.slot_minutes and self.seats_per_slot):
            return
        first, last = PERIOD_BEGINS[period]
        if not first <= minutes(self.start) <= last:
            words = f"{first // 60:02}:{first % 60:02}–{last // 60:02}:{last % 60:02}"
            yield "start", f"与时段不符，这个时段的门诊要在 {words} 之间开始"
        length = minutes(self.end) - minutes(self.start)
        if length <= 0:
            yield "end", f"要晚于开始时间 {self.start}{_midnight_hint(period, self.end)}"
        elif length % self.slot_minutes:
            words = f"{self.start}–{self.end} 共 {length} 分钟"
            yield "slot_minutes", f"{words}，不能按 {self.slot_minutes} 分钟等分"
        if self.window_seats + self.referral_seats > self.seats_per_slot:
            words = f"窗口号 {self.window_seats} + 转诊号 {self.referral_seats}"
            yield "seats_per_slot", f"每段号数 {self.seats_per_slot} 少于{words}"


def _midnight_hint(period: str, end: str) -> str:
    if end == "00:00":
        return "；半夜 12 点请写 24:00"
    if period == "night":
        return "；跨过半夜的门诊请写成两行：当天写到 24:00，第二天从 00:00 写起"
    return ""


class TimetableRow(Session):
    """A session that a doctor holds every week."""

    FILE = "timetable.csv"

    doctor_id: Identifier = Field(title="医生编号")
    weekday: Weekday = Field(title="星期")
    period: Period = Field(title="时段")
    visit_kind: VisitKind = Field(title="号别")
    start: Time = Field(title="开始时间")
    end: EndTime = Field(title="结束时间")
    slot_minutes: Annotated[int, whole(5, 480)] = Field(title="每段分钟数")
    seats_per_slot: Annotated[int, whole(1, 200)] = Field(title="每段号数")
    from_date: Day | None = Field(None, title="开始日期")
    until_date: Day | None = Field(None, title="结束日期")

    def faults(self) -> Iterator[tuple[str, str]]:
        yield from self.session_faults(self.period)
        if self.from_date and self.until_date and self.from_date > self.until_date:
            yield "until_date", f"不能早于开始日期 {self.from_date}"


class ExceptionRow(Session):
    """A day that differs from the timetable: a clinic that is closed, or one more."""

    FILE = "exceptions.csv"
    KEYS = ("doctor_id", "hospital_id")
    SESSION: ClassVar = ("visit_kind", "start", "end", "slot_minutes", "seats_per_slot")

    doctor_id: Identifier | None = Field(None, title="医生编号")
    hospital_id: Identifier | None = Field(None, title="医院编号")
    date: DayOrAhead = Field(title="日期")
    period: Period | None = Field(None, title="时段")
    kind: Annotated[
        str, choice({"closed": "closed", "extra": "extra", "停诊": "closed", "加诊": "extra"})
    ] = Field(title="类型")
    reason: Annotated[str, prose(50)] = Field("", title="原因")

    def faults(self) -> Iterator[tuple[str, str]]:
        if (self.doctor_id is None) == (self.hospital_id is None):
            yield "doctor_id", "医生编号和医院编号填且只填一个（填医院表示全院停诊）"
        if self.kind == "closed":
            for column in (*self.SESSION, "department_id", "fee_fen"):
                if getattr(self, column) is not None:
                    yield column, "停诊的行不填这一列"
            return
        if self.hospital_id:
            yield "hospital_id", "加诊要写明医生，不能写医院"
        for column in ("period", *self.SESSION):
            if getattr(self, column) is None:
                yield column, "加诊的行必须填写这一列"
        if self.period:
            yield from self.session_faults(self.period)


class RuleRow(Row):
    """One rule of a hospital that differs from the default."""

    FILE = "rules.csv"

    hospital_id: Identifier = Field(title="医院编号")
    rule: RuleName = Field(title="规则")
    value: Annotated[str, prose(100)] = Field(title="取值")
    note: Annotated[str, prose(200)] = Field("", title="说明")


# Every file of a hospital.
FILES = tuple(
    model.FILE
    for model in (HospitalRow, DepartmentRow, DoctorRow, TimetableRow, ExceptionRow, RuleRow)
)
