"""What earlier bookings forbid, and until when."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from common.domain.business_time import at
from common.domain.errors import Code
from common.domain.rules.history import (
    History,
    blocked_by_history,
    cancellation_block,
    cancellations_that_matter,
    day_began,
    user_blocked_by_history,
)
from common.domain.rules.hospital import HospitalRules
from common.domain.rules.platform import PlatformRules
from common.domain.rules.rulebook import Rulebook
from tests.unit.samples import HOSPITAL, MS, NOW, PLATFORM, RULES, told

TODAY_ENOUGH = (Code.LIMIT_REACHED, "今天已有 3 次选了号没付款（含放弃），明天可以再约", {})
USER_ENOUGH = (Code.LIMIT_REACHED, "今天已有 3 次选了号没付款（含放弃），明天可以再约", {})


def _cancelled(*days):
    return tuple(NOW + timedelta(days=d) for d in days)


def _blocked(now=NOW, rules=RULES, **history):
    return told(blocked_by_history(History(**history), rules, now))


# --- holds that were lost


def test_three_lost_holds_a_day():
    assert _blocked() is None
    assert _blocked(lost_holds=2) is None
    assert _blocked(lost_holds=3) == TODAY_ENOUGH


def test_the_words_name_the_limit_that_is_set():
    rules = Rulebook(PlatformRules(unpaid_holds_per_day=1), HOSPITAL)
    words = "今天已有 1 次选了号没付款（含放弃），明天可以再约"
    assert _blocked(lost_holds=1, rules=rules) == (Code.LIMIT_REACHED, words, {})


def test_the_day_of_a_lost_hold_is_the_hospitals_day():
    midnight = at("2026-03-03", "00:00")
    assert day_began(midnight - MS) == at("2026-03-02", "00:00")
    assert day_began(midnight) == midnight


def test_a_user_who_lost_three_holds_for_whichever_patients():
    assert user_blocked_by_history(2, PLATFORM) is None
    assert told(user_blocked_by_history(3, PLATFORM)) == USER_ENOUGH


# --- paid bookings cancelled too often


def test_three_paid_cancellations_within_thirty_days():
    assert cancellation_block(_cancelled(0, 10), HOSPITAL) is None
    assert cancellation_block(_cancelled(0, 10, 30), HOSPITAL) == NOW + timedelta(days=60)
    assert cancellation_block(_cancelled(0, 10, 30.0001), HOSPITAL) is None
    assert cancellation_block(_cancelled(20, 0, 10), HOSPITAL) == NOW + timedelta(days=50)
    assert cancellation_block(_cancelled(0, 1, 2, 31), HOSPITAL) == NOW + timedelta(days=61)


@given(
    days=st.lists(st.integers(0, 120), max_size=30),
    times=st.integers(1, 5),
    span=st.integers(1, 40),
    block=st.integers(0, 90),
)
def test_the_newest_that_matter_decide_as_all_of_them_would(days, times, span, block):
    rules = HospitalRules(
        paid_cancellations=times, cancellation_days=span, cancellation_block_days=block
    )
    newest_first = sorted((NOW - timedelta(days=day) for day in days), reverse=True)
    few = tuple(newest_first[: cancellations_that_matter(rules)])
    ends = [cancellation_block(read, rules) for read in (tuple(newest_first), few)]
    whole, part = (end if end is not None and end > NOW else None for end in ends)
    assert part == whole


def test_a_block_ends():
    recent = {"paid_cancellations": _cancelled(0, 1, 2)}
    end = NOW + timedelta(days=32)
    words = "30 天内退号满 3 次，这家医院网上暂停预约到 4月3日 08:00。急需看病请到窗口"
    assert end == at("2026-04-03", "08:00")
    assert _blocked(end - MS, **recent) == (Code.PATIENT_BLOCKED, words, {})
    assert _blocked(end, **recent) is None


def test_a_block_names_the_hospitals_day_on_which_it_ends_and_not_today():
    """Ends at 00:30 in China, when it is still the day before in UTC."""
    late = NOW + timedelta(hours=16, minutes=30)
    words = "30 天内退号满 3 次，这家医院网上暂停预约到 4月2日 00:30。急需看病请到窗口"
    assert _blocked(late, paid_cancellations=(late,) * 3) == (Code.PATIENT_BLOCKED, words, {})


def test_a_block_by_a_hospitals_own_rules():
    own = HospitalRules(paid_cancellations=2, cancellation_days=7, cancellation_block_days=14)
    rules = Rulebook(PLATFORM, own)
    words = "7 天内退号满 2 次，这家医院网上暂停预约到 3月23日 08:00。急需看病请到窗口"
    assert _blocked(NOW, rules, paid_cancellations=_cancelled(0, 7)) == (
        Code.PATIENT_BLOCKED,
        words,
        {},
    )
    assert _blocked(NOW, rules, paid_cancellations=_cancelled(0, 7.0001)) is None


def test_a_lost_hold_is_told_before_a_block():
    assert _blocked(lost_holds=3, paid_cancellations=_cancelled(0, 1, 2)) == TODAY_ENOUGH
