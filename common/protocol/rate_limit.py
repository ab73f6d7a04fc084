"""How often somebody may call: counted by whom it concerns, a minute at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from common.domain.errors import Code, Refused

if TYPE_CHECKING:
    from common.domain.rules.platform import Rate
    from common.protocol.deps import Deps


def count(who: str, rate: Rate, words: str, deps: Deps) -> None:
    """Count one call of somebody's. Raises `Refused(TOO_MANY_REQUESTS)` with these words."""
    if not deps.store.rates.hit(who, rate.name, rate.per_minute, deps.clock()):
        raise Refused(Code.TOO_MANY_REQUESTS, words)
