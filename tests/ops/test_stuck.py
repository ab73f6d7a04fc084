"""What people must work on is listed, and nothing else."""

import pytest

from common.clients.payments import Paid, PayRefused, RefundStatus
from common.protocol.effects import STUCK_AFTER
from common.protocol.record_payment import record_payment
from ops.stuck import lines
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
