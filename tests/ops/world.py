"""A small hospital in which everything a booking can be is there at once."""

from copy import deepcopy
from typing import Any

from pymongo.database import Database

from common.clients.payments import RefundStatus
from common.contracts.admin import SaveRow
from common.contracts.waitlist import JoinWaitlist, LeaveWaitlist
from common.domain.business_time import business_date
from common.domain.timetable import ClinicException
from common.protocol import sign_in
from common.runtime.crypto import DerivedSigner, FieldCipher, PersonHasher
from common.runtime.settings import Key
from common.usecases.admin import admin
from common.usecases.waitlist import waitlist
from ops.verify.findings import Keys
from ops.verify.walk import Report, verify
from tests.support.catalogue import write_one
from tests.support.merchants import a_merchant
from tests.support.service import KEYS, Phone, Service
from tests.support.staff import Office

Db = Database[dict[str, Any]]
NEW_KEY = Key("k2", b"2" * 32)


def opened(database: Db, seats: int = 3, **hospital_rules: Any) -> Service:
    """A service whose hospital has its merchant set up."""
    service = Service(database, seats=seats, **hospital_rules)
    service.store.merchants.put(a_merchant())
    return service


def joins(phone: Phone, slot_id: str, key: str = "queue-0001") -> str:
    """Join the queue of a slot; the entry's id."""
    request = JoinWaitlist(
        action="join", slot_id=slot_id, patient_id=phone.patient_id, idempotency_key=key
    )
    return waitlist(request, phone.caller, phone.service.deps).entry.id  # type: ignore[union-attr]


def leaves(phone: Phone, entry_id: str) -> None:
    """Leave a queue, or turn an offer down."""
    request = LeaveWaitlist(action="leave", entry_id=entry_id)
    waitlist(request, phone.caller, phone.service.deps)


class World:
    """Bookings of every kind, by name; `waiting` and `offered` are entries of the waitlist."""

    def __init__(self, database: Db) -> None:
        self.db = database
        self.service = opened(database)
        early, full = self.service.slot_id(), self.service.slot_id(start="0830")
        self.slot, self.full_slot = early, full
        self.expired = self._phone().book(self.service.slot_id("d2")).booking.id
        self.service.clock.pass_(minutes=20)
        self.service.sweep_until_quiet()
        self.service.reconcile()
        self.confirmed = self._phone().booked_and_paid(early)
        self.refunded = self._cancelled(early)
        self.service.outside.next_refund.append(RefundStatus.PROCESSING)
        self.refunding = self._cancelled(self.service.slot_id("d2", start="0830"))
        self.free = self._phone().book(self.service.slot_id("d3", start="0900")).booking.id
        sitting = [self._phone() for _ in range(3)]
        seated = [phone.booked_and_paid(full) for phone in sitting]
        first, second = self._phone(), self._phone()
        self.offered = joins(first, full)
        self.service.clock.pass_(seconds=1)
        self.waiting = joins(second, full)
        sitting[0].cancel(seated[0])
        self.held = self._phone().book(early).booking.id
        self._staffed()
        self._closed_long_ago()
        self._kept = {name: list(database[name].find({})) for name in _collections(database)}
        self._at, self._outside = self.service.clock.now, self._outside_now()

    def _phone(self) -> Phone:
        return self.service.person()

    def _staffed(self) -> None:
        """Staff of each role, one of them at a desktop, and a notice of the manager's."""
        office = Office(self.service).opened()
        office.signed_in("desk")
        today = business_date(self.service.clock())
        values = {"heading": "演示", "text": "演示", "from_date": today, "until_date": today}
        notice = SaveRow(action="save", kind="notice", hospital_id="h1", rev=None, values=values)
        admin(notice, sign_in.by_phone("mgr", office.deps), office.deps)

    def _closed_long_ago(self) -> None:
        """A day off that no slot is of any more, written by a job that is over."""
        day_off = ClinicException(
            id="d1-off", hospital_id="h1", doctor_id="d1", date="2026-02-02", kind="closed"
        )
        write_one(self.service.deps, "h1", day_off, None)

    def _cancelled(self, slot_id: str) -> str:
        phone = self._phone()
        booking = phone.booked_and_paid(slot_id)
        phone.cancel(booking)
        return booking

    def _outside_now(self) -> dict[str, Any]:
        plain = (dict, list, int)
        return {
            name: deepcopy(value)
            for name, value in vars(self.service.outside).items()
            if isinstance(value, plain)
        }

    def restore(self) -> None:
        """As it was made, whatever was done to it since: documents, time, WeChat."""
        for name in _collections(self.db):
            before = self._kept.get(name, [])
            if list(self.db[name].find({})) != before:
                self.db[name].delete_many({})
                if before:
                    self.db[name].insert_many(before)
        self.service.clock.now = self._at
        vars(self.service.outside).update(deepcopy(self._outside))

    def verify(self, *, settled: bool = False) -> Report:
        """A report, at the world's time; suspects are read again without waiting."""
        keys = Keys(FieldCipher(KEYS), PersonHasher(KEYS), DerivedSigner(KEYS))
        return verify(self.db, self.service.clock, settled=settled, sleep=lambda _: None, keys=keys)


def _collections(database: Db) -> list[str]:
    return sorted(database.list_collection_names())


def told(report: Report) -> list[tuple[str, str]]:
    """The invariants broken and what was said of them."""
    return [(finding.invariant, finding.what) for finding in report.violations]
