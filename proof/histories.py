"""Random histories: four people, three slots, time, faults and cuts; what breaks is told as its shortest story."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from proof import actions as acts
from proof.actions import Act
from proof.cuts import Unwound, Wrong, end_well
from proof.interceptor import Act as Command
from proof.interceptor import Point
from proof.world import Moment, World, answer
from tests.support.database import scratch
from tests.support.outside import LOST

STEPS, EXAMPLES = 25, 150
_PEOPLE = st.integers(0, 3)
_SLOTS = st.sampled_from(["slot", "free_slot", "pair"])
_FAULTS = ("prepay", "query", "close", "refund", "query_refund")
# What somebody may hear; anything else is a bug.
_HEARD = frozenset(
    {
        "OK", "BUSY", "SLOT_FULL", "SLOT_HELD", "SLOT_CLOSED", "ALREADY_BOOKED", "TIME_CONFLICT", "LIMIT_REACHED",
        "BAD_STATE", "CANCEL_TOO_LATE", "NOT_FOUND", "PAYMENT_UNAVAILABLE", "ALREADY_WAITING", "PATIENT_BLOCKED",
    }
)  # fmt: skip


class Histories(RuleBasedStateMachine):
    """Each rule is what a patient, WeChat, a timer or bad luck does. `world` and `beginning` are set by `story`."""

    world: World
    beginning: Moment

    def __init__(self) -> None:
        super().__init__()
        self.world.back_to(self.beginning)
        self._cut_at: int | None = None

    def _do(self, act: Act) -> Any:
        """One call, cut at the step that bad luck chose before."""
        at, self._cut_at = self._cut_at, None
        passed = 0

        def around(point: Point, command: Command) -> Any:
            nonlocal passed
            passed += point.writes
            if passed == at:
                raise Unwound
            return command()

        if at is not None:
            self.world.interceptor.around = around
        try:
            heard, reply = answer(lambda: act(self.world))
        except Unwound:
            return None
        finally:
            self.world.interceptor.open()
        if heard not in _HEARD:
            raise Wrong(f"heard {heard}: {reply}")
        return reply if heard == "OK" else None

    def _pick(self, collection: str, number: int, **query: Any) -> dict[str, Any] | None:
        found = sorted(self.world.raw[collection].find(query), key=lambda raw: str(raw["_id"]))
        return found[number % len(found)] if found else None

    @rule(who=_PEOPLE, slot=_SLOTS, tap=st.integers(1, 2))
    def book(self, who: int, slot: str, tap: int) -> None:
        self._do(acts.books(who, slot, f"tap-on-{slot}-{tap}"))  # a key belongs to what it books

    @rule(who=_PEOPLE, slot=_SLOTS)
    def join(self, who: int, slot: str) -> None:
        self._do(acts.joins(who, slot, f"tap-on-{slot}"))

    @rule(which=st.integers(0, 5))
    def cancel(self, which: int) -> None:
        booking = self._pick("bookings", which)
        if booking:
            self.world.facts["booking"] = booking["_id"]
            self._do(acts.cancels(int(booking["openid"][1:]) - 1))

    @rule(which=st.integers(0, 5))
    def open_the_pay_sheet(self, which: int) -> None:
        booking = self._pick("bookings", which, status={"$in": ["held", "expired"]})
        if booking:
            self.world.facts["booking"] = booking["_id"]
            self._do(acts.pays(int(booking["openid"][1:]) - 1))

    @rule(which=st.integers(0, 5), told=st.booleans())
    def pay(self, which: int, told: bool) -> None:
        orders = sorted(self.world.payable_orders())
        if orders:
            self.world.facts["tx"] = self.world.paid_at_wechat(orders[which % len(orders)])
            if told:
                self._do(acts.notice())

    @rule(which=st.integers(0, 5))
    def money_in_flight_lands(self, which: int) -> None:
        closed = sorted(
            n for n, order in self.world.outside.orders.items() if order.state == "closed"
        )
        if closed:
            self.world.facts["tx"] = self.world.paid_at_wechat(
                closed[which % len(closed)], late=True
            )
            self._do(acts.notice())
            if (
                self.world.raw["payments"].find_one({"transaction_id": self.world.facts["tx"]})
                is None
            ):
                self._do(acts.notice())  # a notice that was not answered comes again

    @rule(which=st.integers(0, 5))
    def a_notice_comes_again(self, which: int) -> None:
        told = sorted(self.world.outside.paid)
        if told:
            self.world.facts["tx"] = told[which % len(told)]
            self._do(acts.notice())

    @rule(which=st.integers(0, 5), accept=st.booleans())
    def answer_the_queue(self, which: int, accept: bool) -> None:
        entry = self._pick("waitlist", which)
        if entry:
            self.world.facts["entry"] = entry["_id"]
            who = int(entry["openid"][1:]) - 1
            self._do(acts.accepts(who) if accept else acts.leaves(who))

    @rule(minutes=st.sampled_from([1, 5, 16, 33, 600]))
    def time_passes(self, minutes: int) -> None:
        self.world.clock.pass_(minutes=minutes, seconds=1)

    @rule()
    def sweep(self) -> None:
        self._do(acts.sweeps)

    @rule()
    def remind(self) -> None:
        self._do(acts.reminds)

    @rule(name=st.sampled_from(_FAULTS), after=st.booleans())
    def wechat_will_not_answer(self, name: str, after: bool) -> None:
        self.world.outside.fail_next(name, LOST, after_effect=after)

    @rule(at=st.integers(1, 12))
    def the_next_call_will_be_cut(self, at: int) -> None:
        self._cut_at = at

    @invariant()
    def at_every_instant(self) -> None:
        found = self.world.violations()
        if found:
            raise Wrong("; ".join(found))

    def teardown(self) -> None:
        self.world.interceptor.open()
        self.world.until_quiet()
        end_well(self.world)


def story(
    world: World,
    beginning: Moment,
    examples: int = EXAMPLES,
    steps: int = STEPS,
    seeded: bool = True,
) -> None:
    """Try so many histories of at most so many steps; raises what went wrong, with the shortest story found."""
    machine = type("Story", (Histories,), {"world": world, "beginning": beginning})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=seeded, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def report(uri: str) -> tuple[list[tuple[str, ...]], list[str]]:
    """The long form."""
    with scratch(uri) as database:
        world = World(database, uri)
        try:
            story(world, world.now())
        except Exception as wrong:  # noqa: BLE001  whatever it is, it is what was looked for
            notes = "\n".join(getattr(wrong, "__notes__", ()))
            return [(str(EXAMPLES), str(STEPS), "FOUND")], [f"{wrong!r}\n{notes}"]
    return [(str(EXAMPLES), str(STEPS), "none")], []
