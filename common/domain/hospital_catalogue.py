"""A hospital's whole catalogue: as it is stored, as it is handed in, and what leads from one to the other."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import chain, count
from typing import Any, TypeVar

from common.domain.catalogue import Catalogued, Department, Doctor, Hospital
from common.domain.document import Part
from common.domain.timetable import Clinic, ClinicException

# What a write of the catalogue does not compare: it is the store's own, or written by itself.
_KEPT_BY_THE_STORE = {"rev", "catalogue_rev", "held_by", "photo"}

C = TypeVar("C", bound=Catalogued)


class HospitalCatalogue(Part):
    """One hospital and everything that belongs to it. `exceptions` None: whatever there is stays as it is.

    As handed in it is the whole: what is stored and not in it becomes inactive.
    """

    hospital: Hospital
    departments: tuple[Department, ...] = ()
    doctors: tuple[Doctor, ...] = ()
    clinics: tuple[Clinic, ...] = ()
    exceptions: tuple[ClinicException, ...] | None = None


class Changes(Part):
    """What a write of a catalogue does: how many of each become new, change, are retired, stay the same."""

    new: int = 0
    changed: int = 0
    retired: int = 0
    same: int = 0


def changes(
    stored: HospitalCatalogue | None, wanted: HospitalCatalogue
) -> tuple[list[Catalogued], Changes]:
    """The documents to write, each with its next `rev`, and how many of each sort.

    What is named comes before what names it, the hospital, by which all of it is seen, after both; then what retires.
    """
    before = stored or HospitalCatalogue(hospital=wanted.hospital)
    known = [before.hospital] if stored else []
    pairs: list[tuple[Sequence[Catalogued], Sequence[Catalogued]]] = [
        (before.departments, wanted.departments),
        (before.doctors, wanted.doctors),
        (before.clinics, _under_their_ids(before.clinics, wanted.clinics, _when)),
        (before.exceptions or (), _exceptions(before.exceptions or (), wanted)),
        (known, [wanted.hospital]),
    ]
    written: list[Catalogued] = []
    retired: list[Catalogued] = []
    counts: dict[str, int] = dict.fromkeys(Changes.model_fields, 0)
    for there, wants in pairs:
        by_id = {document.id: document for document in there}
        for sort, document in _written(by_id, wants):
            counts[sort] += 1
            if document is not None:
                written.append(document)
        retired = [*_retired(there, wants), *retired]
    counts["retired"] = len(retired)
    return written + retired, Changes(**counts)


def _exceptions(
    stored: Iterable[ClinicException], wanted: HospitalCatalogue
) -> list[ClinicException]:
    """Those handed in; else those that are there, but for doctors that leave."""
    if wanted.exceptions is not None:
        return _under_their_ids(stored, wanted.exceptions, _which)
    stay = {doctor.id for doctor in wanted.doctors}
    return [each for each in stored if each.active and each.doctor_id in stay]


def _when(clinic: Clinic) -> Hashable:
    return clinic.doctor_id, clinic.weekday, clinic.period, clinic.start, clinic.from_date


def _which(exception: ClinicException) -> Hashable:
    start = exception.clinic.start if exception.clinic else None
    return exception.doctor_id, exception.date, exception.period, exception.kind, start


def _under_their_ids(
    stored: Iterable[C], wanted: Sequence[C], key: Callable[[Any], Hashable]
) -> list[C]:
    """The wanted documents under the ids they are stored by: files name no clinic, and pages name one their own way.

    What is new keeps its own id, unless something else is stored by that: a page may move a clinic and keep its id.
    """
    ids = {key(each): each.id for each in stored if each.active}
    taken = {ids[key(each)] for each in wanted if key(each) in ids}
    found = []
    for each in wanted:
        identity = ids.get(key(each))
        if identity is None:
            names = chain([each.id], (f"{each.id}-{number}" for number in count(2)))
            identity = next(name for name in names if name not in taken)
        taken.add(identity)
        found.append(each.model_copy(update={"id": identity}))
    return found


def _written(
    there: dict[str, Catalogued], wants: Iterable[Catalogued]
) -> Iterator[tuple[str, Catalogued | None]]:
    for document in wants:
        before = there.get(document.id)
        if before is not None and _content(before) == _content(document):
            yield "same", None
            continue
        rev = before.rev if before else 0
        sort = "changed" if before and before.active else "new"
        yield sort, document.model_copy(update={"rev": rev + 1})


def _retired(there: Iterable[C], wants: Iterable[Catalogued]) -> list[C]:
    kept = {document.id for document in wants}
    return [
        document.model_copy(update={"active": False, "rev": document.rev + 1})
        for document in there
        if document.active and document.id not in kept
    ]


def _content(document: Catalogued) -> dict[str, Any]:
    return document.model_dump(exclude=_KEPT_BY_THE_STORE)
