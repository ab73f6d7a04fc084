"""What flow tests start from: people, slots nobody else uses, money, time, and the verdict of the checker."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from pymongo import MongoClient

from tests.flow.buyers import Buyer, get_ready
from tests.flow.patient import Patient, pay
from tests.support.emulator import Running
from tests.support.identity import InventedPerson, People
from tools.phone import Emulator, Json, Phone

# Enough rounds for a refund that was refused many times in a row: its wait doubles up to an hour.
ROUNDS = 12
ROUND_SECONDS = 1200
PATIENCE_SECONDS = 120.0
FEWEST_SEATS = 3
# A Friday evening to the Monday after it.
MORNINGS = 4


class World:
    """One emulator, shared by the tests of a process: each makes its own people and finds its own slot."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.emulator = Emulator(running.address)
        self.people: list[InventedPerson] = []
        self._invent = People(seed=2026)
        self._numbers = itertools.count(1)
        self._used: set[str] = set()
        self._guard = threading.Lock()
        self._templates: Json = {}
        self.departments = list(self._departments())

    # --- people

    def openid(self) -> str:
        """Somebody who never called."""
        return f"oFlow-{next(self._numbers):06d}"

    def person(self) -> InventedPerson:
        """Somebody who does not exist; their data must not be found anywhere afterwards."""
        with self._guard:
            self.people.append(self._invent.one())
            return self.people[-1]

    @property
    def personal(self) -> set[str]:
        """Everything of everybody who was invented that must stand nowhere in clear."""
        return {text for p in self.people for text in (p.id_number, p.phone, p.name)}

    def patient(self, *, messages: bool = True) -> Patient:
        """A user who agreed, accepts every message (or none), and is their own patient."""
        user = Patient(self.emulator, self.openid(), self.person())
        me = user.ok("login")
        user.ok("account", action="accept_consent", version=me["consent"]["required"])
        if messages:
            user.accept_messages(me["message_templates"])
        person = user.person
        user.patient_id = user.add_patient(person.name, person.id_number, person.phone)
        return user

    def crowd(self, count: int) -> list[Buyer]:
        """Many people who agreed, each with themselves as patient; made by several at a time."""
        people = [(self.openid(), self.person()) for _ in range(count)]
        return get_ready(self.emulator.address, people)

    def send(self, function: str, openid: str, data: Json) -> Json:
        """A call that may come to grief: what the phone gets, an envelope or `{"errCode", …}`."""
        answer = self.emulator.post(f"/functions/{function}", data, **{"X-Emulator-Openid": openid})
        found: Json = answer.get("result", answer)
        return found

    # --- slots

    def _departments(self) -> Iterator[Json]:
        """Every department in which a grown-up may book, whatever their sex."""
        looker = Phone(self.emulator, self.openid())
        for hospital in looker.ok("catalog", action="hospitals")["hospitals"]:
            found = looker.ok("catalog", action="hospital", hospital_id=hospital["id"])
            for each in found["departments"]:
                if each["sex"] is None and (each["age_from"] or 0) <= 18 and each["age_to"] is None:
                    yield {**each, "hospital_id": hospital["id"]}

    def slot(self, *, hospital_id: str = "demo-a", **wanted: Any) -> Json:
        """A free slot nobody has touched, `wanted` as `_free_slots` takes it; every call gives another one.

        A hospital that opens three days ahead may have none before a Sunday: then it is asked again
        the next morning.
        """
        for _ in range(MORNINGS):
            for slot in self._free_slots(hospital_id, **wanted):
                self._used.add(slot["id"])
                return slot
            self.go_to(self.day(1), "08:00")
        raise AssertionError(f"{hospital_id} has no such slot at {self.now()}: {wanted}")

    def _free_slots(
        self,
        hospital_id: str,
        *,
        paid: bool = True,
        days: tuple[int, int] = (3, 7),
        department_id: str | None = None,
        starts: tuple[str, str] = ("00:00", "24:00"),
    ) -> Iterator[Json]:
        """The slots of a hospital, `days` ahead, that begin from the one time to before the other."""
        looker = Phone(self.emulator, self.openid())
        for department in self.departments:
            fits = department_id in (None, department["id"])
            if not fits or department["hospital_id"] != hospital_id:
                continue
            for slot in self.slots_of(looker, department["id"], days):
                untouched = slot["id"] not in self._used and slot["left"] >= FEWEST_SEATS
                fits = slot["availability"] == "free" and (slot["fee_fen"] > 0) == paid
                if untouched and fits and starts[0] <= slot["starts_at"][11:16] < starts[1]:
                    yield slot

    def slot_of(self, seats: int) -> Json:
        """A paid slot with exactly so many seats: one nobody touched, its seats exchanged for others."""
        model = self.slot()
        with self.database() as database:
            slot = database.slots.find_one({"_id": model["id"]})
            empty = {**slot["seats"][0], "pool": "phone"}
            # Numbers that no other slot of the half-day has.
            first = 1000 * next(self._numbers)
            own = [{**empty, "number": first + n} for n in range(seats)]
            none = {"left": 0, "holding": 0}
            fewer = {
                "seats": own,
                "capacity": seats,
                "left": seats,
                "window": none,
                "referral": none,
            }
            database.slots.update_one({"_id": model["id"]}, {"$set": fewer})
        return self.seen(model)

    def slots_of(self, looker: Phone, department_id: str, days: tuple[int, int]) -> list[Json]:
        """A department's slots of some days from today."""
        first, last = (self.day(ahead) for ahead in days)
        found: list[Json] = looker.ok(
            "query_slots", department_id=department_id, date_from=first, date_to=last
        )["slots"]
        return found

    def seen(self, slot: Json) -> Json:
        """A slot as anybody sees it now."""
        looker = Phone(self.emulator, self.openid())
        found = looker.ok(
            "query_slots", doctor_id=slot["doctor_id"], date_from=slot["date"], date_to=slot["date"]
        )["slots"]
        return next(each for each in found if each["id"] == slot["id"])

    # --- money

    def pay(self, booking: Json, **how: Any) -> Json:
        """What the pay sheet does; the order as WeChat lists it."""
        return pay(self.emulator, booking, **how)

    def order(self, booking: Json) -> Json:
        """Its order at WeChat."""
        orders = self.emulator.get("/_emulator/orders")["orders"]
        return next(order for order in orders if order["out_trade_no"] == booking["id"])

    # --- misfortune

    def fault(self, target: str, mode: str, **more: Any) -> None:
        """Order one."""
        self.emulator.post("/_emulator/faults", {"target": target, "mode": mode, **more})

    def waiting_faults(self, target: str) -> int:
        """How many of a target have not struck yet."""
        faults = self.emulator.get("/_emulator/faults")["faults"]
        return sum(fault["target"] == target for fault in faults)

    # --- what happened

    def last_call(self) -> int:
        """The id of the last call of a function so far."""
        calls = self.emulator.get("/_emulator/calls")["calls"]
        return int(calls[-1]["id"]) if calls else 0

    def calls(self, function: str, since: int) -> list[Json]:
        """The calls of a function after another call, oldest first."""
        found = self.emulator.get(f"/_emulator/calls?since={since}")["calls"]
        return [call for call in found if call["function"] == function]

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait for what happens by itself."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < ends, f"never: {what}"
            time.sleep(0.02)

    # --- time

    def now(self) -> datetime:
        """The emulator's time, in Shanghai."""
        return datetime.fromisoformat(self.emulator.get("/_emulator/status")["now"])

    def day(self, ahead: int = 0) -> str:
        """A day as a date string."""
        return (self.now().date() + timedelta(days=ahead)).isoformat()

    def pass_(self, **span: float) -> None:
        """Let time pass; every timer that fell due has run once at return."""
        seconds = timedelta(**span).total_seconds()
        self.emulator.post("/_emulator/clock", {"advance_seconds": seconds})

    def go_to(self, day: str, clock: str) -> None:
        """Go to a time of a day, `HH:MM` in Shanghai."""
        self.emulator.post("/_emulator/clock", {"now": f"{day}T{clock}:00+08:00"})

    def daytime(self) -> None:
        """Go on to the morning unless it is day: offers are made, and much happens, only by day."""
        now = self.now()
        if not 8 <= now.hour < 17:
            ahead = 0 if now.hour < 8 else 1
            self.go_to((now.date() + timedelta(days=ahead)).isoformat(), "08:00")

    def run_timer(self, function: str) -> Json:
        """Its counts."""
        return self.emulator.post(f"/_emulator/timers/{function}")

    # --- the verdict

    def verify(self, settled: bool = False) -> Json:
        """What the checker says of the running database."""
        return self.emulator.get(f"/_emulator/verify{'?settled=1' if settled else ''}")

    def rounds_until(self, condition: Callable[[], object]) -> None:
        """Let time pass, and timers run, until something has happened."""
        for _ in range(ROUNDS):
            self.pass_(seconds=ROUND_SECONDS)
            if condition():
                return
        raise AssertionError("it did not happen, however often the timers ran")

    def come_to_rest(self) -> None:
        """Until every hold has lapsed, every refund arrived and nothing is left to do; then the strict checker must
        find nothing."""
        self.rounds_until(lambda: not self._awaited())
        verdict = self.verify(settled=True)
        assert verdict["ok"], verdict["violations"]

    def _awaited(self) -> dict[str, int]:
        """How much is still to be done, by collection."""
        with self.database() as database:
            found = {
                name: database[name].count_documents({"due_at": {"$type": "date"}})
                for name in ("bookings", "payments", "refunds")
            }
        return {name: count for name, count in found.items() if count}

    @contextmanager
    def database(self) -> Iterator[Any]:
        """The database behind it all, for looking."""
        status = self.emulator.get("/_emulator/status")
        with MongoClient[dict[str, Any]](status["mongo_uri"], tz_aware=True) as client:
            yield client[status["mongo_database"]]


def later(day: str, days: int) -> str:
    """Some days after (or before) a day."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
