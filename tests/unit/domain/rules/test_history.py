"""What earlier bookings forbid, and until when."""

from datetime import timedelta

import pytest

from common.domain.actor import By
from common.domain.business_time import at
from common.domain.errors import Code
from common.domain.rules.history import (
    USER_MEMORY,
    blocked_by_history,
    cancellation_block,
    too_many_unpaid_holds,
    user_blocked_by_history,
)
from common.domain.rules.hospital import HospitalRules
from common.domain.rules.platform import PlatformRules
from common.domain.rules.rulebook import Rulebook
from tests.unit.samples import A_DAY, HOSPITAL, MS, NOW, PLATFORM, RULES, a_booking, a_slot, told

TODAY_ENOUGH = (Code.LIMIT_REACHED, "今天已有 3 次选了号没付款（含放弃），明天可以再约", {})
USER_ENOUGH = (Code.LIMIT_REACHED, "今天已有 3 次选了号没付款（含放弃），明天可以再约", {})


def _lost(when, n=1):
    return [a_booking(lost_hold_at=when)] * n


def _cancelled(*days, **fields):
    given = {"cancelled_by": By.PATIENT, "paid_by": "tx", **fields}
    return [a_booking(cancelled_at=NOW + timedelta(days=d), **given) for d in days]


def _blocked(recent, now=NOW, rules=RULES):
    return told(blocked_by_history(iter(recent), a_slot(), rules, now))


# --- holds that were lost


def test_three_lost_holds_a_day():
    assert not too_many_unpaid_holds(_lost(NOW, 2), PLATFORM, NOW)
    assert too_many_unpaid_holds(_lost(NOW, 3), PLATFORM, NOW)
    assert not too_many_unpaid_holds([a_booking()] * 9, PLATFORM, NOW)
    assert _blocked(_lost(NOW, 2)) is None
    assert _blocked(_lost(NOW, 3)) == TODAY_ENOUGH


def test_the_words_name_the_limit_that_is_set():
    rules = Rulebook(PlatformRules(unpaid_holds_per_day=1), HOSPITAL)
    words = "今天已有 1 次选了号没付款（含放弃），明天可以再约"
    assert _blocked(_lost(NOW), rules=rules) == (Code.LIMIT_REACHED, words, {})


def test_the_day_of_a_lost_hold_is_the_hospitals_day():
    midnight = at("2026-03-03", "00:00")
    assert too_many_unpaid_holds(_lost(midnight - MS, 3), PLATFORM, midnight - MS)
    assert not too_many_unpaid_holds(_lost(midnight - MS, 3), PLATFORM, midnight)
    assert too_many_unpaid_holds(_lost(midnight, 3), PLATFORM, midnight)


def test_a_user_who_lost_three_holds_for_whichever_patients():
    assert user_blocked_by_history(_lost(NOW, 2), PLATFORM, NOW) is None
    assert told(user_blocked_by_history(_lost(NOW, 3), PLATFORM, NOW)) == USER_ENOUGH
    assert user_blocked_by_history(_lost(NOW - A_DAY, 3), PLATFORM, NOW) is None


def test_a_hold_made_yesterday_and_lost_today_is_still_looked_at():
    """Made before midnight, let go at the end of the longest hold there is, and counted until the next midnight."""
    longest_hold = timedelta(minutes=120 + 10)
    assert longest_hold + A_DAY < USER_MEMORY == timedelta(days=2)


# --- paid bookings cancelled too often


def test_three_paid_cancellations_within_thirty_days():
    assert cancellation_block(_cancelled(0, 10), "h1", HOSPITAL) is None
    assert cancellation_block(_cancelled(0, 10, 30), "h1", HOSPITAL) == NOW + timedelta(days=60)
    assert cancellation_block(_cancelled(0, 10, 30.0001), "h1", HOSPITAL) is None
    assert cancellation_block(_cancelled(20, 0, 10), "h1", HOSPITAL) == NOW + timedelta(days=50)
    assert cancellation_block(_cancelled(0, 1, 2, 31), "h1", HOSPITAL) == NOW + timedelta(days=61)


@pytest.mark.parametrize(
    "other",
    [
        {"cancelled_by": By.HOSPITAL},
        {"cancelled_by": By.SYSTEM},
        {"paid_by": None},
        {"hospital_id": "h2"},
    ],
)
def test_cancellations_that_do_not_count(other):
    assert cancellation_block(_cancelled(0, 1, 2, **other), "h1", HOSPITAL) is None


def test_a_block_ends():
    recent = _cancelled(0, 1, 2)
    end = NOW + timedelta(days=32)
    words = "30 天内退号满 3 次，这家医院网上暂停预约到 4月3日 08:00。急需看病请到窗口"
    assert end == at("2026-04-03", "08:00")
    assert _blocked(recent, end - MS) == (Code.PATIENT_BLOCKED, words, {})
    assert _blocked(recent, end) is None


def test_a_block_names_the_hospitals_day_on_which_it_ends_and_not_today():
    """Ends at 00:30 in China, when it is still the day before in UTC."""
    late = NOW + timedelta(hours=16, minutes=30)
    recent = [b.model_copy(update={"cancelled_at": late}) for b in _cancelled(0, 0, 0)]
    words = "30 天内退号满 3 次，这家医院网上暂停预约到 4月2日 00:30。急需看病请到窗口"
    assert _blocked(recent, late) == (Code.PATIENT_BLOCKED, words, {})


def test_a_block_by_a_hospitals_own_rules():
    own = HospitalRules(paid_cancellations=2, cancellation_days=7, cancellation_block_days=14)
    rules = Rulebook(PLATFORM, own)
    words = "7 天内退号满 2 次，这家医院网上暂停预约到 3月23日 08:00。急需看病请到窗口"
    assert _blocked(_cancelled(0, 7), NOW, rules) == (Code.PATIENT_BLOCKED, words, {})
    assert _blocked(_cancelled(0, 7.0001), NOW, rules) is None


def test_a_lost_hold_is_told_before_a_block():
    assert _blocked([*_cancelled(0, 1, 2), *_lost(NOW, 3)]) == TODAY_ENOUGH
