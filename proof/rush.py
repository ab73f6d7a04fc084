"""The rush: several processes, many buyers, few seats, each buyer tapping twice; the checker looks on all the while."""

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pymongo import MongoClient

from common.contracts.book import BookRequest
from common.domain.actor import WeChatUser
from common.usecases.book import book
from ops.verify.walk import verify
from proof.unguarded import make_careless, most_sold
from proof.world import MERCHANT, World, answer
from tests.support.database import scratch
from tests.support.service import KEYS, Clock, Service

PROCESSES, BUYERS, SEATS = 4, 200, 10
_THREADS = 4
Buyer = tuple[str, str]


class _Watcher:
    """The checker, looking on all the while."""

    def __init__(self, look: Callable[[], list[str]]) -> None:
        self._look = look
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.wrong: list[str] = []
        self.looks = 0

    def _run(self) -> None:
        while not self._over.is_set():
            self.wrong += [f"during the rush: {each}" for each in self._look()]
            self.looks += 1

    def __enter__(self) -> "_Watcher":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def rush(
    uri: str, processes: int = PROCESSES, buyers: int = BUYERS, seats: int = SEATS
) -> dict[str, Any]:
    """Let them buy. What came of it: `sold`, `numbers`, `heard`, `looks` of the checker, and `wrong`."""
    with scratch(uri) as database:
        service = Service(database, seats=seats)
        service.store.merchants.put(MERCHANT)
        phones = [service.person() for _ in range(buyers)]
        people = [(phone.caller.openid, phone.patient_id) for phone in phones]
        shares = [people[at::processes] for at in range(processes)]

        def violations(settled: bool = False) -> list[str]:
            found = verify(database, service.clock, settled=settled).violations
            return [f"{f.invariant}: {f.what} {f.ids}" for f in found]

        with (
            _Watcher(violations) as watcher,
            multiprocessing.get_context("spawn").Pool(processes) as pool,
        ):
            work = [(uri, database.name, at, share) for at, share in enumerate(shares)]
            heard = [each for part in pool.starmap(_buy, work) for each in part]
        held = list(database["bookings"].find({"status": "held"}))
        return {
            "sold": len(held),
            "numbers": len({raw["seat"]["number"] for raw in held}),
            "heard": sorted({code for code, _ in heard}),
            "bought": len({number for code, number in heard if code == "OK"}),
            "looks": watcher.looks,
            "wrong": watcher.wrong + violations(settled=True),
        }


def _buy(uri: str, name: str, process: int, people: list[Buyer]) -> list[tuple[str, str]]:
    """One process: its buyers, several at once, each tapping twice with the same key."""
    deps = _deps(uri, name, process)
    slot = "d1.2026-03-04.am.0800"

    def tap(buyer: Buyer) -> tuple[str, str]:
        openid, patient = buyer
        request = BookRequest(slot_id=slot, patient_id=patient, idempotency_key="tap-in-the-rush")
        code, reply = answer(lambda: book(request, WeChatUser(openid), deps))
        return code, reply.booking.id if code == "OK" else ""

    with ThreadPoolExecutor(_THREADS) as threads:
        return list(threads.map(tap, [buyer for buyer in people for _ in range(2)]))


def _deps(uri: str, name: str, process: int) -> Any:
    """What the use cases are given in a process of its own; claim ids carry the process, so none is used twice."""
    from itertools import count

    from common.protocol.deadline import Deadline
    from common.protocol.deps import Deps
    from common.runtime.crypto import DerivedSigner, FieldCipher, PersonHasher
    from common.store import open_store
    from tests.support.outside import Outside
    from tests.support.service import QuietLog

    client: MongoClient[dict[str, Any]] = MongoClient(uri, tz_aware=True)
    clock, numbers = Clock(), count()
    outside = Outside(clock)
    return Deps(
        store=open_store(client[name], FieldCipher(KEYS), PersonHasher(KEYS), DerivedSigner(KEYS)),
        clock=clock,
        deadline=lambda seconds: Deadline(lambda: seconds),
        new_id=lambda: f"p{process}id{next(numbers)}",
        new_claim=lambda: f"p{process}c{next(numbers)}",
        new_pickup_code=lambda: f"{process:02d}{next(numbers):06d}",
        new_token=lambda: f"p{process}t{next(numbers)}",
        draw=lambda _: 0,
        request_id=lambda: "",
        wechat=outside.wechat,  # type: ignore[arg-type]
        pay_of=outside.pay_of,  # type: ignore[arg-type]
        files=lambda: None,
        log=QuietLog(),
    )


def judge(came: dict[str, Any], seats: int) -> list[str]:
    """What is wrong with what came of a rush."""
    wrong = list(came["wrong"])
    if (came["sold"], came["numbers"], came["bought"]) != (seats, seats, seats):
        wrong.append(
            f"of {seats} seats {came['sold']} were sold, {came['numbers']} numbers, {came['bought']} told"
        )
    unexpected = set(came["heard"]) - {"OK", "SLOT_FULL", "SLOT_HELD", "BUSY"}
    if unexpected:
        wrong.append(f"heard {sorted(unexpected)}")
    if came["looks"] < 1:
        wrong.append("the checker never looked")
    return wrong


def report(uri: str) -> tuple[list[tuple[str, ...]], list[str]]:
    """The rush at its full size, and its control."""
    came, wrong = rush(uri), []
    with scratch(uri) as database:
        world = World(database, uri)
        guarded = most_sold(world)
        make_careless(world)
        unguarded = most_sold(world)
    if (guarded, unguarded) != (1, 2):
        wrong = [f"one seat is sold {guarded} times, without the guard {unguarded} times"]
    size = f"{PROCESSES} processes × {BUYERS // PROCESSES}"
    rows: list[tuple[str, ...]] = [
        (size, str(BUYERS), str(SEATS), str(came["sold"])),
        ("two by force, interleaved with one preemption", "2", "1", str(guarded)),
        ("*the control:* the same, TAKE looks and then writes", "2", "1", str(unguarded)),
    ]
    return rows, judge(came, SEATS) + wrong
