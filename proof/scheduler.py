"""Two calls, one step at a time: who goes next is decided by a schedule, not by luck."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from proof.actions import Act
from proof.interceptor import Act as Command
from proof.interceptor import Point
from proof.world import World, answer

SIDES = "AB"
_WAIT_SECONDS = 60.0


@dataclass
class Trace:
    """One interleaving: who could have gone at each step, who went, what they did, and what each heard at the end."""

    enabled: list[str] = field(default_factory=list)
    went: list[str] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    heard: dict[str, str] = field(default_factory=dict)

    def steps(self, side: str) -> int:
        """How many steps a side made."""
        return self.went.count(side)

    def __str__(self) -> str:
        return " ".join(f"{who}:{point}" for who, point in zip(self.went, self.points, strict=True))


class _Runner:
    """One side in its own thread; it stops before each step until it is let on."""

    def __init__(self, side: str, act: Act, world: World) -> None:
        self.side = side
        self.next: Point | None = None
        self.heard = ""
        self.failure: BaseException | None = None
        self._act, self._world = act, world
        self._go, self._stopped = threading.Semaphore(0), threading.Semaphore(0)
        threading.Thread(target=self._run, daemon=True).start()
        self._await()

    def _run(self) -> None:
        self._world.names.side.name = self.side
        _running.side = self
        try:
            self.heard, _ = answer(lambda: self._act(self._world))
        except BaseException as failure:  # noqa: BLE001  it is raised where the schedule runs
            self.failure = failure
        self.next = None
        self._stopped.release()

    def stop_before(self, point: Point) -> None:
        """Called by the side itself, at each step."""
        self.next = point
        self._stopped.release()
        self._go.acquire()

    def step(self) -> None:
        """Let it make the step it stands before, and go on to the next."""
        self._go.release()
        self._await()

    def _await(self) -> None:
        if not self._stopped.acquire(timeout=_WAIT_SECONDS):
            raise TimeoutError(f"side {self.side} neither stops nor ends")
        if self.failure is not None:
            raise self.failure


_running = threading.local()


def run(world: World, acts: tuple[Act, Act], shared: frozenset[str], choices: str) -> Trace:
    """One interleaving: `choices` says who goes at each step where both can; after it, whoever went last goes on.

    A step is a command to a `shared` collection, or an outside call. Everything else is seen by one side only, or by
    both and changed by neither, so its order makes no difference.
    """

    def around(point: Point, act: Command) -> Any:
        runner: _Runner | None = getattr(_running, "side", None)
        if runner is not None and point.place in shared:
            runner.stop_before(point)
        return act()

    world.interceptor.around = around
    trace = Trace()
    runners = {side: _Runner(side, act, world) for side, act in zip(SIDES, acts, strict=True)}
    while enabled := "".join(side for side, runner in runners.items() if runner.next is not None):
        at = len(trace.went)
        wanted = choices[at] if at < len(choices) else ""
        who = wanted if wanted and wanted in enabled else _goes_on(trace, enabled)
        trace.enabled.append(enabled)
        trace.went.append(who)
        trace.points.append(runners[who].next)  # type: ignore[arg-type]
        runners[who].step()
    trace.heard = {side: runner.heard for side, runner in runners.items()}
    world.interceptor.open()
    return trace


def _goes_on(trace: Trace, enabled: str) -> str:
    last = trace.went[-1] if trace.went else SIDES[0]
    return last if last in enabled else enabled[0]


def _preemptions(went: str, enabled: list[str]) -> int:
    """How often a side that could have gone on was made to wait."""
    return sum(
        was != now and was in could
        for was, now, could in zip(went, went[1:], enabled[1:], strict=False)
    )


def every_schedule(run_one: Callable[[str], Trace], most: int | None) -> Iterator[Trace]:
    """Every interleaving with at most so many preemptions (None: every one), each exactly once."""
    waiting = [""]
    while waiting:
        choices = waiting.pop()
        trace = run_one(choices)
        yield trace
        went = "".join(trace.went)
        for at in range(len(choices), len(went)):
            for other in trace.enabled[at].replace(went[at], ""):
                another = went[:at] + other
                if most is None or _preemptions(another, trace.enabled) <= most:
                    waiting.append(another)
