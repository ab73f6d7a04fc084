"""Functions for the staff, with two doors at most: the phone, and a desktop browser through a public HTTP route.

Which door it is the context says, never the event. Behind both stands one `StaffCall`: who is signed in, with the
grants that hold now. A function names the settings it needs and what each door serves:

    @staff_call(SEALED)
    def main_handler() -> StaffUse:
        from common.contracts.staff import DESKTOP_STAFF_REQUEST, PHONE_STAFF_REQUEST
        from common.usecases.staff import staff_by_browser, staff_by_phone

        return StaffUse(
            Side(PHONE_STAFF_REQUEST, staff_by_phone), Side(DESKTOP_STAFF_REQUEST, staff_by_browser)
        )
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from common.domain.errors import Code, Refused
from common.entry import identity, staff_http
from common.entry.access import Policy
from common.entry.needs import DESKTOP, PHONE, Handler, handler
from common.entry.phone import PhoneUse, phone_call
from common.entry.staff_http import Side

if TYPE_CHECKING:
    from pydantic import BaseModel

    from common.domain.actor import WeChatUser
    from common.protocol.deps import Deps

__all__ = ["Side", "StaffUse", "staff_call"]


class StaffUse(NamedTuple):
    """What a function serves at its two doors; no `phone`: that door is shut."""

    phone: Side | None
    desktop: Side


def staff_call(*needs: tuple[str, ...]) -> Callable[[Callable[[], StaffUse]], Handler]:
    """A function of the staff. Answers with the phone's envelope, or a response that holds it; never raises."""

    def decorate(resolve: Callable[[], StaffUse]) -> Handler:
        use_of = functools.cache(resolve)

        @phone_call(DESKTOP, *needs)
        def by_phone() -> PhoneUse:
            side = use_of().phone
            if side is None:
                raise Refused(Code.FORBIDDEN, identity.NOT_OPEN)
            # Who is staff agreed to other terms than a patient does.
            return PhoneUse(side.request, _signed_in(side), Policy(consent=False))

        @handler(PHONE, DESKTOP, *needs)
        def main_handler(event: Any, context: Any) -> dict[str, Any]:
            if isinstance(context, Mapping) and identity.is_http(context) and _is_request(event):
                needed = main_handler.settings
                return staff_http.answer(event, context, needed, lambda: use_of().desktop)
            return by_phone(event, context)

        return main_handler

    return decorate


def _is_request(event: Any) -> bool:
    """What is not even shaped like an HTTP request is answered as a call of nobody's."""
    return isinstance(event, Mapping) and "httpMethod" in event


def _signed_in(side: Side) -> Callable[[Any, WeChatUser, Deps], BaseModel]:
    def use_case(request: Any, caller: WeChatUser, deps: Deps) -> BaseModel:
        from common.protocol import sign_in

        return side.use_case(request, sign_in.by_phone(caller.openid, deps), deps)

    return use_case
