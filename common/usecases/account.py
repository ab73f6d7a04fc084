"""account: consent, message permissions, the user's own phone, a copy of their data, and being forgotten."""

import hashlib

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
from common.domain.booking.model import Booking, Disposition
from common.domain.booking.status import ACTIVE
from common.domain.business_time import wire
from common.domain.errors import Code, Refused
from common.domain.money.payment import FINAL_REFUND
from common.domain.person.masks import mask_phone
from common.present.bookings import exported_booking
from common.present.entries import entry_view
from common.protocol.deps import Deps

# Agreeing comes first, and the permissions asked for in the same tap are kept either way.
WITHOUT_CONSENT = (AcceptConsent, GrantMessages)
_PAGES_AT_MOST = 500


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
            return _export(caller, deps)
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


def _all_bookings(openid: str, deps: Deps) -> list[Booking]:
    found: list[Booking] = []
    for _ in range(_PAGES_AT_MOST):
        page = deps.store.bookings.of_user(openid, (), found[-1] if found else None)
        found.extend(page)
        if not page:
            break
    return found


def _export(caller: WeChatUser, deps: Deps) -> ExportReply:
    store = deps.store
    user = store.users.sign_in(caller.openid, deps.new_id(), deps.clock())
    return ExportReply(
        user={
            "id": user.public_id,
            "phone": user.phone,
            "consent_version": user.consent_version,
            "created_at": wire(user.created_at),
        },
        patients=[
            patient.model_dump(mode="json", exclude={"openid", "person_id"})
            for patient in store.patients.of_user(caller.openid)
        ],
        bookings=_exported_bookings(caller, deps),
        # A position in a queue is about others too.
        waitlist=[entry_view(entry, None) for entry in store.waitlist.of_user(caller.openid)],
        message_credits=store.credits.of_user(caller.openid),
    )


def _exported_bookings(caller: WeChatUser, deps: Deps) -> list[ExportedBooking]:
    bookings = _all_bookings(caller.openid, deps)
    refunds = deps.store.refunds.of_bookings(bookings)
    words = deps.store.bookings.own_words(caller.openid)
    return [exported_booking(b, refunds, words.get(b.id, {})) for b in bookings]


def _erase(caller: WeChatUser, deps: Deps) -> ErasedReply:
    """Forget the user. What is still open must be finished first; finished bookings stay without names."""
    now = deps.clock()
    bookings = _all_bookings(caller.openid, deps)
    if any(b.status in ACTIVE and b.ends_at > now for b in bookings):
        raise Refused(Code.BAD_STATE, "还有没就诊的预约，现在不能注销。请先取消，或看完病再来")
    refunds = deps.store.refunds.of_bookings(bookings)
    owed = sum(m.disposition is Disposition.REFUND for b in bookings for m in b.money)
    if len(refunds) < owed or any(r.status not in FINAL_REFUND for r in refunds):
        raise Refused(Code.BAD_STATE, "还有退款没到账，现在不能注销。请到账后再来")
    if any(entry.active for entry in deps.store.waitlist.of_user(caller.openid)):
        raise Refused(Code.BAD_STATE, "还有候补没结束，现在不能注销。请先退出候补")
    pseudonym = (
        "erased-" + hashlib.sha256(f"{caller.openid}{deps.new_id()}".encode()).hexdigest()[:24]
    )
    forgotten = deps.store.bookings.forget_user(caller.openid, pseudonym)
    deps.store.waitlist.forget_user(caller.openid, pseudonym)
    removed = deps.store.patients.remove_all(caller.openid)
    deps.store.credits.erase(caller.openid)
    deps.store.users.erase(caller.openid)
    return ErasedReply(patients=removed, bookings=forgotten)
