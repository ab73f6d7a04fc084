"""Bad input for every function the phone calls: each field missing, unknown, of a wrong type, huge, or hostile."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.flow.patient import Patient
from tests.flow.world import World
from tools.phone import Json

ID = "an-id-of-nothing"
JOIN = {"action": "join", "slot_id": ID, "patient_id": ID, "idempotency_key": "12345678"}
ADD = {
    "action": "add",
    "name": "虚甲乙",
    "id_type": "resident_id",
    "id_number": "99000019900101001X",
    "phone": "13900000000",
    "relation": "self",
}
# (function, a request in good form, the fields that may be left out)
FORMS: list[tuple[str, Json, set[str]]] = [
    ("login", {}, set()),
    ("patients", {"action": "list"}, set()),
    ("patients", ADD, set()),
    ("patients", {"action": "update", "patient_id": ID, "phone": "13900000000"}, {"phone"}),
    ("patients", {"action": "remove", "patient_id": ID}, set()),
    ("account", {"action": "accept_consent", "version": "2026-01"}, set()),
    ("account", {"action": "grant_messages", "results": {"t": "accept"}}, set()),
    ("account", {"action": "bind_phone", "phone_code": "nothing"}, set()),
    ("account", {"action": "erase", "confirm": True}, set()),
    ("catalog", {"action": "hospitals", "q": "医院"}, {"q"}),
    ("catalog", {"action": "hospital", "hospital_id": "demo-a"}, set()),
    ("catalog", {"action": "doctors", "department_id": "a-11"}, set()),
    ("catalog", {"action": "doctor", "doctor_id": "a-1101"}, set()),
    ("catalog", {"action": "search", "q": "内科"}, set()),
    ("catalog", {"action": "scene", "scene": "h.demo-a"}, set()),
    ("query_slots", {"doctor_id": "a-1101", "date_from": "2026-11-25"}, set()),
    ("query_slots", {"department_id": "a-11", "date_from": "2026-11-25", "date_to": "2026-11-26"},
     {"date_to"}),
    ("book", {"slot_id": ID, "patient_id": ID, "idempotency_key": "12345678", "visit_reason": "x"},
     {"visit_reason"}),
    ("pay", {"booking_id": ID}, set()),
    ("cancel", {"booking_id": ID, "reason": "x"}, {"reason"}),
    ("my_bookings", {"booking_id": ID}, {"booking_id"}),
    ("my_bookings", {"status": "held", "cursor": "1"}, {"status", "cursor"}),
    ("waitlist", JOIN, set()),
    ("waitlist", {"action": "accept", "entry_id": ID}, set()),
    ("waitlist", {"action": "leave", "entry_id": ID}, set()),
    ("waitlist", {"action": "mine"}, set()),
]  # fmt: skip
# None of these is good for any field of any function.
BAD: dict[str, Any] = {
    "a number": 12345678901234567890,
    "a fraction": 1.5,
    "a list": ["held", 1],
    "an operator": {"$gt": ""},
    "a query": {"$where": "sleep(1000)"},
    "an object": {"a": {"b": {}}},
    "huge": "9" * 200_000,
    "empty": "",
    "a null byte": "abcdefgh\u0000",
    "a line break": "abcd\nefgh",
    "half a surrogate": "abcdefgh\ud800",
}
TEXT_OF_ONES_OWN = ("visit_reason", "reason")


@pytest.fixture
def patient(world: World) -> Patient:
    return world.patient(messages=False)


def _label(form: tuple[str, Json, set[str]]) -> str:
    function, data, _ = form
    return f"{function}-{data.get('action') or '-'.join(data) or 'nothing'}"


def _broken(data: Json, optional: set[str]) -> Iterator[tuple[str, Json]]:
    yield "an unknown field", {**data, "unknown": 1}
    yield "an operator for a field", {**data, "$where": "1"}
    yield "a prototype", {**data, "__proto__": {"admin": True}}
    for name in data.keys() - optional:
        yield f"without {name}", {k: v for k, v in data.items() if k != name}
    for name in data:
        for kind, value in BAD.items():
            fine = kind == "empty" and name in TEXT_OF_ONES_OWN
            if not fine:
                yield f"{name}: {kind}", {**data, name: value}
        if name not in optional:
            yield f"{name}: null", {**data, name: None}


@pytest.mark.parametrize("form", FORMS, ids=_label)
def test_what_is_not_in_form_is_refused_as_such(
    patient: Patient, form: tuple[str, Json, set[str]]
) -> None:
    function, data, optional = form
    wrong: dict[str, Json] = {}
    for what, broken in _broken(data, optional):
        answer = patient.call(function, **broken)
        if answer["code"] != "BAD_REQUEST" or not _chinese(answer["message"]):
            wrong[what] = answer
    assert wrong == {}


def test_data_that_is_no_object_is_refused(world: World) -> None:
    wrong: list[Any] = [[1], "text", 1, [[]]]
    for data in wrong:
        answer = world.emulator.post(
            "/functions/login", data, **{"X-Emulator-Openid": world.openid()}
        )
        assert answer["errCode"] == -501007


def test_ids_of_nothing_are_not_found(patient: Patient) -> None:
    for function, data, _ in FORMS:
        if ID in data.values() and function not in ("patients",):
            assert patient.call(function, **data)["code"] == "NOT_FOUND", (function, data)


def test_a_refusal_never_repeats_what_was_sent(patient: Patient) -> None:
    sent = "9900001990010100199999"
    answer = patient.call("patients", **{**ADD, "id_number": sent})
    assert answer["code"] == "BAD_REQUEST"
    assert sent not in str(answer)


@pytest.mark.parametrize(
    "id_number", ["990000199001010011", "990000199002300019", "990000209901010011", "12345"]
)
def test_an_id_number_that_cannot_be_is_refused(patient: Patient, id_number: str) -> None:
    answer = patient.call("patients", **{**ADD, "id_number": id_number})
    assert answer["code"] == "BAD_REQUEST"


@pytest.mark.parametrize(
    "days", [("2026-11-25", "2026-11-24"), ("2026-11-01", "2026-11-30"), ("2026-13-01", None)]
)
def test_days_that_cannot_be_asked_for_are_refused(
    patient: Patient, days: tuple[str, str | None]
) -> None:
    first, last = days
    asked = {"doctor_id": "a-1101", "date_from": first} | ({"date_to": last} if last else {})
    assert patient.call("query_slots", **asked)["code"] == "BAD_REQUEST"


def _chinese(message: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in message)
