"""What somebody does: one call of a use case, the same however often it is repeated."""

from collections.abc import Callable
from datetime import date
from typing import Any
from unittest.mock import patch

from common.clients.payments import PayRefused, RefundStatus
from common.contracts.account import AcceptConsent, EraseAccount, GrantMessages
from common.contracts.book import BookRequest, CancelRequest, PayRequest
from common.contracts.patients import AddPatient, RemovePatient, UpdatePatient
from common.contracts.waitlist import AcceptOffer, JoinWaitlist, LeaveWaitlist
from common.domain.person.identity import IdType, Sex
from common.domain.person.patient import Relation
from common.protocol import catalogue_job, queue
from common.protocol.deadline import Deadline
from common.usecases.account import account
from common.usecases.book import book
from common.usecases.cancel import cancel
from common.usecases.patients import patients
from common.usecases.pay import pay
from common.usecases.pay_notice import pay_notice
from common.usecases.publish import publish
from common.usecases.reconcile import reconcile
from common.usecases.remind import remind
from common.usecases.sweep import sweep
from common.usecases.waitlist import waitlist
from proof.world import World, answer
from tests.support.desk import book_at_desk

Act = Callable[[World], Any]
KEY = "tap-00000001"


_A_MINUTE = Deadline(lambda: 60.0)


def books(who: int = 0, slot: str = "slot", key: str = KEY) -> Act:
    """Tap 预约 for oneself. `slot` names one of the world's slots."""

    def act(world: World) -> Any:
        phone = world.people[who]
        request = BookRequest(
            slot_id=getattr(world, slot), patient_id=phone.patient_id, idempotency_key=key
        )
        return book(request, phone.caller, world.deps)

    return act


def books_at_desk(who: int = 0, slot: str = "mixed", key: str = KEY) -> Act:
    """A desk takes a seat of the window for somebody."""

    def act(world: World) -> Any:
        return book_at_desk(world.people[who], getattr(world, slot), key, world.deps)

    return act


def imports(preview: str = "preview") -> Act:
    """Import what was checked. `preview` names a fact."""

    def act(world: World) -> Any:
        return catalogue_job.start(world.facts[preview], world.deps, _A_MINUTE)

    return act


def checks_and_imports(world: World) -> Any:
    """Check the file that a fact holds, and import it."""
    wanted = world.facts["wanted"]
    stored = catalogue_job.current(wanted.hospital.id, world.deps, _A_MINUTE)
    preview = catalogue_job.prepare(stored, wanted, "proof", world.deps)
    return catalogue_job.start(preview.id, world.deps, _A_MINUTE)


def pays(who: int = 0, booking: str = "booking") -> Act:
    """Tap 付款: open the pay sheet again. `booking` names a fact."""

    def act(world: World) -> Any:
        request = PayRequest(booking_id=world.facts[booking])
        return pay(request, world.people[who].caller, world.deps)

    return act


def cancels(who: int = 0, booking: str = "booking") -> Act:
    """Tap 取消预约."""

    def act(world: World) -> Any:
        request = CancelRequest(booking_id=world.facts[booking])
        return cancel(request, world.people[who].caller, world.deps)

    return act


def cancels_in_vain(world: World) -> Any:
    """The patient cancels, and WeChat does not take the refund, for a reason that a person must mend."""
    world.outside.next_refund.append(PayRefused("NOAUTH", 403, "no"))
    return cancels()(world)


def notice(tx: str = "tx") -> Act:
    """WeChat tells of a transaction."""

    def act(world: World) -> Any:
        return pay_notice(*world.notice(world.facts[tx]), world.deps)

    return act


def refund_notice(state: RefundStatus) -> Act:
    """WeChat tells how a refund ended."""

    def act(world: World) -> Any:
        return pay_notice(*world.refund_notice(world.facts["refund"], state), world.deps)

    return act


def few(act: Act) -> Act:
    """An act whose queues ask one at a time, so that two are more than a run asks."""

    def asks_one(world: World) -> Any:
        with patch.object(queue, "ASKED_AT_MOST", 1):
            return act(world)

    return asks_one


def sweeps(world: World) -> Any:
    """The timer of `sweep`."""
    return sweep(world.deps, _A_MINUTE)


def reminds(world: World) -> Any:
    """The timer of `remind`."""
    return remind(world.deps, _A_MINUTE)


def reconciles(world: World) -> Any:
    """The timer of `reconcile`."""
    return reconcile(world.deps, _A_MINUTE)


def publishes(world: World) -> Any:
    """The timer of `publish`."""
    return publish(world.deps, _A_MINUTE)


def joins(who: int = 1, slot: str = "slot", key: str = KEY) -> Act:
    """Tap 候补."""

    def act(world: World) -> Any:
        phone = world.people[who]
        request = JoinWaitlist(
            action="join", slot_id=getattr(world, slot), patient_id=phone.patient_id, idempotency_key=key
        )  # fmt: skip
        return waitlist(request, phone.caller, world.deps)

    return act


def leaves(who: int = 1, entry: str = "entry") -> Act:
    """Tap 退出候补, or turn the offer down."""

    def act(world: World) -> Any:
        request = LeaveWaitlist(action="leave", entry_id=world.facts[entry])
        return waitlist(request, world.people[who].caller, world.deps)

    return act


def accepts(who: int = 1, entry: str = "entry") -> Act:
    """Tap 确认 on a free offer."""

    def act(world: World) -> Any:
        request = AcceptOffer(action="accept", entry_id=world.facts[entry])
        return waitlist(request, world.people[who].caller, world.deps)

    return act


def adds_patient(who: int = 0, number: str = "E12345678") -> Act:
    """Add a patient, 虚拟甲."""

    def act(world: World) -> Any:
        request = AddPatient(
            action="add", name="虚拟甲", id_type=IdType.PASSPORT, id_number=number, phone="15400000000",
            relation=Relation.OTHER, sex=Sex.MALE, birth_date=date(1990, 1, 1),
        )  # fmt: skip
        return patients(request, world.people[who].caller, world.deps)

    return act


def removes_patient(who: int = 0) -> Act:
    """Remove the patient one is oneself."""

    def act(world: World) -> Any:
        phone = world.people[who]
        request = RemovePatient(action="remove", patient_id=phone.patient_id)
        return patients(request, phone.caller, world.deps)

    return act


def updates_patient(who: int = 0) -> Act:
    """Change the phone number of oneself."""

    def act(world: World) -> Any:
        phone = world.people[who]
        request = UpdatePatient(action="update", patient_id=phone.patient_id, phone="15400000001")
        return patients(request, phone.caller, world.deps)

    return act


def consents(who: int = 0) -> Act:
    """Agree to the privacy terms."""

    def act(world: World) -> Any:
        version = world.store.catalogue.platform_rules().consent_version
        request = AcceptConsent(action="accept_consent", version=version)
        return account(request, world.people[who].caller, world.deps)

    return act


def grants(who: int = 0) -> Act:
    """Accept two messages."""

    def act(world: World) -> Any:
        results = {"t-booking_confirmed": "accept", "t-visit_soon": "accept"}
        request = GrantMessages.model_validate({"action": "grant_messages", "results": results})
        return account(request, world.people[who].caller, world.deps)

    return act


def erases(who: int = 0) -> Act:
    """Ask to be forgotten."""

    def act(world: World) -> Any:
        request = EraseAccount(action="erase", confirm=True)
        return account(request, world.people[who].caller, world.deps)

    return act


def heard(act: Act, world: World) -> str:
    """What an act is answered."""
    return answer(lambda: act(world))[0]
