"""The walk through a whole database: batch after batch, suspects read again while the service is running."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from pydantic import ValidationError

from common.domain.booking.model import Booking
from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.document import Document
from common.domain.job import Job
from common.domain.money.bill import Bill
from common.domain.money.payment import Payment, Refund
from common.domain.notice import NoticeBoard
from common.domain.person.person import Person
from common.domain.rules.platform import PlatformRules
from common.domain.slot import Slot
from common.domain.staff import Invite, Login, StaffMember, StaffSession
from common.domain.timetable import Clinic, ClinicException, Session
from common.domain.waitlist import Entry
from common.store.catalogue import Catalogue
from ops.environment import Db, chunks
from ops.verify.audit import check_audit
from ops.verify.bookings import check_bookings
from ops.verify.catalogue import check_doctors, check_hospitals, check_jobs
from ops.verify.findings import Finding, Keys, Moment
from ops.verify.look import BATCH, Look, Raw, batches, read, wrong_fields
from ops.verify.merchants import check_merchants
from ops.verify.money import check_payments, check_refunds
from ops.verify.people import check_patients, check_sealed, check_users
from ops.verify.queue import check_waitlist
from ops.verify.references import check_references
from ops.verify.seats import check_persons, check_slots
from ops.verify.staff import check_invites, check_notices, check_sessions, check_staff


class Check(NamedTuple):
    """What a collection's documents read as, and what is asked of them beside their references.

    Without a model the documents are asked as they are stored.
    """

    model: type[Document] | None = None
    find: Callable[[Any, Look, Moment], Iterator[Finding]] | None = None


COLLECTIONS = {
    "hospitals": Check(Hospital, check_hospitals),
    "departments": Check(Department),
    "doctors": Check(Doctor, check_doctors),
    "jobs": Check(Job, check_jobs),
    "clinics": Check(Clinic),
    "clinic_exceptions": Check(ClinicException),
    "clinic_sessions": Check(Session),
    "slots": Check(Slot, check_slots),
    "persons": Check(Person, check_persons),
    "users": Check(find=check_users),
    "patients": Check(find=check_patients),
    "merchants": Check(find=check_merchants),
    "bookings": Check(Booking, check_bookings),
    "payments": Check(Payment, check_payments),
    "refunds": Check(Refund, check_refunds),
    "bills": Check(Bill),
    "waitlist": Check(Entry, check_waitlist),
    "message_log": Check(),
    "notices": Check(NoticeBoard, check_notices),
    "staff": Check(StaffMember, check_staff),
    "staff_invites": Check(Invite, check_invites),
    "staff_logins": Check(Login),
    "staff_sessions": Check(StaffSession, check_sessions),
}
SETTINGS, RULES = "settings", "platform_rules"
# A suspect is reported when it is found again each time after so many seconds: what a running service changes in
# several documents is never half-way for the same claim, effect or payment that often.
READ_AGAIN_AFTER = (0.2, 0.5, 1.0, 2.0)
# A database with more than this is not listed to its end: the first thousands say what is wrong.
VIOLATIONS_AT_MOST = 10_000
WITHOUT_KEYS = Keys()


@dataclass
class Report:
    """What was found: violations, how much is pending by what it is, documents read by collection."""

    violations: list[Finding] = field(default_factory=list)
    pending: Counter[str] = field(default_factory=Counter)
    counts: dict[str, int] = field(default_factory=dict)
    cut_short: bool = False


def verify(
    database: Db,
    clock: Callable[[], datetime],
    *,
    settled: bool = False,
    sleep: Callable[[float], None] = time.sleep,
    keys: Keys = WITHOUT_KEYS,
) -> Report:
    """Check everything. `settled` reports what running mode lets pass as pending, and reads nothing again."""
    report, suspects = Report(), []
    look_at = partial(moment, database, clock, keys)
    spoiled = spoiled_rules(database)
    for finding in _walk(database, look_at, report.counts):
        if finding.allowed:
            report.pending[finding.what] += 1
        if settled or not finding.allowed:
            suspects.append(finding)
        if len(suspects) == VIOLATIONS_AT_MOST:
            report.cut_short = True
            break
    report.violations = suspects if settled else _still_there(database, look_at, suspects, sleep)
    report.violations += islice(
        check_audit(database, keys.signer, report.counts), VIOLATIONS_AT_MOST
    )
    if spoiled is not None:
        report.violations.insert(0, spoiled)
    return report


def spoiled_rules(database: Db) -> Finding | None:
    """The platform's rules when they do not read: then the checks that ask them go by the defaults."""
    raw = {k: v for k, v in (_rules(database) or {}).items() if k not in ("_id", "audit")}
    try:
        PlatformRules.model_validate(raw)
    except ValidationError as error:
        fields = ", ".join(sorted({".".join(map(str, e["loc"])) for e in error.errors()})[:5])
        ids = {"collection": SETTINGS, "id": RULES}
        return Finding("reference", f"does not read: {fields}", ids, (SETTINGS, RULES))
    return None


def _rules(database: Db) -> Raw | None:
    return database[SETTINGS].find_one({"_id": RULES})


def _walk(database: Db, look_at: Callable[[], Moment], counts: dict[str, int]) -> Iterator[Finding]:
    for collection in COLLECTIONS:
        counts[collection] = 0
        for raws in batches(database, collection):
            counts[collection] += len(raws)
            yield from examine(database, collection, raws, look_at())


def moment(database: Db, clock: Callable[[], datetime], keys: Keys = WITHOUT_KEYS) -> Moment:
    """Now, the platform's rules, and the keys; the default rules when they do not read."""
    try:
        return Moment(clock(), Catalogue(database).platform_rules(), keys)
    except ValidationError:
        return Moment(clock(), PlatformRules(), keys)


def _still_there(
    database: Db,
    look_at: Callable[[], Moment],
    suspects: list[Finding],
    sleep: Callable[[float], None],
) -> list[Finding]:
    """The suspects that are found again each time they are looked at."""
    for seconds in READ_AGAIN_AFTER:
        if not suspects:
            break
        sleep(seconds)
        suspects = _again(database, look_at, suspects)
    return suspects


def _again(database: Db, look_at: Callable[[], Moment], suspects: list[Finding]) -> list[Finding]:
    roots: dict[str, set[str]] = defaultdict(set)
    for suspect in suspects:
        roots[suspect.root[0]].add(suspect.root[1])
    found = set()
    for collection, ids in roots.items():
        for chunk in chunks(sorted(ids), BATCH):
            raws = list(database[collection].find({"_id": {"$in": chunk}}))
            for finding in examine(database, collection, raws, look_at()):
                if not finding.allowed:
                    found.add(finding.key)
    return [suspect for suspect in suspects if suspect.key in found]


def examine(database: Db, collection: str, raws: Sequence[Raw], at: Moment) -> Iterator[Finding]:
    """Everything that is wrong with a batch of one collection."""
    look, check = Look(database), COLLECTIONS[collection]
    readable = list(raws)
    if check.model is not None:
        documents = [(raw, read(check.model, raw)) for raw in raws]
        readable = [raw for raw, document in documents if document is not None]
        for raw in (raw for raw, document in documents if document is None):
            ids = {"collection": collection, "id": str(raw["_id"])}
            what = f"does not read: {wrong_fields(check.model, raw)}"
            yield Finding("reference", what, ids, (collection, str(raw["_id"])))
        if check.find is not None:
            known = [document for _, document in documents if document is not None]
            yield from check.find(known, look, at)
    elif check.find is not None:
        yield from check.find(raws, look, at)
    yield from check_sealed(collection, raws, at)
    yield from check_references(collection, readable, look, at)
