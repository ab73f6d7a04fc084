"""Bad input for every function the phone calls, through its own handler: an answer, never a stack, nothing written."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from common.domain.actor import WeChatUser
from common.runtime import settings, wiring
from tests.usecases.world import violations

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"
APPID = "wx0123456789abcdef"

GOOD: dict[str, list[dict[str, Any]]] = {
    "login": [{}],
    "patients": [
        {"action": "list"},
        {"action": "add", "name": "测试乙", "id_type": "passport", "id_number": "E1234567", "phone": "13900000000",
         "relation": "other", "sex": "male", "birth_date": "1990-01-01"},
        {"action": "update", "patient_id": "<patient>", "name": "测试丙"},
        {"action": "remove", "patient_id": "<patient>"},
    ],
    "account": [
        {"action": "accept_consent", "version": "2026-01"},
        {"action": "grant_messages", "results": {"t-visit_soon": "accept"}},
        {"action": "export"},
        {"action": "erase", "confirm": True},
    ],
    "catalog": [
        {"action": "hospitals"},
        {"action": "hospital", "hospital_id": "h1"},
        {"action": "doctors", "department_id": "internal"},
        {"action": "doctor", "doctor_id": "d1"},
        {"action": "search", "q": "内科"},
        {"action": "scene", "scene": "h.h1"},
    ],
    "query_slots": [{"doctor_id": "d1", "date_from": "2026-03-04", "date_to": "2026-03-05"}],
    "book": [{"slot_id": "d1.2026-03-05.am.0800", "patient_id": "<patient>", "idempotency_key": "tap-12345678"}],
    "pay": [{"booking_id": "<booking>"}],
    "cancel": [{"booking_id": "<booking>"}],
    "my_bookings": [{}, {"booking_id": "<booking>"}, {"status": "held"}, {"cursor": "<booking>"}],
    "waitlist": [
        {"action": "join", "slot_id": "d1.2026-03-04.am.0800", "patient_id": "<patient>",
         "idempotency_key": "tap-12345678"},
        {"action": "accept", "entry_id": "w1"},
        {"action": "leave", "entry_id": "w1"},
        {"action": "mine"},
    ],
}  # fmt: skip
CASES = [(name, event) for name, events in GOOD.items() for event in events]
NAMES = [f"{name}-{event.get('action', '')}" for name, event in CASES]
WRONG: list[Any] = [
    None, 0, -1, 1.5, True, [], {}, "", " ", "\x00", "a\u0000b", "\u202e\u202d", "\ud83d", "x" * 20_000,
    [["x"] * 50] * 50, {"$ne": None}, {"$gt": ""}, {"$where": "sleep(1000)"}, "$ne", "../../etc", "';--", "１２３",
]  # fmt: skip


@pytest.fixture
def call(service, monkeypatch):
    """Calls a function as the platform does, with a booking and a patient of one's own to name."""
    environ = {"MONGO_URI": "mongodb://127.0.0.1/", "MINI_APPID": APPID}
    known = settings.load(environ, environ)
    monkeypatch.setattr(settings, "current", lambda need: known)
    monkeypatch.setattr(wiring, "deps", lambda known: service.deps)
    monkeypatch.setattr(service.store.rates, "hit", lambda *args: True)
    phone = service.person()
    named = {"<patient>": phone.patient_id, "<booking>": phone.book().booking.id}

    def run(name, event, openid=phone.caller.openid):
        whose = {
            "WX_OPENID": openid, "WX_APPID": APPID, "TCB_SOURCE": "wx_client",
        }  # fmt: skip
        context = {"environment": json.dumps(whose), "request_id": "r-1", "function_name": name}
        filled = event
        if isinstance(event, dict):
            filled = {k: named.get(v, v) if isinstance(v, str) else v for k, v in event.items()}
        reply = _handler(name)(filled, context)
        json.dumps(reply)
        assert set(reply) == {"code", "message", "data", "request_id", "now"}
        assert reply["code"] != "INTERNAL", (name, event)
        assert "Traceback" not in reply["message"]
        return reply

    return run


def _handler(name):
    spec = importlib.util.spec_from_file_location(f"function_{name}", FUNCTIONS / name / "index.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.main_handler


def _unchanged(service, act):
    """The act writes nothing but the user's own sign-in."""
    names = set(service.db.list_collection_names()) - {"users", "rates"}
    before = {name: list(service.db[name].find()) for name in names}
    act()
    assert {name: list(service.db[name].find()) for name in names} == before


@pytest.mark.parametrize(("name", "event"), CASES, ids=NAMES)
def test_the_good_request_gets_past_the_contract(call, name, event):
    """The control for all that follows: its neighbours are refused for what is wrong with them."""
    assert call(name, event)["code"] != "BAD_REQUEST"


@pytest.mark.parametrize(("name", "event"), CASES, ids=NAMES)
def test_something_unknown_or_missing(call, service, name, event):
    def act():
        for extra in ({"unknown": 1}, {"$where": "1"}, {"openid": "o9"}, {"": ""}):
            assert call(name, {**event, **extra})["code"] == "BAD_REQUEST"
        for field in event:
            rest = {key: value for key, value in event.items() if key != field}
            reply = call(name, rest)
            assert reply["code"] == "BAD_REQUEST" or field in (
                "date_to",
                "booking_id",
                "status",
                "cursor",
                "name",
            )

    _unchanged(service, act)


@pytest.mark.parametrize(("name", "event"), CASES, ids=NAMES)
def test_every_field_filled_with_every_kind_of_nonsense(call, service, name, event):
    def act():
        for field in event:
            for wrong in WRONG:
                reply = call(name, {**event, field: wrong})
                searched = field == "q" and isinstance(wrong, str)
                optional = wrong is None and field in (
                    "booking_id",
                    "status",
                    "cursor",
                    "date_to",
                    "name",
                )
                fine = (field, wrong) in (("status", []), ("results", {})) or wrong == event[field]
                if not searched and not optional and not fine:
                    assert reply["code"] in ("BAD_REQUEST", "NOT_FOUND"), (field, wrong)

    _unchanged(service, act)


@pytest.mark.parametrize("name", GOOD)
def test_no_request_at_all(call, name):
    for event in (
        None,
        [],
        "text",
        7,
        {"a": "x" * 20_000},
        {1: 2},
        {"a": {1, 2}},
        {"a": float("nan")},
    ):
        assert call(name, event)["code"] == "BAD_REQUEST", event


@pytest.mark.parametrize(
    ("name", "event"),
    [
        case
        for case in CASES
        if {"<patient>", "<booking>"} & {str(value) for value in case[1].values()}
    ],
)
def test_somebody_elses_things_do_not_exist(call, service, name, event):
    stranger = service.person()

    def act():
        assert call(name, event, openid=stranger.caller.openid)["code"] == "NOT_FOUND"

    _unchanged(service, act)
    assert violations(service) == []


@pytest.mark.parametrize("name", sorted(set(GOOD) - {"login", "account", "catalog", "query_slots"}))
def test_who_has_not_agreed_is_asked_to(call, service, name):
    assert call(name, GOOD[name][0], openid="o-new")["code"] == "CONSENT_REQUIRED"


def test_identity_comes_from_the_platform_and_never_from_the_data(call, service):
    """What a patient writes into their data makes them nobody else."""
    other = service.person()
    theirs = other.book(service.slot_id("d2")).booking.id
    forged = {
        "booking_id": theirs,
        "userInfo": {"openId": other.caller.openid},
        "tcbContext": {"openid": "x"},
    }
    assert call("cancel", forged)["code"] == "NOT_FOUND"
    assert isinstance(other.caller, WeChatUser)
