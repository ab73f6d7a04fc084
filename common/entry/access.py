"""Whether a user may make this call now: how often they call, and whether they agreed to the privacy terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from common.domain.errors import Code, Refused
from common.protocol.rate_limit import count

if TYPE_CHECKING:
    from common.domain.actor import WeChatUser
    from common.domain.rules.platform import Rate
    from common.protocol.deps import Deps

R = TypeVar("R")
TOO_FAST = "点得太快了，请过 1 分钟再试。已有的预约不受影响"


@dataclass(frozen=True)
class Policy(Generic[R]):
    """What a function asks of its caller.

    `consent`: the current privacy terms are accepted. `rate`: a limit of its own beside that of all calls together;
    it answers None for a request that does not count.
    """

    consent: bool = True
    rate: Callable[[R, WeChatUser, Deps], Rate | None] | None = None


def check_access(caller: WeChatUser, request: R, policy: Policy[R], deps: Deps) -> None:
    """Raises `Refused` with `TOO_MANY_REQUESTS` or `CONSENT_REQUIRED`."""
    rules = deps.store.catalogue.platform_rules()
    count(caller.openid, rules.every_call, TOO_FAST, deps)
    rate = policy.rate(request, caller, deps) if policy.rate else None
    if rate:
        count(caller.openid, rate, TOO_FAST, deps)
    if policy.consent and deps.store.users.consent_of(caller.openid) != rules.consent_version:
        raise Refused(
            Code.CONSENT_REQUIRED,
            "请先阅读并同意《用户隐私保护指引》",
            {"required": rules.consent_version},
        )
