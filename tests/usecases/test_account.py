"""account and login: message permissions, the user's phone, a copy of everything, being forgotten."""

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
from common.contracts.book import BookRequest, CancelRequest
from common.contracts.login import LoginRequest
from common.domain.actor import WeChatUser
from common.domain.business_time import wire
from common.domain.errors import Code
from common.usecases.account import account
from common.usecases.book import book
from common.usecases.cancel import cancel
from common.usecases.login import login
from tests.support.staff import Office, asked, desk_of
from tests.usecases.queues import join, leave, mine
from tests.usecases.world import add_patient, another, number_of, quiet, refused

ADULT = date(1990, 1, 1)


def _account(phone, request, **changes):
    return account(request, phone.caller, phone.service.with_deps(**changes))


def _erase(phone):
    return _account(phone, EraseAccount(action="erase", confirm=True))


def test_login_shows_what_is_needed_and_makes_the_user_once(service, phone):
    replies = [login(LoginRequest(), phone.caller, service.deps) for _ in range(2)]
    assert replies[0] == replies[1]
    assert replies[0].consent.accepted == replies[0].consent.required
    assert replies[0].message_templates["waitlist_offer"] == "t-waitlist_offer"
    assert phone.caller.openid not in replies[0].model_dump_json()
    stranger = login(LoginRequest(), WeChatUser("o-new"), service.deps)
    assert (stranger.consent.accepted, stranger.patients) == (None, [])


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


def test_the_copy_holds_what_they_wrote_paid_waited_for_and_allowed(one_seat):
    phone, other = one_seat.person(), one_seat.person()
    wish = BookRequest(
        slot_id=one_seat.slot_id("d2"), patient_id=phone.patient_id, idempotency_key="tap-in-words",
        visit_reason="头痛三天",
    )  # fmt: skip
    told = book(wish, phone.caller, one_seat.deps).booking.id
    payment = one_seat.pays(told)
    one_seat.settle(payment)
    reason = CancelRequest(booking_id=told, reason="已经好了")
    cancel(reason, phone.caller, one_seat.deps)
    other.booked_and_paid()
    entry = join(phone)
    copy = _account(phone, ExportAccount(action="export"))
    (booking,) = copy.bookings
    assert (booking.visit_reason, booking.cancel_reason) == ("头痛三天", "已经好了")
    (money,) = booking.payments
    assert (money.transaction_id, money.amount_fen) == (payment.transaction_id, 2000)
    assert [waited.id for waited in copy.waitlist] == [entry.id]
    assert copy.message_credits["t-visit_soon"] == 1


def test_a_long_past_of_waiting_comes_in_pages_and_whole(one_seat, monkeypatch):
    phone, other = one_seat.person(), one_seat.person()
    other.booked_and_paid()
    entry = one_seat.db.waitlist.find_one({"_id": join(phone).id})
    ended = {**entry, "active": False, "status": "left"}
    pairs = [entry["joined_at"] - timedelta(days=number // 2) for number in range(205)]
    copies = [{**ended, "_id": f"e{n:03}", "joined_at": at} for n, at in enumerate(pairs)]
    one_seat.db.waitlist.insert_many(copies)
    cursor, found = None, []
    while True:
        ask = ExportAccount(action="export", waitlist_cursor=cursor)
        copy = _account(phone, ask)
        found += [waited.id for waited in copy.waitlist]
        cursor = copy.waitlist_cursor
        if cursor is None:
            break
    assert sorted(found) == sorted([str(entry["_id"]), *(each["_id"] for each in copies)])
    with refused(Code.NOT_FOUND) as refusal:
        _account(other, ExportAccount(action="export", waitlist_cursor="e001"))
    assert refusal.value.message == "没有接上前一页，请从头再导出一次"


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


def test_being_forgotten_waits_until_one_is_no_staff(service, phone):
    office = Office(service).opened()
    member = office.hire("mgr", phone.caller.openid, desk_of())
    with refused(Code.BAD_STATE) as caught:
        _erase(phone)
    assert caught.value.message == "您还有工作人员的角色，现在不能注销。请先让管理员停用您的角色"
    assert len(service.store.patients.of_user(phone.caller.openid)) == 1
    office.phone("mgr", "disable", staff_id=member.id, reason="离职")
    assert _erase(phone).patients == 1
    left = service.store.staff.get(member.id)
    assert (left.openid, left.name, left.grants) == (phone.caller.openid, "虚构前台", ())


def test_the_copy_tells_staff_what_is_held_of_them(service, phone):
    def copied():
        return _account(phone, ExportAccount(action="export")).staff

    assert copied() is None
    office = Office(service).opened()
    member = office.hire("mgr", phone.caller.openid, desk_of())
    held = {
        "id": member.id,
        "name": "虚构前台",
        "active": True,
        "created_at": wire(member.created_at),
    }
    assert copied() == held | {"grants": [asked(desk_of())]}
    office.phone("mgr", "disable", staff_id=member.id, reason="离职")
    assert copied() == held | {"grants": [], "active": False}


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
