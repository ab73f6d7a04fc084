"""What every stored document has in common, and what the catalogue's documents hold when little was given."""

import pytest
from pydantic import ValidationError

from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.messages import KINDS, MUST_REACH, MessageTemplate
from tests.unit.samples import NOW, a_booking


def test_an_id_is_stored_as_the_databases_own():
    stored = Hospital(id="h1", name="甲").model_dump(by_alias=True)
    assert stored["_id"] == "h1"
    assert Hospital.model_validate({"_id": "h1", "name": "甲"}) == Hospital(id="h1", name="甲")


def test_a_field_of_a_newer_version_is_passed_over():
    assert Hospital(id="h1", name="甲", parking="yes") == Hospital(id="h1", name="甲")


def test_a_document_that_was_read_is_never_changed():
    booking = a_booking()
    with pytest.raises(ValidationError):
        booking.due_at = NOW


NOTHING = {"names": (), "words": (), "also": ()}


def test_a_hospital_department_and_doctor_of_few_words():
    assert Hospital(id="h1", name="甲").model_dump(exclude={"id", "name"}) == {
        "level": "", "district": "", "address": "", "latitude": None, "longitude": None, "phone": "",
        "introduction": "", "merchant_id": None, "rules": {}, "found_by": NOTHING, "active": True,
        "rev": 0, "catalogue_rev": 0, "held_by": None,
    }  # fmt: skip
    department = Department(id="d", hospital_id="h1", name="乙")
    assert department.model_dump(exclude={"id", "hospital_id", "name"}) == {
        "parent_id": None, "location": "", "introduction": "", "sex": None, "age_from": None,
        "age_to": None, "paediatric": False, "found_by": NOTHING, "active": True, "rev": 0,
    }  # fmt: skip
    doctor = Doctor(id="p", hospital_id="h1", department_id="d", name="丙")
    assert doctor.model_dump(exclude={"id", "hospital_id", "department_id", "name"}) == {
        "title": "", "specialties": "", "introduction": "", "fee_fen": 0, "found_by": NOTHING, "active": True,
        "rev": 0, "also_in": (), "photo": None,
    }  # fmt: skip


def test_the_kinds_of_messages_as_they_are_stored():
    assert KINDS == (
        "booking_confirmed", "booking_cancelled", "refund_result", "hold_expired",
        "visit_tomorrow", "visit_soon", "waitlist_offer", "clinic_suspended", "clinic_changed",
    )  # fmt: skip
    assert set(KINDS) >= MUST_REACH == {"clinic_suspended", "clinic_changed"}
    template = MessageTemplate(id="visit_soon", template_id="t", title="t", fields={"thing1": "x"})
    assert template.fields == {"thing1": "x"}
