"""What a use case asks of the database: commands, counted exactly, and time, as a ratio to one bare read."""

from __future__ import annotations

import functools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from pymongo import MongoClient, monitoring

from common.contracts.query_slots import QuerySlotsRequest
from common.domain.actor import WeChatUser
from common.entry.access import Policy, check_access
from common.usecases.query_slots import query_slots
from tests.support.database import server_uri
from tests.support.service import WEDNESDAY, Phone, Service

ROUNDS = 40
WRITES = frozenset({"insert", "update", "delete"})
READS = frozenset({"find", "getMore", "count", "aggregate"})


class Cost(NamedTuple):
    """Of one call: database writes and reads, calls of WeChat, and time as a ratio to a bare `find_one`."""

    writes: int
    reads: int
    outside: int
    ratio: float


class _Counter(monitoring.CommandListener):
    """Counts the commands of one client."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        self.seen[event.command_name] += 1

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to count."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to count."""


class Bench:
    """A small hospital over a real database, with every command counted."""

    def __init__(self, uri: str) -> None:
        self._commands = _Counter()
        client: MongoClient[dict[str, Any]] = MongoClient(
            uri, tz_aware=True, event_listeners=[self._commands]
        )
        self._name = f"yuyue_bench_{time.time_ns()}"
        self._client = client
        self.service = Service(client[self._name], seats=200)
        self.bare = self._bare()

    def close(self) -> None:
        """Forget it all."""
        self._client.drop_database(self._name)
        self._client.close()

    def _bare(self) -> float:
        hospitals = self._client[self._name]["hospitals"]
        read = functools.partial(hospitals.find_one, {"_id": "h1"})
        return min(_seconds(read) for _ in range(200))

    def cost(self, call: Callable[[], object], before: Callable[[], object] = lambda: None) -> Cost:
        """The best of some calls; every call must ask the database for the same."""
        times, counts = [], set()
        for _ in range(ROUNDS):
            before()
            self._commands.seen.clear()
            outside = self.service.outside.calls
            times.append(_seconds(call))
            seen = self._commands.seen
            writes = sum(seen[name] for name in WRITES)
            reads = sum(seen[name] for name in READS)
            counts.add((writes, reads, self.service.outside.calls - outside))
        if len(counts) != 1:
            raise RuntimeError(f"not the same each time: {sorted(counts)}")
        return Cost(*counts.pop(), ratio=min(times) / self.bare)


@contextmanager
def bench() -> Iterator[Bench]:
    """A bench on the database for tests."""
    with server_uri() as uri:
        made = Bench(uri)
        try:
            yield made
        finally:
            made.close()


# A new tap: one more booking of this minute.
BOOKING: Policy[Any] = Policy(
    rate=lambda _request, _caller, deps: deps.store.catalogue.platform_rules().new_bookings
)


class Life:
    """One booking's life: ways to get to the moment before a use case, and the use cases, with the check of access."""

    _phone: Phone
    _booking_id: str
    _payment: Any

    def __init__(self, service: Service) -> None:
        self._service = service

    def _check_access(self, policy: Policy[Any]) -> None:
        check_access(self._phone.caller, None, policy, self._service.deps)

    def newcomer(self) -> None:
        self._phone = self._service.person()

    def booked(self) -> None:
        self.newcomer()
        self._booking_id = self._phone.book().booking.id

    def paying(self) -> None:
        self.booked()
        self._payment = self._service.pays(self._booking_id)

    def confirmed(self) -> None:
        self.paying()
        self.settle()

    def book(self) -> None:
        self._check_access(BOOKING)
        self._phone.book()

    def settle(self) -> None:
        self._service.settle(self._payment)

    def cancel(self) -> None:
        self._check_access(Policy())
        self._phone.cancel(self._booking_id)


def costs(on: Bench) -> dict[str, Cost]:
    """The cost of each use case of a booking's life, as its function runs it (with its check of access)."""
    service, life = on.service, Life(on.service)
    looker = WeChatUser("o-looker")
    days = QuerySlotsRequest(doctor_id="d1", date_from=WEDNESDAY)

    def look() -> None:
        check_access(looker, days, Policy(consent=False), service.deps)
        query_slots(days, looker, service.deps)

    def a_second_passes() -> None:
        service.clock.pass_(seconds=2)  # so that nobody calls too often

    return {
        "query_slots (one doctor, one day)": on.cost(look, a_second_passes),
        "book (a paid seat)": on.cost(life.book, life.newcomer),
        "pay notice (settle)": on.cost(life.settle, life.paying),
        "cancel (a paid booking)": on.cost(life.cancel, life.confirmed),
        "sweep (nothing to do)": on.cost(service.sweep),
    }


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
