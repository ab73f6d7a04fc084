"""account: consent, message permissions, the user's own phone, a copy of their data, and being forgotten."""

import hashlib
from typing import Any

from typing_extensions import assert_never

from common.clients.wechat import WeChatError, WeChatRefused
from common.contracts.account import (
    AcceptConsent,
    AnyAccountReply,
    AnyAccountRequest,
    BindPhone,
    ConsentReply,
    CreditsReply,
    EraseAccount,
    ErasedReply,
    ExportAccount,
    ExportedBooking,
    ExportReply,
    GrantMessages,
    PhoneReply,
)
from common.contracts.login import ConsentView
from common.domain.actor import WeChatUser
from common.domain.booking.model import Booking
from common.domain.business_time import wire
from common.domain.errors import Code, Refused
from common.domain.person.masks import mask_phone
from common.domain.waitlist import Entry
from common.present.bookings import exported_booking
from common.present.entries import entry_view
from common.present.patients import exported_patient
from common.present.unreadable import IN_A_COPY
from common.protocol.deps import Deps

# Agreeing comes first, and the permissions asked for in the same tap are kept either way.
WITHOUT_CONSENT = (AcceptConsent, GrantMessages)
EXPORTED_AT_ONCE = 200
NO_SUCH_PAGE = "没有接上前一页，请从头再导出一次"


def account(request: AnyAccountRequest, caller: WeChatUser, deps: Deps) -> AnyAccountReply:
    """Serve one action. The user is made if this is the first call of all."""
    user = deps.store.users.sign_in(caller.openid, deps.new_id(), deps.clock())
    if not isinstance(request, WITHOUT_CONSENT):
        _need_consent(user.consent_version, deps)
    match request:
        case AcceptConsent():
            return _accept(request, caller, deps)
        case GrantMessages():
            return _grant(request, caller, deps)
        case BindPhone():
            return _bind_phone(request, caller, deps)
        case ExportAccount():
            return _export(request, caller, deps)
        case EraseAccount():
            return _erase(caller, deps)
        case _:
            assert_never(request)


def _accept(request: AcceptConsent, caller: WeChatUser, deps: Deps) -> ConsentReply:
    required = deps.store.catalogue.platform_rules().consent_version
    if request.version != required:
        raise Refused(
            Code.BAD_REQUEST, "《用户隐私保护指引》更新了，请重新阅读", {"required": required}
        )
    deps.store.users.accept_consent(caller.openid, required, deps.clock())
    return ConsentReply(consent=ConsentView(required=required, accepted=required))


def _need_consent(accepted: str | None, deps: Deps) -> None:
    required = deps.store.catalogue.platform_rules().consent_version
    if accepted != required:
        raise Refused(
            Code.CONSENT_REQUIRED, "请先阅读并同意《用户隐私保护指引》", {"required": required}
        )


def _grant(request: GrantMessages, caller: WeChatUser, deps: Deps) -> CreditsReply:
    """One accept is one later message; templates that are not ours count for nothing."""
    kinds = {t.template_id: t.id for t in deps.store.message_templates.all()}
    for template_id, answer in request.results.items():
        if answer == "accept" and template_id in kinds:
            deps.store.credits.grant(caller.openid, template_id)
    left = deps.store.credits.of_user(caller.openid)
    return CreditsReply(credits={kind: left.get(t, 0) for t, kind in kinds.items()})


def _bind_phone(request: BindPhone, caller: WeChatUser, deps: Deps) -> PhoneReply:
    try:
        phone = deps.wechat().phone_number(request.phone_code)
    except WeChatRefused as error:
        raise Refused(Code.BAD_REQUEST, "手机号授权已失效，请重新授权") from error
    except WeChatError as error:
        deps.log.warning("phone number not read", error)
        raise Refused(Code.BUSY, "刚才没有办成，请再点一次") from error
    deps.store.users.bind_phone(caller.openid, phone)
    return PhoneReply(phone_masked=mask_phone(phone))


def _export(request: ExportAccount, caller: WeChatUser, deps: Deps) -> ExportReply:
    """A page of bookings and one of queue entries, and with them everything else that is held."""
    store, page = deps.store, _page(request.cursor, caller, deps)
    entries = _entries(request.waitlist_cursor, caller, deps)
    user = store.users.sign_in(caller.openid, deps.new_id(), deps.clock())
    return ExportReply(
        user={
            "id": user.public_id,
            "phone": IN_A_COPY if "phone" in user.unreadable else user.phone,
            "consent_version": user.consent_version,
            "created_at": wire(user.created_at),
        },
        patients=[exported_patient(one) for one in store.patients.of_user(caller.openid)],
        bookings=_exported(page, deps),
        cursor=page[-1].id if len(page) == EXPORTED_AT_ONCE else None,
        # A position in a queue is about others too.
        waitlist=[entry_view(entry, None) for entry in entries],
        waitlist_cursor=entries[-1].id if len(entries) == EXPORTED_AT_ONCE else None,
        message_credits=store.credits.of_user(caller.openid),
        staff=_staff(caller, deps),
    )


def _page(cursor: str | None, caller: WeChatUser, deps: Deps) -> list[Booking]:
    after = None if cursor is None else deps.store.bookings.owned(caller.openid, cursor)
    if cursor is not None and after is None:
        raise Refused(Code.NOT_FOUND, NO_SUCH_PAGE)
    return deps.store.bookings.of_user(caller.openid, (), after, EXPORTED_AT_ONCE)


def _entries(cursor: str | None, caller: WeChatUser, deps: Deps) -> list[Entry]:
    after = None if cursor is None else deps.store.waitlist.owned(caller.openid, cursor)
    if cursor is not None and after is None:
        raise Refused(Code.NOT_FOUND, NO_SUCH_PAGE)
    return deps.store.waitlist.whole_of_user(caller.openid, after, EXPORTED_AT_ONCE)


def _exported(bookings: list[Booking], deps: Deps) -> list[ExportedBooking]:
    refunds = deps.store.refunds.of_bookings(bookings)
    words = deps.store.bookings.own_words([booking.id for booking in bookings])
    return [exported_booking(b, refunds, words.get(b.id, {})) for b in bookings]


def _staff(caller: WeChatUser, deps: Deps) -> dict[str, Any] | None:
    """What is held of somebody as staff; None when they never were."""
    member = deps.store.staff.of_user(caller.openid)
    if member is None:
        return None
    return {
        "id": member.id,
        "name": IN_A_COPY if "name" in member.unreadable else member.name,
        "grants": [grant.model_dump(mode="json") for grant in member.grants],
        "active": member.active,
        "created_at": wire(member.created_at),
    }


def _check_nothing_open(caller: WeChatUser, deps: Deps) -> None:
    """Raises `Refused(BAD_STATE)` with what must be finished before somebody can be forgotten."""
    store = deps.store
    member = store.staff.of_user(caller.openid)
    if member is not None and member.active:
        words = "您还有工作人员的角色，现在不能注销。请先让管理员停用您的角色"
        raise Refused(Code.BAD_STATE, words)
    if store.bookings.has_visit_to_come(caller.openid, deps.clock()):
        raise Refused(Code.BAD_STATE, "还有没就诊的预约，现在不能注销。请先取消，或看完病再来")
    if not all(map(store.refunds.all_ended, store.bookings.refunds_owed(caller.openid))):
        raise Refused(Code.BAD_STATE, "还有退款没到账，现在不能注销。请到账后再来")
    if any(entry.active for entry in store.waitlist.of_user(caller.openid)):
        raise Refused(Code.BAD_STATE, "还有候补没结束，现在不能注销。请先退出候补")


def _erase(caller: WeChatUser, deps: Deps) -> ErasedReply:
    """Forget the user. Finished bookings stay without names; what is held of former staff stays for the audit log."""
    store = deps.store
    _check_nothing_open(caller, deps)
    pseudonym = (
        "erased-" + hashlib.sha256(f"{caller.openid}{deps.new_id()}".encode()).hexdigest()[:24]
    )
    forgotten = store.bookings.forget_user(caller.openid, pseudonym)
    store.waitlist.forget_user(caller.openid, pseudonym)
    removed = store.patients.remove_all(caller.openid)
    store.credits.erase(caller.openid)
    store.users.erase(caller.openid)
    return ErasedReply(patients=removed, bookings=forgotten)
