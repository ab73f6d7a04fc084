"""The crash matrix: every use case cut before and after each of its writes and outside calls, three ways.

After each cut the same tap is made again before any timer runs, then the timers run until nothing is left. The cut
points are found by running, so a new write is covered by itself.
"""

import os
import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pymongo.errors import NetworkTimeout, PyMongoError

from common.clients.wechat import SendOutcome
from proof.actions import Act
from proof.interceptor import OUTSIDE, Point
from proof.interceptor import Act as Command
from proof.start_states import Begin
from proof.world import Unquiet, World, answer
from tests.support.outside import LOST

_KILLED = 9


class Way(Enum):
    """How it is cut: unwound by an exception nobody catches, ended as a process, or left without an answer."""

    UNWOUND = "unwound"
    KILLED = "killed"
    UNKNOWN = "unknown"


class Side(Enum):
    """Whether what was cut had happened."""

    BEFORE = "before"
    AFTER = "after"


class Wrong(Exception):
    """Something is not as the protocol promises."""


class Unwound(BaseException):
    """Goes through every `except Exception`."""


Sees = Callable[[World, str, Any], None]
Ends = Callable[[World], None]


def nothing_special(world: World) -> None:
    """The general promises say it all."""


def _anything(world: World, heard: str, reply: Any) -> None:
    """What a timer or WeChat hears is nobody's concern."""


@dataclass(frozen=True)
class Scene:
    """One use case in one situation.

    `hears`: what the same tap may be answered before any timer ran. `sees` looks at that answer and may go on as the
    patient would; `ends` looks at the end. Both raise `Wrong`.
    """

    name: str
    begin: Begin
    act: Act
    hears: frozenset[str] = frozenset({"OK"})
    sees: Sees = _anything
    ends: Ends = nothing_special


@dataclass
class Tried:
    """What became of one scene: points found, cuts made, states they led to, what the second tap heard, what is wrong.

    What follows a cut depends on the state alone, so it is tried once a state.
    """

    scene: str
    points: int = 0
    cuts: int = 0
    states: int = 0
    heard: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class _Cutter:
    """Counts cut points as they pass by, and cuts at the n-th."""

    def __init__(self, world: World, at: int | None, way: Way, side: Side) -> None:
        self._world = world
        self._at = at
        self._way = way
        self._side = side
        self.points: list[Point] = []

    def __call__(self, point: Point, act: Command) -> Any:
        if not point.writes:
            return act()
        self.points.append(point)
        if len(self.points) - 1 != self._at:
            return act()
        if self._side is Side.AFTER:
            with suppress(
                PyMongoError
            ):  # "it is there already" is an answer too, and it is lost as well
                act()
        return self._cut(point)

    @property
    def reached(self) -> bool:
        return self._at is not None and len(self.points) > self._at

    def _cut(self, point: Point) -> Any:
        if self._way is Way.UNWOUND:
            raise Unwound
        if self._way is Way.KILLED:
            os._exit(_KILLED)
        if point.place != OUTSIDE:
            raise NetworkTimeout("no answer")
        if point.name == "message":
            return SendOutcome.UNKNOWN  # as the client tells a lost answer
        raise LOST


def points_of(world: World, scene: Scene) -> list[Point]:
    """The cut points of a scene when nothing goes wrong."""
    cutter = _Cutter(world, None, Way.UNWOUND, Side.BEFORE)
    world.interceptor.around = cutter
    heard, reply = answer(lambda: scene.act(world))
    world.interceptor.open()
    if heard != "OK":
        raise Wrong(f"{scene.name}: uncut it hears {heard} {reply}")
    return cutter.points


def try_scene(
    world: World, scene: Scene, ways: tuple[Way, ...] = tuple(Way), every: int = 1
) -> Tried:
    """Cut a scene at every point (or at every so many); the world is where it begins, and is put back there."""
    moment = world.now()
    tried = Tried(scene.name, points=len(points_of(world, scene)))
    known: dict[object, tuple[str, str]] = {}
    for at, side, way in _every_cut(ways, every):
        world.back_to(moment)
        point = _run_cut(world, scene, at, side, way)
        if point is None:
            break
        tried.cuts += 1
        state = world.digest()
        if state not in known:
            known[state] = _aftermath(world, scene)
        heard, wrong = known[state]
        tried.heard[heard] += 1
        if wrong:
            tried.wrong.append(f"{scene.name}, {way.value} {side.value} {at} {point}: {wrong}")
    tried.states = len(known)
    world.back_to(moment)
    return tried


def _every_cut(ways: tuple[Way, ...], every: int) -> Iterator[tuple[int, Side, Way]]:
    at = 0
    while True:
        for side in Side:
            for way in ways:
                yield at, side, way
        at += every


def _run_cut(world: World, scene: Scene, at: int, side: Side, way: Way) -> Point | None:
    """Run the use case with one cut; the point that was cut, None when there are no more."""
    cutter = _Cutter(world, at, way, side)
    world.interceptor.around = cutter
    try:
        if way is Way.KILLED:
            return _in_a_process(world, scene, cutter)
        answer(lambda: scene.act(world))
    except Unwound:
        pass
    finally:
        world.interceptor.open()
    return cutter.points[at] if cutter.reached else None


def _in_a_process(world: World, scene: Scene, cutter: _Cutter) -> Point | None:
    """Fork, let the child be killed in the act, and take over what the world outside remembers of it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        cutter._cut = lambda point: _leave(world, writing, point)  # type: ignore[method-assign]
        world.connect_again()
        world.interceptor.around = cutter
        answer(lambda: scene.act(world))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == 0:
        return None
    if code != _KILLED:
        raise Wrong(f"{scene.name}: the process ended by itself with {code}")
    outside, names, dirty, point = pickle.loads(told)
    world.set_outside(outside)
    world.names.given.update(names)
    world.interceptor.dirty |= dirty
    return Point(*point)


def _leave(world: World, pipe: int, point: Point) -> None:
    state = (world.outside_state(), dict(world.names.given), world.interceptor.dirty, tuple(point))
    with os.fdopen(pipe, "wb") as out:
        pickle.dump(state, out)
    os._exit(_KILLED)


def _aftermath(world: World, scene: Scene) -> tuple[str, str]:
    """The same tap again, then time; what the tap heard, and what is wrong."""
    heard = "?"
    try:
        _hold(world.violations(), "after the cut")
        heard, reply = answer(lambda: scene.act(world))
        if heard not in scene.hears:
            raise Wrong(f"the same tap hears {heard}: {reply}")
        _hold(world.violations(), "after the second tap")
        scene.sees(world, heard, reply)
        world.until_quiet()
        end_well(world)
        scene.ends(world)
    except (Wrong, Unquiet) as wrong:
        return heard, str(wrong)
    return heard, ""


def end_well(world: World) -> None:
    """What holds at every end, whatever happened: invariants, money, messages. Raises `Wrong`."""
    _hold(world.violations(settled=True), "at the end")
    _hold(world.unsettled_money(), "at the end")
    _hold(world.messages_twice(), "at the end")


def _hold(violations: list[str], when: str) -> None:
    if violations:
        raise Wrong(f"{when}: " + "; ".join(violations[:3]))
