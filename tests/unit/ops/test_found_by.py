"""What documents are found by, as an import writes it."""

from collections import Counter

import pytest

from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.search import grams
from common.importing.found_by import complaints, of_departments, of_doctor, of_hospital
from common.importing.surnames import READINGS


def a_department(name: str, **more: object) -> Department:
    return Department.model_validate({"id": name, "hospital_id": "h1", "name": name, **more})


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("单一鸣", ("单一鸣", "shan yi ming", "sym")),
        ("曾静", ("曾静", "zeng jing", "zj")),
        ("仇静", ("仇静", "qiu jing", "qj")),
        ("解静", ("解静", "xie jing", "xj")),
        ("查静", ("查静", "zha jing", "zj")),
        ("盖静", ("盖静", "ge jing", "gai jing", "gj")),
        ("柏念安", ("柏念安", "bai nian an", "bo nian an", "bna")),
        ("尉迟静", ("尉迟静", "yu chi jing", "ycj")),
        ("单于静", ("单于静", "chan yu jing", "cyj")),
        ("吕静", ("吕静", "lv jing", "lj")),
        ("王", ("王", "wang", "w")),
        ("Anna Li", ("annali", "annali", "a")),
    ],
)
def test_a_doctor_is_found_by_characters_pinyin_and_initials(
    name: str, texts: tuple[str, ...]
) -> None:
    doctor = Doctor(id="d", hospital_id="h", department_id="x", name=name, specialties="胸闷、头疼")
    by = of_doctor(doctor).found_by
    assert by.names == tuple(dict.fromkeys(texts))
    assert by.words == ("胸闷", "头痛")


def test_a_hospital_is_found_by_its_name_and_where_it_is() -> None:
    hospital = Hospital(id="h", name="重庆演示医院", district="春风区", address="示例路 1 号")
    by = of_hospital(hospital).found_by
    assert by.names == ("重庆演示医院", "chong qing yan shi yi yuan", "cqysyy")
    assert by.words == ("春风区", "示例路1号")


def test_a_complaint_leads_to_the_likeliest_department_of_each_hospital() -> None:
    lungs, general, elsewhere = of_departments(
        [a_department("呼吸内科"), a_department("全科"), a_department("全科", hospital_id="h2")]
    )
    assert "发烧" in lungs.found_by.words
    assert "发烧" not in general.found_by.words
    assert "发烧" in general.found_by.also
    assert "发烧" in elsewhere.found_by.words


def test_children_are_said_of_departments_for_children() -> None:
    (children,) = of_departments([a_department("儿科", paediatric=True)])
    assert {"小孩", "宝宝", "咳嗽"} <= {*children.found_by.words, *children.found_by.also}


def test_a_department_for_newborns_is_not_one_for_children() -> None:
    (newborns,) = of_departments([a_department("新生儿科")])
    assert "新生儿黄疸" in newborns.found_by.words
    assert "咳嗽" not in {*newborns.found_by.words, *newborns.found_by.also}


def test_complaints_lead_past_a_parent_to_its_children() -> None:
    parent, child = of_departments(
        [a_department("骨科中心"), a_department("骨科", parent_id="骨科中心")]
    )
    assert "骨折" in child.found_by.words
    assert parent.found_by.words == parent.found_by.also == ()


def test_the_complaints_are_many_and_each_is_written_once() -> None:
    times = Counter(word for complaint in complaints() for word in complaint.words)
    assert len(times) >= 200
    assert [word for word, count in times.items() if count > 1] == []
    assert all(complaint.departments for complaint in complaints())


def test_every_reading_has_a_syllable_for_each_character() -> None:
    for surname, reading in READINGS.items():
        assert len(reading.split()) == len(surname), surname
        assert all(part.isascii() and part.isalpha() for part in reading.replace("/", " ").split())


def test_the_texts_are_ready_for_the_index() -> None:
    (skin,) = of_departments([a_department("皮肤科")])
    assert {"皮肤科", "pifu", "pfk", "fuke"} <= set(grams(skin.found_by.names))
