"""MongoDB: one module a collection, each write one conditional update on one document."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pymongo.database import Database

from common.domain.privacy import Cipher, Hasher, Signer
from common.store.bills import Bills
from common.store.bookings import Bookings
from common.store.catalogue import Catalogue
from common.store.merchants import Merchants
from common.store.messages import Credits, MessageLog, MessageTemplates
from common.store.notices import Notices
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

if TYPE_CHECKING:  # imported when a function of the staff or a timer asks for them
    from common.store.audit import Audit
    from common.store.catalogue_writes import CatalogueWrites
    from common.store.jobs import Jobs, Previews
    from common.store.staff import Members
    from common.store.staff_invites import Invites
    from common.store.staff_logins import Logins
    from common.store.staff_sessions import StaffSessions


@dataclass(frozen=True)
class Store:
    """Every collection of the service. What no patient touches is opened at its first use."""

    database: Database[dict[str, Any]] = field(repr=False)
    cipher: Cipher = field(repr=False)
    signer: Signer = field(repr=False)
    bills: Bills
    bookings: Bookings
    catalogue: Catalogue
    credits: Credits
    merchants: Merchants
    message_log: MessageLog
    message_templates: MessageTemplates
    notices: Notices
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

    @cached_property
    def audit(self) -> Audit:
        """The log of what staff did."""
        from common.store.audit import Audit

        return Audit(self.database, self.signer)

    @cached_property
    def catalogue_writes(self) -> CatalogueWrites:
        """The catalogues of hospitals, for who changes them."""
        from common.store.catalogue_writes import CatalogueWrites

        return CatalogueWrites(self.database)

    @cached_property
    def jobs(self) -> Jobs:
        """Writes of catalogues that were begun."""
        from common.store.jobs import Jobs

        return Jobs(self.database)

    @cached_property
    def previews(self) -> Previews:
        """Writes of catalogues that were checked."""
        from common.store.jobs import Previews

        return Previews(self.database)

    @cached_property
    def staff(self) -> Members:
        """Who is staff, and who holds which post."""
        from common.store.staff import Members

        return Members(self.database, self.cipher)

    @cached_property
    def staff_invites(self) -> Invites:
        """Invitations of staff."""
        from common.store.staff_invites import Invites

        return Invites(self.database, self.cipher, self.signer)

    @cached_property
    def staff_logins(self) -> Logins:
        """Desktop logins under way."""
        from common.store.staff_logins import Logins

        return Logins(self.database)

    @cached_property
    def staff_sessions(self) -> StaffSessions:
        """Desktop browsers that are signed in."""
        from common.store.staff_sessions import StaffSessions

        return StaffSessions(self.database)


def open_store(
    database: Database[dict[str, Any]], cipher: Cipher, hasher: Hasher, signer: Signer
) -> Store:
    """The store over one database; personal fields pass through the cipher on their way in and out."""
    return Store(
        database=database,
        cipher=cipher,
        signer=signer,
        bills=Bills(database),
        bookings=Bookings(database, cipher),
        catalogue=Catalogue(database),
        credits=Credits(database),
        merchants=Merchants(database, cipher),
        message_log=MessageLog(database),
        message_templates=MessageTemplates(database),
        notices=Notices(database),
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
