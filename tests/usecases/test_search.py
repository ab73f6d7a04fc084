"""catalog search: what a patient types and what comes first, over the demo's hospitals."""

from datetime import date
from pathlib import Path

import pytest

from common.contracts.catalog import CATALOG_REQUEST
from common.domain.actor import WeChatUser
from common.domain.catalogue import Doctor
from common.entry.validation import parse
from common.importing.found_by import of_doctor
from common.store.looking import FOUND_AT_MOST
from common.usecases.catalog import catalog
from ops.importing import read_directory
from tests.support.catalogue import only, put, put_whole

DEMO = Path(__file__).parents[2] / "demo"


@pytest.fixture
def demo(service):
    """The service with the demo's hospitals."""
    handed_in = read_directory(DEMO, demo_today=date(2026, 3, 2))
    for collection in ("hospitals", "departments", "doctors", "clinics"):
        service.db[collection].delete_many({})
    for hospital in handed_in.hospitals:
        put_whole(service.db, hospital)
    return service


def _search(service, words):
    request = parse(CATALOG_REQUEST, {"action": "search", "q": words})
    reply = catalog(request, WeChatUser("o"), service.deps)
    return {
        "hospitals": [hospital.name for hospital in reply.hospitals],
        "departments": [department.name for department in reply.departments],
        "doctors": [doctor.name for doctor in reply.doctors],
    }


@pytest.mark.parametrize(
    ("words", "departments"),
    [
        ("发烧", {"呼吸内科", "儿科", "儿内科", "全科医学科"}),
        ("拉肚子", {"消化内科", "儿科", "儿内科", "全科医学科"}),
        ("头疼", {"神经内科", "全科医学科", "老年健康门诊"}),
        ("牙疼", {"口腔科"}),
        ("怀孕", {"产科", "妇科", "普通妇科"}),
        ("xinxueguan", {"心血管内科"}),
        ("xxg", {"心血管内科"}),
        ("XIN xue Guan", {"心血管内科"}),
        ("ｘｘｇ", {"心血管内科"}),
        ("皮服科", {"皮肤科"}),
        ("xinxeguan", {"心血管内科"}),
        ("心内科", {"心血管内科"}),
    ],
)
def test_departments_that_a_patient_means(demo, words, departments):
    assert set(_search(demo, words)["departments"]) == departments


def _corrected(service, words):
    request = parse(CATALOG_REQUEST, {"action": "search", "q": words})
    return catalog(request, WeChatUser("o"), service.deps).model_dump().get("corrected_to")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("皮服科", ["皮肤科"]),
        ("xinxeguan", ["心血管内科"]),
        ("闻知球", ["闻知秋"]),
        ("皮肤科", None),
        ("最近老是睡不着觉", None),
        ("火星", None),
    ],
)
def test_words_that_were_taken_for_others_say_for_which(demo, words, names):
    assert _corrected(demo, words) == names


def test_of_many_names_a_few_are_said(service):
    crowd = [
        Doctor(id=f"d{n}", hospital_id="h1", department_id="internal", name=f"王建{name}")
        for n, name in enumerate("国民军华国")
    ]
    put(service.db, [of_doctor(doctor) for doctor in crowd])
    found = _corrected(service, "王建过")
    assert len(found) == len(set(found)) == 3


@pytest.mark.parametrize(
    ("words", "first"),
    [("小孩咳嗽", {"儿科", "儿内科"}), ("最近老是睡不着觉", {"神经内科", "中医内科"})],
)
def test_of_a_sentence_what_most_of_it_means_comes_first(demo, words, first):
    assert set(_search(demo, words)["departments"][:2]) == first


@pytest.mark.parametrize(
    ("words", "doctors"),
    [
        ("bai", ["柏念安", "白予墨"]),
        ("闻", ["闻知秋", "聂闻笙"]),
        ("wzq", ["闻知秋"]),
        ("闻 知秋", ["闻知秋"]),
        ("zhongli", ["钟离安"]),
    ],
)
def test_doctors_by_name_surnames_first(demo, words, doctors):
    assert _search(demo, words)["doctors"] == doctors


def test_the_name_itself_comes_before_what_contains_it(demo):
    found = _search(demo, "内科")["departments"]
    assert found[0] == "内科"
    assert {"心血管内科", "中医内科"} <= set(found[1:])


def test_hospitals_by_name_pinyin_and_district(demo):
    for words in ("春风", "chunfeng", "cfys", "春风区"):
        assert _search(demo, words)["hospitals"] == ["春风演示综合医院"]


def test_a_department_with_children_says_so(demo):
    request = parse(CATALOG_REQUEST, {"action": "search", "q": "内科"})
    reply = catalog(request, WeChatUser("o"), demo.deps)
    parents = {d.name for d in reply.departments if d.has_children}
    assert parents == {"内科"}


def test_words_that_mean_nothing_find_nothing(demo):
    nothing = {"hospitals": [], "departments": [], "doctors": []}
    for words in ("qqqqqqq", "，。！", "\U0001f600", ".*", "火星"):
        assert _search(demo, words) == nothing


def test_marks_in_a_name_are_only_marks(service):
    odd = Doctor(id="d1", hospital_id="h1", department_id="internal", name="C++ (.*) 测")
    put(service.db, [of_doctor(odd)])
    for words in ("(.*)", "c++", "++ ("):
        assert _search(service, words)["doctors"] == ["C++ (.*) 测"]


def test_what_is_found_has_an_end(service):
    crowd = [
        Doctor(id=f"d{n}", hospital_id="h1", department_id="internal", name=f"王{n:03}")
        for n in range(FOUND_AT_MOST + 20)
    ]
    put(service.db, [of_doctor(doctor) for doctor in crowd])
    found = _search(service, "王")["doctors"]
    assert len(found) == FOUND_AT_MOST
    assert found == sorted(found)


def test_what_nobody_hands_in_any_more_is_not_found(demo):
    only(demo.db, "departments", [])
    only(demo.db, "doctors", [])
    assert _search(demo, "xxg")["departments"] == []
    assert _search(demo, "bai")["doctors"] == []
