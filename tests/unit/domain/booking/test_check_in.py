"""签到: the window in which a patient may check in."""

import pytest

from common.domain.booking.check_in import check_in_from, check_in_to
from common.domain.business_time import at
from tests.unit.samples import DAY, a_booking, a_slot

THURSDAY = "2026-03-05"


@pytest.mark.parametrize(
    ("period", "start", "end", "opens", "closes"),
    [
        ("am", "08:00", "08:30", (DAY, "07:30"), (DAY, "12:00")),
        ("am", "11:30", "12:00", (DAY, "11:00"), (DAY, "12:00")),
        ("am", "11:45", "12:15", (DAY, "11:15"), (DAY, "12:15")),
        ("pm", "14:00", "14:30", (DAY, "13:30"), (DAY, "18:00")),
        ("pm", "17:45", "18:15", (DAY, "17:15"), (DAY, "18:15")),
        ("night", "18:00", "18:30", (DAY, "17:30"), (THURSDAY, "00:00")),
        ("night", "23:00", "23:30", (DAY, "22:30"), (THURSDAY, "00:00")),
    ],
)
def test_from_half_an_hour_before_until_the_end_of_the_half_day(period, start, end, opens, closes):
    visit = a_booking(a_slot(start, end, period=period))
    assert check_in_from(visit) == at(*opens)
    assert check_in_to(visit) == at(*closes)
