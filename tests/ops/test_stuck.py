"""What people must work on is listed, and nothing else."""

import pytest

from common.clients.payments import Paid, PayRefused, RefundStatus
from common.protocol.effects import STUCK_AFTER
from common.protocol.record_payment import record_payment
from ops.stuck import lines, unreadable
from tests.ops.world import Db, World, opened


def test_nothing_is_stuck(world: World) -> None:
    assert list(lines(world.db)) == []


def test_an_effect_that_keeps_failing(db: Db) -> None:
    service = opened(db)
    phone = service.person()
    booking = phone.booked_and_paid()
    tries = STUCK_AFTER + 2
    service.outside.next_refund.extend([PayRefused("NOTENOUGH", 403, "no money")] * tries)
    phone.cancel(booking)
    for _ in range(tries - 1):
        assert service.booking(booking).effects
        service.clock.pass_(minutes=61)
        service.sweep()
    (line,) = lines(db)
    assert booking in line
    assert "effect refund:" in line
    service.clock.pass_(minutes=61)
    service.sweep()
    assert list(lines(db)) == []


@pytest.mark.parametrize("status", [RefundStatus.ABNORMAL, RefundStatus.CLOSED])
def test_a_refund_wechat_cannot_make(db: Db, status: RefundStatus) -> None:
    service = opened(db)
    phone = service.person()
    booking = phone.booked_and_paid()
    service.outside.next_refund.append(status)
    phone.cancel(booking)
    (line,) = lines(db)
    assert booking in line
    assert status.value.lower() in line
    assert "5000 fen" in line


def test_money_of_nobody(db: Db) -> None:
    service = opened(db)
    paid = Paid("tx-9", 5000, "CNY", "o9", service.clock())
    payment = record_payment("m1", "b-unknown", paid, service.deps, service.clock())
    service.settle(payment)
    (line,) = lines(db)
    assert "m1:tx-9" in line
    assert "b-unknown" in line


def test_what_does_not_read_is_one_line_and_hides_nothing_else(world: World) -> None:
    good = {**_stuck(world, world.confirmed), "_id": "b-good"}
    world.db.bookings.insert_one(good)
    spoiled = {**good, "_id": "b-spoiled", "status": "from the future", "starts_at": "noon"}
    world.db.bookings.insert_one(spoiled)
    world.db.payments.insert_one({"_id": "m1:tx-spoiled", "outcome": "alarm"})
    world.db.refunds.insert_one({"_id": "r-spoiled", "status": "closed"})
    world.db.bills.insert_one({"_id": "bill-spoiled", "unmatched": [{}]})
    (line,) = lines(world.db)
    assert "b-good" in line
    told = list(unreadable(world.db))
    assert told[0] == "bookings b-spoiled: does not read: starts_at, status"
    names = ["bookings b-spoiled:", "refunds r-spoiled:", "bills bill-spoiled:"]
    for found, name in zip(told, [*names, "payments m1:tx-spoiled:"], strict=True):
        assert found.startswith(name)
        assert "noon" not in found


def _stuck(world: World, booking: str) -> dict[str, object]:
    raw = world.db.bookings.find_one({"_id": booking})
    assert raw is not None
    effect = {
        "id": "keep_seat:c", "kind": "keep_seat", "slot_id": world.slot, "claim": "c", "attempts": STUCK_AFTER,
        "not_before": world.service.clock(),
    }  # fmt: skip
    return {**raw, "stuck": True, "effects": [effect]}
