"""patients, account, login: limits, guardians, other people's ids, consent, a copy of everything, being forgotten."""

from datetime import date, timedelta

import pytest

from common.clients.payments import PayRefused
from common.clients.wechat import WeChatRefused, WeChatUnknown
from common.contracts.account import (
    BindPhone,
    EraseAccount,
    ExportAccount,
    GrantMessages,
)
from common.contracts.login import LoginRequest
from common.contracts.patients import ListPatients, RemovePatient, UpdatePatient
from common.domain.actor import WeChatUser
from common.domain.errors import Code
from common.domain.person.identity import IdType, Sex
from common.domain.person.patient import Relation
from common.domain.rules.platform import PlatformRules
from common.usecases.account import account
from common.usecases.login import login
from common.usecases.patients import patients
from tests.usecases.queues import join, leave, mine
from tests.usecases.world import add_patient, another, at_once, number_of, quiet, refused

ADULT, CHILD = date(1990, 1, 1), date(2020, 1, 1)


def _list(phone):
    return patients(ListPatients(action="list"), phone.caller, phone.service.deps).patients


def _update(user, patient_id, **fields):
    request = UpdatePatient(action="update", patient_id=patient_id, **fields)
    return patients(request, user.caller, user.service.deps).patient


def _remove(phone, patient_id):
    request = RemovePatient(action="remove", patient_id=patient_id)
    return patients(request, phone.caller, phone.service.deps).patients


def _account(phone, request, **changes):
    return account(request, phone.caller, phone.service.with_deps(**changes))


def _erase(phone):
    return _account(phone, EraseAccount(action="erase", confirm=True))


# --- patients


def test_a_patient_is_shown_masked(phone):
    (shown,) = _list(phone)
    assert shown.model_dump(mode="json") == {
        "id": phone.patient_id, "name_masked": "测*员", "id_type": "resident_id", "id_masked": shown.id_masked,
        "phone_masked": "139****0000", "relation": "self", "sex": "female", "age": 45, "verified": True,
        "guardian_id": None,
    }  # fmt: skip
    assert set(shown.id_masked[1:-1]) == {"*"}


def test_five_patients_and_no_more_even_at_once(service, phone):
    service.store.catalogue.set_platform_rules(PlatformRules(patient_changes_per_month=50))
    answers = at_once(*[lambda n=n: add_patient(phone, number_of(ADULT, n)) for n in range(60, 66)])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert len(_list(phone)) == 5
    with refused(Code.LIMIT_REACHED):
        add_patient(phone, number_of(ADULT, 70))


def test_five_changes_a_month_then_wait(service, phone):
    other = add_patient(phone, number_of(ADULT, 61))
    for n in range(3):
        _update(phone, other, phone=f"1390000000{n + 1}")
    with refused(Code.LIMIT_REACHED):
        _update(phone, other, name="再改名")
    with refused(Code.LIMIT_REACHED):
        add_patient(phone, number_of(ADULT, 62))
    service.clock.pass_(days=30)
    assert _update(phone, other, name="再改名").name_masked == "再*名"


def test_a_change_that_changes_nothing_is_not_counted(phone):
    for _ in range(9):
        _update(phone, phone.patient_id, name="测试员", relation=Relation.SELF)
    assert add_patient(phone, number_of(ADULT, 61))


def test_a_mistyped_number_is_not_counted(phone):
    for _ in range(9):
        with refused(Code.BAD_REQUEST):
            add_patient(phone, "990000199001010000")
    assert add_patient(phone, number_of(ADULT, 61))


def test_the_same_person_twice(phone):
    number = number_of(ADULT, 61)
    add_patient(phone, number)
    with refused(Code.BAD_REQUEST) as caught:
        add_patient(phone, number.lower())
    assert caught.value.details == {"field": "id_number"}
    assert len(_list(phone)) == 2


def test_adding_who_is_there_already_is_not_counted(phone):
    number = number_of(ADULT, 61)
    add_patient(phone, number)
    for _ in range(9):
        with refused(Code.BAD_REQUEST):
            add_patient(phone, number)
    assert add_patient(phone, number_of(ADULT, 62))


def test_a_child_needs_a_grown_up_guardian_of_the_same_user(service, phone):
    number, stranger = number_of(CHILD, 61), service.person()
    teen = add_patient(phone, number_of(date(2009, 1, 1), 62))
    for guardian in (None, stranger.patient_id, teen, "p-unknown"):
        with refused(Code.PATIENT_NOT_ELIGIBLE):
            add_patient(phone, number, guardian_id=guardian)
    child = add_patient(phone, number, guardian_id=phone.patient_id)
    assert [p.guardian_id for p in _list(phone) if p.id == child] == [phone.patient_id]
    with refused(Code.PATIENT_NOT_ELIGIBLE):
        _update(phone, child, guardian_id=child)


def test_a_guardian_named_for_a_grown_up_is_not_kept(phone):
    add_patient(phone, number_of(ADULT, 61), guardian_id=phone.patient_id)
    assert [patient.guardian_id for patient in _list(phone)] == [None, None]


def test_a_guardian_stays_while_there_is_a_child(phone):
    child = add_patient(phone, number_of(CHILD, 61), guardian_id=phone.patient_id)
    with refused(Code.BAD_STATE):
        _remove(phone, phone.patient_id)
    _remove(phone, child)
    assert _remove(phone, phone.patient_id) == []


def test_a_patient_with_an_open_booking_stays(service, phone):
    identity = phone.booked_and_paid()
    with refused(Code.BAD_STATE):
        _remove(phone, phone.patient_id)
    service.clock.now = service.slot().ends_at
    assert _remove(phone, phone.patient_id) == []
    assert phone.bookings().bookings[0].id == identity


def test_an_open_booking_far_down_the_list_is_seen(service, phone):
    """More than a page of other patients' bookings lies on top of it."""
    phone.booked_and_paid()
    raw = service.db.bookings.find_one()
    for n in range(25):
        later = raw["created_at"] + timedelta(minutes=n + 1)
        service.db.bookings.insert_one(
            {**raw, "_id": f"b-other-{n}", "patient_id": "somebody", "created_at": later}
        )
    with refused(Code.BAD_STATE):
        _remove(phone, phone.patient_id)


@pytest.mark.parametrize("act", [_remove, lambda p, i: _update(p, i, name="别的人")])
def test_somebody_elses_patient_does_not_exist(service, phone, act):
    stranger = service.person()
    for identity in (stranger.patient_id, "p-unknown"):
        with refused(Code.NOT_FOUND):
            act(phone, identity)
    assert _list(stranger)[0].name_masked == "测*员"


def test_a_foreigner_is_taken_by_passport(phone):
    add_patient(
        phone,
        "e 1234-5678",
        id_type=IdType.PASSPORT,
        sex=Sex.MALE,
        birth_date=ADULT,
        name="Anna Weiß",
    )
    shown = _list(phone)[1]
    assert (shown.verified, shown.id_masked, shown.sex) == (False, "E*******8", Sex.MALE)


# --- login and consent


def test_login_shows_what_is_needed_and_makes_the_user_once(service, phone):
    replies = [login(LoginRequest(), phone.caller, service.deps) for _ in range(2)]
    assert replies[0] == replies[1]
    assert replies[0].consent.accepted == replies[0].consent.required
    assert replies[0].message_templates["waitlist_offer"] == "t-waitlist_offer"
    assert phone.caller.openid not in replies[0].model_dump_json()
    stranger = login(LoginRequest(), WeChatUser("o-new"), service.deps)
    assert (stranger.consent.accepted, stranger.patients) == (None, [])


# --- account


def test_permissions_for_messages_are_counted(phone):
    results = {"t-visit_soon": "accept", "t-visit_tomorrow": "reject", "t-of-nobody": "accept"}
    reply = _account(phone, GrantMessages(action="grant_messages", results=results))
    assert (reply.credits["visit_soon"], reply.credits["visit_tomorrow"]) == (2, 1)
    assert "t-of-nobody" not in str(reply)


class _Phones:
    def __init__(self, answer):
        self.answer = answer

    def phone_number(self, code):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_a_phone_is_bound_and_shown_masked(service, phone):
    request = BindPhone(action="bind_phone", phone_code="code")
    reply = _account(phone, request, wechat=lambda: _Phones("13912345678"))
    assert reply.phone_masked == "139****5678"
    assert login(LoginRequest(), phone.caller, service.deps).user.phone_masked == "139****5678"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WeChatRefused(40029, "bad code"), Code.BAD_REQUEST),
        (WeChatUnknown(None, "no answer"), Code.BUSY),
    ],
)
def test_a_phone_that_wechat_does_not_give(phone, error, code):
    with refused(code):
        _account(
            phone, BindPhone(action="bind_phone", phone_code="code"), wechat=lambda: _Phones(error)
        )


def test_a_copy_of_everything_is_ones_own_and_whole(service, phone):
    stranger = service.person(name="别的人")
    stranger.book()
    identity = phone.book().booking.id
    copy = _account(phone, ExportAccount(action="export"))
    assert [booking.id for booking in copy.bookings] == [identity]
    assert [(p["name"], p["phone"]) for p in copy.patients] == [("测试员", "13900000000")]
    assert "别的人" not in copy.model_dump_json()
    assert "person_id" not in copy.model_dump_json()


def test_being_forgotten_waits_for_open_bookings(service, phone):
    identity = phone.book().booking.id
    with refused(Code.BAD_STATE):
        _erase(phone)
    phone.cancel(identity)
    assert _erase(phone).bookings == 1


def test_being_forgotten_waits_for_money(service, phone):
    paid = phone.booked_and_paid()
    service.outside.next_refund = [PayRefused("NOTENOUGH", 403, "")]
    phone.cancel(paid)
    with refused(Code.BAD_STATE):
        _erase(phone)
    service.sweep_until_quiet()
    assert _erase(phone).patients == 1


def test_being_forgotten_waits_for_queues(one_seat):
    one_seat.person().booked_and_paid()
    phone = one_seat.person()
    join(phone)
    with refused(Code.BAD_STATE):
        _erase(phone)
    leave(phone)
    _erase(phone)
    assert mine(phone) == []


def test_what_stays_of_who_was_forgotten_has_no_name_and_no_openid(service, phone):
    paid = phone.booked_and_paid()
    service.clock.now = service.slot().ends_at
    other = another(phone, add_patient(phone, number_of(ADULT, 61)))
    other.book(service.slot_id(day="2026-03-05"), key="tap-of-the-other")
    other.cancel(other.bookings().bookings[0].id)
    openid = phone.caller.openid
    _erase(phone)
    for name in set(service.db.list_collection_names()) - {"rates"}:
        for raw in service.db[name].find():
            assert openid not in str(raw).replace("'", " ").split(), name
    stored = service.booking(paid)
    assert (stored.patient_name_masked, stored.fee_fen) == ("", 5000)
    assert stored.openid.startswith("erased-")
    assert service.store.users.get(openid) is None
    with refused(Code.CONSENT_REQUIRED):
        _account(phone, ExportAccount(action="export"))
    quiet(service)


def test_who_was_forgotten_starts_anew(service, phone):
    phone.cancel(phone.booked_and_paid())
    public = login(LoginRequest(), phone.caller, service.deps).user.id
    _erase(phone)
    again = login(LoginRequest(), phone.caller, service.deps)
    assert again.user.id != public
    assert (again.consent.accepted, again.patients) == (None, [])
