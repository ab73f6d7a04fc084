"""A hospital's pages under proof: a slot turned by hand, a row of its tables saved and taken out."""

from typing import Any

from common.contracts.admin import ADMIN_REQUEST
from common.protocol import sign_in
from common.usecases.admin import admin
from proof import actions as acts
from proof.actions import Act
from proof.cuts import Ends, Scene, Wrong
from proof.races import Race
from proof.staff import staffed
from proof.start_catalogues import FIRST, checked, wholly
from proof.start_sessions import session_closed
from proof.world import World
from tests.support.catalogue import fill_in

_OK = frozenset({"OK"})
_LATER = frozenset({"OK", "STALE", "BAD_STATE", "BUSY"})


# --- where it begins


def paged(world: World) -> None:
    """Two managers, and a hospital whose tables say all that a file must say; each has the first doctor open."""
    staffed(world)
    fill_in(world.service)
    row = call(world, "mgr", "read", kind="doctor", hospital_id="h1").rows[0]
    world.facts["row"] = row
    world.facts["doctor"] = row.values["doctor_id"]


def paged_and_checked(world: World) -> None:
    """The same, and a file was checked in which nothing of the doctor is changed."""
    paged(world)
    checked(world)


def closed_by_hand(world: World) -> None:
    """A manager closed a slot."""
    staffed(world)
    closes()(world)


def exception_comes(world: World) -> None:
    """An exception closes the slot's half-day, and nobody published since."""
    session_closed(world)
    staffed(world)


# --- what they do


def call(world: World, who: str, action: str, **data: Any) -> Any:
    """What somebody's phone asks of `admin`."""
    request = ADMIN_REQUEST.validate_python({"action": action, **data})
    return admin(request, sign_in.by_phone(who, world.deps), world.deps)


def closes(who: str = "mgr") -> Act:
    """A manager closes a slot."""
    return lambda world: call(world, who, "close_slot", slot_id=world.slot, reason="设备检修")


def opens(who: str = "mgr") -> Act:
    """A manager opens it again."""
    return lambda world: call(world, who, "open_slot", slot_id=world.slot, reason="检修完了")


def saves(who: str = "mgr", specialties: str = "近视") -> Act:
    """A manager saves the doctor as they have them on their page."""

    def act(world: World) -> Any:
        row = world.facts["row"]
        values = {**row.values, "specialties": specialties}
        return call(world, who, "save", kind="doctor", hospital_id="h1", rev=row.rev, values=values)

    return act


def retires(who: str = "mgr") -> Act:
    """A manager takes the doctor out."""
    return lambda world: call(
        world,
        who,
        "retire",
        kind="doctor",
        hospital_id="h1",
        rev=world.facts["row"].rev,
        reason="调离",
    )


# --- how it ends


def _state(*states: str) -> Ends:
    """The slot's state, by an entry that was not taken back."""

    def ends(world: World) -> None:
        slot = world.raw["slots"].find_one({"_id": world.slot}) or {}
        if slot.get("state") not in states:
            raise Wrong(f"the slot is {slot.get('state')}")

    return ends


def _turned_once(world: World) -> None:
    """Of all entries about the slot one has happened: the others were taken back."""
    about = [*world.raw["audit"].find({"object.id": world.slot})]
    taken_back = {each["of"] for each in about if each["outcome"] == "not_done"}
    done = [
        each["_id"] for each in about if each["outcome"] is None and each["_id"] not in taken_back
    ]
    if len(done) != 1:
        raise Wrong(f"{len(done)} entries say that the slot was turned")
    _named_by_the_slot(world)


def _named_by_the_slot(world: World) -> None:
    slot = world.raw["slots"].find_one({"_id": world.slot}) or {}
    entry = world.raw["audit"].find_one({"_id": slot.get("audit")})
    if entry is None or entry["object"]["id"] != world.slot:
        raise Wrong("the slot names no entry about it")


def _doctor(*specialties: str, active: bool = True) -> Ends:
    def ends(world: World) -> None:
        doctor = world.raw["doctors"].find_one({"_id": world.facts["doctor"]}) or {}
        if doctor.get("active") is not active or (
            active and doctor["specialties"] not in specialties
        ):
            raise Wrong(f"the doctor is {doctor.get('active')} with {doctor.get('specialties')}")

    return ends


def _saved(world: World, heard: str, _: Any) -> None:
    if heard == "OK":
        _doctor("近视")(world)


def _retired(world: World, heard: str, _: Any) -> None:
    if heard == "OK":
        _doctor(active=False)(world)


def _either_or_both(world: World) -> None:
    """The file is written whole or not at all, and so is the row; what one of them heard is there."""
    whole = world.store.catalogue_writes.whole("h1")
    if whole is None or whole.hospital.held_by:
        raise Wrong("the hospital is held")
    if any(clinic.start == FIRST[1] for clinic in whole.clinics):
        wholly(FIRST)(world)
    elif whole.doctors[0].specialties != "近视":
        raise Wrong("neither was written")


def _left_or_saved(world: World) -> None:
    """Saved and then taken out, or only one of both: never saved after it was taken out."""
    doctor = world.raw["doctors"].find_one({"_id": world.facts["doctor"]}) or {}
    clinics = world.raw["clinics"].count_documents({"doctor_id": doctor["_id"], "active": True})
    if doctor["active"] is not bool(clinics):
        raise Wrong(f"the doctor is {doctor['active']} with {clinics} clinics")


ADMIN_SCENES: tuple[Scene, ...] = (
    Scene("a slot: closed by hand", staffed, closes(), ends=_state("closed")),
    Scene("a slot: opened by hand", closed_by_hand, opens(), ends=_state("open")),
    Scene("a row: saved", paged, saves(), frozenset({"OK", "BUSY"}), _saved, _doctor("近视", "")),
    Scene("a row: a doctor taken out", paged, retires(), frozenset({"OK", "BUSY"}), _retired, _left_or_saved),
)  # fmt: skip

ADMIN_PAIRS: tuple[Race, ...] = (
    Race("a slot closed by hand × book", staffed, (closes(), acts.books(0)), frozenset({"OK", "SLOT_CLOSED"}), True,
         _state("closed")),
    Race("a slot closed by two hands", staffed, (closes(), closes("mgr2")), _LATER, ends=_turned_once),
    Race("a slot opened × closed by hand", closed_by_hand, (opens(), closes("mgr2")), _LATER, ends=_named_by_the_slot),
    Race("a slot closed by hand × by an exception", exception_comes, (closes(), acts.publishes), _LATER,
         ends=_state("closed")),
    Race("one row, two pages", paged, (saves(), saves("mgr2", "白内障")), frozenset({"OK", "STALE", "BUSY"}),
         ends=_doctor("近视", "白内障")),
    Race("a row saved × import", paged_and_checked, (saves(), acts.imports()), frozenset({"OK", "STALE", "BUSY"}),
         ends=_either_or_both),
    Race("a row saved × taken out", paged, (saves(), retires("mgr2")), frozenset({"OK", "STALE", "BUSY"}),
         ends=_left_or_saved),
)  # fmt: skip
