"""A hospital's notices under proof: one saved, one taken out, and two hands at one board."""

from typing import Any

from proof.actions import Act
from proof.admin import ADMIN_PAIRS, ADMIN_SCENES, call
from proof.cuts import Scene, Wrong
from proof.races import Race
from proof.staff import staffed
from proof.world import World

_LATER = frozenset({"OK", "STALE", "BUSY"})
_DAYS = {"from_date": "2026-03-01", "until_date": "2099-12-31"}


def _saved(world: World) -> None:
    """There is a notice; both managers have it open."""
    staffed(world)
    world.facts["row"] = saves("甲")(world).row


def saves(heading: str, who: str = "mgr", text: str = "演示") -> Act:
    """A manager saves a notice: the one that they have open, else a new one."""

    def act(world: World) -> Any:
        row = world.facts.get("row")
        values = {**_DAYS, "heading": heading, "text": text}
        rev = row.rev if row else None
        return call(world, who, "save", kind="notice", hospital_id="h1", rev=rev, values=values)

    return act


def retires(who: str = "mgr") -> Act:
    """A manager takes the notice out."""
    return lambda world: call(
        world, who, "retire", kind="notice", hospital_id="h1", rev=world.facts["row"].rev, reason="演示"
    )  # fmt: skip


def _named(world: World) -> None:
    """The board names the entry of its last change; nothing that was told as done is missing."""
    raw = world.raw["notices"].find_one({"_id": "h1"})
    if raw is None:
        return
    entry = world.raw["audit"].find_one({"_id": raw["audit"]}) or {}
    if entry.get("object") != {"kind": "notice", "id": "h1"}:
        raise Wrong("the notices name no entry about them")
    about = [*world.raw["audit"].find({"object.id": "h1", "object.kind": "notice"})]
    taken_back = {each["of"] for each in about if each["outcome"] == "not_done"}
    done = {each["_id"] for each in about if each["outcome"] is None} - taken_back
    if raw["rev"] > len(done):
        raise Wrong(f"{raw['rev']} changes, {len(done)} entries that tell of one")


def _there(*headings: str) -> Any:
    def ends(world: World) -> None:
        _named(world)
        raw = world.raw["notices"].find_one({"_id": "h1"}) or {"notices": []}
        found = tuple(sorted(each["heading"] for each in raw["notices"]))
        if found not in {tuple(sorted(one)) for one in headings}:
            raise Wrong(f"the notices are {found}")

    return ends


def _heard(world: World, heard: str, _: Any) -> None:
    if heard == "OK":
        _there("乙")(world)


# All of the pages.
PAGE_SCENES: tuple[Scene, ...] = (
    *ADMIN_SCENES,
    Scene("a notice: the first saved", staffed, saves("乙"), _LATER, _heard, _there("乙", "")),
    Scene("a notice: changed", _saved, saves("乙"), _LATER, _heard, _there("甲", "乙")),
    Scene("a notice: taken out", _saved, retires(), _LATER, ends=_there("甲", "")),
)  # fmt: skip

PAGE_PAIRS: tuple[Race, ...] = (
    *ADMIN_PAIRS,
    Race("the first notices of two hands", staffed, (saves("甲"), saves("乙", "mgr2")), _LATER,
         ends=_there("甲", "乙", "甲乙")),
    Race("one notice, two pages", _saved, (saves("乙"), saves("丙", "mgr2")), _LATER, ends=_there("乙", "丙")),
    Race("a notice saved × taken out", _saved, (saves("乙"), retires("mgr2")), _LATER, ends=_there("乙", "")),
)  # fmt: skip
