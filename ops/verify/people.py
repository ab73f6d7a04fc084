"""Users, patients, persons: documents that read, sealed fields that are whole, one person for one identity number.

What is sealed can be judged only with the keys of the environment; without them its form is.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from common.domain.document import Document
from common.domain.person.patient import Patient
from common.domain.person.person import Person
from common.domain.person.user import User
from common.domain.privacy import SealError
from common.runtime.crypto import FORM
from common.store.collection import owner_of
from common.store.merchants import SEALED as OF_MERCHANTS
from common.store.patients import SEALED as OF_PATIENTS
from common.store.staff import SEALED as OF_STAFF
from common.store.staff_invites import SEALED as OF_INVITES
from ops.keys.sealed import sealed_fields
from ops.verify.findings import Finding, Moment
from ops.verify.look import Look, wrong_fields

Raw = dict[str, Any]
NEEDED = {
    "patients": OF_PATIENTS,
    "merchants": OF_MERCHANTS,
    "staff": OF_STAFF,
    "staff_invites": OF_INVITES,
}
_SEALED = re.compile(rf"[a-z0-9]{{1,16}}\.{FORM}\.[A-Za-z0-9_-]+")


def check_users(raws: Sequence[Raw], _: Look, __: Moment) -> Iterator[Finding]:
    """Users read."""
    for raw in raws:
        yield from _reads("users", raw, User)


def check_patients(raws: Sequence[Raw], look: Look, at: Moment) -> Iterator[Finding]:
    """Patients read, and each is the person whose identity number it has."""
    persons = look.by_id("persons", Person, (raw.get("person_id") for raw in raws))
    for raw in raws:
        yield from _reads("patients", raw, Patient)
        person = persons.get(str(raw.get("person_id")))
        if person and not _is(raw, person, at):
            ids = {"patient": str(raw["_id"]), "person": person.id}
            what = "a patient's identity number is not the person's"
            yield Finding("7", what, ids, ("patients", str(raw["_id"])))


def _is(raw: Raw, person: Person, at: Moment) -> bool:
    """Whether it is this person; what does not open is told elsewhere."""
    if at.keys.cipher is None or at.keys.hasher is None:
        return True
    try:
        number = at.keys.cipher.open(
            str(raw.get("id_number_sealed")),
            collection="patients",
            field="id_number",
            document_id=raw["_id"],
            owner=owner_of(raw),
        )
    except SealError:
        return True
    return not set(at.keys.hasher.hashes(str(raw.get("id_type")), number)).isdisjoint(person.hashes)


def _reads(collection: str, raw: Raw, model: type[Document]) -> Iterator[Finding]:
    wrong = wrong_fields(model, raw)
    if wrong:
        yield Finding("reference", f"does not read: {wrong}", *_place(collection, raw))


def _place(collection: str, raw: Raw) -> tuple[dict[str, str], tuple[str, str]]:
    """The ids to tell and the root; a user is told by the id that a phone may know."""
    shown = str(raw.get("public_id", "?")) if collection == "users" else str(raw["_id"])
    return {"collection": collection, "id": shown}, (collection, str(raw["_id"]))


def check_sealed(collection: str, raws: Sequence[Raw], at: Moment) -> Iterator[Finding]:
    """Sealed fields that are needed are there, have their form, and open where the keys are known."""
    for raw in raws:
        texts, (ids, root) = sealed_fields(raw), _place(collection, raw)
        for field in NEEDED.get(collection, ()):
            if field not in texts:
                yield Finding("7", "a sealed field is missing", {**ids, "field": field}, root)
        for field, text in texts.items():
            if not _SEALED.fullmatch(text):
                what = "a sealed field is not of the form in use"
                yield Finding("7", what, {**ids, "field": field}, root)
            elif not _opens(collection, field, raw, text, at):
                yield Finding("7", "a sealed field does not open", {**ids, "field": field}, root)


def _opens(collection: str, field: str, raw: Raw, text: str, at: Moment) -> bool:
    if at.keys.cipher is None:
        return True
    try:
        at.keys.cipher.open(
            text,
            collection=collection,
            field=field,
            document_id=str(raw["_id"]),
            owner=owner_of(raw),
        )
    except SealError:
        return False
    return True


def hashes_twice(persons: Sequence[Person], look: Look) -> Iterator[Finding]:
    """Two persons with one identity number: the unique index is gone, or was not there."""
    hashes = [text for person in persons for text in person.hashes]
    wanted = {"hashes": {"$in": hashes}}
    having = Counter(
        text
        for raw in look.database["persons"].find(wanted, {"hashes": 1})
        for text in raw["hashes"]
    )
    for person in persons:
        if any(having[text] > 1 for text in person.hashes):
            what = "two persons have one identity number"
            yield Finding("7", what, {"person": person.id}, ("persons", person.id))
