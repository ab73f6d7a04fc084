"""catalog, query_slots and my_bookings: what is shown, to whom, and what hostile words find."""

import pytest
from pydantic import TypeAdapter

from common.contracts.book import MyBookingsRequest
from common.contracts.catalog import CATALOG_REQUEST
from common.contracts.query_slots import QuerySlotsRequest
from common.domain.actor import WeChatUser
from common.domain.booking.status import Status
from common.domain.errors import Code
from common.entry.validation import parse
from common.usecases.catalog import catalog
from common.usecases.my_bookings import my_bookings
from common.usecases.query_slots import query_slots
from tests.usecases.world import refused

ANYBODY = WeChatUser("o-nobody")
HOSTILE = [
    ".*",
    "^",
    "(",
    "[",
    "\\",
    "$",
    "*",
    "a" * 64,
    "{$ne: null}",
    "'; drop",
    "%",
    "\\x00"[:2],
    "内科|.*",
    "?i",
]


def _catalog(service, **event):
    return catalog(parse(CATALOG_REQUEST, event), ANYBODY, service.deps).model_dump(mode="json")


def _slots(service, **event):
    request = parse(TypeAdapter(QuerySlotsRequest), event)
    return query_slots(request, ANYBODY, service.deps).slots


def _page(phone, **event):
    request = parse(TypeAdapter(MyBookingsRequest), event)
    return my_bookings(request, phone.caller, phone.service.deps)


# --- the catalogue


def test_only_what_was_asked_for_is_in_the_reply(service):
    assert set(_catalog(service, action="hospitals")) == {"hospitals"}
    assert set(_catalog(service, action="hospital", hospital_id="h1")) == {
        "hospital",
        "departments",
        "notices",
    }
    assert set(_catalog(service, action="doctors", hospital_id="h1")) == {"doctors"}
    assert set(_catalog(service, action="doctor", doctor_id="d1")) == {"doctor", "department"}
    assert set(_catalog(service, action="search", q="内")) == {
        "hospitals",
        "departments",
        "doctors",
    }


def test_what_a_page_shows_of_a_hospital(service):
    (hospital,) = _catalog(service, action="hospitals", q="演示")["hospitals"]
    assert (hospital["id"], hospital["rules"]["hold_minutes"]) == ("h1", 15)
    assert "merchant_id" not in hospital
    assert _catalog(service, action="hospitals", q="没有")["hospitals"] == []
    assert _catalog(service, action="hospitals", district="没有")["hospitals"] == []


def test_doctors_of_a_department_and_by_words(service):
    doctors = _catalog(service, action="doctors", department_id="internal")["doctors"]
    assert {doctor["id"] for doctor in doctors} == {"d1", "d3"}
    (found,) = _catalog(service, action="doctors", q="测甲")["doctors"]
    assert (found["id"], found["hospital_name"], found["department_name"]) == (
        "d1",
        "演示医院",
        "内科",
    )
    assert _catalog(service, action="doctors", department_id="internal", q="测乙")["doctors"] == []


@pytest.mark.parametrize(
    ("scene", "part"), [("h.h1", "hospital"), ("d.internal", "department"), ("dr.d1", "doctor")]
)
def test_a_scanned_code(service, scene, part):
    assert _catalog(service, action="scene", scene=scene)[part]["id"] == scene.split(".")[1]


@pytest.mark.parametrize("scene", ["x.h1", "h", "h.", "dr.nobody", "d.nothing", "h1", "."])
def test_a_code_that_points_nowhere(service, scene):
    with refused(Code.NOT_FOUND):
        _catalog(service, action="scene", scene=scene)


@pytest.mark.parametrize("collection", ["hospitals", "departments", "doctors"])
def test_what_is_gone_is_not_found(service, collection):
    asked = {
        "hospitals": {"action": "hospital", "hospital_id": "h1"},
        "departments": {"action": "scene", "scene": "d.internal"},
        "doctors": {"action": "doctor", "doctor_id": "d1"},
    }[collection]
    assert _catalog(service, **asked)
    service.db[collection].update_many({}, {"$set": {"active": False}})
    with refused(Code.NOT_FOUND):
        _catalog(service, **asked)
    assert (
        _catalog(service, action="search", q="测" if collection == "doctors" else "科")[collection]
        == []
    )


def test_the_departments_of_a_hospital_that_is_gone_are_not_found(service):
    service.db.hospitals.update_many({}, {"$set": {"active": False}})
    found = _catalog(service, action="search", q="内科")
    assert [found[kind] for kind in ("hospitals", "departments", "doctors")] == [[], [], []]
    with refused(Code.NOT_FOUND):
        _catalog(service, action="scene", scene="d.internal")


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_only_words(service, words):
    found = _catalog(service, action="search", q=words)
    assert found == {"hospitals": [], "departments": [], "doctors": []}
    assert _catalog(service, action="doctors", q=words) == {"doctors": []}


@pytest.mark.parametrize("words", ["", " ", "\x00", "a" * 65, "\u202e"])
def test_words_that_are_none(service, words):
    with refused(Code.BAD_REQUEST):
        _catalog(service, action="search", q=words)


# --- slots


def test_slots_in_the_order_of_their_start_with_what_a_patient_sees(service):
    slots = _slots(service, department_id="internal", date_from="2026-03-04")
    assert [slot.id for slot in slots] == [
        "d1.2026-03-04.am.0800", "d1.2026-03-04.am.0830", "d3.2026-03-04.am.0900", "d3.2026-03-04.am.0930",
    ]  # fmt: skip
    assert {(slot.availability.value, slot.left, slot.waitlist_open) for slot in slots} == {
        ("free", 3, False)
    }


def test_a_doctor_of_two_departments_is_found_in_both_and_says_so(service):
    service.db.doctors.update_one({"_id": "d1"}, {"$set": {"also_in": ["women"]}})
    for department, doctors in (("internal", ["d1", "d3"]), ("women", ["d1", "d2"])):
        found = _catalog(service, action="doctors", department_id=department)["doctors"]
        assert [doctor["id"] for doctor in found] == doctors
        shown = (found[0]["department_id"], found[0]["department_name"])
        assert shown == ("internal", "内科、妇科")
    reply = _catalog(service, action="doctor", doctor_id="d1")
    assert reply["department"]["id"] == "internal"
    service.db.departments.update_one({"_id": "internal"}, {"$set": {"active": False}})
    doctor = _catalog(service, action="doctor", doctor_id="d1")["doctor"]
    assert (doctor["department_id"], doctor["department_name"]) == ("women", "妇科")


def test_a_full_slot_opens_its_queue(one_seat):
    identity = one_seat.person().book().booking.id
    query = {"doctor_id": "d1", "date_from": "2026-03-04"}
    assert [(s.availability.value, s.waitlist_open) for s in _slots(one_seat, **query)] == [
        ("held", True),
        ("free", False),
    ]
    one_seat.settle(one_seat.pays(identity))
    assert _slots(one_seat, **query)[0].availability == "full"


def test_fourteen_days_and_not_one_more(service):
    assert len(_slots(service, doctor_id="d1", date_from="2026-03-01", date_to="2026-03-14")) == 4
    for query in (
        {"doctor_id": "d1", "date_from": "2026-03-01", "date_to": "2026-03-15"},
        {"doctor_id": "d1", "date_from": "2026-03-02", "date_to": "2026-03-01"},
        {"doctor_id": "d1", "department_id": "internal", "date_from": "2026-03-01"},
        {"date_from": "2026-03-01"},
        {"doctor_id": "d1", "date_from": "2026-02-30"},
        {"doctor_id": "d1", "date_from": "2０26-03-01"},
    ):
        with refused(Code.BAD_REQUEST):
            _slots(service, **query)


def test_a_hospital_that_is_gone_shows_no_slots(service):
    service.db.hospitals.update_many({}, {"$set": {"active": False}})
    assert _slots(service, doctor_id="d1", date_from="2026-03-04") == []


# --- one's own bookings


@pytest.fixture
def many(service):
    """A user with 43 bookings, one a minute."""
    phone = service.person()
    identity = phone.book().booking.id
    raw = service.db.bookings.find_one({"_id": identity})
    for n in range(42):
        service.clock.pass_(minutes=1)
        status = "cancelled" if n % 2 else "expired"
        service.db.bookings.insert_one(
            {
                **raw,
                "_id": f"b{n:02}",
                "pickup_code": f"{n:08d}",
                "created_at": service.clock(),
                "status": status,
                "due_at": raw["due_at"],
            }
        )
    return phone


def test_every_booking_stands_on_one_page_newest_first(many):
    seen, cursor = [], None
    for _ in range(3):
        page = _page(many, **({"cursor": cursor} if cursor else {}))
        seen += [booking.id for booking in page.bookings]
        cursor = page.cursor
    assert cursor is None
    assert seen[:-1] == [f"b{n:02}" for n in reversed(range(42))]
    assert len(set(seen)) == 43


def test_by_status(many):
    assert len(_page(many, status="held").bookings) == 1
    both = _page(many, status=["cancelled", "expired"])
    assert {booking.status for booking in both.bookings} == {Status.CANCELLED, Status.EXPIRED}
    assert _page(many, status=[]).bookings


def test_a_cursor_is_a_booking_of_ones_own(service, many):
    cursor = _page(many).cursor
    assert cursor is not None
    for phone, wrong in ((many, "b-nothing"), (service.person(), cursor)):
        with refused(Code.NOT_FOUND):
            _page(phone, cursor=wrong)


@pytest.mark.parametrize("cursor", ["", "-1", "x" * 65, "１", "$gt"])
def test_a_cursor_that_is_none(many, cursor):
    with refused(Code.BAD_REQUEST):
        _page(many, cursor=cursor)


def test_one_booking_and_nobody_elses(service, many):
    identity = _page(many, status="held").bookings[0].id
    assert _page(many, booking_id=identity).booking.id == identity
    for wrong in (identity, "b-nothing"):
        with refused(Code.NOT_FOUND):
            _page(service.person() if wrong == identity else many, booking_id=wrong)
    with refused(Code.BAD_REQUEST):
        _page(many, booking_id=identity, status="held")


def test_what_a_booking_shows(service):
    phone = service.person()
    phone.booked_and_paid()
    shown = phone.bookings().bookings[0].model_dump(mode="json")
    assert shown["starts_at"] == "2026-03-04T08:00:00+08:00"
    assert shown["cancellable_until"] == "2026-03-04T00:00:00+08:00"
    assert (shown["check_in_from"], shown["check_in_to"]) == (
        "2026-03-04T07:30:00+08:00",
        "2026-03-04T12:00:00+08:00",
    )
    assert shown["patient"] == {"id": phone.patient_id, "name_masked": "测*员"}
    assert phone.caller.openid not in str(shown)
