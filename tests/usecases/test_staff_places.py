"""What a desktop's pages are told of hospitals: names, and only of who works where."""

import pytest

from common.domain.errors import Code, Refused
from common.domain.grants import Grant, Role
from tests.support import catalogue
from tests.support.service import Service
from tests.support.staff import Office, desk_of, manager_of


@pytest.fixture
def office(service: Service) -> Office:
    return Office(service).opened()


def places(office: Office, openid: str) -> list[tuple[str, bool]]:
    """The hospitals somebody is told of, and whether with their departments and doctors."""
    told = office.browser(office.signed_in(openid), "places").hospitals
    assert office.phone(openid, "places").hospitals == told, "both doors tell the same"
    assert all(bool(place.departments) == bool(place.doctors) for place in told)
    return [(place.id, bool(place.doctors)) for place in told]


def test_everybody_is_told_of_the_hospital_they_work_in(office: Office):
    for openid in ("mgr", "desk", "doc", "aud"):
        assert places(office, openid) == [("h1", True)]


def test_an_operator_is_told_what_every_hospital_is_called_and_no_more(
    office: Office, service: Service
):
    hospital = service.store.catalogue.hospital("h1")
    assert hospital is not None
    other = hospital.model_copy(update={"id": "h2", "name": "虚构第二医院"})
    catalogue.put(service.db, [hospital, other])
    assert sorted(places(office, "op")) == [("h1", False), ("h2", False)]
    assert places(office, "mgr") == [("h1", True)]


def test_grants_add_up(office: Office):
    office.hire("op", "both", manager_of())
    office.accepted("both", office.invited("mgr", desk_of()))
    assert places(office, "both") == [("h1", True)]


def test_departments_and_doctors_come_by_name_with_where_they_belong(
    office: Office, service: Service
):
    told = office.browser(office.signed_in("mgr"), "places").hospitals[0]
    departments = {one.id: one for one in service.store.catalogue.departments_of("h1")}
    assert {one.id: one.name for one in told.departments} == {
        each: one.name for each, one in departments.items()
    }
    assert [one.name for one in told.departments] == sorted(one.name for one in told.departments)
    assert {one.department_id for one in told.doctors} <= set(departments)


def test_who_is_signed_out_is_told_nothing(office: Office):
    with pytest.raises(Refused) as refusal:
        office.browser(None, "places")
    assert refusal.value.code is Code.UNAUTHENTICATED
    assert refusal.value.message == "登录已结束，请重新扫码登录"


def test_a_phone_of_nobodys_is_told_nothing(office: Office):
    with pytest.raises(Refused) as refusal:
        office.phone("somebody", "places")
    assert str(refusal.value) == "FORBIDDEN: 您还没有工作人员的角色。请先向医院管理员要邀请码"


def test_a_hospital_that_is_gone_is_not_named(office: Office, service: Service):
    office.hire("mgr", "aud2", Grant(role=Role.AUDITOR, hospital_id="h1"))
    token = office.signed_in("aud2")
    hospital = service.store.catalogue.hospital("h1")
    assert hospital is not None
    catalogue.put(service.db, [hospital.model_copy(update={"active": False})])
    assert office.browser(token, "places").hospitals == []
