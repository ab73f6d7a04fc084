"""A patient as their user sees them, and a slot as anybody may see it."""

from common.domain.person.identity import IdType
from common.domain.slot import SlotState
from common.present.patients import patient_view
from common.present.slots import slot_view
from tests.unit.samples import NOW, a_doctor, a_patient, a_slot


def test_a_patient_is_shown_masked():
    patient = a_patient(guardian_id="g1")
    assert patient_view(patient, "2026-05-04").model_dump(mode="json") == {
        "id": "p1",
        "name_masked": "测*员",
        "id_type": "resident_id",
        "id_masked": "9****************1",
        "phone_masked": "139****0000",
        "relation": "self",
        "sex": "female",
        "age": 45,
        "verified": True,
        "guardian_id": "g1",
    }
    assert patient_view(patient, "2026-05-05").age == 46


def test_a_child_without_a_document_has_no_number_to_show():
    child = a_patient(
        id_type=IdType.NONE, id_number="resident_id/990000198005050021/王宝/2026-02-01"
    )
    assert patient_view(child, "2026-05-04").id_masked == "无证件"


def test_a_slot_says_how_many_are_left_and_not_whose_the_others_are():
    assert slot_view(
        a_slot(capacity=9, left=2),
        a_doctor(name="测乙", title="主治医师"),
        NOW,
        waitlist_open=False,
    ).model_dump(mode="json") == {
        "id": "s-2026-03-04-08:00",
        "hospital_id": "h1",
        "department_id": "dep",
        "doctor_id": "d1",
        "doctor_name": "测乙",
        "title": "主治医师",
        "visit_kind": "专家",
        "date": "2026-03-04",
        "period": "am",
        "starts_at": "2026-03-04T08:00:00+08:00",
        "ends_at": "2026-03-04T08:30:00+08:00",
        "fee_fen": 5000,
        "capacity": 9,
        "left": 2,
        "availability": "free",
        "release_at": "2026-03-02T07:00:00+08:00",
        "waitlist_open": False,
    }


def test_what_can_be_waited_for():
    view = slot_view(a_slot(left=0, state=SlotState.SUSPENDED), a_doctor(), NOW, waitlist_open=True)
    assert (view.availability, view.waitlist_open) == ("suspended", True)
