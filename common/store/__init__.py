"""MongoDB: one module a collection, each write one conditional update on one document."""

from dataclasses import dataclass
from typing import Any

from pymongo.database import Database

from common.domain.privacy import Cipher, Hasher
from common.store.bills import Bills
from common.store.bookings import Bookings
from common.store.catalogue import Catalogue
from common.store.merchants import Merchants
from common.store.messages import Credits, MessageLog, MessageTemplates
from common.store.patients import Patients
from common.store.payments import Payments
from common.store.persons import Persons
from common.store.rates import Rates
from common.store.refunds import Refunds
from common.store.sessions import Sessions
from common.store.slots import Slots
from common.store.tokens import Tokens
from common.store.users import Users
from common.store.waitlist import Waitlist


@dataclass(frozen=True)
class Store:
    """Every collection of the service."""

    bills: Bills
    bookings: Bookings
    catalogue: Catalogue
    credits: Credits
    merchants: Merchants
    message_log: MessageLog
    message_templates: MessageTemplates
    patients: Patients
    payments: Payments
    persons: Persons
    rates: Rates
    refunds: Refunds
    sessions: Sessions
    slots: Slots
    tokens: Tokens
    users: Users
    waitlist: Waitlist


def open_store(database: Database[dict[str, Any]], cipher: Cipher, hasher: Hasher) -> Store:
    """The store over one database; personal fields pass through the cipher on their way in and out."""
    return Store(
        bills=Bills(database),
        bookings=Bookings(database, cipher),
        catalogue=Catalogue(database),
        credits=Credits(database),
        merchants=Merchants(database, cipher),
        message_log=MessageLog(database),
        message_templates=MessageTemplates(database),
        patients=Patients(database, cipher),
        payments=Payments(database),
        persons=Persons(database, hasher),
        rates=Rates(database),
        refunds=Refunds(database),
        sessions=Sessions(database),
        slots=Slots(database),
        tokens=Tokens(database, cipher),
        users=Users(database, cipher),
        waitlist=Waitlist(database),
    )
