"""What others can pile up costs a call no more than a little of it: long queues, long histories."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from common.contracts.account import EraseAccount, ExportAccount
from common.contracts.waitlist import JoinWaitlist
from common.domain.booking.status import Status
from common.domain.errors import Code
from common.domain.rules.platform import QUEUE_LONGEST, PlatformRules
from common.domain.slot import Pool
from common.domain.waitlist import PASSED_OVER_FOR, EntryStatus
from common.protocol.deadline import Deadline
from common.protocol.queue import ASKED_AT_MOST
from common.protocol.retry import RetryLater
from common.protocol.seats import release_seat
from common.runtime.crypto import DerivedSigner, FieldCipher, PersonHasher
from common.store import open_store
from common.usecases.account import account
from common.usecases.waitlist import waitlist
from tests.support.commands import Asked, listening
from tests.support.crowds import blocked_queue, long_history
from tests.support.service import KEYS, Phone, Service
from tests.usecases.queues import entry_of, join
from tests.usecases.world import refused, violations

Count = Callable[[Callable[[], object]], Asked]


@pytest.fixture
def count(mongo_uri, db) -> Iterator[Callable[[Service], Count]]:
    """Counts what a call of a service asks the database."""
    with listening(mongo_uri, db.name) as (database, commands):

        def of(service: Service) -> Count:
            store = open_store(database, FieldCipher(KEYS), PersonHasher(KEYS), DerivedSigner(KEYS))
            service.deps = service.with_deps(store=store)

            def asked(call: Callable[[], object]) -> Asked:
                commands.since()
                call()
                return commands.since()

            return asked

        yield of


def _raw_entry(service: Service, phone: Phone):
    return service.db.waitlist.find_one({"openid": phone.caller.openid})


def _given_up(one_seat: Service, owner: Phone, blocked: int) -> Phone:
    """So many who cannot come, and behind them one who can; the owner has not cancelled yet."""
    waiting = one_seat.person()
    join(waiting)
    blocked_queue(one_seat, _raw_entry(one_seat, waiting), blocked)
    return waiting


@pytest.mark.parametrize("blocked", [ASKED_AT_MOST, 3 * ASKED_AT_MOST])
def test_a_cancellation_asks_a_bounded_number_of_who_waits(one_seat, owner, count, blocked):
    _given_up(one_seat, owner, blocked)
    asked = count(one_seat)(lambda: owner.cancel(owner.booked))
    assert asked.commands <= 40 + 5 * ASKED_AT_MOST
    assert asked.documents <= QUEUE_LONGEST + 5 * ASKED_AT_MOST
    assert one_seat.booking(owner.booked).status is Status.CANCELLED
    assert one_seat.slot().left == 0, "the seat is kept for who is still to be asked"


def test_a_longer_queue_costs_no_more(one_seat, owner, count):
    """More than the longest queue there can be, as if somebody had written them by hand."""
    _given_up(one_seat, owner, 5 * QUEUE_LONGEST)
    asked = count(one_seat)(lambda: owner.cancel(owner.booked))
    assert asked.commands <= 40 + 5 * ASKED_AT_MOST
    assert asked.documents <= QUEUE_LONGEST + 5 * ASKED_AT_MOST


def test_the_next_runs_go_on_behind_who_was_passed_over(one_seat, owner):
    waiting = _given_up(one_seat, owner, 2 * ASKED_AT_MOST)
    owner.cancel(owner.booked)
    one_seat.sweep()
    assert entry_of(waiting).status is EntryStatus.WAITING
    one_seat.clock.pass_(seconds=1)
    one_seat.sweep()
    assert entry_of(waiting).status is EntryStatus.OFFERED
    assert [wrong for wrong in violations(one_seat) if "n-blocked" not in wrong] == []


def test_who_was_passed_over_is_asked_again_at_the_old_place(one_seat, owner):
    waiting = _given_up(one_seat, owner, ASKED_AT_MOST)
    owner.cancel(owner.booked)
    first = one_seat.store.waitlist.get("w-blocked1")
    assert first.ask_again_at == one_seat.clock() + PASSED_OVER_FOR
    one_seat.db.persons.update_one({"_id": "n-blocked1"}, {"$set": {"claims": []}})
    one_seat.clock.now = first.ask_again_at
    one_seat.sweep()
    assert one_seat.store.waitlist.get("w-blocked1").status is EntryStatus.OFFERED
    assert entry_of(waiting).status is EntryStatus.WAITING


def test_a_short_queue_of_people_who_cannot_come_passes_nobody_over(one_seat, owner):
    _given_up(one_seat, owner, ASKED_AT_MOST - 1)
    one_seat.db.patients.delete_many({"openid": {"$not": {"$regex": "^o-blocked"}}})
    owner.cancel(owner.booked)
    assert one_seat.db.waitlist.count_documents({"ask_again_at": {"$ne": None}}) == 0
    assert one_seat.slot().left == 1


def test_somebody_who_does_not_read_keeps_the_seat_from_nobody(one_seat, owner, queue):
    first, second = (phone.caller.openid for phone in queue[:2])
    one_seat.db.patients.update_one({"openid": first}, {"$set": {"relation": "spoiled"}})
    one_seat.db.waitlist.update_one({"openid": second}, {"$unset": {"names": ""}})
    owner.cancel(owner.booked)
    assert entry_of(queue[2]).status is EntryStatus.OFFERED
    assert "somebody who waits cannot be asked" in [event for _, event, _ in one_seat.log.lines]


def test_a_release_stops_before_its_time_is_over(one_seat, owner):
    _given_up(one_seat, owner, ASKED_AT_MOST)
    claim = one_seat.booking(owner.booked).seat.claim
    left = iter([60.0, 60.0, 60.0])
    with pytest.raises(RetryLater) as later:
        release_seat(
            one_seat.slot_id(), Pool.PHONE, claim, one_seat.deps, Deadline(lambda: next(left, 1.0))
        )
    assert later.value.wait == timedelta(0)
    passed = one_seat.db.waitlist.count_documents({"ask_again_at": {"$ne": None}})
    assert passed == 3
    assert one_seat.slot().seat_of(claim) is not None


def test_a_free_seat_waits_untaken_while_somebody_is_left_to_ask(one_seat, owner):
    waiting = _given_up(one_seat, owner, ASKED_AT_MOST)
    one_seat.db.waitlist.update_many({}, {"$set": {"status": "left"}})
    owner.cancel(owner.booked)
    one_seat.db.waitlist.update_many({}, {"$set": {"status": "waiting"}})
    one_seat.sweep()
    assert one_seat.slot().left == 1
    one_seat.sweep()
    assert entry_of(waiting).status is EntryStatus.OFFERED


# --- how many may wait


def test_a_queue_has_an_end(one_seat, owner):
    one_seat.store.catalogue.set_platform_rules(PlatformRules(waitlist_per_slot=2))
    for _ in range(2):
        join(one_seat.person())
    with refused(Code.LIMIT_REACHED) as full:
        join(one_seat.person())
    assert full.value.message == "这个时间候补的人已满，没有加入候补，请换一个时间"
    first = one_seat.db.waitlist.find_one({"queue_no": 1})
    one_seat.store.waitlist.leave(first["_id"])
    again = one_seat.person()
    assert join(again).position == 2
    assert _raw_entry(one_seat, again)["queue_no"] == 1


def test_a_queue_that_others_join_all_the_time_is_busy(one_seat, owner, monkeypatch):
    phone = one_seat.person()
    join(one_seat.person())
    monkeypatch.setattr(one_seat.store.waitlist, "_waiting", lambda *_: [])
    with refused(Code.BUSY) as busy:
        waitlist(
            JoinWaitlist(action="join", slot_id=one_seat.slot_id(), patient_id=phone.patient_id,
                         idempotency_key="join-this-one"),
            phone.caller, one_seat.deps,
        )  # fmt: skip
    assert busy.value.message == "刚才没有办成，请再点一次"


# --- how much somebody did


def _old_hand(service: Service, bookings: int) -> Phone:
    phone = service.person()
    free = service.slot_id("d3", start="0900")
    phone.cancel(phone.book(free).booking.id)
    like = service.db.bookings.find_one({"openid": phone.caller.openid})
    long_history(service, phone, like, bookings)
    return phone


def test_a_long_history_costs_a_booking_nothing(service, count):
    new, old = (_old_hand(service, bookings) for bookings in (2, 400))
    asked = count(service)
    few, many = asked(new.book), asked(old.book)
    assert many == few


def test_a_long_history_costs_the_queue_nothing(one_seat, owner, count):
    new, old = (_old_hand(one_seat, bookings) for bookings in (2, 400))
    asked = count(one_seat)
    few, many = asked(lambda: join(new)), asked(lambda: join(old))
    assert many.commands == few.commands
    assert many.documents <= few.documents + 2  # who waits already


def test_a_copy_of_ones_data_comes_in_pages(service):
    phone = _old_hand(service, 401)
    cursor, seen, pages = None, [], 0
    while pages == 0 or cursor is not None:
        reply = account(ExportAccount(action="export", cursor=cursor), phone.caller, service.deps)
        seen += [booking.id for booking in reply.bookings]
        cursor, pages = reply.cursor, pages + 1
        assert len(reply.bookings) <= 200
    assert (pages, len(seen), len(set(seen))) == (3, 402, 402)


def test_a_cursor_of_nobody_is_refused(service, phone):
    with refused(Code.NOT_FOUND) as unknown:
        account(ExportAccount(action="export", cursor="b-nobody"), phone.caller, service.deps)
    assert unknown.value.message == "没有接上前一页，请从头再导出一次"


def test_erasing_a_long_history_reads_ids_alone(service, count):
    phone = _old_hand(service, 1001)
    asked = count(service)(
        lambda: account(EraseAccount(action="erase", confirm=True), phone.caller, service.deps)
    )
    assert asked.commands < 40
    assert service.db.bookings.count_documents({"openid": phone.caller.openid}) == 0
    assert service.db.bookings.count_documents({"patient_name_masked": ""}) == 1002
