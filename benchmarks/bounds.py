"""What others can pile up: a queue, a history, a backlog. Each number is a ratio of one run to another in this run.

The local database reads an index range whole, whatever is asked of it; a bound that holds here holds by what is asked.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any, NamedTuple

from benchmarks import one_booking
from common.protocol.deadline import Deadline
from common.runtime.crypto import DerivedSigner, FieldCipher, PersonHasher
from common.store import open_store
from common.usecases.sweep import sweep
from tests.ops.world import joins
from tests.support.commands import Asked, Commands, listening
from tests.support.crowds import blocked_queue, long_history
from tests.support.database import scratch, server_uri
from tests.support.service import KEYS, Phone, Service

FEW_WAIT, MANY_WAIT = 20, 10_000
FEW_BOOKINGS, MANY_BOOKINGS = 20, 20_000
BACKLOG = 10_000
ROUNDS = 9


class Cost(NamedTuple):
    """Of one call: what it asks the database, and how long it takes."""

    asked: Asked
    seconds: float


@contextmanager
def _hospital(uri: str, seats: int) -> Iterator[tuple[Service, Commands]]:
    with scratch(uri) as database, listening(uri, database.name) as (counted, commands):
        service = Service(database, seats=seats)
        store = open_store(counted, FieldCipher(KEYS), PersonHasher(KEYS), DerivedSigner(KEYS))
        service.deps = service.with_deps(store=store)
        yield service, commands


def _cost(call: Callable[[], object], commands: Commands) -> Cost:
    commands.since()
    began = time.perf_counter()
    call()
    took = time.perf_counter() - began
    return Cost(commands.since(), took)


def queue(uri: str, waiting: int) -> Cost:
    """A cancellation with so many in front who cannot come, and one behind them who can."""
    with _hospital(uri, seats=1) as (service, commands):
        owner, last = service.person(), service.person()
        booked = owner.booked_and_paid()
        joins(last, service.slot_id())
        like: dict[str, Any] | None = service.db.waitlist.find_one({})
        assert like is not None
        blocked_queue(service, like, waiting)
        return _cost(lambda: owner.cancel(booked), commands)


def history(uri: str) -> tuple[Cost, Cost, list[float]]:
    """A booking of who made few before and of who made many, and the megabytes of a process that makes each."""
    with _hospital(uri, seats=3) as (service, commands):
        few, many = (_old_hand(service, count) for count in (FEW_BOOKINGS, MANY_BOOKINGS))
        costs = [
            [_booked_and_cancelled(phone, commands) for phone in (few, many)] for _ in range(ROUNDS)
        ]
        first, second = ([pair[which] for pair in costs] for which in (0, 1))
        memory = [_megabytes(phone, uri) for phone in (few, many)]
        return _median(first), _median(second), memory


def _megabytes(phone: Phone, uri: str) -> float:
    service, key = phone.service, KEYS[0]
    return one_booking.megabytes(
        environ={
            "MONGO_URI": uri,
            "MONGO_DATABASE": service.db.name,
            "DATA_KEYS": f"{key.id}:{base64.b64encode(key.secret).decode()}",
        },
        now=service.clock().isoformat(),
        openid=phone.caller.openid,
        slot_id=service.slot_id("d3", start="0900"),
        patient_id=phone.patient_id,
    )


def _old_hand(service: Service, bookings: int) -> Phone:
    phone = service.person()
    phone.cancel(phone.book(service.slot_id("d3", start="0900")).booking.id)
    like = service.db.bookings.find_one({"openid": phone.caller.openid})
    assert like is not None
    long_history(service, phone, like, bookings)
    return phone


def _booked_and_cancelled(phone: Phone, commands: Commands) -> Cost:
    slot, made = phone.service.slot_id("d3", start="0900"), []
    cost = _cost(lambda: made.append(phone.book(slot).booking.id), commands)
    phone.cancel(made[0])
    return cost


def _median(costs: list[Cost]) -> Cost:
    return Cost(costs[0].asked, median(cost.seconds for cost in costs))


def backlog(uri: str) -> tuple[int, int]:
    """After a rush: so many runs of sweep until a payment behind all the lapses is settled, and lapses still left then.

    A run has ten seconds here, of which it keeps six for its last piece: a fifteenth of what the platform gives.
    """
    with _hospital(uri, seats=1) as (service, _):
        payer = service.person()
        payment = service.pays(payer.book().booking.id)
        held = service.person().book(service.slot_id("d2")).booking.id
        like = service.db.bookings.find_one({"_id": held})
        assert like is not None
        service.db.bookings.insert_many(
            {**like, "_id": f"b-lapsed{n}", "pickup_code": f"x-lapsed{n}"} for n in range(BACKLOG)
        )
        service.clock.pass_(minutes=20)
        runs = 0
        while runs < 100:
            runs += 1
            ends = time.monotonic() + 10
            sweep(service.deps, Deadline(lambda ends=ends: ends - time.monotonic()))  # type: ignore[misc]
            stored = service.store.payments.get(payment.id)
            if stored is not None and stored.outcome is not None:
                break
            service.clock.pass_(minutes=1)
        left = service.db.bookings.count_documents(
            {"_id": {"$regex": "^b-lapsed"}, "status": "held"}
        )
        return runs, left


def main() -> None:
    """The table of docs/performance.md."""
    with server_uri() as uri:
        few, many, memory = history(uri)
        print("| what is piled up | few | many | commands | documents | time |\n|" + " --- |" * 6)
        print(_row("bookings of a person; one more", FEW_BOOKINGS, MANY_BOOKINGS, few, many))
        short, long = queue(uri, FEW_WAIT), queue(uri, MANY_WAIT)
        print(_row("people in front of a queue; a cancellation", FEW_WAIT, MANY_WAIT, short, long))
        print(
            f"\nmost memory of a process that makes one booking: {memory[0]:.0f} MB after "
            f"{FEW_BOOKINGS}, {memory[1]:.0f} MB after {MANY_BOOKINGS}"
        )
        runs, left = backlog(uri)
        print(
            f"\nbehind {BACKLOG} lapses a payment is settled in run {runs} of sweep; {left} lapses are left then"
        )


def _row(what: str, few: int, many: int, a: Cost, b: Cost) -> str:
    return (
        f"| {what} | {few} | {many} | {a.asked.commands} → {b.asked.commands} "
        f"| {a.asked.documents} → {b.asked.documents} | × {b.seconds / a.seconds:.2f} |"
    )
