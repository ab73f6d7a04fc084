"""Where a story begins: states the service gets into by itself, each made by the use cases and put down as a moment."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

from common.clients.payments import PayRefused, RefundStatus
from common.clients.payments import RefundState as State
from proof import actions as acts
from proof.interceptor import Act as Command
from proof.interceptor import Point
from proof.world import World

Begin = Callable[[World], None]


def nothing(world: World) -> None:
    """Everything is free."""


def held(world: World, slot: str = "slot") -> None:
    """Person 0 holds a seat, and its order is open at WeChat."""
    world.facts["booking"] = acts.books(0, slot)(world).booking.id


def held_without_order(world: World) -> None:
    """Person 0 holds a seat, and the pay sheet was never opened."""
    held(world)
    world.raw["bookings"].update_one({"_id": world.facts["booking"]}, {"$unset": {"prepay_at": ""}})
    world.outside.orders.clear()


def lapsed(world: World) -> None:
    """The hold's time is over, and nobody has looked yet."""
    held(world)
    world.clock.pass_(minutes=17, seconds=1)


def paid(world: World) -> None:
    """The hold is paid at WeChat, and nobody has told us."""
    held(world)
    world.facts["tx"] = world.paid_at_wechat(world.facts["booking"])


def paid_too_little(world: World) -> None:
    """WeChat tells of one fen too little."""
    held(world)
    amount = world.service.slot().fee_fen - 1
    paid_ = world.outside.pay(world.facts["booking"], amount_fen=amount)
    world.facts["tx"] = paid_.transaction_id


def paid_and_lapsed(world: World) -> None:
    """Paid in time; the notice was lost; the hold's time is over."""
    paid(world)
    world.clock.pass_(minutes=17, seconds=1)


def paid_on_record(world: World) -> None:
    """The payment is written down, and whoever heard of it was cut off."""
    paid(world)
    order, amount = world.outside.paid[world.facts["tx"]]
    world.raw["payments"].insert_one(
        {
            "_id": f"m1:{world.facts['tx']}", "merchant_id": "m1", "transaction_id": world.facts["tx"],
            "order_no": order, "amount_fen": amount, "currency": "CNY", "paid_at": world.clock.now,
            "received_at": world.clock.now, "outcome": None, "due_at": world.clock.now,
        }
    )  # fmt: skip


def confirmed(world: World, slot: str = "slot") -> None:
    """Person 0 has booked and paid."""
    held(world, slot)
    world.facts["tx"] = world.paid_at_wechat(world.facts["booking"])
    acts.notice()(world)


def confirmed_free(world: World) -> None:
    """Person 0 has booked where nothing is to pay."""
    held(world, "free_slot")


def cancelled_and_paid(world: World) -> None:
    """A hold was given up and its order closed; the payment was in flight and arrives."""
    held(world)
    acts.cancels()(world)
    world.facts["tx"] = world.paid_at_wechat(world.facts["booking"], late=True)


def expired_and_paid(world: World) -> None:
    """The hold expired, its order was closed; the payment was in flight and arrives. The seat is still free."""
    lapsed(world)
    acts.sweeps(world)
    world.facts["tx"] = world.paid_at_wechat(world.facts["booking"], late=True)


def on_the_bill(world: World) -> None:
    """As before, but no notice ever came: it is the next morning, and one bill more is ready."""
    lapsed(world)
    acts.sweeps(world)
    world.clock.now = datetime(2026, 3, 2, 2, 20, tzinfo=timezone.utc)
    acts.reconciles(world)
    world.facts["tx"] = world.paid_at_wechat(world.facts["booking"], late=True)
    world.clock.pass_(days=1)


def on_the_bill_and_taken(world: World) -> None:
    """As before, but somebody else has the seat."""
    on_the_bill(world)
    world.facts["other"] = acts.books(1)(world).booking.id


def expired_and_taken(world: World) -> None:
    """As before, but somebody else has the seat."""
    expired_and_paid(world)
    world.facts["other"] = acts.books(1)(world).booking.id


def expired_and_elsewhere(world: World) -> None:
    """As before, but the same person has booked the department's other time on that day."""
    expired_and_paid(world)
    world.slot, first = world.slot.replace("0800", "0830"), world.slot
    world.facts["other"] = acts.books(0, key="tap-elsewhere")(world).booking.id
    world.slot = first


def waiting(world: World, slot: str = "slot") -> None:
    """Person 0 has booked; persons 1 and 2 wait, in this order."""
    if slot == "free_slot":
        confirmed_free(world)
    else:
        confirmed(world, slot)
    world.facts["entry"] = acts.joins(1, slot)(world).entry.id
    world.clock.pass_(seconds=1)
    world.facts["second"] = acts.joins(2, slot)(world).entry.id


def one_waits(world: World) -> None:
    """Person 0 has booked; person 1 waits."""
    confirmed(world)
    world.facts["entry"] = acts.joins(1)(world).entry.id


def offered(world: World, slot: str = "slot") -> None:
    """Person 0 gave their seat up; person 1 holds it as an offer, person 2 still waits."""
    waiting(world, slot)
    acts.cancels()(world)
    mine = world.raw["bookings"].find_one({"entry_id": world.facts["entry"]})
    assert mine is not None, "nothing was offered"
    world.facts["first_booking"], world.facts["booking"] = world.facts["booking"], mine["_id"]


def offered_free(world: World) -> None:
    """The same where nothing is to pay."""
    offered(world, "free_slot")


def offered_free_and_lapsed(world: World) -> None:
    """A free offer whose time is over."""
    offered_free(world)
    world.clock.pass_(minutes=32, seconds=1)


def offered_and_ordered(world: World) -> None:
    """Person 1 has opened the pay sheet of the offer."""
    offered(world)
    acts.pays(1)(world)


def offered_and_paid(world: World) -> None:
    """Person 1 has paid the offer, and nobody has told us."""
    offered_and_ordered(world)
    world.facts["tx"] = world.paid_at_wechat(world.facts["booking"])


def offered_and_lapsed(world: World) -> None:
    """The offer's time is over."""
    offered_and_ordered(world)
    world.clock.pass_(minutes=32, seconds=1)


def free_while_waiting(world: World) -> None:
    """A seat came free before the entry that was being written stood."""
    one_waits(world)
    entry = world.raw["waitlist"].find_one({"_id": world.facts["entry"]})
    assert entry is not None
    world.raw["waitlist"].delete_one({"_id": entry["_id"]})
    acts.cancels()(world)
    world.raw["waitlist"].insert_one(entry)


def queue_over(world: World) -> None:
    """Person 1 waits, and the evening before has come."""
    one_waits(world)
    world.clock.now = datetime(2026, 3, 3, 12, 0, 1, tzinfo=timezone.utc)


def night(world: World) -> None:
    """Person 1 waits, and it is 23:30."""
    one_waits(world)
    world.clock.now = datetime(2026, 3, 2, 15, 30, tzinfo=timezone.utc)


def refund_on_its_way(world: World) -> None:
    """A paid booking was cancelled; WeChat has taken the refund and not finished it."""
    confirmed(world)
    world.outside.next_refund.append(RefundStatus.PROCESSING)
    acts.cancels()(world)
    world.facts["refund"] = next(iter(world.outside.refunds))


def refund_done_unheard(world: World) -> None:
    """WeChat has finished it, its notice was lost, and it is time to ask."""
    refund_on_its_way(world)
    number = world.facts["refund"]
    amount = world.outside.refunds[number].amount_fen
    world.outside.refunds[number] = State(RefundStatus.SUCCESS, amount)
    world.clock.pass_(minutes=2, seconds=1)


def refund_refused(world: World) -> None:
    """WeChat refused the refund (not enough money at the merchant); it is time to ask again."""
    confirmed(world)
    world.outside.next_refund.append(PayRefused("NOTENOUGH", 403, "not enough"))
    acts.cancels()(world)
    world.clock.pass_(minutes=1)


def sent_back_by_hand(world: World) -> None:
    """A paid booking whose money staff sent back in the merchant's console."""
    confirmed(world)
    world.outside.send_back_by_hand(world.facts["tx"])


def refund_refused_for_good(world: World) -> None:
    """WeChat does not take the refund, for a reason that a person must mend; it is time to ask again."""
    confirmed(world)
    acts.cancels_in_vain(world)
    world.clock.pass_(minutes=1)


def sent_back_by_hand_and_refused(world: World) -> None:
    """A refund that WeChat refused; staff made it by hand since, and it is time to ask again."""
    refund_refused_for_good(world)
    world.outside.send_back_by_hand(world.facts["tx"])


def reminder_due(world: World) -> None:
    """It is the evening before the visit."""
    confirmed(world)
    world.clock.now = datetime(2026, 3, 3, 10, 0, 1, tzinfo=timezone.utc)


def next_day(world: World) -> None:
    """A day has passed: one more is to be laid out."""
    world.clock.pass_(days=2)


def first_cannot_come(world: World) -> None:
    """Persons 1 and 2 wait; then person 1 books elsewhere in that department, for the same day."""
    waiting(world)
    acts.books(1, "free_slot")(world)


def cut_off(world: World) -> None:
    """An attempt to book was cut off with seat and claim in hand, a minute ago."""
    cut_at(world, "bookings", "insert_one", acts.books())
    world.clock.pass_(seconds=61)


def cut_off_just_now(world: World) -> None:
    """An attempt to book was cut off with seat and claim in hand, this second."""
    cut_at(world, "bookings", "insert_one", acts.books())


class _Cut(BaseException):
    """Ends an attempt."""


def cut_at(world: World, place: str, name: str, act: acts.Act) -> None:
    """Somebody does this and is cut off at the first command of this name in this place."""

    def around(point: Point, command: Command) -> Any:
        if (point.place, point.name) == (place, name):
            raise _Cut
        return command()

    world.interceptor.around = around
    with suppress(_Cut):
        act(world)
    world.interceptor.open()
