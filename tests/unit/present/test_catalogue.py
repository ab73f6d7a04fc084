"""Hospitals, departments and doctors as anybody may see them."""

from common.domain.person.identity import Sex
from common.domain.rules.platform import PlatformRules
from common.present.catalogue import department_card, doctor_card, hospital_card
from tests.unit.samples import a_department, a_doctor, a_hospital

DETAILS = {
    "level": "三级甲等", "district": "春风区", "address": "演示路1号", "latitude": 30.25, "longitude": 120.16,
    "phone": "0571-00000000", "introduction": "介绍",
}  # fmt: skip


def test_a_hospital_with_the_rules_a_patient_should_know():
    hospital = a_hospital(**DETAILS, rules={"window_days": 3, "cancel_time": "18:00"})
    card = hospital_card(hospital, PlatformRules(hold_minutes=20)).model_dump(mode="json")
    assert card == {
        "id": "h1",
        "name": "演示医院",
        **DETAILS,
        "rules": {
            "window_days": 3,
            "release_time": "07:00",
            "release_days_before": 7,
            "close_minutes_before": 0,
            "cancel_days_before": 0,
            "cancel_time": "18:00",
            "per_department_day": 1,
            "infants_without_document": False,
            "paid_cancellations": 3,
            "cancellation_days": 30,
            "cancellation_block_days": 30,
            "verified_only": False,
            "hold_minutes": 20,
            "unpaid_holds_per_day": 3,
            "offer_minutes": 30,
            "offers_from": "06:00",
            "offers_to": "23:00",
        },
    }


def test_a_department_with_whom_it_is_for():
    fields = {
        "parent_id": "d0", "location": "2楼", "introduction": "介绍", "age_from": 0, "age_to": 13,
    }  # fmt: skip
    department = a_department(sex=Sex.FEMALE, **fields)
    assert department_card(department, has_children=True).model_dump(mode="json") == {
        "id": "dep",
        "hospital_id": "h1",
        "name": "内科",
        "sex": "female",
        "has_children": True,
        **fields,
    }
    assert department_card(a_department(), has_children=False).sex is None


def test_a_doctor_with_the_names_of_where_they_work():
    fields = {"title": "主任医师", "specialties": "高血压", "introduction": "介绍", "fee_fen": 5000}
    photo = "https://files.example.test/photos/p1.jpg"
    card = doctor_card(a_doctor(**fields), a_hospital(), [a_department()], photo)
    assert card.model_dump(mode="json") == {
        "id": "d1",
        "hospital_id": "h1",
        "hospital_name": "演示医院",
        "department_id": "dep",
        "department_name": "内科",
        "name": "测甲",
        **fields,
        "photo": photo,
    }
