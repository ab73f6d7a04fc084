"""Whether a user may make this call now: what is counted, what is asked, and the words of a refusal."""

from types import SimpleNamespace

import pytest

from common.domain.actor import WeChatUser
from common.domain.errors import Code, Refused
from common.domain.rules.platform import PlatformRules, Rate
from common.entry.access import Policy, check_access
from tests.unit.samples import NOW, told

RULES = PlatformRules(calls_per_minute=7, consent_version="2026-02")
TOO_OFTEN = (Code.TOO_MANY_REQUESTS, "点得太快了，请过 1 分钟再试。已有的预约不受影响", {})
NO_CONSENT = (Code.CONSENT_REQUIRED, "请先阅读并同意《用户隐私保护指引》", {"required": "2026-02"})


class Asked:
    """Stands for the store: what it is asked, and what it answers."""

    def __init__(self, over=(), accepted="2026-02"):
        self.over, self.accepted = over, accepted
        self.counted = []
        self.clock = lambda: NOW
        self.store = SimpleNamespace(
            catalogue=SimpleNamespace(platform_rules=lambda: RULES),
            rates=SimpleNamespace(hit=self.hit),
            users=SimpleNamespace(consent_of=lambda openid: self.accepted),
        )

    def hit(self, openid, name, per_minute, now):
        self.counted.append((openid, name, per_minute, now))
        return name not in self.over


def check(deps, policy):
    check_access(WeChatUser("o1"), "request", policy, deps)


def refused(deps, policy):
    with pytest.raises(Refused) as caught:
        check(deps, policy)
    return told(caught.value)


ALL, BOOK = ("o1", "all", 7, NOW), ("o1", "book", 2, NOW)


def booking(asked=None):
    def rate(request, caller, deps):
        assert (request, caller) == ("request", WeChatUser("o1"))
        return asked

    return Policy(rate=rate)


def test_every_call_is_counted_and_needs_consent():
    deps = Asked()
    check(deps, Policy())
    assert deps.counted == [ALL]
    assert refused(Asked(over=("all",)), Policy()) == TOO_OFTEN
    assert refused(Asked(accepted=None), Policy()) == NO_CONSENT
    assert refused(Asked(accepted="2026-01"), Policy()) == NO_CONSENT


def test_who_calls_too_often_is_not_asked_anything_else():
    deps = Asked(over=("all",), accepted=None)
    assert refused(deps, booking(Rate("book", 2))) == TOO_OFTEN
    assert deps.counted == [ALL]


def test_a_function_may_ask_for_no_consent():
    check(Asked(accepted=None), Policy(consent=False))


def test_a_limit_of_a_functions_own():
    deps = Asked()
    check(deps, booking(Rate("book", 2)))
    assert deps.counted == [ALL, BOOK]
    assert refused(Asked(over=("book",)), booking(Rate("book", 2))) == TOO_OFTEN


def test_a_request_that_does_not_count():
    deps = Asked(over=("book",))
    check(deps, booking(None))
    assert deps.counted == [ALL]
