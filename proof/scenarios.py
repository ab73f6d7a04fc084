"""The scenes of the crash matrix: each use case that writes, in the situations that differ."""

from typing import Any

from common.clients.payments import RefundStatus
from common.domain.booking.status import Status
from common.domain.slot import SlotState
from common.domain.waitlist import EntryStatus
from proof import actions as acts
from proof import start_catalogues as catalogues
from proof import start_pools as pools
from proof import start_sessions as sessions
from proof import start_states as begin
from proof.admin_notices import PAGE_SCENES
from proof.cuts import Ends, Scene, Sees, Wrong
from proof.replan import REPLAN_SCENES
from proof.staff import STAFF_SCENES
from proof.world import World, answer

OK, BUSY = "OK", "BUSY"


def _must(true: bool, what: str) -> None:
    if not true:
        raise Wrong(what)


def _booked_by(act: acts.Act) -> Sees:
    """OK: the booking, held with the number it shows; the patient pays. BUSY: a minute later the same tap books."""

    def sees(world: World, heard: str, reply: Any) -> None:
        if heard == BUSY:
            world.clock.pass_(seconds=61)
            acts.sweeps(world)
            heard, reply = answer(lambda: act(world))
        _must(heard == OK, f"after the limit the tap hears {heard}: {reply}")
        view = reply.booking
        stored = world.booking(view.id)
        _must(stored is not None and stored.seat.number == view.number, "another number is shown")
        world.facts["booking"] = view.id
        if view.fee_fen == 0:
            return
        if view.id not in world.payable_orders():
            acts.pays()(world)
        world.facts["tx"] = world.paid_at_wechat(view.id)
        acts.notice()(world)
        _must(world.booking(view.id).seat.number == view.number, "the number changed")  # type: ignore[union-attr]

    return sees


def _stands(status: Status, fact: str = "booking") -> Ends:
    def ends(world: World) -> None:
        found = world.status(world.facts[fact])
        _must(found is status, f"the booking is {found}, not {status.value}")

    return ends


def _sold(on_sale: bool) -> Ends:
    def ends(world: World) -> None:
        found = world.service.slot(world.slot).state
        _must((found is SlotState.OPEN) is on_sale, f"the slot is {found.value}")

    return ends


def _one_booking(world: World) -> None:
    _stands(Status.CONFIRMED)(world)
    active = world.raw["bookings"].count_documents({"status": {"$in": ["held", "confirmed"]}})
    _must(active == 1, f"{active} bookings stand")


def _entry(status: EntryStatus, fact: str = "entry") -> Ends:
    def ends(world: World) -> None:
        entry = world.store.waitlist.get(world.facts[fact])
        _must(
            entry is not None and entry.status is status, f"the entry is {entry and entry.status}"
        )

    return ends


def _shows(status: str) -> Sees:
    def sees(_: World, heard: str, reply: Any) -> None:
        if heard == OK:
            _must(reply.booking.status == status, f"shows {reply.booking.status}")

    return sees


def _shows_entry(*statuses: str) -> Sees:
    def sees(_: World, heard: str, reply: Any) -> None:
        if heard == OK:
            _must(reply.entry.status in statuses, f"shows {reply.entry.status}")

    return sees


def _waits(world: World, heard: str, reply: Any) -> None:
    """The entry waits; the same tap never makes two."""
    _shows_entry("waiting")(world, heard, reply)
    world.facts["entry"] = reply.entry.id
    found = world.raw["waitlist"].count_documents({})
    _must(found == 1, f"{found} entries")


def _both(*ends: Ends) -> Ends:
    def all_of(world: World) -> None:
        for each in ends:
            each(world)

    return all_of


def _offer_reached(world: World) -> None:
    """Whoever waits first was offered the seat: the offer is theirs or has lapsed by the end."""
    offer = world.raw["bookings"].find_one({"entry_id": world.facts["entry"]})
    _must(offer is not None, "nothing was offered to who waited")


def _second_offered(world: World) -> None:
    """Who cannot come is passed over, and the next is asked by the next run."""
    first, second = (
        world.raw["bookings"].find_one({"entry_id": world.facts[fact]})
        for fact in ("entry", "second")
    )
    _must(first is None, "who cannot come was offered the seat")
    _must(second is not None, "nothing was offered to who waited behind")


def _refunded(world: World) -> None:
    _must(bool(world.outside.refunded_tx), "nothing was sent back")


def _told(kind: str) -> Ends:
    """The message went out, or it is not known whether it did: never lost for certain, never twice."""

    def ends(world: World) -> None:
        entry = world.raw["message_log"].find_one({"kind": kind})
        _must(entry is not None, f"{kind} was never sent")

    return ends


def _window(free: int, phone: int = 1) -> Ends:
    """So many seats are free at the window and for phones."""

    def ends(world: World) -> None:
        slot = world.service.slot(world.mixed)
        found = (slot.window.left, slot.left)
        _must(found == (free, phone), f"free at the window and for phones: {found}")

    return ends


def _at_the_window(world: World) -> None:
    """The booking is confirmed on the window's seat; the phone's is free."""
    _one_booking(world)
    _window(0)(world)


def _nobody_offered(world: World) -> None:
    offer = world.raw["bookings"].find_one({"entry_id": world.facts["entry"]})
    _must(offer is None, "a seat of the window was offered to a phone")


def _desk_booked(world: World, heard: str, reply: Any) -> None:
    """Cut off: a minute later the same call books. Then it is paid."""
    if heard != OK:
        world.clock.pass_(seconds=61)
        acts.sweeps(world)
        heard, reply = answer(lambda: acts.books_at_desk()(world))
    _must(heard == OK, f"after the limit the desk hears {heard}: {reply}")
    world.facts["booking"] = reply.id
    world.facts["tx"] = world.paid_at_wechat(reply.id)
    acts.notice()(world)


def _patients(count: int) -> Ends:
    def ends(world: World) -> None:
        found = world.raw["patients"].count_documents({"openid": "o1"})
        _must(found == count, f"{found} patients")

    return ends


def _forgotten(world: World) -> None:
    left = [name for name in ("patients", "bookings", "waitlist", "message_credits")
            if world.raw[name].count_documents({"openid": "o1"})]  # fmt: skip
    _must(not left, f"still known in {left}")


_BOOK = frozenset({OK, BUSY})
_HELD, _CONFIRMED, _CANCELLED, _EXPIRED = (
    Status.HELD,
    Status.CONFIRMED,
    Status.CANCELLED,
    Status.EXPIRED,
)


def _book(name: str, begins: begin.Begin, act: acts.Act) -> Scene:
    return Scene(name, begins, act, _BOOK, _booked_by(act), _one_booking)


SCENES: tuple[Scene, ...] = (
    _book("book", begin.nothing, acts.books()),
    _book("book, one of two seats", begin.nothing, acts.books(slot="pair")),
    _book("book, nothing to pay", begin.nothing, acts.books(slot="free_slot")),
    _book("book, going on from a cut attempt", begin.cut_off_just_now, acts.books()),
    Scene("book, a lapsed hold in the way", begin.lapsed, acts.books(1), frozenset({OK, BUSY, "SLOT_HELD"}),
          ends=_stands(_EXPIRED)),
    Scene("book, a hold of another hour in the way", begin.lapsed, acts.books(0, key="tap-again"),
          frozenset({OK, BUSY, "SLOT_HELD", "ALREADY_BOOKED"}), ends=_stands(_EXPIRED)),
    Scene("book at the desk", begin.nothing, acts.books_at_desk(), frozenset({OK, BUSY, "SLOT_FULL"}), _desk_booked,
          _at_the_window),
    Scene("cancel a seat of the window, one waits", pools.window_sold_one_waits, acts.cancels(),
          sees=_shows("cancelled"), ends=_both(_stands(_CANCELLED), _refunded, _window(1, 0), _nobody_offered)),
    Scene("expire a seat of the window", pools.window_lapsed, acts.sweeps,
          ends=_both(_stands(_EXPIRED), _window(1))),
    Scene("settle expired, the window's seat is free", pools.window_expired_and_paid, acts.notice(),
          ends=_at_the_window),
    Scene("settle expired, the window's seat is gone", pools.window_expired_and_taken, acts.notice(),
          ends=_both(_stands(_EXPIRED), _refunded)),
    Scene("sweep a desk's attempt that was cut off", pools.desk_cut_off, acts.sweeps, ends=_window(1)),
    Scene("pay", begin.held, acts.pays(), sees=_shows("held"), ends=_stands(_EXPIRED)),
    Scene("pay, for the first time", begin.held_without_order, acts.pays(), sees=_shows("held"),
          ends=_stands(_EXPIRED)),
    Scene("pay, paid and unheard of", begin.paid, acts.pays(), sees=_shows("confirmed"), ends=_one_booking),
    Scene("settle held, by notice", begin.paid, acts.notice(), ends=_both(_one_booking, _told("booking_confirmed"))),
    Scene("settle held, wrong amount", begin.paid_too_little, acts.notice(), ends=_both(_stands(_EXPIRED), _refunded)),
    Scene("settle confirmed, told again", begin.confirmed, acts.notice(), ends=_one_booking),
    Scene("settle cancelled", begin.cancelled_and_paid, acts.notice(), ends=_both(_stands(_CANCELLED), _refunded)),
    Scene("settle expired, a seat is free", begin.expired_and_paid, acts.notice(), ends=_one_booking),
    Scene("settle expired, the seat is gone", begin.expired_and_taken, acts.notice(),
          ends=_both(_stands(_EXPIRED), _refunded)),
    Scene("settle expired, booked elsewhere", begin.expired_and_elsewhere, acts.notice(),
          ends=_both(_stands(_EXPIRED), _refunded)),
    Scene("settle an offer", begin.offered_and_paid, acts.notice(),
          ends=_both(_stands(_CONFIRMED), _entry(EntryStatus.TAKEN))),
    Scene("cancel held", begin.held, acts.cancels(), sees=_shows("cancelled"), ends=_stands(_CANCELLED)),
    Scene("cancel held, paid meanwhile", begin.paid, acts.cancels(), sees=_shows("cancelled"),
          ends=_both(_stands(_CANCELLED), _refunded)),
    Scene("cancel paid", begin.confirmed, acts.cancels(), sees=_shows("cancelled"),
          ends=_both(_stands(_CANCELLED), _refunded, _told("booking_cancelled"))),
    Scene("cancel paid, the refund refused at first", begin.refund_refused, acts.sweeps, ends=_refunded),
    Scene("cancel paid, the refund refused", begin.confirmed, acts.cancels_in_vain, sees=_shows("cancelled"),
          ends=_both(_stands(_CANCELLED), _refunded)),
    Scene("cancel paid, refused and asked again", begin.refund_refused_for_good, acts.sweeps, ends=_refunded),
    Scene("cancel paid, sent back by hand", begin.sent_back_by_hand, acts.cancels(), sees=_shows("cancelled"),
          ends=_both(_stands(_CANCELLED), _told("refund_result"))),
    Scene("cancel paid, two wait", begin.waiting, acts.cancels(), sees=_shows("cancelled"),
          ends=_both(_stands(_CANCELLED), _offer_reached)),
    Scene("cancel free, two wait", lambda world: begin.waiting(world, "free_slot"), acts.cancels(),
          sees=_shows("cancelled"), ends=_both(_stands(_CANCELLED), _offer_reached)),
    Scene("cancel paid at night, one waits", begin.night, acts.cancels(), sees=_shows("cancelled"),
          ends=_both(_stands(_CANCELLED), _offer_reached)),
    Scene("expire", begin.lapsed, acts.sweeps, ends=_both(_stands(_EXPIRED), _told("hold_expired"))),
    Scene("expire, paid and unheard of", begin.paid_and_lapsed, acts.sweeps, ends=_one_booking),
    Scene("expire an offer, the next waits", begin.offered_and_lapsed, acts.sweeps,
          ends=_both(_stands(_EXPIRED), _entry(EntryStatus.LAPSED))),
    Scene("sweep a payment nobody settled", begin.paid_on_record, acts.sweeps, ends=_one_booking),
    Scene("sweep an attempt that was cut off", begin.cut_off, acts.sweeps),
    Scene("sweep a seat free while one waits", begin.free_while_waiting, acts.sweeps, ends=_offer_reached),
    Scene("sweep a queue that is over", begin.queue_over, acts.sweeps, ends=_entry(EntryStatus.CLOSED)),
    Scene("sweep a refund whose end is unheard of", begin.refund_done_unheard, acts.sweeps, ends=_refunded),
    Scene("reconcile, a seat is free", begin.on_the_bill, acts.reconciles, ends=_one_booking),
    Scene("reconcile, the seat is gone", begin.on_the_bill_and_taken, acts.reconciles,
          ends=_both(_stands(_EXPIRED), _refunded)),
    Scene("refund notice, done", begin.refund_on_its_way, acts.refund_notice(RefundStatus.SUCCESS), ends=_refunded),
    Scene("refund notice, it needs staff", begin.refund_on_its_way, acts.refund_notice(RefundStatus.ABNORMAL)),
    Scene("cancel paid, more cannot come than one run asks", begin.first_cannot_come, acts.few(acts.cancels()),
          ends=_second_offered),
    Scene("join", begin.confirmed, acts.joins(), sees=_waits, ends=_entry(EntryStatus.CLOSED)),
    Scene("leave, waiting", begin.one_waits, acts.leaves(), sees=_shows_entry("left"), ends=_entry(EntryStatus.LEFT)),
    Scene("leave, offered", begin.offered_and_ordered, acts.leaves(), sees=_shows_entry("left"),
          ends=_both(_entry(EntryStatus.LEFT), _stands(_CANCELLED))),
    Scene("accept a free offer", begin.offered_free, acts.accepts(), sees=_shows_entry("taken"),
          ends=_both(_entry(EntryStatus.TAKEN), _stands(_CONFIRMED))),
    Scene("remind", begin.reminder_due, acts.reminds, ends=_told("visit_tomorrow")),
    Scene("import", catalogues.checked, acts.imports(), ends=catalogues.wholly(catalogues.FIRST)),
    Scene("import, checked again", catalogues.checked, acts.checks_and_imports, frozenset({OK, BUSY}),
          ends=catalogues.at_once_or_again),
    Scene("import, a new hospital", catalogues.a_new_hospital, acts.checks_and_imports, frozenset({OK, BUSY}),
          ends=catalogues.there),
    Scene("publish", begin.next_day, acts.publishes),
    Scene("publish, a session is closed", sessions.session_closed, acts.publishes,
          ends=_both(_sold(False), _one_booking)),
    Scene("publish, a session is open again", sessions.session_reopened, acts.publishes,
          ends=_both(_sold(True), _one_booking)),
    Scene("patients: add", begin.nothing, acts.adds_patient(), frozenset({OK, BUSY, "BAD_REQUEST"}), ends=_patients(2)),
    Scene("patients: update", begin.nothing, acts.updates_patient(), ends=_patients(1)),
    Scene("patients: remove", begin.nothing, acts.removes_patient(), frozenset({OK, "NOT_FOUND"}), ends=_patients(0)),
    Scene("account: consent", begin.nothing, acts.consents()),
    Scene("account: grant messages", begin.nothing, acts.grants()),
    Scene("account: erase", begin.nothing, acts.erases(), frozenset({OK, "CONSENT_REQUIRED"}), ends=_forgotten),
    *STAFF_SCENES, *PAGE_SCENES, *REPLAN_SCENES,
)  # fmt: skip
