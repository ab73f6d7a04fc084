"""Every index of the service, by name. `ops indexes` makes what is missing and says what is there too much."""

from typing import Any, NamedTuple

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.database import Database

Keys = list[tuple[str, int]]


class Index(NamedTuple):
    """One index and the question it answers."""

    collection: str
    name: str
    keys: Keys
    options: dict[str, Any]
    serves: str


def _index(collection: str, serves: str, *fields: str, **options: Any) -> Index:
    keys = [
        (field.removeprefix("-"), DESCENDING if field.startswith("-") else ASCENDING)
        for field in fields
    ]
    name = "_".join(field.removeprefix("-").replace(".", "_") for field in fields)
    return Index(collection, name, keys, options, serves)


INDEXES = (
    _index("slots", "a doctor's days", "doctor_id", "date"),
    _index("slots", "a department's days", "department_id", "date"),
    _index("slots", "what is laid out for a hospital's day", "hospital_id", "date"),
    _index("slots", "seats held for a time", "holding"),
    _index("slots", "seats of the window held for a time", "window.holding"),
    _index("slots", "seats for referrals held for a time", "referral.holding"),
    _index("clinic_sessions", "what is decided for a hospital's day", "hospital_id", "date"),
    _index("persons", "the person of an identity number", "hashes", unique=True),
    _index("persons", "claims held for a time", "holding"),
    _index("patients", "one person once for each user", "openid", "person_id", unique=True),
    _index("patients", "a user's patients; at most so many", "openid", "quota_no", unique=True),
    _index("bookings", "a user's bookings", "openid", "-created_at", "-_id"),
    _index("bookings", "holds a person lost today", "person_id", "lost_hold_at"),
    _index("bookings", "holds a user lost today", "openid", "lost_hold_at"),
    _index(
        "bookings",
        "paid bookings a person gave back",
        "person_id",
        "hospital_id",
        "cancelled_by",
        "paid_by",
    ),
    _index("bookings", "a pickup code once", "hospital_id", "date", "pickup_code", unique=True),
    _index("bookings", "effects that are due", "due_at", sparse=True),
    _index("bookings", "reminders that are due", "remind_at", sparse=True),
    _index("bookings", "effects a person must look at", "stuck", sparse=True),
    _index("payments", "money without an outcome", "due_at", sparse=True),
    _index("payments", "the money of an order", "order_no"),
    _index("refunds", "the refunds of a booking", "booking_id"),
    _index("refunds", "refunds to ask for", "due_at", sparse=True),
    _index("refunds", "refunds a person must look at", "status"),
    _index("message_credits", "a user's credits", "openid"),
    _index("message_log", "the messages of a booking", "booking_id"),
    _index(
        "message_log", "who of a hospital's day must be told", "hospital_id", "date", sparse=True
    ),
    _index("merchants", "whose notice it may be", "public_key_id"),
    _index("merchants", "a merchant number once", "mchid", "sub_mchid", unique=True),
    _index("departments", "a hospital's departments", "hospital_id"),
    _index("departments", "a department's children", "active", "parent_id"),
    _index("doctors", "a hospital's doctors", "hospital_id"),
    _index("doctors", "a department's doctors", "department_id"),
    _index("doctors", "a department's doctors who work in others first", "also_in"),
    *(
        _index(collection, f"looking by {texts}", "active", f"found_by.{texts}_grams")
        for collection in ("hospitals", "departments", "doctors")
        for texts in ("name", "word")
    ),
    _index("clinics", "a hospital's timetable", "hospital_id"),
    _index("clinic_exceptions", "a hospital's exceptions on a day", "hospital_id", "date"),
    _index(
        "waitlist",
        "one entry for one slot",
        "person_id",
        "slot_id",
        unique=True,
        partialFilterExpression={"active": True},
    ),
    _index(
        "waitlist",
        "at most so many entries a person",
        "person_id",
        "quota_no",
        unique=True,
        partialFilterExpression={"active": True},
    ),
    _index("waitlist", "who waits for a slot", "slot_id", "status", "queue_no"),
    _index(
        "waitlist",
        "at most so many wait for a slot",
        "slot_id",
        "queue_no",
        unique=True,
        partialFilterExpression={"status": "waiting"},
    ),
    _index("waitlist", "queues to close", "status", "closes_at"),
    _index("waitlist", "a user's entries", "openid", "-active", "-joined_at"),
    _index("audit", "one entry at each place of a chain", "chain", "seq", unique=True),
    _index("audit", "a chain's days", "chain", "at"),
    _index("audit", "what was done to one thing", "object.id", "at"),
    _index("staff", "the staff member of a WeChat user", "openid", unique=True),
    _index("staff", "a hospital's staff", "grants.hospital_id"),
    _index("staff_invites", "tidying old invitations away", "expires_at", expireAfterSeconds=3600),
    _index("staff_logins", "tidying old logins away", "expires_at", expireAfterSeconds=3600),
    _index("staff_sessions", "a staff member's sessions", "staff_id", "-created_at"),
    _index("staff_sessions", "tidying old sessions away", "expires_at", expireAfterSeconds=3600),
    _index("hospitals", "the hospitals of a merchant", "merchant_id"),
    _index("jobs", "jobs to go on with", "due_at", sparse=True),
    _index("jobs", "a hospital's jobs", "hospital_id", "-created_at"),
    _index("previews", "the parts of a preview", "preview_id", sparse=True),
    _index("previews", "tidying old previews away", "expires_at", expireAfterSeconds=0),
    _index("rates", "tidying old counters away", "expires_at", expireAfterSeconds=0),
)


def create(database: Database[dict[str, Any]]) -> list[str]:
    """Make every index that is missing; returns `collection.name` of all that are declared."""
    for index in INDEXES:
        model = IndexModel(index.keys, name=index.name, **index.options)
        database[index.collection].create_indexes([model])
    return [f"{index.collection}.{index.name}" for index in INDEXES]


def undeclared(database: Database[dict[str, Any]]) -> list[str]:
    """Indexes of our collections that nothing here declares."""
    declared = {(index.collection, index.name) for index in INDEXES}
    found = []
    for collection in sorted({index.collection for index in INDEXES}):
        for name in database[collection].index_information():
            if name != "_id_" and (collection, name) not in declared:
                found.append(f"{collection}.{name}")
    return found
