"""Every reference from one collection to another: there is what it names, and both agree."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from common.domain.booking.status import ACTIVE
from ops.verify.findings import Finding, Moment
from ops.verify.look import Look

Raw = dict[str, Any]
# See `usecases/account.py`: what takes the place of an erased user's openid.
PSEUDONYM = "erased-"


def _open_visit(raw: Raw, at: Moment) -> bool:
    """A booking that may still be attended: until then its user and patient cannot be erased."""
    return raw["status"] in {status.value for status in ACTIVE} and raw["ends_at"] > at.now


def _known_user(raw: Raw, _: Moment) -> bool:
    """An erased user leaves a pseudonym."""
    return not raw["openid"].startswith(PSEUDONYM)


def _past_visit(raw: Raw, at: Moment) -> bool:
    return _known_user(raw, at) and not _open_visit(raw, at)


def _always(_raw: Raw, _at: Moment) -> bool:
    return True


def _has_written(raw: Raw, _: Moment) -> bool:
    """A job that is refused, or has just begun, may be of a hospital that is not there yet."""
    return bool(raw.get("cursor"))


class Reference(NamedTuple):
    """A field of `collection` that names a document of `to`; None names nothing. `same`: fields both agree in.

    `optional`: the document may be gone, and only has to agree while it is there.
    """

    collection: str
    field: str
    to: str
    same: tuple[str, ...] = ()
    while_: Callable[[Raw, Moment], bool] = _always
    optional: bool = False


REFERENCES = (
    Reference("hospitals", "merchant_id", "merchants"),
    Reference("departments", "hospital_id", "hospitals"),
    Reference("departments", "parent_id", "departments", ("hospital_id",)),
    Reference("doctors", "hospital_id", "hospitals"),
    Reference("doctors", "department_id", "departments", ("hospital_id",)),
    Reference("clinics", "hospital_id", "hospitals"),
    Reference("clinics", "department_id", "departments", ("hospital_id",)),
    Reference("clinics", "doctor_id", "doctors"),
    Reference("clinic_exceptions", "hospital_id", "hospitals"),
    Reference("clinic_exceptions", "doctor_id", "doctors"),
    Reference("jobs", "hospital_id", "hospitals", while_=_has_written),
    Reference("slots", "hospital_id", "hospitals"),
    Reference("slots", "department_id", "departments", ("hospital_id",)),
    Reference("slots", "doctor_id", "doctors"),
    Reference("slots", "merchant_id", "merchants"),
    Reference("patients", "person_id", "persons"),
    Reference("patients", "openid", "users"),
    Reference("patients", "guardian_id", "patients", ("openid",)),
    Reference(
        "bookings", "slot_id", "slots",
        ("hospital_id", "department_id", "doctor_id", "date", "starts_at"),
    ),
    Reference("bookings", "person_id", "persons"),
    Reference("bookings", "openid", "users", while_=_known_user),
    Reference("bookings", "patient_id", "patients", ("openid", "person_id"), _open_visit),
    Reference("bookings", "patient_id", "patients", ("openid", "person_id"), _past_visit, optional=True),
    Reference("bookings", "merchant_id", "merchants"),
    Reference("bookings", "entry_id", "waitlist", ("slot_id", "person_id")),
    Reference("bills", "merchant_id", "merchants"),
    Reference("waitlist", "slot_id", "slots"),
    Reference("waitlist", "person_id", "persons"),
    Reference("payments", "merchant_id", "merchants"),
    Reference("refunds", "booking_id", "bookings", ("merchant_id",)),
    Reference("refunds", "merchant_id", "merchants"),
    Reference("message_log", "booking_id", "bookings"),
)  # fmt: skip


def check_references(
    collection: str, raws: Sequence[Raw], look: Look, at: Moment
) -> Iterator[Finding]:
    """The references out of a batch. Only our own ids are told: the value may be an openid."""
    for reference in REFERENCES:
        if reference.collection == collection:
            naming = [raw for raw in raws if raw.get(reference.field) is not None]
            named = [raw for raw in naming if isinstance(raw[reference.field], str)]
            yield from (_no_name(reference, raw) for raw in naming if raw not in named)
            yield from _check(reference, [raw for raw in named if reference.while_(raw, at)], look)


def _no_name(reference: Reference, raw: Raw) -> Finding:
    root = (reference.collection, str(raw["_id"]))
    ids = {"collection": root[0], "id": root[1]}
    return Finding("reference", f"does not read: {reference.field}", ids, root)


def _check(reference: Reference, raws: Sequence[Raw], look: Look) -> Iterator[Finding]:
    named = {raw[reference.field] for raw in raws}
    targets = look.parts(reference.to, named, reference.same)
    for raw in raws:
        target = targets.get(raw[reference.field])
        root = (reference.collection, str(raw["_id"]))
        ids = {"collection": root[0], "id": root[1], "field": reference.field}
        if target is None and reference.optional:
            continue
        if target is None:
            yield Finding("reference", f"names something that is not in {reference.to}", ids, root)
            continue
        for name in reference.same:
            if raw.get(name) != target.get(name):
                what = f"disagrees in {name} with what it names in {reference.to}"
                yield Finding("reference", what, ids, root)
