"""How many bookings a person may have, each limit on both sides and in its own words."""

import pytest

from common.domain.errors import Code
from common.domain.rules.hospital import HospitalRules
from common.domain.rules.limits import claims_in_the_way
from common.domain.rules.platform import PlatformRules
from common.domain.rules.rulebook import Rulebook
from tests.unit.samples import DAY, HOSPITAL, MS, NOW, PLATFORM, a_slot, claim_of, told

SAME_SLOT = (
    Code.ALREADY_BOOKED,
    "这位就诊人已约了这个时间（也可能是家人用别的微信约的）",
    {},
)
ONCE = (Code.ALREADY_BOOKED, "当天已约这个科室，换时间请先取消原来的", {})
CONFLICT = (
    Code.TIME_CONFLICT,
    "这位就诊人同一时间已有别的预约（也可能是家人用别的微信约的）",
    {},
)
THREE_A_DAY = (Code.LIMIT_REACHED, "这位就诊人当天已约满 3 个号，取消一个再约", {})
FIVE_IN_ALL = (Code.LIMIT_REACHED, "这位就诊人没就诊的预约已满 5 个，取消一个再约", {})


def _in_the_way(*claims, slot=None, platform=PLATFORM, hospital=HOSPITAL, now=NOW):
    rules = Rulebook(platform, hospital)
    return told(claims_in_the_way(claims, slot or a_slot(), rules, now))


def test_nothing_is_in_the_way_of_the_first():
    assert _in_the_way() is None


def test_the_same_slot():
    assert _in_the_way(claim_of(a_slot())) == SAME_SLOT
    generous = HospitalRules(per_department_day=9)
    assert _in_the_way(claim_of(a_slot()), hospital=generous) == SAME_SLOT


def test_the_same_department_on_the_same_day():
    later = claim_of(a_slot("15:00", "15:30"))
    assert _in_the_way(later) == ONCE
    assert _in_the_way(claim_of(a_slot(day="2026-03-05"))) is None
    assert _in_the_way(claim_of(a_slot("15:00", "15:30", department_id="other"))) is None


def test_a_hospital_that_allows_two_of_a_department_a_day():
    twice = HospitalRules(per_department_day=2)
    one, two = claim_of(a_slot("15:00", "15:30")), claim_of(a_slot("16:00", "16:30"))
    assert _in_the_way(one, hospital=twice) is None
    assert _in_the_way(one, two, hospital=twice) == (
        Code.ALREADY_BOOKED, "当天这个科室已约满 2 个号，换时间请先取消原来的", {},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        ("07:30", "08:00", None), ("07:30", "08:01", CONFLICT), ("08:10", "08:20", CONFLICT),
        ("07:00", "09:00", CONFLICT), ("08:29", "09:00", CONFLICT), ("08:30", "09:00", None),
    ],
)  # fmt: skip
def test_two_places_at_one_time(start, end, refused):
    assert _in_the_way(claim_of(a_slot(start, end, department_id="other"))) == refused


def _elsewhere(hour, day=DAY):
    return claim_of(a_slot(f"{hour}:00", f"{hour}:30", day, department_id=f"dep{hour}"))


def test_three_a_day():
    assert _in_the_way(_elsewhere(10), _elsewhere(11)) is None
    three = (_elsewhere(10), _elsewhere(11), _elsewhere(12))
    assert _in_the_way(*three) == THREE_A_DAY
    assert _in_the_way(*three, slot=a_slot(day="2026-03-05")) is None


def test_five_in_all():
    five = [_elsewhere(10, f"2026-03-{day:02}") for day in range(5, 10)]
    assert _in_the_way(*five[:4]) is None
    assert _in_the_way(*five) == FIVE_IN_ALL


def test_the_words_name_the_limit_that_is_set():
    platform = PlatformRules(per_day_per_person=1, active_per_person=2)
    assert _in_the_way(_elsewhere(10), platform=platform) == (
        Code.LIMIT_REACHED, "这位就诊人当天已约满 1 个号，取消一个再约", {},
    )  # fmt: skip
    others = [_elsewhere(10, "2026-03-05"), _elsewhere(10, "2026-03-06")]
    assert _in_the_way(*others, platform=platform) == (
        Code.LIMIT_REACHED, "这位就诊人没就诊的预约已满 2 个，取消一个再约", {},
    )  # fmt: skip


def test_what_is_over_no_longer_counts():
    claim = claim_of(a_slot("07:00", "07:30"))
    assert _in_the_way(claim, now=claim.ends_at - MS) == ONCE
    assert _in_the_way(claim, now=claim.ends_at) is None
