"""The power cut: the database is killed in the middle of a load and started again on what its disk holds."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from common.runtime.crypto import FieldCipher, PersonHasher
from common.store import open_store
from common.store.database import connect
from ops.verify.walk import verify
from proof.world import answer
from tests.support.database import LocalServer
from tests.support.service import KEYS, Service

PEOPLE, SEATS, KILLED_AFTER = 40, 30, 12
_THREADS = 4


def cut_the_power(
    people: int = PEOPLE, seats: int = SEATS, killed_after: int = KILLED_AFTER
) -> tuple[dict[str, Any], list[str]]:
    """Book until `killed_after` were acknowledged, kill, start again, tap again; counts, and what is wrong."""
    server = LocalServer()
    try:
        server.start()
        database = connect(server.uri, "yuyue_power")
        service = Service(database, seats=seats)
        service.store = open_store(database, FieldCipher(KEYS), PersonHasher(KEYS))
        service.store.merchants.put(
            {
                "id": "m1",
                "mode": "direct",
                "public_key_id": "pk",
                "private_key_pem": "k",
                "apiv3_key": "k",
            }
        )
        phones = [service.person() for _ in range(people)]
        acknowledged: set[str] = set()
        killed = False

        def tap(phone: Any) -> str:
            nonlocal killed
            if len(acknowledged) >= killed_after and not killed:
                killed = True
                server.kill()
            code, reply = answer(lambda: phone.book(key="tap-in-the-dark"))
            if code == "OK":
                acknowledged.add(reply.booking.id)
            return code

        with ThreadPoolExecutor(_THREADS) as threads:
            heard = list(threads.map(tap, phones))
        before = set(acknowledged)
        server.start()
        wrong = [
            f"an acknowledged booking is lost: {i}"
            for i in before
            if service.store.bookings.get(i) is None
        ]
        if unmatched := set(heard) - {"OK", "BUSY"}:
            wrong.append(f"during the cut somebody heard {sorted(unmatched)}")
        again = [tap(phone) for phone in phones]
        if unmatched := set(again) - {"OK", "BUSY", "SLOT_FULL", "SLOT_HELD"}:
            wrong.append(f"after the cut somebody heard {sorted(unmatched)}")
        service.clock.pass_(seconds=61)
        service.sweep()
        found = verify(database, service.clock, settled=True).violations
        wrong += [f"{f.invariant}: {f.what} {f.ids}" for f in found]
        wrong += [
            f"lost after the sweep: {i}"
            for i in acknowledged
            if service.store.bookings.get(i) is None
        ]
        counts = {"acknowledged": len(before), "busy": heard.count("BUSY"), "killed": killed}
        if not (killed and counts["busy"]):
            wrong.append("the power was not cut in the middle")
        return counts, wrong
    finally:
        server.stop()


def report(_uri: str) -> tuple[list[tuple[str, ...]], list[str]]:
    """One power cut, of a server of its own."""
    _, wrong = cut_the_power()
    row = (
        f"SIGKILL after {KILLED_AFTER} of {PEOPLE} bookings",
        "none lost" if not wrong else "LOST",
    )
    return [row], wrong
