"""Every hot query uses an index and reads little more than it returns; no index is there that nobody declared."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from pymongo import MongoClient, monitoring

from common.domain.actor import By
from common.domain.booking.model import BookingPayment, Disposition
from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.grants import Grant, Role
from common.domain.money.payment import RefundStatus
from common.domain.rules.hospital import HospitalRules
from common.domain.rules.platform import PlatformRules
from common.domain.rules.rulebook import Rulebook
from common.domain.search import FoundBy, Pieces, Slip, Whole
from common.domain.slot import Pool
from common.domain.staff import StaffMember, StaffSession
from common.domain.waitlist import EntryStatus
from common.runtime.crypto import DerivedSigner, FieldCipher, PersonHasher
from common.store import Store, indexes, open_store
from common.store.messages import Message, Sending
from tests.store.base import indexed
from tests.store.samples import (
    NOW,
    a_claim,
    a_hold,
    a_patient,
    a_payment,
    a_person_claim,
    a_refund,
    a_slot,
    an_entry,
)  # fmt: skip
from tests.store.test_audit import a_draft
from tests.support.catalogue import put
from tests.support.database import scratch
from tests.support.merchants import a_merchant
from tests.support.service import KEYS

MANY = 40
LATER = NOW + timedelta(days=30)
RULES = Rulebook(PlatformRules(), HospitalRules())


@pytest.fixture(scope="module")
def crowd(mongo_uri):
    """A database with forty of everything; what a query asks for is one or a few of them."""
    with indexed(mongo_uri) as database:
        store = open_store(database, FieldCipher(KEYS), PersonHasher(KEYS), DerivedSigner(KEYS))
        _fill(store)
        _open_hospitals(database)
        _hire(store)
        _tell_in_vain(store)
        yield database


def _fill(store: Store) -> None:
    store.slots.lay_out(
        [
            a_slot(f"s{n}", doctor_id=f"d{n}", department_id=f"dep{n}", hospital_id=f"h{n}")
            for n in range(MANY)
        ]
    )
    store.slots.take("s1", Pool.PHONE, a_claim(), NOW)
    for n in range(MANY):
        store.patients.add(a_patient(f"p{n}", f"o{n}", f"n{n}"), NOW, 5)
        store.persons.identify("passport", f"E100000{n:02}", f"n{n}")
        late = NOW + timedelta(days=n)
        store.bookings.insert(
            a_hold(
                f"b{n}",
                openid=f"o{n}",
                person_id=f"n{n}",
                due_at=late,
                remind_at=late,
                lost_hold_at=NOW,
                cancelled_at=NOW,
                cancelled_by=By.PATIENT,
                paid_by="tx",
            )
        )
        store.payments.record(a_payment(f"tx{n}", order_no=f"b{n}", due_at=late))
        status = RefundStatus.ABNORMAL if n == 1 else RefundStatus.SUCCESS
        store.refunds.open(a_refund(f"r{n}", booking_id=f"b{n}", due_at=late, status=status))
        entry = EntryStatus.WAITING if n == 1 else EntryStatus.LEFT
        store.waitlist.join(
            an_entry(f"w{n}", f"n{n}", f"s{n}", openid=f"o{n}", status=entry, active=n == 1), 3
        )
        store.credits.grant(f"o{n}", "t1")
        store.merchants.put(a_merchant(f"m{n}", public_key_id=f"pk{n}"))
    store.persons.claim(store.persons.get("n1"), a_person_claim())
    store.bookings.outbox.postpone("b1", "expire:c1", LATER, stuck=True)


def _hire(store: Store) -> None:
    for n in range(MANY):
        store.audit.append(a_draft(f"e{n}", chain="hospital.h1"))
        grant = Grant(role=Role.MANAGER, hospital_id=f"h{n}")
        member = StaffMember(
            id=f"s{n}", openid=f"o{n}", name="虚构", grants=(grant,), audit="e1", created_at=NOW
        )
        store.staff.add(member)
        store.staff_sessions.add(
            StaffSession(
                id=f"x{n}", staff_id=f"s{n}", agent="", created_at=NOW, seen_at=NOW, expires_at=LATER, audit="e1"
            )
        )  # fmt: skip


def _tell_in_vain(store: Store) -> None:
    for n in range(MANY):
        must = {"hospital_id": f"h{n}", "date": "2026-03-04"}
        told = Message(id=f"b{n}:m", booking_id=f"b{n}", kind="clinic_suspended", **must)
        store.message_log.note(told, Sending.NO_CREDIT, NOW)


def _open_hospitals(db: Any) -> None:
    by = [FoundBy(names=(f"n{n}",), words=(f"w{n}",)) for n in range(MANY)]
    put(db, [Hospital(id=f"h{n}", name=f"n{n}", found_by=by[n]) for n in range(MANY)])
    put(
        db,
        [
            Department(
                id=f"dep{n}", hospital_id=f"h{n}", parent_id=f"up{n}", name="", found_by=by[n]
            )
            for n in range(MANY)
        ],
    )
    put(
        db,
        [
            Doctor(
                id=f"d{n}", hospital_id=f"h{n}", department_id=f"dep{n}", name="", found_by=by[n]
            )
            for n in range(MANY)
        ],
    )


# Each hot query by what it is for; none may read more than this beyond what it returns.
SPARE = 2
QUERIES: dict[str, Callable[[Any], Any]] = {
    "a slot": lambda s: s.slots.get("s1"),
    "a doctor's days": lambda s: s.slots.of_doctor("d1", "2026-03-01", "2026-03-09"),
    "a department's days": lambda s: s.slots.of_department("dep1", "2026-03-01", "2026-03-09"),
    "a hospital's day": lambda s: s.slots.laid_out("2026-03-04", "h1"),
    "slots with holds": lambda s: list(s.slots.with_holds()),
    "free seats of some slots": lambda s: list(s.slots.with_free_seats(["s1", "s2"])),
    "people with holds": lambda s: list(s.persons.with_holds()),
    "the person of a number": lambda s: s.persons.identify("passport", "E10000001", "x"),
    "a user's patients": lambda s: s.patients.of_user("o1"),
    "a booking": lambda s: s.bookings.get("b1"),
    "a user's bookings": lambda s: s.bookings.of_user("o1"),
    "a user's next page": lambda s: s.bookings.of_user("o1", after=a_hold("zz", created_at=LATER)),
    "a person's history": lambda s: s.bookings.history_of("n1", "h1", RULES, NOW),
    "holds a user lost": lambda s: s.bookings.lost_holds_of_user("o1", RULES.platform, NOW),
    "effects that are due": lambda s: list(s.bookings.outbox.due(NOW)),
    "reminders that are due": lambda s: list(s.bookings.to_remind(NOW)),
    "stuck effects": lambda s: list(s.bookings.stuck(0)),
    "payments without an outcome": lambda s: list(s.payments.due(NOW)),
    "a booking's refunds": lambda s: s.refunds.of_bookings(
        [
            a_hold(
                money=(
                    BookingPayment(
                        transaction_id="tx1", disposition=Disposition.KEPT, amount_fen=5000
                    ),
                )
            )
        ]
    ),
    "refunds to ask for": lambda s: list(s.refunds.due(NOW)),
    "refunds for staff": lambda s: s.refunds.needing_staff(),
    "who waits for a slot": lambda s: s.waitlist.waiting_for("s1"),
    "the place of one who waits": lambda s: s.waitlist.position(s.waitlist.get("w1")),
    "queues to close": lambda s: list(s.waitlist.to_close(LATER)),
    "a user's entries": lambda s: s.waitlist.of_user("o1"),
    "who of some bookings could not be told": lambda s: list(s.message_log.untold(["b1", "b2"])),
    "who of a day could not be told": lambda s: list(s.message_log.untold_on("h1", "2026-03-04")),
    "a user's credits": lambda s: s.credits.of_user("o1"),
    "whose notice it may be": lambda s: s.merchants.by_public_key("pk1"),
    "the end of an audit chain": lambda s: s.audit.page("hospital.h1", limit=2),
    "the rest of an audit chain": lambda s: s.audit.page("hospital.h1", before=30, limit=2),
    "the staff member of a user": lambda s: s.staff.of_user("o1"),
    "a hospital's staff": lambda s: s.staff.of_hospital("h1")[0],
    "somebody's sessions": lambda s: s.staff_sessions.of_staff("s1"),
    "departments with children": lambda s: s.catalogue.parents_among(
        [Department(id="up1", hospital_id="h1", name="")]
    ),
    "hospitals by name": lambda s: s.catalogue.find_hospitals(Whole("n39")),
    "departments by complaint": lambda s: s.catalogue.find_departments(Whole("w39")),
    "doctors by name": lambda s: s.catalogue.find_doctors(Whole("n39")),
    "doctors by a wrong name": lambda s: s.catalogue.find_doctors(Slip("n399")),
    "doctors by a sentence": lambda s: s.catalogue.find_doctors(Pieces("w39")),
}


class _Finds(monitoring.CommandListener):
    """The find commands that a piece of the store sends."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name == "find":
            known = ("find", "filter", "sort", "limit", "projection")
            self.sent.append({k: v for k, v in event.command.items() if k in known})

    def succeeded(self, event: Any) -> None:
        """Of no interest."""

    def failed(self, event: Any) -> None:
        """Of no interest."""


@contextmanager
def _listening(uri: str, name: str) -> Iterator[tuple[Any, _Finds]]:
    finds = _Finds()
    client: MongoClient[dict[str, Any]] = MongoClient(uri, tz_aware=True, event_listeners=[finds])
    try:
        yield (
            open_store(client[name], FieldCipher(KEYS), PersonHasher(KEYS), DerivedSigner(KEYS)),
            finds,
        )
    finally:
        client.close()


def _stages(plan: dict[str, Any]) -> set[str]:
    inner = [plan[key] for key in ("inputStage",) if key in plan] + plan.get("inputStages", [])
    return {plan["stage"]}.union(*[_stages(stage) for stage in inner])


@pytest.mark.parametrize("name", QUERIES)
def test_a_hot_query_reads_little_more_than_it_returns(crowd, mongo_uri, name):
    with _listening(mongo_uri, crowd.name) as (store, finds):
        assert QUERIES[name](store), "a query that finds nothing shows nothing"
    assert finds.sent
    for command in finds.sent:
        if "_id" in command["filter"]:
            continue  # the primary key: read directly, though the local server explains some of it as a scan
        explained = crowd.command({"explain": command, "verbosity": "executionStats"})
        stats = explained["executionStats"]
        assert "COLLSCAN" not in _stages(explained["queryPlanner"]["winningPlan"]), command
        assert stats["totalDocsExamined"] <= stats["nReturned"] + SPARE, command


def test_the_explanation_would_show_a_scan(crowd):
    """The control: a query that no index serves reads the whole collection, and says so."""
    command = {"find": "bookings", "filter": {"pickup_code": "x"}}
    explained = crowd.command({"explain": command, "verbosity": "executionStats"})
    assert "COLLSCAN" in _stages(explained["queryPlanner"]["winningPlan"])
    assert explained["executionStats"]["totalDocsExamined"] >= MANY


def test_every_declared_index_is_made_by_name_and_again_without_harm(mongo_uri):
    with scratch(mongo_uri) as database:
        assert indexes.create(database) == indexes.create(database)
        for index in indexes.INDEXES:
            there = database[index.collection].index_information()[index.name]
            assert [(field, int(way)) for field, way in there["key"]] == index.keys
            for option in ("unique", "sparse", "partialFilterExpression", "expireAfterSeconds"):
                assert there.get(option) == index.options.get(option), (index.name, option)


def test_no_index_of_the_tests_expires_what_a_test_wrote(db):
    """Their clock may stand years before the server's, which would take every counter for old."""
    for index in indexes.INDEXES:
        for there in db[index.collection].index_information().values():
            assert "expireAfterSeconds" not in there


def test_names_are_unique_and_every_index_says_what_it_serves():
    names = [(index.collection, index.name) for index in indexes.INDEXES]
    assert len(set(names)) == len(names)
    assert all(index.serves for index in indexes.INDEXES)


def test_an_index_that_nobody_declared_is_reported(db):
    assert indexes.undeclared(db) == []
    db.bookings.create_index("pickup_code", name="by_hand")
    try:
        assert indexes.undeclared(db) == ["bookings.by_hand"]
    finally:
        db.bookings.drop_index("by_hand")
