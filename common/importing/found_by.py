"""The texts a hospital, a department or a doctor is found by: names in characters, pinyin and initials, complaints.

Written with the documents, so that a function carries neither a dictionary of pinyin nor a list of complaints.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, product
from pathlib import Path
from typing import NamedTuple

from pypinyin import Style, lazy_pinyin

from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.search import FoundBy, normal
from common.importing.surnames import READINGS

COMPLAINTS = Path(__file__).with_name("complaints.csv")

# Said before a complaint: 小孩咳嗽, 宝宝发烧.
_CHILD = ("小孩", "孩子", "儿童", "宝宝", "婴儿", "幼儿", "娃娃", "小儿")
# Its name holds that of 儿科, and it is another thing.
_NEWBORN = "新生儿"
_BETWEEN_WORDS = re.compile(r"[、，。；：,;:\s]+")


class Complaint(NamedTuple):
    """What people say, and the parts of department names that treat it, the likeliest first."""

    words: tuple[str, ...]
    departments: tuple[str, ...]


def of_hospital(hospital: Hospital) -> Hospital:
    """A hospital with its texts."""
    words = tuple(map(normal, (hospital.district, hospital.address)))
    return hospital.model_copy(
        update={"found_by": FoundBy(names=_names(hospital.name), words=words)}
    )


def of_doctor(doctor: Doctor) -> Doctor:
    """A doctor with their texts; a surname is read as a surname."""
    spoken = [
        " ".join(chain(surname, lazy_pinyin(given, style=Style.NORMAL)))
        for surname, given in _surnames(doctor.name)
    ]
    names = _texts(doctor.name, spoken)
    return doctor.model_copy(
        update={"found_by": FoundBy(names=names, words=_words(doctor.specialties))}
    )


def of_departments(departments: Sequence[Department]) -> list[Department]:
    """Departments with their texts: a complaint leads surely to the likeliest department that a hospital has."""
    return [_of_department(one, departments) for one in departments]


def _of_department(department: Department, all_of_them: Sequence[Department]) -> Department:
    words, also = list(_words(department.introduction)), list[str]()
    others = [d for d in all_of_them if d.hospital_id == department.hospital_id]
    if not any(d.parent_id == department.id for d in others):
        words += _CHILD if department.paediatric else ()
        for complaint in complaints():
            if not _treats(department, complaint.departments):
                continue
            likeliest = next(
                part for part in complaint.departments if any(_treats(d, (part,)) for d in others)
            )
            sure = _treats(department, (likeliest,))
            (words if sure else also).extend(complaint.words)
    by = FoundBy(names=_names(department.name), words=_unique(words), also=_unique(also))
    return department.model_copy(update={"found_by": by})


def _treats(department: Department, parts: tuple[str, ...]) -> bool:
    if _NEWBORN in department.name:
        return _NEWBORN in parts
    return any(part in department.name for part in parts)


@cache
def complaints() -> tuple[Complaint, ...]:
    """The complaints of the file beside this module."""
    with COMPLAINTS.open(encoding="utf-8", newline="") as file:
        return tuple(
            Complaint(
                tuple(map(normal, row["complaints"].split())), tuple(row["departments"].split())
            )
            for row in csv.DictReader(file)
        )


def _names(name: str) -> tuple[str, ...]:
    return _texts(name, [" ".join(lazy_pinyin(normal(name), style=Style.NORMAL))])


def _texts(name: str, spoken: list[str]) -> tuple[str, ...]:
    initials = ["".join(syllable[0] for syllable in text.split()) for text in spoken]
    return _unique([normal(name), *spoken, *initials])


def _surnames(name: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The readings of a name's surname, each with the characters after it."""
    name = normal(name)
    surname = next((name[:size] for size in (2, 1) if name[:size] in READINGS), "")
    if not surname:
        yield (), name
        return
    for reading in product(*(part.split("/") for part in READINGS[surname].split())):
        yield reading, name[len(surname) :]


def _words(text: str) -> tuple[str, ...]:
    return _unique(normal(part) for part in _BETWEEN_WORDS.split(text))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
