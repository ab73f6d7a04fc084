"""A service at work: no false report in running mode, nothing left once it rests, whatever it did."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from common.clients.payments import RefundStatus
from common.clients.wechat import SendOutcome
from common.domain.actor import WeChatUser
from common.domain.errors import Refused
from common.domain.rules.platform import PlatformRules
from common.domain.waitlist import offered_booking_id
from ops.verify import as_json
from ops.verify.look import Look
from ops.verify.walk import READ_AGAIN_AFTER, verify
from tests.ops.world import Db, World, joins, leaves, opened, told
from tests.support.outside import LOST
from tests.support.service import Phone, Service

STEPS = 80
SEEDS = (3, 6, 7)
ROUNDS = 20


class Life:
    """Random people doing what people do; everything is drawn from one seed."""

    def __init__(self, service: Service, seed: int) -> None:
        self.service, self.dice = service, random.Random(seed)
        self.phones = [service.person() for _ in range(6)]
        self.made: list[tuple[Phone, str]] = []
        self.entries: list[tuple[Phone, str]] = []
        self.slots = [
            service.slot_id(d, start=s) for d, s in (("d1", "0800"), ("d2", "0830"), ("d3", "0900"))
        ]
        self.steps = (
            self.book, self.book, self.pay, self.pay, self.pay_late, self.cancel, self.join,
            self.leave, self.trouble, self.wait, self.service.sweep,
        )  # fmt: skip

    def step(self) -> bool:
        """One thing; whether it was done and not refused."""
        with suppress(Refused):
            self.dice.choice(self.steps)()
            return True
        return False

    def book(self) -> None:
        phone = self.dice.choice(self.phones)
        self.made.append((phone, phone.book(self.dice.choice(self.slots)).booking.id))

    def _some_booking(self) -> tuple[Phone, str]:
        offers = [(p, offered_booking_id(e)) for p, e in self.entries]
        there = [(p, b) for p, b in offers if self.service.store.bookings.get(b)]
        return self.dice.choice((self.made + there) or [(self.phones[0], "none")])

    def pay(self) -> None:
        phone, booking = self._some_booking()
        phone.pay(booking)
        order = self.service.outside.orders.get(booking)
        if order and order.state == "open":
            amount = self.dice.choice([None, None, None, 1])
            self.service.settle(self.service.pays(booking, amount_fen=amount))

    def pay_late(self) -> None:
        _, booking = self._some_booking()
        order = self.service.outside.orders.get(booking)
        if order and order.state == "closed":
            self.service.settle(self.service.pays(booking, late=True))

    def cancel(self) -> None:
        phone, booking = self._some_booking()
        phone.cancel(booking)

    def join(self) -> None:
        phone, slot = self.dice.choice(self.phones), self.dice.choice(self.slots)
        self.entries.append((phone, joins(phone, slot, f"queue-{len(self.entries):04d}")))

    def leave(self) -> None:
        if self.entries:
            leaves(*self.dice.choice(self.entries))

    def trouble(self) -> None:
        outside = self.service.outside
        self.dice.choice(
            [
                lambda: outside.fail_next("close", LOST, after_effect=True),
                lambda: outside.fail_next("query", LOST),
                lambda: outside.next_refund.append(RefundStatus.PROCESSING),
                lambda: outside.next_send.append(SendOutcome.RETRY),
            ]
        )()

    def wait(self) -> None:
        self.service.clock.pass_(minutes=self.dice.choice([1, 5, 20]))


def patient_hospital(db: Db) -> Service:
    """One seat a slot, so that people queue, and nobody is ever blocked for changing their mind."""
    service = opened(db, seats=1, paid_cancellations=99, per_department_day=9)
    service.store.catalogue.set_platform_rules(PlatformRules(unpaid_holds_per_day=99))
    return service


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_life_is_clean_at_every_step_and_at_rest(db: Db, seed: int) -> None:
    life = Life(patient_hospital(db), seed)
    for _ in range(STEPS):
        if life.step():
            report = verify(db, life.service.clock, sleep=lambda _: None)
            assert told(report) == []
    life.service.outside.next_send.clear()
    life.service.outside._failures.clear()
    for _ in range(4):
        life.service.sweep_until_quiet()
        life.service.clock.pass_(minutes=31)
    life.service.sweep_until_quiet()
    report = verify(db, life.service.clock, settled=True)
    assert told(report) == []
    assert report.counts["bookings"] >= 5


def test_no_false_report_while_others_book_and_cancel(db: Db) -> None:
    service = opened(db, seats=2)
    phones = [service.person() for _ in range(4)]
    made = []

    def work(phone: Phone) -> None:
        for _ in range(ROUNDS):
            try:
                booking = phone.book(service.slot_id("d3", start="0900")).booking.id
                made.append(booking)
                phone.cancel(booking)
            except Refused:
                continue

    reports = []
    with ThreadPoolExecutor(len(phones)) as pool:
        work_done = [pool.submit(work, phone) for phone in phones]
        while not all(done.done() for done in work_done):
            reports.append(verify(db, service.clock))
    for done in work_done:
        done.result()
    assert [finding for report in reports for finding in told(report)] == []
    assert len(reports) >= 3
    assert len(made) >= ROUNDS


class Meanwhile:
    """Something that happens once, between the reading of a batch and of what it refers to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, collection: str, happens: Any) -> None:
        self.happened = 0
        original = Look.by_id

        def by_id(look: Look, name: str, *arguments: Any) -> Any:
            if name == collection and not self.happened:
                self.happened = 1
                happens()
            return original(look, name, *arguments)

        monkeypatch.setattr(Look, "by_id", by_id)


@pytest.mark.parametrize("collection", ["bookings", "slots"])
def test_what_moves_between_two_reads_is_a_suspect_and_no_violation(
    world: World, monkeypatch: pytest.MonkeyPatch, collection: str
) -> None:
    service = world.service
    phone = service.person()
    booking = phone.book(service.slot_id("d3", start="0900")).booking.id
    service.clock.pass_(minutes=5)

    def cancel() -> None:
        phone.cancel(booking)

    first = Meanwhile(monkeypatch, collection, cancel)
    pauses: list[float] = []
    report = verify(world.db, service.clock, sleep=pauses.append)
    assert first.happened == 1
    assert told(report) == []
    assert pauses == [READ_AGAIN_AFTER[0]]


def test_a_violation_is_read_again_each_time_before_it_is_reported(world: World) -> None:
    world.db["slots"].update_one({"_id": world.slot}, {"$inc": {"left": 1}})
    pauses: list[float] = []
    report = verify(world.db, world.service.clock, sleep=pauses.append)
    assert len(report.violations) == 1
    assert pauses == list(READ_AGAIN_AFTER)


def test_a_seat_kept_for_the_queue_at_night_is_at_rest(world: World) -> None:
    service = world.service
    service.clock.now = service.clock.now.replace(hour=15, minute=30)  # 23:30 in China
    service.sweep_until_quiet()
    slot = service.slot(world.full_slot)
    last = next(seat for seat in slot.seats if seat.booking_id and seat.booking_id.startswith("b"))
    booking = service.booking(str(last.booking_id))
    phone = Phone(service, WeChatUser(booking.openid), "")
    phone.cancel(booking.id)
    assert service.slot(world.full_slot).seat_of(str(last.claim)) is not None
    assert told(world.verify()) == []
    assert told(world.verify(settled=True)) == []
    service.clock.pass_(hours=8)
    service.sweep_until_quiet()
    offered = service.booking(offered_booking_id(world.waiting))
    assert offered.seat.number == last.number


def test_the_report_names_nobody(world: World) -> None:
    world.db["patients"].update_one({}, {"$set": {"openid": "oSomebody", "person_id": "p-gone"}})
    world.db["users"].delete_many({})
    text = str(as_json(world.verify(settled=True)))
    assert "patients" in text
    for booking in world.db["bookings"].find({}):
        assert f"'{booking['openid']}'" not in text
    assert "oSomebody" not in text


def test_it_stops_listing_when_everything_is_broken(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops.verify.walk.VIOLATIONS_AT_MOST", 3)
    world.db["slots"].update_many({}, {"$inc": {"left": 1}})
    report = world.verify()
    assert report.cut_short
    assert len(report.violations) == 3
