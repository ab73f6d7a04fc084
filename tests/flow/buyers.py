"""Buyers in processes of their own: many phones that tap at the same time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any, NamedTuple, TypeVar

from tests.support.identity import InventedPerson
from tools.phone import Emulator, Json, Phone

PROCESSES = 4
HANDS = 25

T = TypeVar("T")


class Newcomer(NamedTuple):
    """Somebody who will agree to a version of the privacy terms."""

    openid: str
    person: InventedPerson
    version: str


class Buyer(NamedTuple):
    """Somebody who is ready to book."""

    openid: str
    patient_id: str


class Tap(NamedTuple):
    """One tap: who, on which slot, with which key."""

    buyer: Buyer
    slot_id: str
    key: str

    @property
    def data(self) -> Json:
        """The request."""
        wish = {"slot_id": self.slot_id, "patient_id": self.buyer.patient_id}
        return {**wish, "idempotency_key": self.key}


def get_ready(address: str, people: list[tuple[str, InventedPerson]]) -> list[Buyer]:
    """Let people with their openids agree and add themselves as patients."""
    version = Emulator(address).call(people[0][0], "login", {})["data"]["consent"]["required"]
    wishes = [Newcomer(openid, person, version) for openid, person in people]
    return _in_processes(_ready, address, wishes, hands=2)


def tap(address: str, taps: list[Tap], hands: int = HANDS) -> list[Json]:
    """Every tap's answer (`{"errCode", …}` when the call itself failed), in the order of the taps."""
    return _in_processes(_tap, address, taps, hands)


def _in_processes(
    work: Callable[[Emulator, Any], T], address: str, items: list[Any], hands: int
) -> list[T]:
    """The items dealt out to processes, and in each to threads; results in the items' order."""
    shares = [items[start::PROCESSES] for start in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as processes:
        running = [processes.submit(_share, work, address, share, hands) for share in shares]
        done = [iter(each.result()) for each in running]
    return [next(done[number % PROCESSES]) for number in range(len(items))]


def _share(
    work: Callable[[Emulator, Any], T], address: str, share: list[Any], hands: int
) -> list[T]:
    emulator = Emulator(address)
    with ThreadPoolExecutor(hands) as threads:
        return list(threads.map(lambda item: work(emulator, item), share))


def _ready(emulator: Emulator, who: Newcomer) -> Buyer:
    phone, person = Phone(emulator, who.openid), who.person
    phone.ok("account", action="accept_consent", version=who.version)
    return Buyer(who.openid, phone.add_patient(person.name, person.id_number, person.phone))


def _tap(emulator: Emulator, wish: Tap) -> Json:
    answer = emulator.post("/functions/book", wish.data, **{"X-Emulator-Openid": wish.buyer.openid})
    found: Json = answer.get("result", answer)
    return found
