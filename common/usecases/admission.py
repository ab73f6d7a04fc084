"""Who may call what, how often, and only after having agreed to the privacy terms."""

from datetime import datetime

from common.domain.bookings import booking_id
from common.domain.caller import Caller
from common.domain.errors import Code, Refused
from common.store import Store

WITHOUT_CONSENT = frozenset({"login", "catalog", "query_slots", "account"})


def admit(caller: Caller, function: str, request: object, store: Store, now: datetime) -> None:
    """Raises `Refused` with `TOO_MANY_REQUESTS` or `CONSENT_REQUIRED`."""
    rules = store.catalogue.platform_rules()
    allowed = store.rates.hit(caller.openid, "all", rules.calls_per_minute, now)
    if allowed and function == "book" and not _answered_before(request, caller, store):
        allowed = store.rates.hit(caller.openid, "book", rules.books_per_minute, now)
    if not allowed:
        raise Refused(Code.TOO_MANY_REQUESTS, "操作太频繁，请过一分钟再试")
    if function in WITHOUT_CONSENT:
        return
    user = store.users.get(caller.openid)
    if user is None or user.consent_version != rules.consent_version:
        raise Refused(
            Code.CONSENT_REQUIRED, "请先阅读并同意隐私保护指引", {"required": rules.consent_version}
        )


def _answered_before(request: object, caller: Caller, store: Store) -> bool:
    """A tap that is only sent again takes nothing, so it does not count as one more booking."""
    from common.contracts.book import BookRequest  # only `book` comes here

    if not isinstance(request, BookRequest):
        return False
    return store.bookings.get(booking_id(caller.openid, request.idempotency_key)) is not None
