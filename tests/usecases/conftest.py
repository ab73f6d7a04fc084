"""A small hospital over an empty database."""

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

from common.domain.waitlist import EntryStatus
from tests.store.base import emptied, indexed
from tests.support import service as support
from tests.support.catalogue import fill_in
from tests.support.files import Bucket, store
from tests.support.service import Phone, Service
from tests.support.staff import Office
from tests.usecases.queues import FREE, entry_of, join


@pytest.fixture(scope="session")
def indexed_db(mongo_uri: str) -> Iterator[Database[dict[str, Any]]]:
    """A database that has its indexes."""
    with indexed(mongo_uri) as database:
        yield database


@pytest.fixture(scope="session")
def opened() -> dict[str, dict[str, list[Any]]]:
    """What a hospital of some seats and rules lays out, kept from its first opening."""
    return {}


@pytest.fixture
def db(
    indexed_db: Database[dict[str, Any]],
    opened: dict[str, dict[str, list[Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> Database[dict[str, Any]]:
    """Emptied for each test; its indexes stay, and a hospital that was opened before is copied."""
    real = Service._open_hospital

    def open_hospital(service: Service, seats: int, rules: dict[str, Any]) -> None:
        key = f"{seats} {sorted(rules.items())}"
        if key not in opened:
            real(service, seats, rules)
            names = service.db.list_collection_names()
            opened[key] = {name: list(service.db[name].find()) for name in names}
            return
        for name, documents in opened[key].items():
            if documents:
                service.db[name].insert_many(documents)

    monkeypatch.setattr(support, "create_lasting", lambda database: None)
    monkeypatch.setattr(Service, "_open_hospital", open_hospital)
    return emptied(indexed_db)


@pytest.fixture
def service(db: Database[dict[str, Any]]) -> Service:
    """Three seats a slot."""
    return Service(db)


@pytest.fixture
def phone(service) -> Phone:
    """Somebody who agreed to the terms and has a patient: themselves."""
    return service.person()


@pytest.fixture
def held(phone) -> str:
    """A hold of theirs; its id."""
    return phone.book().booking.id


@pytest.fixture
def one_seat(db: Database[dict[str, Any]]) -> Service:
    """A hospital whose slots have a single seat."""
    return Service(db, seats=1)


@pytest.fixture
def owner(one_seat) -> Phone:
    """Has the only seat, paid."""
    phone = one_seat.person()
    phone.booked = phone.booked_and_paid()
    return phone


@pytest.fixture
def queue(one_seat, owner) -> list[Phone]:
    """Three people waiting, one after the other."""
    phones = [one_seat.person() for _ in range(3)]
    for phone in phones:
        join(phone)
        one_seat.clock.pass_(seconds=1)
    return phones


@pytest.fixture
def offered(one_seat, owner, queue) -> Phone:
    """The first of them, who has been offered the seat."""
    owner.cancel(owner.booked)
    assert entry_of(queue[0]).status is EntryStatus.OFFERED
    return queue[0]


@pytest.fixture
def free_offer(one_seat) -> Phone:
    """Somebody who has been offered a seat that costs nothing."""
    slot = one_seat.slot_id(**FREE)
    owner, phone = one_seat.person(), one_seat.person()
    booked = owner.book(slot).booking.id
    join(phone, slot)
    owner.cancel(booked)
    return phone


@pytest.fixture(scope="session")
def file_store() -> Iterator[str]:
    """The address of a store of files."""
    with store() as address:
        yield address


@pytest.fixture
def bucket(service, file_store: str) -> Bucket:
    """An empty bucket, which the service uses."""
    found = Bucket(file_store, service.clock)
    service.files = found.files
    return found


@pytest.fixture
def office(service):
    """The staff of a hospital whose tables say all that a file must say."""
    fill_in(service)
    return Office(service).opened()
