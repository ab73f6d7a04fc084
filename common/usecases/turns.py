"""Turns: many kinds of work share one run's time. What fails is passed by, logged, and keeps nobody waiting."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.store.database import DATABASE_ERRORS, UNKNOWN_OUTCOMES

BATCH = 100
# One piece of work with its outside call takes a few seconds at worst.
MARGIN_SECONDS = 6.0
# What failed for a reason of its own, such as a document that only a newer release reads, is met again after this.
PUT_OFF_FOR = timedelta(minutes=10)
# So many pieces in a row without an answer: it is not the piece, it is the database.
GONE_AFTER = 3


class PutsOff(Protocol):
    """Where a kind of work is due by its time."""

    def put_off(self, document_id: str, now: datetime, until: datetime) -> None:
        """Make it due later."""
        ...


@dataclass(frozen=True)
class Kind:
    """One kind of work: the ids of what is to be done, and the work. `due`: how a piece that fails is put off."""

    name: str
    found: Iterator[str]
    work: Callable[[str], None]
    due: PutsOff | None = None


class Turns:
    """One run over all kinds, in turn."""

    def __init__(self, kinds: list[Kind], deps: Deps, deadline: Deadline) -> None:
        self._kinds = kinds
        self._deps = deps
        self._deadline = deadline
        self._without_answer = 0
        self.failed = 0
        self.out_of_time = False

    def run(self) -> None:
        """Turn after turn, until nothing is left or the time is over.

        In a round each kind has at most its share of the time that is left, so that the last has its turn in the first
        round, however much the first ones have to do.
        """
        waiting = self._kinds
        while waiting and not self.out_of_time:
            unfinished = []
            for position, kind in enumerate(waiting):
                if self._turn(kind, kinds_left=len(waiting) - position):
                    unfinished.append(kind)
                if self.out_of_time:
                    break
            waiting = unfinished

    def _turn(self, kind: Kind, kinds_left: int) -> bool:
        """At most a batch, at most a share of the time, at least one piece; whether something is left of this kind."""
        ends_at = 0.0
        for done in range(BATCH):
            left = self._deadline.seconds_left()
            if done == 0:
                ends_at = left - max(0.0, left - MARGIN_SECONDS) / kinds_left
            elif left < ends_at:
                return True
            try:
                identity = next(kind.found, None)
            except Exception as error:  # noqa: BLE001  the others have their turn
                self._note_failed(kind, None, error)
                return False
            if identity is None:
                return False
            if left < MARGIN_SECONDS:
                self.out_of_time = True
                return True
            self._one(kind, identity)
        return True

    def _one(self, kind: Kind, identity: str) -> None:
        try:
            kind.work(identity)
        except DATABASE_ERRORS as error:
            # It is the database and not the piece: nothing is put off, whoever looks again finds what stands.
            self._note_failed(kind, identity, error)
        except Exception as error:  # noqa: BLE001  one piece must not keep the others waiting
            self._note_failed(kind, identity, error)
            self._put_off(kind, identity)
        else:
            self._without_answer = 0

    def _put_off(self, kind: Kind, identity: str) -> None:
        if kind.due is None:
            return
        now = self._deps.clock()
        try:
            kind.due.put_off(identity, now, now + PUT_OFF_FOR)
        except DATABASE_ERRORS as error:
            self._note_failed(kind, identity, error)

    def _note_failed(self, kind: Kind, identity: str | None, error: Exception) -> None:
        self.failed += 1
        self._deps.log.error("sweep failed on one item", error, kind=kind.name, id=identity or "-")
        unknown = isinstance(error, UNKNOWN_OUTCOMES)
        self._without_answer = self._without_answer + 1 if unknown else 0
        if self._without_answer == GONE_AFTER:
            raise error
