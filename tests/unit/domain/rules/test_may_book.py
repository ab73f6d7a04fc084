"""Who may book, wait and be offered: what is asked, in which order, and the words of each refusal."""

from datetime import timedelta

import pytest

from common.domain.errors import Code
from common.domain.person.identity import Sex
from common.domain.person.person import Person
from common.domain.rules.history import History
from common.domain.rules.hospital import HospitalRules
from common.domain.rules.may_book import may_be_offered, may_book, may_wait, queue_not_open
from common.domain.rules.platform import PlatformRules
from common.domain.rules.rulebook import Rulebook
from common.domain.slot import SlotState
from tests.unit.samples import (
    DAY,
    HOSPITAL,
    MS,
    NOW,
    PLATFORM,
    RULES,
    a_case,
    a_department,
    a_slot,
    claim_of,
    told,
)

FULL = {"slot": a_slot(left=0)}
CLOSED = {"slot": a_slot(state=SlotState.CLOSED)}
FOR_MEN = {"department": a_department(name="男科", sex=Sex.MALE)}
LOST = {"history": History(lost_holds=3)}
USER_LOST = {"user_lost_holds": 3}
HOLDS = {"person": Person(id="n1", hashes=("x",), claims=(claim_of(a_slot()),))}
BLOCKED = {"history": History(paid_cancellations=(NOW,) * 3)}

NOT_OPEN = (Code.SLOT_CLOSED, "这个时间已经停止预约，请换一个时间", {})
NOT_FOR_HER = (Code.PATIENT_NOT_ELIGIBLE, "男科只看男性就诊人，请选其他科室", {})
UNPAID = (Code.LIMIT_REACHED, "今天已有 3 次选了号没付款（含放弃），明天可以再约", {})
USER_UNPAID = (Code.LIMIT_REACHED, "今天已有 3 次选了号没付款（含放弃），明天可以再约", {})
TOO_OFTEN = (
    Code.PATIENT_BLOCKED,
    "30 天内退号满 3 次，这家医院网上暂停预约到 4月1日 08:00。急需看病请到窗口",
    {},
)
HAS_IT = (
    Code.ALREADY_BOOKED,
    "这位就诊人已约了这个时间（也可能是家人用别的微信约的）",
    {},
)
STILL_FREE = (Code.BAD_STATE, "还有号，请直接预约", {})
NO_QUEUE = (Code.BAD_STATE, "这家医院没有开通候补", {})
NOT_WAITED_FOR = (Code.SLOT_CLOSED, "这个时间不能候补，请换一个时间", {})
QUEUE_CLOSED = (Code.SLOT_CLOSED, "候补已截止，请换一个时间", {})


@pytest.mark.parametrize(
    ("case", "refused"),
    [
        ({}, None),
        (FULL, None),  # found by taking, not by looking
        (HOLDS, None),  # decided when they are claimed
        ({**CLOSED, **FOR_MEN, **LOST, **USER_LOST}, NOT_OPEN),
        ({**FOR_MEN, **LOST, **USER_LOST}, NOT_FOR_HER),
        ({**LOST, **USER_LOST}, UNPAID),
        ({**BLOCKED, **USER_LOST}, TOO_OFTEN),
        (USER_LOST, USER_UNPAID),
    ],
)
def test_who_may_book(case, refused):
    assert told(may_book(a_case(**case))) == refused


@pytest.mark.parametrize(
    ("case", "refused"),
    [
        (FULL, None),
        ({**FULL, **USER_LOST}, None),
        ({**FOR_MEN, **LOST, **HOLDS}, STILL_FREE),
        ({**FULL, **FOR_MEN, **LOST, **HOLDS}, NOT_FOR_HER),
        ({**FULL, **LOST, **HOLDS}, UNPAID),
        ({**FULL, **BLOCKED, **HOLDS}, TOO_OFTEN),
        ({**FULL, **HOLDS}, HAS_IT),
    ],
)
def test_who_may_wait(case, refused):
    assert told(may_wait(a_case(**case))) == refused


@pytest.mark.parametrize(
    ("case", "refused"),
    [
        (FULL, None),
        ({**CLOSED, **FOR_MEN, **USER_LOST}, None),  # asked before
        (HOLDS, HAS_IT),
        (LOST, UNPAID),
        (BLOCKED, TOO_OFTEN),
    ],
)
def test_who_may_be_offered_a_seat(case, refused):
    assert told(may_be_offered(a_case(**case))) == refused


def test_each_decision_is_of_the_moment_and_by_the_rules_of_the_case():
    later = NOW + timedelta(days=31)
    assert told(may_be_offered(a_case(**BLOCKED))) == TOO_OFTEN
    assert may_be_offered(a_case(**BLOCKED, now=later)) is None
    strict = Rulebook(PlatformRules(unpaid_holds_per_day=1), HOSPITAL)
    once = {"history": History(lost_holds=1), "rules": strict}
    words = "今天已有 1 次选了号没付款（含放弃），明天可以再约"
    assert told(may_be_offered(a_case(**once))) == (Code.LIMIT_REACHED, words, {})


# --- the queue


def _join(now=NOW, rules=RULES, **fields):
    return told(queue_not_open(a_slot(**{"left": 0, **fields}), rules, now))


def test_only_what_is_full_and_open_has_a_queue():
    assert _join() is None
    assert _join(holding=1) is None
    assert _join(left=1) == STILL_FREE
    for fields in (
        {"state": SlotState.SUSPENDED},
        {"state": SlotState.CLOSED},
        {"release_at": NOW + MS},
    ):
        assert _join(**fields) == NOT_WAITED_FOR


def test_a_hospital_without_a_queue():
    without = Rulebook(PLATFORM, HospitalRules(waitlist=False))
    assert _join(rules=without) == NO_QUEUE
    assert _join(rules=without, left=1) == NO_QUEUE


def test_the_queue_closes_the_evening_before():
    closes = PLATFORM.queue_closes_at(DAY)
    assert _join(closes - MS) is None
    assert _join(closes) == QUEUE_CLOSED
