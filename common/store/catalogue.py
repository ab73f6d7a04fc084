"""hospitals, departments, doctors, clinics, clinic_exceptions as patients meet them, and the platform's rules.

Hospitals' catalogues are written by `store.catalogue_writes`. What vanishes from one becomes inactive, it is never
deleted.
"""

from collections.abc import Iterable

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.rules.platform import PlatformRules
from common.domain.search import Look
from common.domain.timetable import Clinic, ClinicException
from common.store.collection import Raw
from common.store.looking import found

# What a document is found by is longer than the document, and only a look reads it.
_SHOWN = {"found_by": 0}
_PLATFORM = "platform_rules"


class Catalogue:
    """Hospitals and what they are made of."""

    def __init__(self, database: Database[Raw]) -> None:
        self._hospitals = database["hospitals"]
        self._departments = database["departments"]
        self._doctors = database["doctors"]
        self._clinics = database["clinics"]
        self._exceptions = database["clinic_exceptions"]
        self._settings = database["settings"]

    # --- reading

    def platform_rules(self) -> PlatformRules:
        """The platform's rules; defaults where nothing else is set."""
        raw = self._settings.find_one({"_id": _PLATFORM}) or {}
        rules = {name: value for name, value in raw.items() if name not in ("_id", "audit")}
        return PlatformRules.model_validate(rules)

    def platform_audit(self) -> str | None:
        """The entry of the last change of the platform's rules on a page; none after an import."""
        raw = self._settings.find_one({"_id": _PLATFORM}, {"audit": 1}) or {}
        return raw.get("audit")

    def hospitals(self) -> list[Hospital]:
        """Every active hospital."""
        return [
            Hospital.model_validate(raw) for raw in self._hospitals.find({"active": True}, _SHOWN)
        ]

    def hospital(self, hospital_id: str) -> Hospital | None:
        """One active hospital."""
        raw = self._hospitals.find_one({"_id": hospital_id}, _SHOWN)
        return Hospital.model_validate(raw) if raw and raw["active"] else None

    def department(self, department_id: str) -> Department | None:
        """One active department."""
        raw = self._departments.find_one({"_id": department_id}, _SHOWN)
        return Department.model_validate(raw) if raw and raw["active"] else None

    def departments_of(self, hospital_id: str) -> list[Department]:
        """The active departments of a hospital, both levels."""
        query = {"hospital_id": hospital_id, "active": True}
        return [Department.model_validate(raw) for raw in self._departments.find(query, _SHOWN)]

    def doctor(self, doctor_id: str) -> Doctor | None:
        """One active doctor."""
        raw = self._doctors.find_one({"_id": doctor_id}, _SHOWN)
        return Doctor.model_validate(raw) if raw and raw["active"] else None

    def doctors_in(
        self, *, hospital_id: str | None = None, department_id: str | None = None
    ) -> list[Doctor]:
        """The active doctors of a hospital or of a department."""
        queries: list[Raw] = [{"hospital_id": hospital_id}]
        if department_id is not None:
            queries = [{"department_id": department_id}, {"also_in": department_id}]
        doctors = {
            raw["_id"]: Doctor.model_validate(raw)
            for query in queries
            for raw in self._doctors.find({**query, "active": True}, _SHOWN)
        }
        return list(doctors.values())

    def departments_named(self, ids: Iterable[str]) -> dict[str, Department]:
        """Of some departments, the active ones by their id."""
        query = {"_id": {"$in": sorted(set(ids))}, "active": True}
        found = self._departments.find(query, _SHOWN)
        return {raw["_id"]: Department.model_validate(raw) for raw in found}

    def doctors_named(self, ids: Iterable[str]) -> dict[str, Doctor]:
        """Of some doctors, the active ones by their id."""
        query = {"_id": {"$in": sorted(set(ids))}, "active": True}
        found = self._doctors.find(query, _SHOWN)
        return {raw["_id"]: Doctor.model_validate(raw) for raw in found}

    def find_hospitals(self, look: Look) -> list[Hospital]:
        """Active hospitals that fit, best first."""
        return found(self._hospitals, Hospital, look)

    def find_departments(self, look: Look) -> list[Department]:
        """Active departments that fit, best first."""
        return found(self._departments, Department, look)

    def find_doctors(self, look: Look) -> list[Doctor]:
        """Active doctors that fit, best first."""
        return found(self._doctors, Doctor, look)

    def parents_among(self, departments: Iterable[Department]) -> set[str]:
        """Those departments that have children."""
        query = {"parent_id": {"$in": [d.id for d in departments]}, "active": True}
        return {raw["parent_id"] for raw in self._departments.find(query, {"parent_id": 1})}

    def revision(self, hospital_id: str) -> tuple[int, str | None]:
        """The revision of a hospital's catalogue, and the job that is writing it."""
        wanted = {"catalogue_rev": 1, "held_by": 1}
        raw = self._hospitals.find_one({"_id": hospital_id}, wanted) or {}
        return raw.get("catalogue_rev", 0), raw.get("held_by")

    def clinics_of(self, hospital_id: str) -> list[Clinic]:
        """The weekly timetable of a hospital."""
        query = {"hospital_id": hospital_id, "active": True}
        return [Clinic.model_validate(raw) for raw in self._clinics.find(query)]

    def exceptions_on(self, hospital_id: str, days: Iterable[str]) -> list[ClinicException]:
        """A hospital's dated exceptions on some days."""
        query = {"hospital_id": hospital_id, "date": {"$in": list(days)}, "active": True}
        return [ClinicException.model_validate(raw) for raw in self._exceptions.find(query)]

    # --- writing

    def set_platform_rules(self, rules: PlatformRules) -> None:
        """Keep only what differs from the defaults."""
        changed = rules.model_dump(exclude_defaults=True)
        self._settings.replace_one({"_id": _PLATFORM}, changed, upsert=True)

    def change_platform_rules(
        self, before: PlatformRules, after: PlatformRules, audit: str
    ) -> bool:
        """Set the rules on record, as `before` says they are; False when one of them was changed since."""
        was, now = (rules.model_dump(exclude_defaults=True) for rules in (before, after))
        # A default stands there only where it was none when it was set.
        query: Raw = {"_id": _PLATFORM} | {
            name: value if name in was else {"$in": [value, None]}
            for name, value in before.model_dump().items()
        }
        change: Raw = {"$set": {**now, "audit": audit}}
        if gone := dict.fromkeys(was.keys() - now.keys(), ""):
            change["$unset"] = gone
        if self._settings.update_one(query, change).modified_count == 1:
            return True
        if was or self._settings.find_one({"_id": _PLATFORM}, {"_id": 1}):
            return False
        try:
            self._settings.insert_one({"_id": _PLATFORM, **now, "audit": audit})
        except DuplicateKeyError:
            return False
        return True
