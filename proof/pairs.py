"""The pairs of the race matrix: whoever can meet on a booking, a slot or a person."""

from common.clients.payments import RefundStatus
from common.domain.booking.status import Status
from common.domain.waitlist import EntryStatus
from proof import actions as acts
from proof import start_catalogues as catalogues
from proof import start_pools as pools
from proof import start_sessions as sessions
from proof import start_states as begin
from proof.admin_notices import PAGE_PAIRS
from proof.cuts import Ends, Wrong
from proof.races import Race
from proof.replan import REPLAN_PAIRS
from proof.staff import STAFF_PAIRS
from proof.world import World


def _active(most: int, least: int = 0, **query: str) -> Ends:
    """How many bookings stand at the end."""

    def ends(world: World) -> None:
        found = world.raw["bookings"].count_documents(
            {"status": {"$in": ["held", "confirmed"]}, **query}
        )
        if not least <= found <= most:
            raise Wrong(f"{found} bookings stand")

    return ends


def _ended(*statuses: Status) -> Ends:
    def ends(world: World) -> None:
        found = world.status(world.facts["booking"])
        if found not in statuses:
            raise Wrong(f"the booking is {found}")

    return ends


def _entry(*statuses: EntryStatus) -> Ends:
    def ends(world: World) -> None:
        entry = world.store.waitlist.get(world.facts["entry"])
        if entry is None or entry.status not in statuses:
            raise Wrong(f"the entry is {entry and entry.status}")

    return ends


def _nobody_offered(world: World) -> None:
    if world.raw["bookings"].find_one({"entry_id": world.facts["entry"]}) is not None:
        raise Wrong("a seat of the window was offered to a phone")


def _both(*ends: Ends) -> Ends:
    def all_of(world: World) -> None:
        for each in ends:
            each(world)

    return all_of


def _codes(*codes: str) -> frozenset[str]:
    return frozenset({"OK", *codes})


_CONFIRMED, _CANCELLED, _EXPIRED = Status.CONFIRMED, Status.CANCELLED, Status.EXPIRED
_FULL = _codes("SLOT_FULL", "SLOT_HELD", "BUSY")
_OTHER = "tap-00000002"

PAIRS: tuple[Race, ...] = (
    Race("two buyers × the last seat", begin.nothing, (acts.books(0), acts.books(1)), _FULL, True, _active(1, 1)),
    Race("two desks × the window's last seat", begin.nothing, (acts.books_at_desk(0), acts.books_at_desk(1)), _FULL,
         True, _active(1, 1)),
    Race("two copies of one call at the desk", begin.nothing, (acts.books_at_desk(0), acts.books_at_desk(0)), _FULL,
         True, _active(1, 1)),
    Race("a phone × a desk, a seat for each", begin.nothing, (acts.books(1, "mixed"), acts.books_at_desk(0)),
         pays=True, ends=_active(2, 2)),
    Race("one person, by phone × at the desk", begin.nothing, (acts.books(0, "mixed", _OTHER), acts.books_at_desk(0)),
         _codes("ALREADY_BOOKED", "BUSY"), True, _active(1, 1)),
    Race("buyer × the window's seat given up, one waits", pools.window_sold_one_waits,
         (acts.books(3, "mixed"), acts.cancels()), _FULL, True, _both(_active(1, 1), _nobody_offered)),
    Race("desk × the window's seat given up, one waits", pools.window_sold_one_waits,
         (acts.books_at_desk(3), acts.cancels()), _FULL, True, _nobody_offered),
    Race("late money at the window × buyer", pools.window_expired_and_paid, (acts.notice(), acts.books(1, "mixed")),
         pays=True, ends=_active(2, 2)),
    Race("late money at the window × desk", pools.window_expired_and_paid, (acts.notice(), acts.books_at_desk(1)),
         _FULL, True, _active(1, 1)),
    Race("two sweeps, a desk's cut attempt", pools.desk_cut_off, (acts.sweeps, acts.sweeps), ends=_active(0)),
    Race("two copies of one tap", begin.nothing, (acts.books(0), acts.books(0)), _codes("BUSY", "SLOT_HELD"), True,
         _active(1, 1)),
    Race("two copies of one tap, two seats", begin.nothing, (acts.books(0, "pair"), acts.books(0, "pair")),
         _codes("BUSY"), True, _active(1, 1)),
    Race("two copies of one tap after a cut", begin.cut_off_just_now, (acts.books(0), acts.books(0)), _codes("BUSY"),
         True, _active(1, 1)),
    Race("two buyers, two seats, one pickup code drawn by both", begin.nothing,
         (acts.books(0, "pair"), acts.books(1, "pair")), _codes("BUSY"), True, _active(2, 2)),
    Race("one person, two taps, two seats", begin.nothing, (acts.books(0, "pair"), acts.books(0, "pair", _OTHER)),
         _codes("ALREADY_BOOKED", "BUSY"), True, _active(1, 1)),
    Race("book × sweep of its cut attempt", begin.cut_off, (acts.books(0), acts.sweeps), _FULL, True),
    Race("two buyers × a lapsed hold", begin.lapsed, (acts.books(1), acts.books(2)), _FULL, True, _active(1)),
    Race("buyer × sweep, a lapsed hold", begin.lapsed, (acts.books(1), acts.sweeps), _FULL, True, _active(1)),
    Race("buyer × notice, a lapsed hold", begin.paid_and_lapsed, (acts.books(1), acts.notice()), _FULL, True,
         _ended(_CONFIRMED)),
    Race("pay × expire", begin.lapsed, (acts.pays(), acts.sweeps), _codes("BAD_STATE"), True, _ended(_EXPIRED)),
    Race("pay × cancel", begin.held_without_order, (acts.pays(), acts.cancels()),
         _codes("BAD_STATE", "PAYMENT_UNAVAILABLE"), True, _ended(_CANCELLED)),
    Race("book × cancel of it", begin.held_without_order, (acts.books(0), acts.cancels()), _codes("BUSY"), True,
         _ended(_CANCELLED)),
    Race("two taps on pay", begin.held, (acts.pays(), acts.pays()), _codes("BAD_STATE"), True, _ended(_CONFIRMED)),
    Race("cancel × expire", begin.lapsed, (acts.cancels(), acts.sweeps), _codes("BAD_STATE", "BUSY"), True),
    Race("cancel × cancel, paid", begin.confirmed, (acts.cancels(), acts.cancels()), _codes("BUSY"), False,
         _ended(_CANCELLED)),
    Race("notice × cancel", begin.paid, (acts.notice(), acts.cancels()), _codes("BUSY"), False,
         _ended(_CANCELLED)),
    Race("notice × expire", begin.paid_and_lapsed, (acts.notice(), acts.sweeps), ends=_ended(_CONFIRMED)),
    Race("notice × query", begin.paid, (acts.notice(), acts.pays()), ends=_ended(_CONFIRMED)),
    Race("two notices", begin.paid, (acts.notice(), acts.notice()), ends=_ended(_CONFIRMED)),
    Race("notice × sweep of it", begin.paid_on_record, (acts.notice(), acts.sweeps), ends=_ended(_CONFIRMED)),
    Race("two notices, late money", begin.expired_and_paid, (acts.notice(), acts.notice()), ends=_ended(_CONFIRMED)),
    Race("reconcile × notice", begin.on_the_bill, (acts.reconciles, acts.notice()), ends=_ended(_CONFIRMED)),
    Race("two runs of reconcile", begin.on_the_bill, (acts.reconciles, acts.reconciles), ends=_ended(_CONFIRMED)),
    Race("late money × buyer", begin.expired_and_paid, (acts.notice(), acts.books(1)), _FULL, True, _active(1, 1)),
    Race("late money × the same person", begin.expired_and_paid, (acts.notice(), acts.books(0, key=_OTHER)),
         _codes("ALREADY_BOOKED", "SLOT_HELD", "SLOT_FULL", "BUSY"), True),
    Race("two sweeps, a lapsed hold", begin.lapsed, (acts.sweeps, acts.sweeps), ends=_ended(_EXPIRED)),
    Race("two sweeps, a cut attempt", begin.cut_off, (acts.sweeps, acts.sweeps)),
    Race("two sweeps, a seat free while one waits", begin.free_while_waiting, (acts.sweeps, acts.sweeps)),
    Race("two reminders", begin.reminder_due, (acts.reminds, acts.reminds), ends=_ended(_CONFIRMED)),
    Race("remind × cancel", begin.reminder_due, (acts.reminds, acts.cancels()), _codes("BUSY", "CANCEL_TOO_LATE")),
    Race("two refund notices", begin.refund_on_its_way,
         (acts.refund_notice(RefundStatus.SUCCESS), acts.refund_notice(RefundStatus.SUCCESS))),
    Race("two who ask for a refused refund again", begin.refund_refused_for_good, (acts.sweeps, acts.sweeps)),
    Race("two who find it sent back by hand", begin.sent_back_by_hand_and_refused, (acts.sweeps, acts.sweeps)),
    Race("refund notice × sweep", begin.refund_done_unheard, (acts.refund_notice(RefundStatus.SUCCESS), acts.sweeps)),
    Race("two imports of one hospital", catalogues.checked, (acts.imports(), acts.imports("second")), _codes("STALE"),
         ends=catalogues.wholly(catalogues.FIRST, catalogues.SECOND)),
    Race("two copies of one import", catalogues.checked, (acts.imports(), acts.imports()),
         ends=catalogues.wholly(catalogues.FIRST)),
    Race("import × its sweep", catalogues.begun, (acts.imports(), acts.sweeps),
         ends=catalogues.wholly(catalogues.FIRST)),
    Race("import × publish", catalogues.checked_for_tomorrow, (acts.imports(), acts.publishes),
         ends=catalogues.of_one_timetable),
    Race("publish × publish", begin.next_day, (acts.publishes, acts.publishes)),
    Race("publish × book", begin.next_day, (acts.publishes, acts.books(0)), _codes("SLOT_CLOSED"), True),
    Race("a session is closed × book", sessions.session_closed, (acts.publishes, acts.books(1)),
         _FULL | {"SLOT_CLOSED"}, True),
    Race("a session is closed × hand-over", sessions.session_closed_while_one_waits, (acts.publishes, acts.cancels()),
         _codes("BUSY"), True),
    Race("a session is open again × book", sessions.session_reopened, (acts.publishes, acts.books(1)),
         _FULL | {"SLOT_CLOSED"}, True),
    Race("passed over × leave", begin.first_cannot_come, (acts.few(acts.cancels()), acts.leaves(1)),
         _codes("BUSY", "BAD_STATE"), True, _entry(EntryStatus.LEFT, EntryStatus.LAPSED, EntryStatus.TAKEN)),
    Race("join × cancel", begin.confirmed, (acts.joins(1), acts.cancels()), _codes("BAD_STATE", "BUSY"), True),
    Race("two copies of one join", begin.confirmed, (acts.joins(1), acts.joins(1)), ends=_ended(_CONFIRMED)),
    Race("one person joins twice", begin.confirmed, (acts.joins(1), acts.joins(1, key=_OTHER)),
         _codes("ALREADY_WAITING")),
    Race("leave × hand-over", begin.waiting, (acts.leaves(1), acts.cancels()), _codes("BUSY"), True,
         _entry(EntryStatus.LEFT, EntryStatus.LAPSED)),
    Race("book elsewhere × hand-over", begin.one_waits, (acts.books(1, "free_slot"), acts.cancels()),
         _FULL | {"ALREADY_BOOKED"}, True),
    Race("buyer × hand-over", begin.one_waits, (acts.books(3), acts.cancels()), _FULL, True),
    Race("two hand-overs of one seat", begin.waiting, (acts.cancels(), acts.sweeps), _codes("BUSY"), True),
    Race("close of the queue × hand-over", begin.queue_over, (acts.sweeps, acts.cancels()), _codes("BUSY"), False),
    Race("offer paid × leave", begin.offered_and_paid, (acts.notice(), acts.leaves(1)), _codes("BAD_STATE", "BUSY")),
    Race("offer paid × lapse", begin.offered_and_lapsed, (acts.pays(1), acts.sweeps), _codes("BAD_STATE"), True),
    Race("accept × leave", begin.offered_free, (acts.accepts(1), acts.leaves(1)), _codes("BAD_STATE", "BUSY")),
    Race("accept × lapse", begin.offered_free_and_lapsed, (acts.accepts(1), acts.sweeps), _codes("BAD_STATE")),
    Race("two accepts", begin.offered_free, (acts.accepts(1), acts.accepts(1)), ends=_entry(EntryStatus.TAKEN)),
    Race("lapse × lapse", begin.offered_and_lapsed, (acts.sweeps, acts.sweeps), ends=_entry(EntryStatus.LAPSED)),
    Race("two copies of a patient", begin.nothing, (acts.adds_patient(), acts.adds_patient()),
         _codes("BAD_REQUEST", "BUSY")),
    *STAFF_PAIRS,
    *PAGE_PAIRS,
    *REPLAN_PAIRS,
)  # fmt: skip
