"""The race matrix: pairs of use cases that can meet, their steps interleaved in every way that counts.

Where each side has at most five steps, every schedule is run; else all with at most two preemptions. After each the
patient pays what WeChat would still let them pay (and nobody tells us), the timers run, and the checker looks.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from proof import actions as acts
from proof.actions import Act
from proof.cuts import Ends, Wrong, end_well, nothing_special
from proof.interceptor import Act as Command
from proof.interceptor import Point
from proof.scheduler import SIDES, Trace, every_schedule, run
from proof.start_states import Begin
from proof.world import Unquiet, World

FEW_STEPS = 5
PREEMPTIONS = 2
_SHOWN = 3


@dataclass(frozen=True)
class Race:
    """Two acts that meet. `hears`: what either may be answered. `pays`: whether open orders are paid afterwards."""

    name: str
    begin: Begin
    acts: tuple[Act, Act]
    hears: frozenset[str] = frozenset({"OK"})
    pays: bool = False
    ends: Ends = nothing_special


@dataclass
class Raced:
    """What became of one race."""

    race: str
    bound: str = ""
    steps: tuple[int, int] = (0, 0)
    schedules: int = 0
    states: int = 0
    wrong: list[str] = field(default_factory=list)


def try_race(world: World, race: Race, sample: int | None = None) -> Raced:
    """Run every schedule; the world is where the race begins, and is put back there.

    With `sample`, only so many a side: it is stopped once, at places spread over its steps, and the other runs through.
    """
    moment = world.now()
    shared = _shared(world, race)
    raced, known = Raced(race.name), {}

    def run_one(choices: str) -> Trace:
        world.back_to(moment)
        return run(world, race.acts, shared, choices)

    one_after_the_other = [run_one(side) for side in SIDES]
    raced.steps = (one_after_the_other[0].steps("A"), one_after_the_other[1].steps("B"))
    few = all(trace.steps(side) <= FEW_STEPS for trace in one_after_the_other for side in SIDES)
    raced.bound = "all" if few else f"≤ {PREEMPTIONS} preemptions"
    if sample is None:
        schedules = every_schedule(run_one, None if few else PREEMPTIONS)
    else:
        schedules = map(run_one, _spread(raced.steps, sample))
    for trace in schedules:
        raced.schedules += 1
        state = (world.digest(), tuple(trace.heard.items()))
        if state not in known:
            known[state] = _aftermath(world, race, trace)
        if known[state] and len(raced.wrong) < _SHOWN:
            raced.wrong.append(f"{race.name}: {known[state]} [{trace}]")
    raced.states = len(known)
    world.back_to(moment)
    return raced


def _spread(steps: tuple[int, int], sample: int) -> Iterator[str]:
    for side, other, mine in zip(SIDES, SIDES[::-1], steps, strict=True):
        for stop in sorted({round(mine * part / sample) for part in range(sample)}):
            yield side * stop + other


def _shared(world: World, race: Race) -> frozenset[str]:
    """What one side writes to and the other touches, whichever is first; the world outside if both reach it."""
    moment = world.now()
    sides = dict(zip(SIDES, race.acts, strict=True))
    seen: dict[str, set[str]] = {side: set() for side in SIDES}
    changed: dict[str, set[str]] = {side: set() for side in SIDES}

    for order in (SIDES, SIDES[::-1]):
        world.back_to(moment)
        for side in order:
            world.interceptor.around = _watch(seen[side], changed[side])
            acts.heard(sides[side], world)
    world.back_to(moment)
    first, second = SIDES[0], SIDES[1]
    return frozenset(changed[first] & seen[second] | changed[second] & seen[first])


def _watch(seen: set[str], changed: set[str]) -> Callable[[Point, Command], object]:
    def around(point: Point, act: Command) -> object:
        seen.add(point.place)
        if point.writes:
            changed.add(point.place)
        return act()

    return around


def _aftermath(world: World, race: Race, trace: Trace) -> str:
    """What is wrong after a race; nothing if all is well."""
    try:
        unexpected = set(trace.heard.values()) - race.hears
        if unexpected:
            raise Wrong(f"heard {trace.heard}")
        if found := world.violations():
            raise Wrong("at once: " + "; ".join(found[:3]))
        if race.pays:
            for order in world.payable_orders():
                world.paid_at_wechat(order)
        world.until_quiet()
        end_well(world)
        race.ends(world)
    except (Wrong, Unquiet) as wrong:
        return str(wrong)
    return ""
