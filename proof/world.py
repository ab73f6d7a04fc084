"""A small hospital on an intercepted database that can be put back to an earlier moment within milliseconds."""

import json
import pickle
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import PyMongoError

from common.clients.payments import (
    RefundStatus,
)
from common.domain.booking.model import Booking
from common.domain.booking.status import Status
from common.domain.business_time import business_date
from common.domain.errors import Refused
from common.domain.slot import Pool, Seat, SeatCounts
from common.protocol.deps import Deps
from common.protocol.retry import ORPHAN_AFTER
from ops.verify.walk import verify
from proof.interceptor import OUTSIDE, InterceptedDatabase, Interceptor, Point, Raw
from proof.notices import Notices
from tests.support.merchants import a_merchant
from tests.support.outside import Outside
from tests.support.service import Service

_OUTSIDE_STATE = (
    "orders", "paid", "refunds", "refunded_tx", "by_hand", "bill", "messages", "next_send", "next_refund", "_failures",
    "_numbers",
)  # fmt: skip
# Nothing waits longer than this between two moves: a hold, an offer, the night, the backed-off effects.
_ROUNDS = 120
_NOTICE = {"Wechatpay-Serial": "pk"}


MERCHANT = a_merchant(public_key_id="pk")


class Unquiet(Exception):
    """The timers never come to rest."""


class Names:
    """Fresh ids that are the same whenever the same side asks for its n-th."""

    def __init__(self) -> None:
        self.given: dict[str, int] = defaultdict(int)
        self.side = threading.local()

    def fresh(self, kind: str) -> str:
        """The next id of a kind for the side that asks."""
        key = f"{getattr(self.side, 'name', '')}{kind}"
        self.given[key] += 1
        return f"{key}{self.given[key]}"

    def pickup_code(self) -> str:
        """The next code of the side that asks: each side draws the same ones, so that they meet."""
        key = f"{getattr(self.side, 'name', '')}code"
        self.given[key] += 1
        return f"{self.given[key]:08d}"


@dataclass(frozen=True)
class Moment:
    """Everything there is at one moment: documents, the world outside, the time, the ids given, and known facts."""

    documents: dict[str, list[Raw]]
    outside: bytes
    now: datetime
    names: dict[str, int]
    facts: dict[str, Any]


class World:
    """The service under proof. `facts` holds ids that a scene wants to remember."""

    def __init__(self, database: Database[Raw], uri: str) -> None:
        self.uri = uri
        self.raw = database
        self.interceptor = Interceptor()
        self.intercepted = InterceptedDatabase(database, self.interceptor)
        self.names = Names()
        self.service = Service(self.intercepted, seats=1)  # type: ignore[arg-type]
        self.clock = self.service.clock
        self.outside: Outside = self.service.outside
        self.facts: dict[str, Any] = {}
        plain = self.outside._call
        self.outside._call = lambda name, effect: self.interceptor.pass_by(  # type: ignore[method-assign]
            Point(OUTSIDE, name, True), lambda: plain(name, effect)
        )
        self.deps: Deps = self.service.with_deps(
            new_id=lambda: self.names.fresh("id"),
            new_claim=lambda: self.names.fresh("c"),
            new_pickup_code=self.names.pickup_code,
            new_token=lambda: self.names.fresh("t"),
            draw=lambda _: 0,
            pay_of=lambda merchant: Notices(self.outside, merchant),
        )
        self.service.deps = self.deps
        self.store = self.deps.store
        self.store.merchants.put(MERCHANT)
        self._at: Moment | None = None
        self.people = [self.service.person() for _ in range(4)]
        self.slot = self.service.slot_id()
        self.free_slot = self.service.slot_id("d3", start="0900")
        self.pair = self._another("pair", 1, left=2, seats=(Seat(number=1), Seat(number=2)))
        mixed = (Seat(number=1), Seat(number=2, pool=Pool.WINDOW))
        self.mixed = self._another("mixed", 2, left=1, window=SeatCounts(left=1), seats=mixed)

    def _another(self, identity: str, days: int, **fields: Any) -> str:
        """A slot with two seats, so many days later, of a doctor who has no clinic on that day."""
        slot = self.service.slot(self.slot)
        later = timedelta(days=days)
        day = {name: getattr(slot, name) + later for name in ("starts_at", "ends_at", "closes_at")}
        date = business_date(day["starts_at"])
        named = {"id": identity, "doctor_id": "d3", "date": date, "capacity": 2}
        self.store.slots.lay_out([slot.model_copy(update=named | day | fields)])
        return identity

    def connect_again(self) -> None:
        """A connection of one's own, for a process that was forked."""
        client: MongoClient[Raw] = MongoClient(self.uri, tz_aware=True)
        self.raw = self.intercepted.real = client[self.raw.name]

    # --- moments

    def now(self) -> Moment:
        """Everything as it is."""
        moment = Moment(
            documents={name: list(self.raw[name].find({})) for name in self._collections()},
            outside=self.outside_state(),
            now=self.clock.now,
            names=dict(self.names.given),
            facts=dict(self.facts),
        )
        self._at = moment
        self.interceptor.dirty.clear()
        return moment

    def back_to(self, moment: Moment) -> None:
        """Everything as it was at that moment."""
        self.interceptor.open()
        changed = self.interceptor.dirty - {OUTSIDE}
        if moment is not self._at:
            changed = set(self._collections()) | set(moment.documents)
        for name in changed:
            self.raw[name].delete_many({})
            if moment.documents.get(name):
                self.raw[name].insert_many(moment.documents[name])
        self._at = moment
        self.interceptor.dirty.clear()
        self.set_outside(moment.outside)
        self.clock.now = moment.now
        self.names.given = defaultdict(int, moment.names)
        self.facts = dict(moment.facts)
        self.service.log.lines.clear()

    def _collections(self) -> list[str]:
        return [name for name in self.raw.list_collection_names() if not name.startswith("system.")]

    def outside_state(self) -> bytes:
        """The world outside as bytes."""
        return pickle.dumps({name: getattr(self.outside, name) for name in _OUTSIDE_STATE})

    def set_outside(self, state: bytes) -> None:
        """The world outside as it was."""
        for name, value in pickle.loads(state).items():
            setattr(self.outside, name, value)

    def digest(self) -> tuple[Any, ...]:
        """What distinguishes this state from another, whatever way led to it."""
        collections = sorted(self.interceptor.dirty - {OUTSIDE})
        documents = [sorted(map(repr, self.raw[name].find({}))) for name in collections]
        return (
            repr(list(zip(collections, documents, strict=True))),
            self.outside_state(),
            self.clock.now,
        )

    # --- what happens by itself

    def until_quiet(self) -> None:
        """The timers run and time passes, until nothing is left that waits for either."""
        for round_ in range(_ROUNDS):
            self.service.sweep()
            self.service.remind()
            due = min(self._awaited(), default=None)
            if due is None:
                return
            patience = timedelta(minutes=1) if round_ < 30 else timedelta(minutes=30)
            self.clock.now = due if due > self.clock.now else self.clock.now + patience
        raise Unquiet("something is still awaited")

    def _awaited(self) -> Iterator[datetime]:
        for collection in ("bookings", "payments", "refunds", "jobs"):
            for raw in self.raw[collection].find({"due_at": {"$ne": None}}, {"due_at": 1}):
                yield raw["due_at"]
        for collection, parts in (("slots", "seats"), ("persons", "claims")):
            for raw in self.raw[collection].find({parts: {"$elemMatch": {"until": {"$ne": None}}}}):
                for part in raw[parts]:
                    if part["until"]:
                        orphan_at = part["taken_at"] + ORPHAN_AFTER
                        yield orphan_at if orphan_at > self.clock.now else part["until"]
        for raw in self.raw["waitlist"].find({"status": "waiting"}):
            yield raw["closes_at"]

    def violations(self, settled: bool = False) -> list[str]:
        """What the checker says; running mode reads once, for nothing runs beside it."""
        report = verify(self.raw, self.clock, settled=settled, sleep=lambda seconds: None)
        return [f"{f.invariant}: {f.what} {f.ids}" for f in report.violations]

    # --- looking

    def booking(self, identity: str | None) -> Booking | None:
        """A booking as it stands."""
        return self.store.bookings.get(identity) if identity else None

    def status(self, identity: str) -> Status | None:
        """The status of a booking; None when there is none."""
        booking = self.booking(identity)
        return booking.status if booking else None

    # --- money

    def paid_at_wechat(self, order_no: str, late: bool = False) -> str:
        """The patient pays; nobody has told us. The transaction's id."""
        return self.outside.pay(order_no, late=late).transaction_id

    def notice(self, tx: str) -> tuple[Mapping[str, str], bytes]:
        """WeChat's notice of a transaction."""
        order, amount = self.outside.paid[tx]
        told = {"merchant": "m1", "order": order, "tx": tx, "amount": amount}
        return _NOTICE, json.dumps(told).encode()

    def refund_notice(self, refund_no: str, state: RefundStatus) -> tuple[Mapping[str, str], bytes]:
        """WeChat's notice of a refund."""
        amount = self.outside.refunds[refund_no].amount_fen
        told = {"merchant": "m1", "refund": refund_no, "state": state.value, "amount": amount}
        return _NOTICE, json.dumps(told).encode()

    def payable_orders(self) -> list[str]:
        """Orders WeChat would still let the patient pay."""
        return [
            number
            for number, order in self.outside.orders.items()
            if order.state == "open" and self.clock.now < order.expires_at
        ]

    def unsettled_money(self) -> list[str]:
        """What WeChat knows and nobody answers for: money that neither stands in a booking nor went back, or both."""
        wrong = []
        for tx, (order, _) in self.outside.paid.items():
            booking = self.booking(order)
            kept = (
                booking is not None and booking.paid_by == tx and booking.status is Status.CONFIRMED
            )
            back = len(self.outside.refunded_tx.get(tx, []))
            if kept + back != 1:
                wrong.append(f"money {tx}: kept {kept}, sent back {back} times")
        return wrong

    def messages_twice(self) -> list[str]:
        """Messages that went out more often than there is something to say."""
        sent: dict[tuple[str, ...], int] = defaultdict(int)
        for message in self.outside.messages:
            about = (message["template_id"], message["openid"], message["page"])
            sent[about + tuple(message["data"].values())] += 1
        most = {"t-waitlist_offer": 2, "t-refund_result": 2}
        return [
            f"message {key} sent {n} times" for key, n in sent.items() if n > most.get(key[0], 1)
        ]


def answer(act: Callable[[], Any]) -> tuple[str, Any]:
    """What a caller hears: `OK` and the reply, the code of a refusal, or `BUSY` when nobody knows."""
    try:
        return "OK", act()
    except Refused as refused:
        return refused.code.value, refused
    except PyMongoError as error:
        return "BUSY", error
