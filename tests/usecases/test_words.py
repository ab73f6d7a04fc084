"""What a patient reads when something about them may not be: the whole sentence, its numbers and its details."""

from contextlib import suppress
from datetime import date

import pytest
from pymongo.errors import AutoReconnect

from common.clients.payments import PayTemporary
from common.clients.wechat import WeChatRefused, WeChatTemporary
from common.contracts.account import AcceptConsent, BindPhone, EraseAccount, ExportAccount
from common.contracts.book import BookRequest
from common.contracts.catalog import GetDoctor, GetHospital, Scene
from common.contracts.patients import RemovePatient, UpdatePatient
from common.domain.actor import WeChatUser
from common.domain.business_time import at
from common.domain.errors import Code
from common.domain.person.identity import IdType
from common.entry.access import Policy, check_access
from common.usecases.account import account
from common.usecases.book import rate
from common.usecases.catalog import catalog
from common.usecases.patients import patients
from tests.support.service import Phone
from tests.usecases.telling import AGAIN, never_written, set_rules, told
from tests.usecases.world import add_patient, number_of

CHILD = date(2020, 5, 5)
NOT_ONE_OF_YOURS = (Code.NOT_FOUND, "没找到这位就诊人，可能已删除。请返回重新进入", {})
NOT_THERE = (Code.NOT_FOUND, "没找到这家医院、科室或医生，可能已停止预约。请返回首页重选", {})
NO_CONSENT = (Code.CONSENT_REQUIRED, "请先阅读并同意《用户隐私保护指引》", {"required": "2026-01"})
OWED = (Code.BAD_STATE, "还有退款没到账，现在不能注销。请到账后再来", {})


# --- consent, calls, account


def test_agreeing_to_what_is_no_longer_asked(service, phone):
    request = AcceptConsent(action="accept_consent", version="2025-01")
    assert told(account, request, phone.caller, service.deps) == (
        Code.BAD_REQUEST, "《用户隐私保护指引》更新了，请重新阅读", {"required": "2026-01"},
    )  # fmt: skip


def test_without_consent(service):
    stranger = WeChatUser("o-new")
    assert told(account, ExportAccount(action="export"), stranger, service.deps) == NO_CONSENT
    assert told(check_access, stranger, None, Policy(), service.deps) == NO_CONSENT


def test_too_many_calls(service, phone):
    set_rules(service, calls_per_minute=1)
    check_access(phone.caller, None, Policy(), service.deps)
    assert told(check_access, phone.caller, None, Policy(), service.deps) == (
        Code.TOO_MANY_REQUESTS, "点得太快了，请过 1 分钟再试。已有的预约不受影响", {},
    )  # fmt: skip


def test_too_many_new_bookings(service, phone):
    set_rules(service, books_per_minute=1)
    request = BookRequest(
        slot_id=service.slot_id(), patient_id=phone.patient_id, idempotency_key="tap-0001"
    )
    check_access(phone.caller, request, Policy(rate=rate), service.deps)
    told_off = told(check_access, phone.caller, request, Policy(rate=rate), service.deps)
    assert told_off[1] == "点得太快了，请过 1 分钟再试。已有的预约不受影响"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (WeChatRefused(40029, "invalid code"), (Code.BAD_REQUEST, "手机号授权已失效，请重新授权", {})),
        (WeChatTemporary(None, "no answer"), AGAIN),
    ],
)  # fmt: skip
def test_a_phone_number_that_wechat_does_not_give(service, phone, monkeypatch, error, words):
    def refuse(code):
        raise error

    monkeypatch.setattr(service.outside, "phone_number", refuse, raising=False)
    request = BindPhone(action="bind_phone", phone_code="code")
    assert told(account, request, phone.caller, service.deps) == words


def _erased(phone):
    return told(
        account, EraseAccount(action="erase", confirm=True), phone.caller, phone.service.deps
    )


def test_being_forgotten_before_a_visit(phone):
    phone.booked_and_paid()
    assert _erased(phone) == (
        Code.BAD_STATE,
        "还有没就诊的预约，现在不能注销。请先取消，或看完病再来",
        {},
    )


def test_being_forgotten_while_money_is_on_its_way_back(service, phone):
    identity = phone.booked_and_paid()
    service.outside.fail_next("refund", PayTemporary("SYSTEM_ERROR", 500, "later"))
    phone.cancel(identity)
    assert _erased(phone) == OWED


def test_being_forgotten_while_money_is_owed_and_not_yet_asked_back(service, phone, monkeypatch):
    """The cancellation is written, its refund is not begun: there is no refund to look at, only the debt."""
    identity = phone.booked_and_paid()

    def cut(*args, **kwargs):
        raise AutoReconnect("the connection is gone")

    with monkeypatch.context() as broken, suppress(AutoReconnect):
        broken.setattr(service.store.refunds, "open", cut)
        phone.cancel(identity)
    assert service.store.refunds.of_bookings([service.booking(identity)]) == []
    assert _erased(phone) == OWED


def test_being_forgotten_while_waiting(one_seat, queue):
    assert _erased(queue[0]) == (Code.BAD_STATE, "还有候补没结束，现在不能注销。请先退出候补", {})


# --- patients


def _add(phone, number, **fields):
    return told(lambda: add_patient(phone, number, **fields))


def test_a_patient_twice(service, phone):
    number = number_of(date(1990, 1, 1), 3)
    add_patient(phone, number)
    twice = (Code.BAD_REQUEST, "这位就诊人已经添加过了", {"field": "id_number"})
    assert _add(phone, number) == twice


def test_one_patient_too_many(service, phone):
    set_rules(service, patients_per_user=1)
    assert _add(phone, number_of(date(1990, 1, 1), 3)) == (
        Code.LIMIT_REACHED, "最多添加 1 位就诊人", {},
    )  # fmt: skip


def test_one_change_too_many(service, phone):
    set_rules(service, patient_changes_per_month=1)
    words = "30 天内已添加或修改就诊人 1 次（防倒号），4月1日 08:00 起可再改。急需看病请到窗口"
    assert _add(phone, number_of(date(1990, 1, 1), 3)) == (
        Code.LIMIT_REACHED, words, {},
    )  # fmt: skip


def test_the_oldest_change_that_still_counts_says_when_the_next_may_be(service, phone):
    set_rules(service, patient_changes_per_month=3)
    for hours in (1, 2):
        service.clock.pass_(hours=hours)
        add_patient(phone, number_of(date(1990, 1, hours), 3))
    set_rules(service, patient_changes_per_month=2)
    assert _add(phone, number_of(date(1990, 1, 9), 3)) == (
        Code.LIMIT_REACHED,
        "30 天内已添加或修改就诊人 2 次（防倒号），4月1日 09:00 起可再改。急需看病请到窗口", {},
    )  # fmt: skip
    service.clock.now = at("2026-04-01", "09:00")
    add_patient(phone, number_of(date(1990, 1, 9), 3))


def test_a_change_while_somebody_changes(service, phone, monkeypatch):
    never_written(monkeypatch, service.store.users, "note_patient_change")
    assert _add(phone, number_of(date(1990, 1, 1), 3)) == AGAIN


def test_a_patient_of_a_user_nobody_knows(service):
    stranger = Phone(service, WeChatUser("o-new"), "p")
    assert _add(stranger, number_of(date(1990, 1, 1), 3)) == (
        Code.UNAUTHENTICATED, "请重新打开小程序再试", {},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "张3"},
         (Code.BAD_REQUEST, "姓名只能有汉字、字母和“·”，请照证件填；生僻字打不出，请到窗口", {"field": "name"})),
        ({"id_type": IdType.PASSPORT},
         (Code.BAD_REQUEST, "证件号码格式不对，请核对后重新输入", {"field": "id_number"})),
    ],
)  # fmt: skip
def test_a_patient_written_wrongly(phone, fields, words):
    assert _add(phone, number_of(date(1990, 1, 1), 3), **fields) == words


def test_a_phone_written_wrongly(service, phone):
    request = UpdatePatient(action="update", patient_id=phone.patient_id, phone="1390000000")
    assert told(patients, request, phone.caller, service.deps) == (
        Code.BAD_REQUEST, "手机号码不对，请填写 11 位手机号", {"field": "phone"},
    )  # fmt: skip


def test_a_child_without_a_guardian(phone):
    words = "不满 14 周岁的孩子要有监护人：请先添加一位满 18 周岁的就诊人，再选为监护人"
    alone = (Code.PATIENT_NOT_ELIGIBLE, words, {"field": "guardian_id"})
    assert _add(phone, number_of(CHILD, 3)) == alone


def test_somebody_elses_patient(service, phone):
    other = service.person().patient_id
    for request in (
        UpdatePatient(action="update", patient_id=other, phone="13900000001"),
        RemovePatient(action="remove", patient_id=other),
    ):
        assert told(patients, request, phone.caller, service.deps) == NOT_ONE_OF_YOURS


def _removed(phone):
    request = RemovePatient(action="remove", patient_id=phone.patient_id)
    return told(patients, request, phone.caller, phone.service.deps)


def test_a_patient_who_is_still_expected(phone):
    phone.book()
    assert _removed(phone) == (
        Code.BAD_STATE,
        "这位就诊人有没就诊的预约，不能删除。请先取消，或看完病再来",
        {},
    )


def test_a_patient_who_is_a_guardian(phone):
    add_patient(phone, number_of(CHILD, 3), guardian_id=phone.patient_id)
    words = "这位就诊人是孩子的监护人，不能删除。请先给孩子换一位监护人"
    assert _removed(phone) == (Code.BAD_STATE, words, {})


# --- the catalogue


@pytest.mark.parametrize(
    "request_",
    [
        GetHospital(action="hospital", hospital_id="h9"),
        GetDoctor(action="doctor", doctor_id="d9"),
        Scene(action="scene", scene="h.h9"),
        Scene(action="scene", scene="d.none"),
        Scene(action="scene", scene="dr.d9"),
        Scene(action="scene", scene="x.h1"),
        Scene(action="scene", scene="h1"),
    ],
)
def test_what_the_catalogue_does_not_have(service, request_):
    assert told(catalog, request_, WeChatUser("o1"), service.deps) == NOT_THERE
