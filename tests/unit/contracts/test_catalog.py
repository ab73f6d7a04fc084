"""catalog: what is taken, the words for what is not, and a reply without what was not asked for."""

import pytest

from common.contracts.catalog import CATALOG_REQUEST, CatalogReply, DepartmentCard
from tests.unit.contracts.asking import STALE_PAGE, asked


def _asked(action, **fields):
    return asked(CATALOG_REQUEST, {"action": action, **fields})


def test_each_question_by_its_name():
    hospitals = _asked("hospitals")
    assert (hospitals.q, hospitals.district, hospitals.level) == (None, None, None)
    assert _asked("hospitals", q=" 演示 ", district="春风区", level="三级").q == "演示"
    assert _asked("hospital", hospital_id="h1").hospital_id == "h1"
    assert _asked("doctor", doctor_id="d1").doctor_id == "d1"
    assert _asked("search", q="内科").q == "内科"
    assert _asked("scene", scene="dr.d1").scene == "dr.d1"
    assert _asked("scene", scene="h:" + "a" * 30).scene == "h:" + "a" * 30


@pytest.mark.parametrize("field", ["hospital_id", "department_id", "q"])
def test_doctors_of_a_hospital_or_a_department_or_by_words(field):
    request = _asked("doctors", **{field: "x"})
    others = {"hospital_id", "department_id", "q"} - {field}
    assert request.model_dump(include=others) == dict.fromkeys(others)
    assert getattr(request, field) == "x"


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({"action": "doctors"}, (STALE_PAGE, None)),
        ({"action": "hospital"}, (STALE_PAGE, "hospital_id")),
        (
            {"action": "doctors", "department_id": "$"},
            (STALE_PAGE, "department_id"),
        ),
        ({"action": "doctor"}, (STALE_PAGE, "doctor_id")),
        ({"action": "search"}, ("请填写搜索内容", "q")),
        ({"action": "search", "q": ""}, ("搜索内容太短", "q")),
        ({"action": "hospitals", "district": "区" * 65}, (STALE_PAGE, "district")),
        ({"action": "hospitals", "level": 3}, (STALE_PAGE, "level")),
        ({"action": "scene", "scene": "a" * 33}, ("二维码不正确，请检查后再试", "scene")),
        ({"action": "scene", "scene": ""}, ("二维码不正确，请检查后再试", "scene")),
        ({"action": "scene"}, ("请填写二维码", "scene")),
        ({"action": "scenes"}, (STALE_PAGE, "action")),
    ],
    ids=str,
)
def test_what_is_wrong(event, told):
    assert asked(CATALOG_REQUEST, event) == told


def test_the_parts_that_were_not_asked_for_are_absent():
    assert CatalogReply().model_dump(mode="json") == {}
    card = DepartmentCard(
        id="d", hospital_id="h", parent_id=None, name="内科", location="", introduction="",
        sex=None, age_from=None, age_to=None, has_children=False,
    )  # fmt: skip
    assert CatalogReply(departments=[]).model_dump(mode="json") == {"departments": []}
    assert CatalogReply(department=card).model_dump(mode="json") == {
        "department": card.model_dump(mode="json")
    }
    assert set(CatalogReply.model_fields) == {
        "hospitals", "hospital", "departments", "department", "doctors", "doctor", "corrected_to", "notices",
    }  # fmt: skip
