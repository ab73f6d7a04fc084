"""A change of the timetable under proof: half-days laid out anew, and seats added by hand."""

from typing import Any

from common.contracts.admin import ADMIN_REQUEST
from common.domain.timetable import ClinicException
from common.protocol import catalogue_job, sign_in
from common.protocol.deadline import Deadline
from common.usecases.admin import admin
from proof import actions as acts
from proof.actions import Act
from proof.admin import closes, paged
from proof.cuts import Ends, Scene, Wrong
from proof.races import Race
from proof.start_states import confirmed
from proof.world import World
from tests.support.catalogue import only, put

_ONCE_OR_LATER = frozenset({"OK", "STALE", "BUSY"})
_BOOKED = frozenset({"OK", "SLOT_CLOSED", "SLOT_FULL", "SLOT_HELD", "BUSY"})
_ADDED = frozenset({"OK", "STALE", "BAD_STATE", "BUSY"})
_TAP = "tap-00000001"


# --- where it begins


def proposed(world: World) -> None:
    """Two managers each have on their page what a shorter slot would do to the first doctor's Wednesday."""
    paged(world)
    for name, minutes in (("shorter", "20"), ("shortest", "15")):
        _propose(world, name, minutes)


def proposed_and_booked(world: World) -> None:
    """The same, and somebody has booked."""
    confirmed(world)
    proposed(world)


def proposed_half_laid_out(world: World) -> None:
    """The same, and `publish` was cut off when the half-day was half laid out."""
    proposed(world)
    world.raw["slots"].delete_one({"_id": world.service.slot_id(start="0830")})


def proposed_for_tomorrow(world: World) -> None:
    """A day of the doctor enters what is laid out, and nobody published since."""
    paged(world)
    world.clock.pass_(days=1)
    _propose(world, "shorter", "20")


def proposed_and_reopened(world: World) -> None:
    """A session was closed by an exception that is withdrawn; nobody published since."""
    slot = world.service.slot(world.slot)
    closed = ClinicException(
        id="closed", hospital_id="h1", doctor_id=slot.doctor_id, date=slot.date, kind="closed"
    )
    put(world.raw, [closed])
    acts.publishes(world)
    only(world.raw, "clinic_exceptions", [])
    proposed(world)


def applied_without_time(world: World) -> None:
    """The change was begun and its first run had no time; a sweep is due."""
    proposed(world)
    catalogue_job.start(world.facts["shorter"], world.deps, Deadline(lambda: 0.0))


def _propose(world: World, name: str, minutes: str) -> None:
    row = next(
        row
        for row in _call(world, "mgr", "read", kind="clinic", hospital_id="h1").rows
        if (row.values["doctor_id"], row.values["weekday"]) == ("d1", "周三")
    )
    values = {**row.values, "slot_minutes": minutes}
    asked = {"kind": "clinic", "hospital_id": "h1", "rev": row.rev, "values": values}
    world.facts[name] = _call(world, "mgr", "propose", **asked).preview_id


# --- what they do


def _call(world: World, who: str, action: str, **data: Any) -> Any:
    request = ADMIN_REQUEST.validate_python({"action": action, **data})
    return admin(request, sign_in.by_phone(who, world.deps), world.deps)


def applies(preview: str = "shorter", who: str = "mgr") -> Act:
    """A manager confirms what they saw."""
    return lambda world: _call(world, who, "apply", preview_id=world.facts[preview], touched="keep")


def adds(who: str = "mgr", key: str = _TAP, start: str = "0800") -> Act:
    """A manager adds a seat to a slot."""
    return lambda world: _call(
        world, who, "add_seats", slot_id=world.service.slot_id(start=start), pool="phone", seats=1,
        reason="老病人", idempotency_key=key,
    )  # fmt: skip


# --- how it ends


def _slots(world: World) -> list[dict[str, Any]]:
    query = {"doctor_id": "d1", "date": world.service.slot(world.slot).date, "retired": False}
    return list(world.raw["slots"].find(query))


def laid_out(*layouts: tuple[int, bool]) -> Ends:
    """The half-day is whole, by one of these numbers of slots, and on sale or not; nobody holds the hospital."""

    def ends(world: World) -> None:
        slots = _slots(world)
        open_ = {raw["state"] == "open" for raw in slots}
        if len({raw["laid"] for raw in slots}) != 1 or len(open_) != 1:
            raise Wrong(f"half of a layout: {[(raw['_id'], raw['state']) for raw in slots]}")
        if (len(slots), open_.pop()) not in layouts:
            raise Wrong(f"{len(slots)} slots: {[raw['state'] for raw in slots]}")
        if world.raw["hospitals"].count_documents({"held_by": {"$ne": None}}):
            raise Wrong("the hospital is held")

    return ends


def _as_long_as_it_is_booked(world: World) -> None:
    """With a booking on its slots the half-day is as it was, without one it may be either."""
    booked = world.raw["bookings"].count_documents({"status": {"$in": ["held", "confirmed"]}})
    laid_out(*[(2, True)] if booked else [(2, True), (3, True)])(world)


def _tomorrow_by_one_timetable(world: World) -> None:
    last = max(raw["date"] for raw in world.raw["slots"].find({"doctor_id": "d1"}))
    found = world.raw["slots"].count_documents({"doctor_id": "d1", "date": last, "retired": False})
    if found != 3:
        raise Wrong(f"{found} slots on the day that entered")


def _added(most: int, least: int = 0) -> Ends:
    """How many seats were added, and an entry that was not taken back for each."""

    def ends(world: World) -> None:
        found = [each for raw in _slots(world) for each in raw["added"]]
        entries = list(world.raw["audit"].find({"verb": "admin.add_seats"}))
        taken_back = {raw["of"] for raw in entries if raw["outcome"] == "not_done"}
        done = [raw for raw in entries if not raw["outcome"] and raw["_id"] not in taken_back]
        if not least <= len(found) <= most or len(done) < len(found):
            raise Wrong(f"{len(found)} added, {len(done)} entries say so")
        if any(len(raw["seats"]) != 1 + len(raw["added"]) for raw in _slots(world)):
            raise Wrong("a slot has not the seats that were added to it")

    return ends


REPLAN_SCENES: tuple[Scene, ...] = (
    Scene("a half-day: laid out anew", proposed, applies(), ends=laid_out((3, True))),
    Scene("a half-day: booked, and kept", proposed_and_booked, applies(), ends=laid_out((2, True))),
    Scene("a half-day: half laid out, and laid out anew", proposed_half_laid_out, applies(), ends=laid_out((3, True))),
    Scene("a slot: seats added", paged, adds(), ends=_added(1, 1)),
)  # fmt: skip

REPLAN_PAIRS: tuple[Race, ...] = (
    Race("laid out anew × book", proposed, (applies(), acts.books(0)), _BOOKED, True, _as_long_as_it_is_booked),
    Race("laid out anew × cancel", proposed_and_booked, (applies(), acts.cancels()), frozenset({"OK", "BUSY"}),
         ends=laid_out((2, True), (3, True))),
    Race("laid out anew × publish", proposed_half_laid_out, (applies(), acts.publishes), ends=laid_out((3, True))),
    Race("laid out anew × publish of the day that enters", proposed_for_tomorrow, (applies(), acts.publishes),
         ends=_tomorrow_by_one_timetable),
    Race("laid out anew × sold again", proposed_and_reopened, (applies(), acts.publishes), ends=laid_out((3, True))),
    Race("laid out anew, two pages", proposed, (applies(), applies("shortest", "mgr2")), _ONCE_OR_LATER,
         ends=laid_out((3, True), (4, True))),
    Race("laid out anew, two copies", proposed, (applies(), applies()), ends=laid_out((3, True))),
    Race("laid out anew × its sweep", applied_without_time, (applies(), acts.sweeps), ends=laid_out((3, True))),
    Race("laid out anew × closed by hand", proposed, (applies(), closes("mgr2")), _ADDED),
    Race("laid out anew × seats added", proposed, (applies(), adds("mgr2")), _ADDED, ends=_added(1)),
    Race("seats added × book", paged, (adds(), acts.books(0)), _BOOKED, True, _added(1, 1)),
    Race("seats added, two copies", paged, (adds(), adds()), _ADDED, ends=_added(1, 1)),
    Race("seats added by two", paged, (adds(), adds("mgr2", "tap-00000002")), _ADDED, ends=_added(2, 1)),
    Race("seats added to two slots of a half-day", paged, (adds(), adds("mgr2", "tap-00000002", "0830")), _ADDED,
         ends=_added(2, 2)),
)  # fmt: skip
