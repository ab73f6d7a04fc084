"""The power cut: the database is killed in the middle of a load and started again on what its disk holds."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from common.runtime.crypto import DerivedSigner, FieldCipher, PersonHasher
from common.store import open_store
from common.store.database import connect
from ops.verify.walk import verify
from proof.world import MERCHANT, answer
from tests.support.database import LocalServer
from tests.support.service import KEYS, Phone, Service

PEOPLE, SEATS, KILLED_AFTER = 40, 30, 12
_THREADS = 4


class _Cut:
    """People who tap while the server is killed under them, and what was acknowledged to them."""

    def __init__(self, server: LocalServer, people: int, seats: int, killed_after: int) -> None:
        self.server = server
        self.database = connect(server.uri, "yuyue_power")
        self.service = Service(self.database, seats=seats)
        self.service.store = open_store(
            self.database, FieldCipher(KEYS), PersonHasher(KEYS), DerivedSigner(KEYS)
        )
        self.service.store.merchants.put(MERCHANT)
        self.phones = [self.service.person() for _ in range(people)]
        self.acknowledged: set[str] = set()
        self.killed = False
        self._killed_after = killed_after

    def tap(self, phone: Phone) -> str:
        """One tap; it kills the server when enough were acknowledged."""
        if len(self.acknowledged) >= self._killed_after and not self.killed:
            self.killed = True
            self.server.kill()
        code, reply = answer(lambda: phone.book(key="tap-in-the-dark"))
        if code == "OK":
            self.acknowledged.add(reply.booking.id)
        return code

    def lost(self, when: str) -> list[str]:
        """Bookings that were acknowledged and are not there."""
        bookings = self.service.store.bookings
        return [f"{when}: {i}" for i in self.acknowledged if bookings.get(i) is None]


def cut_the_power(
    people: int = PEOPLE, seats: int = SEATS, killed_after: int = KILLED_AFTER
) -> tuple[dict[str, Any], list[str]]:
    """Book until `killed_after` were acknowledged, kill, start again, tap again; counts, and what is wrong."""
    server = LocalServer()
    try:
        server.start()
        cut = _Cut(server, people, seats, killed_after)
        with ThreadPoolExecutor(_THREADS) as threads:
            heard = list(threads.map(cut.tap, cut.phones))
        acknowledged = len(cut.acknowledged)
        server.start()
        wrong = cut.lost("an acknowledged booking is lost")
        again = [cut.tap(phone) for phone in cut.phones]
        wrong += _unexpected("during", heard, {"OK", "BUSY"})
        wrong += _unexpected("after", again, {"OK", "BUSY", "SLOT_FULL", "SLOT_HELD"})
        cut.service.clock.pass_(seconds=61)
        cut.service.sweep()
        found = verify(cut.database, cut.service.clock, settled=True).violations
        wrong += [f"{f.invariant}: {f.what} {f.ids}" for f in found]
        wrong += cut.lost("lost after the sweep")
        counts = {"acknowledged": acknowledged, "busy": heard.count("BUSY"), "killed": cut.killed}
        if not (cut.killed and counts["busy"]):
            wrong.append("the power was not cut in the middle")
        return counts, wrong
    finally:
        server.stop()


def _unexpected(when: str, heard: list[str], expected: set[str]) -> list[str]:
    unexpected = sorted(set(heard) - expected)
    return [f"{when} the cut somebody heard {unexpected}"] if unexpected else []


def report(_uri: str) -> tuple[list[tuple[str, ...]], list[str]]:
    """One power cut, of a server of its own."""
    _, wrong = cut_the_power()
    row = (
        f"SIGKILL after {KILLED_AFTER} of {PEOPLE} bookings",
        "none lost" if not wrong else "LOST",
    )
    return [row], wrong
