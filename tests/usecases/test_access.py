"""Who may call what, and how often: by the policy each function states."""

import importlib.util
from pathlib import Path

import pytest

from common.contracts.account import AcceptConsent, ExportAccount
from common.contracts.book import BookRequest
from common.contracts.login import LoginRequest
from common.domain.actor import WeChatUser
from common.domain.errors import Code
from common.domain.rules.platform import PlatformRules
from common.entry import phone as entry
from common.entry.access import Policy, check_access
from common.usecases.account import account
from common.usecases.book import rate
from common.usecases.login import login

from .world import refused

FUNCTIONS = Path(__file__).parents[2] / "functions"
BOOKING = Policy(rate=rate)
LOOKING = Policy(consent=False)


@pytest.fixture
def may(service):
    """Check the access of somebody; no error means that they may."""

    def check(caller, policy, request=None):
        check_access(caller, request, policy, service.deps)

    return check


@pytest.fixture
def tap(service, phone):
    """A request to book that nobody has sent yet."""
    return BookRequest(
        slot_id=service.slot_id(), patient_id=phone.patient_id, idempotency_key="tap-other-1"
    )


def policy_of(function, monkeypatch):
    """What the file of a function says."""
    spec = importlib.util.spec_from_file_location("f", FUNCTIONS / function / "index.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(entry, "phone_call", lambda *needs: lambda resolve: resolve)
    spec.loader.exec_module(module)
    return module.main_handler().policy


@pytest.mark.parametrize(
    "function", ["book", "pay", "cancel", "patients", "my_bookings", "waitlist"]
)
def test_without_consent_nothing_personal(service, may, tap, monkeypatch, function):
    stranger = WeChatUser("o-new")
    login(LoginRequest(), stranger, service.deps)
    with refused(Code.CONSENT_REQUIRED):
        may(stranger, policy_of(function, monkeypatch), tap)


@pytest.mark.parametrize("function", ["login", "catalog", "query_slots", "account"])
def test_what_is_public_asks_for_no_consent(may, monkeypatch, function):
    may(WeChatUser("o-new"), policy_of(function, monkeypatch))


def test_a_copy_of_the_data_asks_for_consent_by_itself(service):
    stranger = WeChatUser("o-new")
    with refused(Code.CONSENT_REQUIRED):
        account(ExportAccount(action="export"), stranger, service.deps)


def test_new_terms_must_be_accepted_anew(service, phone, may):
    service.store.catalogue.set_platform_rules(PlatformRules(consent_version="2027-01"))
    with refused(Code.CONSENT_REQUIRED):
        may(phone.caller, Policy())
    with refused(Code.BAD_REQUEST):
        account(
            AcceptConsent(action="accept_consent", version="2026-01"), phone.caller, service.deps
        )
    account(AcceptConsent(action="accept_consent", version="2027-01"), phone.caller, service.deps)
    may(phone.caller, Policy())


def test_sixty_calls_a_minute_ten_of_them_to_book(service, phone, may, tap):
    for _ in range(10):
        may(phone.caller, BOOKING, tap)
    with refused(Code.TOO_MANY_REQUESTS):
        may(phone.caller, BOOKING, tap)
    for _ in range(49):
        may(phone.caller, LOOKING)
    with refused(Code.TOO_MANY_REQUESTS):
        may(phone.caller, LOOKING)
    may(service.person().caller, BOOKING, tap)
    service.clock.pass_(minutes=1)
    may(phone.caller, BOOKING, tap)


def test_a_tap_sent_again_is_not_one_more_booking(service, phone, may, tap):
    phone.book(key="tap-again-1")
    again = tap.model_copy(update={"idempotency_key": "tap-again-1"})
    for _ in range(20):
        may(phone.caller, BOOKING, again)
    for _ in range(10):
        may(phone.caller, BOOKING, tap)
    with refused(Code.TOO_MANY_REQUESTS):
        may(phone.caller, BOOKING, tap)
