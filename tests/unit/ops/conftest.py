"""A small sound set of files that a test spoils in one place."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.messages import MessageTemplate
from common.domain.rules.platform import PlatformRules
from common.domain.timetable import Clinic, ClinicException
from ops.importing import ImportRefused, Problem, read_directory

SOUND = {
    "merchants.csv": "merchant_id,name,mode\nm1,演示商户,direct\n",
    "hospitals.csv": (
        "hospital_id,name,level,district,address,merchant_id\n"
        "h1,演示甲医院,三级甲等,春风区,示例路 1 号,m1\n"
        "h2,演示乙医院,社区,春风区,示例路 2 号,\n"
    ),
    "departments.csv": (
        "department_id,hospital_id,parent_id,name,sex,age_from,age_to\n"
        "d1,h1,,内科,,,\n"
        "d2,h1,d1,心内科,,,\n"
        "d3,h2,,妇科,女,14,\n"
    ),
    "doctors.csv": (
        "doctor_id,hospital_id,department_id,name,title,fee_fen\n"
        "p1,h1,d2,甲乙,主任医师,5000\n"
        "p2,h2,d3,丙丁,主治医师,0\n"
    ),
    "timetable.csv": (
        "doctor_id,weekday,period,visit_kind,start,end,slot_minutes,seats_per_slot,"
        "window_seats,referral_seats,fee_fen,from_date,until_date\n"
        "p1,1,am,专家,08:00,11:30,30,4,1,1,,,\n"
        "p1,1,pm,特需,14:00,16:00,30,1,,,30000,2026-01-01,2026-06-30\n"
        "p2,周三,上午,普通,8:00,12:00,60,10,,,,,\n"
    ),
    "exceptions.csv": (
        "doctor_id,hospital_id,date,period,kind,reason,visit_kind,start,end,slot_minutes,"
        "seats_per_slot,fee_fen\n"
        "p1,,2026-12-07,am,closed,外出会诊,,,,,,\n"
        "p1,,2026-12-07,am,extra,,专家,09:00,11:00,30,3,\n"
        ",h2,2026/12/9,,停诊,全院停诊,,,,,,\n"
    ),
    "platform_rules.csv": "rule,value\nhold_minutes,20\n",
    "rules.csv": "hospital_id,rule,value\nh1,release_time,7:30\n",
    "message_templates.csv": (
        "kind,template_id,title,fields\n"
        f"visit_soon,{'T' * 43},就诊提醒,thing1=hospital_name;time2=starts_at\n"
    ),
}

Edit = Callable[[str, str, str], None]


@dataclass(frozen=True)
class Flat:
    """What a directory holds, hospital after hospital."""

    merchants: list[dict[str, Any]]
    keyless: list[str]
    platform_rules: PlatformRules | None
    message_templates: list[MessageTemplate] | None
    hospitals: list[Hospital]
    departments: list[Department]
    doctors: list[Doctor]
    clinics: list[Clinic]
    exceptions: list[ClinicException] | None


def read(folder: Path, **options: Any) -> Flat:
    """A directory, read with nothing stored."""
    found = read_directory(folder, **options)
    each = found.hospitals
    exceptions = [exception for one in each for exception in one.exceptions or ()]
    return Flat(
        merchants=found.platform.merchants,
        keyless=found.platform.keyless,
        platform_rules=found.platform.rules,
        message_templates=found.platform.message_templates,
        hospitals=[one.hospital for one in each],
        departments=[department for one in each for department in one.departments],
        doctors=[doctor for one in each for doctor in one.doctors],
        clinics=[clinic for one in each for clinic in one.clinics],
        exceptions=None if all(one.exceptions is None for one in each) else exceptions,
    )


@dataclass(frozen=True)
class Stored:
    """What a database holds."""

    taken: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    paid: dict[str, set[str]] = field(default_factory=dict)

    def owners(self, collection: str, ids: Iterable[str]) -> dict[str, str]:
        return {identity: self.taken[identity] for identity in ids if identity in self.taken}

    def merchants(self, ids: Iterable[str]) -> set[str]:
        return set(ids) & self.names

    def receivers(self, merchant_ids: Iterable[str]) -> dict[str, set[str]]:
        return {name: self.paid[name] for name in merchant_ids if name in self.paid}


def refused(folder: Path, **options: Any) -> list[Problem]:
    with pytest.raises(ImportRefused) as caught:
        read_directory(folder, **options)
    return caught.value.problems


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A directory with a sound set of files."""
    for name, text in SOUND.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace a text that stands exactly once in a file."""

    def replace(name: str, old: str, new: str) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8", newline="")

    return replace
