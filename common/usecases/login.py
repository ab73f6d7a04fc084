"""login: the user at the start of a session."""

from common.contracts.login import ConsentView, LoginReply, LoginRequest, UserView
from common.domain.actor import WeChatUser
from common.domain.business_time import business_date
from common.present.patients import patient_view, phone_shown
from common.protocol.deps import Deps


def login(_: LoginRequest, caller: WeChatUser, deps: Deps) -> LoginReply:
    """The user (made at the first sight), their patients, consent and the message templates."""
    now = deps.clock()
    user = deps.store.users.sign_in(caller.openid, deps.new_id(), now)
    mine, today = deps.store.patients.of_user(caller.openid), business_date(now)
    for patient in mine:
        if patient.unreadable:
            deps.log.error("unreadable", patient_id=patient.id, fields=",".join(patient.unreadable))
    if user.unreadable:
        deps.log.error("unreadable", user=user.public_id, fields=",".join(user.unreadable))
    return LoginReply(
        user=UserView(
            id=user.public_id,
            phone_masked=phone_shown(user),
        ),
        patients=[patient_view(patient, today) for patient in mine],
        consent=ConsentView(
            required=deps.store.catalogue.platform_rules().consent_version,
            accepted=user.consent_version,
        ),
        message_templates={t.id: t.template_id for t in deps.store.message_templates.all()},
    )
