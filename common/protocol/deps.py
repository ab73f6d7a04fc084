"""What a use case is given: the store, the world outside, time, fresh ids and a log. Built by `runtime.wiring`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from common.domain.log import Log
from common.protocol.deadline import Deadline
from common.store import Store

if TYPE_CHECKING:  # most functions reach nobody outside
    from common.clients.files import Files
    from common.clients.wechat import WeChat
    from common.clients.wechat_pay import WeChatPay


@dataclass(frozen=True)
class Deps:
    """Everything a use case may reach. `wechat`, `pay_of` and `files` build their client at the first call.

    `files()` is None where no bucket is set up. `draw(n)` is one of 0 … n - 1; `request_id` is that
    of the call under way.
    """

    store: Store
    clock: Callable[[], datetime]
    deadline: Callable[[float], Deadline]
    new_id: Callable[[], str]
    new_claim: Callable[[], str]
    new_pickup_code: Callable[[], str]
    new_token: Callable[[], str]
    draw: Callable[[int], int]
    request_id: Callable[[], str]
    wechat: Callable[[], WeChat]
    pay_of: Callable[[str], WeChatPay]
    files: Callable[[], Files | None]
    log: Log
