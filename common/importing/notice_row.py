"""A notice as a row of a page."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from common.importing.cells import Day, Flag, prose
from common.importing.table import Row


class NoticeRow(Row):
    """What patients are told for some days."""

    FILE = "notices.csv"

    heading: Annotated[str, prose(30)] = Field(title="标题")
    text: Annotated[str, prose(1000, lines=True)] = Field(title="内容")
    from_date: Day = Field(title="开始日期")
    until_date: Day = Field(title="结束日期")
    important: Flag = Field(False, title="重要")

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.from_date > self.until_date:
            yield "until_date", f"不能早于开始日期 {self.from_date}"
