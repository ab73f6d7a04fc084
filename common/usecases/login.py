"""login: the user at the start of a session."""

from common.contracts.login import ConsentView, LoginReply, LoginRequest, UserView
from common.domain.actor import WeChatUser
from common.domain.business_time import business_date
from common.domain.person.masks import mask_phone
from common.present.patients import patient_view
from common.protocol.deps import Deps


def login(_: LoginRequest, caller: WeChatUser, deps: Deps) -> LoginReply:
    """The user (made at the first sight), their patients, consent and the message templates."""
    now = deps.clock()
    user = deps.store.users.sign_in(caller.openid, deps.new_id(), now)
    today = business_date(now)
    return LoginReply(
        user=UserView(
            id=user.public_id,
            phone_masked=mask_phone(user.phone) if user.phone else None,
            roles=[],
        ),
        patients=[patient_view(p, today) for p in deps.store.patients.of_user(caller.openid)],
        consent=ConsentView(
            required=deps.store.catalogue.platform_rules().consent_version,
            accepted=user.consent_version,
        ),
        message_templates={t.id: t.template_id for t in deps.store.message_templates.all()},
    )
