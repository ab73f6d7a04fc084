"""Who waits for a slot, and who of them may have a seat now: read once a run, decided before a seat is handed on.

A run asks a bounded number. When none of a whole batch may have a seat, they are passed over for `PASSED_OVER_FOR`, so
that the next run goes on behind them; after it they are asked again, each at its old place.
"""

from datetime import timedelta
from typing import NamedTuple

from common.domain.errors import Refused
from common.domain.rules.may_book import Case, may_be_offered
from common.domain.slot import Slot, SlotState
from common.domain.waitlist import PASSED_OVER_FOR, Entry
from common.protocol.case import Setting, case_of, load_setting
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.retry import RetryLater
from common.store.database import UNKNOWN_OUTCOMES

ASKED_AT_MOST = 20
# To decide about one and to make the offer takes less.
MARGIN_SECONDS = 2.0
_AT_ONCE = timedelta(0)


class MayHave(NamedTuple):
    """An entry whose person may have the seat, and what it was decided on."""

    entry: Entry
    case: Case


class Queue:
    """One run's look at the queue of a slot."""

    def __init__(self, slot_id: str, deps: Deps, deadline: Deadline) -> None:
        self._deps = deps
        self._deadline = deadline
        self._first: MayHave | None = None
        self._passed_over: list[str] = []
        self._setting: Setting | None = None
        self._waiting = self._read(slot_id)

    def first(self) -> MayHave | None:
        """The first who may have a seat, the same until they are dropped; None when nobody is left who may.

        Raises `RetryLater` when as many as one run asks were asked, or its time is over, and somebody is left to ask.
        """
        while self._first is None and self._waiting and self._setting is not None:
            if len(self._passed_over) == ASKED_AT_MOST or not self._in_time():
                self._go_on_behind()
            entry = self._waiting.pop(0)
            case = self._case(entry, self._setting)
            if case is None or may_be_offered(case):
                self._passed_over.append(entry.id)
            else:
                self._first = MayHave(entry, case)
        return self._first

    def drop_first(self) -> None:
        """The first has the seat now, or could not have it after all."""
        if self._first is not None:
            self._passed_over.append(self._first.entry.id)
            self._first = None

    def _in_time(self) -> bool:
        return self._deadline.allows(MARGIN_SECONDS)

    def _go_on_behind(self) -> None:
        deps = self._deps
        if self._passed_over:
            until = deps.clock() + PASSED_OVER_FOR
            deps.store.waitlist.pass_over(self._passed_over, until)
        raise RetryLater("somebody is left to ask", _AT_ONCE)

    def _read(self, slot_id: str) -> list[Entry]:
        now, store = self._deps.clock(), self._deps.store
        waiting = [entry for entry in store.waitlist.waiting_for(slot_id) if entry.asked(now)]
        slot = store.slots.get(slot_id) if waiting else None
        if slot is None or slot.state is not SlotState.OPEN:
            return []
        morning = store.catalogue.platform_rules().next_offer_time(now)
        if morning > now:
            raise RetryLater("night", morning - now)
        self._setting = self._setting_of(slot)
        return waiting

    def _setting_of(self, slot: Slot) -> Setting | None:
        """None when the hospital or department takes no bookings any more: then nobody can have the seat."""
        try:
            return load_setting(slot, self._deps)
        except Refused:
            return None

    def _case(self, entry: Entry, setting: Setting) -> Case | None:
        """What decides about this entry; None when its patient or person is gone, or does not read."""
        deps = self._deps
        try:
            patient = deps.store.patients.owned(entry.openid, entry.patient_id)
            if patient is not None:
                return case_of(setting, patient, deps.clock(), deps)
            deps.store.waitlist.close(entry.id)
        except UNKNOWN_OUTCOMES:
            raise
        except Refused:
            pass
        except Exception as error:  # noqa: BLE001  one who cannot be read must not keep the seat from the others
            deps.log.error("somebody who waits cannot be asked", error, entry_id=entry.id)
        return None
