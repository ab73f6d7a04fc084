"""The service over a real database with a small hospital in it: what tests of use cases start from."""

import itertools
import threading
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from pymongo.database import Database

from common.clients.files import Files
from common.contracts.account import AcceptConsent
from common.contracts.book import BookRequest, CancelRequest, MyBookingsRequest, PayRequest
from common.contracts.booking import BookingPaymentReply, BookingReply, BookingsReply
from common.contracts.patients import AddPatient
from common.contracts.timers import PublishCounts, ReconcileCounts, RemindCounts, SweepCounts
from common.domain.actor import WeChatUser
from common.domain.booking.model import Booking
from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.messages import KINDS, MessageTemplate
from common.domain.money.payment import Outcome, Payment
from common.domain.person.identity import IdType, Sex
from common.domain.person.patient import Relation
from common.domain.slot import Slot
from common.domain.timetable import Clinic
from common.importing import found_by
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.record_payment import record_payment
from common.protocol.settle import settle
from common.runtime.crypto import DerivedSigner, FieldCipher, PersonHasher
from common.runtime.settings import Key
from common.store import open_store
from common.usecases.account import account
from common.usecases.book import book
from common.usecases.cancel import cancel
from common.usecases.my_bookings import my_bookings
from common.usecases.patients import patients
from common.usecases.pay import pay
from common.usecases.publish import publish
from common.usecases.reconcile import reconcile
from common.usecases.remind import remind
from common.usecases.sweep import sweep
from tests.support import catalogue
from tests.support.identity import resident_id
from tests.support.indexes import create_lasting
from tests.support.outside import Outside

# A Monday, 08:00 in China.
MONDAY = datetime(2026, 3, 2, 0, 0, tzinfo=timezone.utc)
WEDNESDAY = "2026-03-04"
KEYS = (Key("k1", b"1" * 32),)
A_MINUTE = Deadline(lambda: 60.0)


class Clock:
    """Time that stands still until it is moved."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


class QuietLog:
    """A log that remembers its lines."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, dict[str, Any]]] = []

    def info(self, event: str, **fields: object) -> None:
        self.lines.append(("info", event, fields))

    def warning(self, event: str, error: BaseException | None = None, **fields: object) -> None:
        self.lines.append(("warning", event, {**fields, "error": error}))

    def error(self, event: str, error: BaseException | None = None, **fields: object) -> None:
        self.lines.append(("error", event, {**fields, "error": error}))


class Service:
    """A hospital with an internal and a women's department; one doctor with a paid clinic, one with a free one."""

    def __init__(
        self, database: Database[dict[str, Any]], seats: int = 3, **hospital_rules: Any
    ) -> None:
        self.db = database
        self.clock = Clock()
        self.outside = Outside(self.clock)
        self.log = QuietLog()
        self.files: Files | None = None
        self._ids = itertools.count(1)
        self._codes = itertools.count(10_000_000)
        self._draws = itertools.count(7)
        self._lock = threading.Lock()
        self.deps = Deps(
            store=open_store(database, FieldCipher(KEYS), PersonHasher(KEYS), DerivedSigner(KEYS)),
            clock=self.clock,
            deadline=lambda seconds: Deadline(lambda: seconds),
            new_id=lambda: self._fresh("id"),
            new_claim=lambda: self._fresh("c"),
            new_pickup_code=lambda: f"{next(self._codes):08d}",
            new_token=lambda: self._fresh("t"),
            draw=lambda count: next(self._draws) % count,
            request_id=lambda: "r1",
            wechat=self.outside.wechat,  # type: ignore[arg-type]
            pay_of=self.outside.pay_of,  # type: ignore[arg-type]
            files=lambda: self.files,
            log=self.log,
        )
        self.store = self.deps.store
        create_lasting(database)
        self._open_hospital(seats, hospital_rules)
        self._people = itertools.count(1)

    def _fresh(self, kind: str) -> str:
        with self._lock:
            return f"{kind}{next(self._ids)}"

    def _open_hospital(self, seats: int, rules: dict[str, Any]) -> None:
        hospital = Hospital(
            id="h1", name="演示医院", address="演示路1号", merchant_id="m1", rules=rules
        )
        catalogue.put(self.db, [found_by.of_hospital(hospital)])
        departments = found_by.of_departments(
            [
                Department(id="internal", hospital_id="h1", name="内科", location="门诊楼2层"),
                Department(id="women", hospital_id="h1", name="妇科", sex=Sex.FEMALE, age_from=14),
            ]
        )
        catalogue.put(self.db, departments)
        first = Doctor(
            id="d1", hospital_id="h1", department_id="internal", name="测甲", title="主任医师"
        )
        doctors = [
            first,
            Doctor(id="d2", hospital_id="h1", department_id="women", name="测乙"),
            Doctor(id="d3", hospital_id="h1", department_id="internal", name="测丙"),
        ]
        catalogue.put(self.db, [found_by.of_doctor(doctor) for doctor in doctors])
        catalogue.put(self.db, _clinics(seats))
        for kind in KINDS:
            fields = {"thing1": "hospital_name", "time2": "starts_at", "thing3": "tip"}
            template = MessageTemplate(id=kind, template_id=f"t-{kind}", title=kind, fields=fields)
            self.store.message_templates.put(template)
        self.publish()

    # --- people

    def person(
        self, name: str = "测试员", birth: date = date(1980, 5, 5), sex: str = "female"
    ) -> "Phone":
        """A user who agreed, with themselves as a patient and one credit for every message."""
        number = next(self._people)
        caller = WeChatUser(openid=f"o{number}")
        version = self.store.catalogue.platform_rules().consent_version
        account(AcceptConsent(action="accept_consent", version=version), caller, self.deps)
        request = AddPatient(
            action="add", name=name, id_type=IdType.RESIDENT_ID, id_number=resident_id(birth, sex, number),
            phone="13900000000", relation=Relation.SELF,
        )  # fmt: skip
        reply = patients(request, caller, self.deps)
        for kind in KINDS:
            self.store.credits.grant(caller.openid, f"t-{kind}")
        return Phone(self, caller, reply.patient.id)  # type: ignore[union-attr]

    # --- slots and time

    def slot_id(self, doctor: str = "d1", day: str = WEDNESDAY, start: str = "0800") -> str:
        return f"{doctor}.{day}.am.{start}"

    def slot(self, slot_id: str | None = None) -> Slot:
        slot = self.store.slots.get(slot_id or self.slot_id())
        assert slot is not None
        return slot

    def publish(self) -> PublishCounts:
        return publish(self.deps, A_MINUTE)

    def sweep(self) -> SweepCounts:
        return sweep(self.deps, A_MINUTE)

    def sweep_until_quiet(self) -> None:
        """Let time pass and sweep, until nothing that is due is left."""
        for _ in range(6):
            self.sweep()
            self.clock.pass_(minutes=2)
        self.sweep()

    def remind(self) -> RemindCounts:
        return remind(self.deps, A_MINUTE)

    def reconcile(self, seconds: float = 60.0) -> ReconcileCounts:
        return reconcile(self.deps, Deadline(lambda: seconds))

    # --- money

    def pays(self, booking_id: str, late: bool = False, amount_fen: int | None = None) -> Payment:
        """The patient pays at WeChat; the notice is not delivered by this."""
        paid = self.outside.pay(booking_id, amount_fen=amount_fen, late=late)
        order = self.outside.orders[booking_id]
        return record_payment(
            order.merchant_id, booking_id, paid, self.deps, self.clock() + timedelta(minutes=1)
        )

    def settle(self, payment: Payment) -> Outcome | None:
        return settle(payment, self.deps, A_MINUTE)

    def booking(self, booking_id: str) -> Booking:
        booking = self.store.bookings.get(booking_id)
        assert booking is not None
        return booking

    def with_deps(self, **changes: Any) -> Deps:
        """The same service with something exchanged."""
        return replace(self.deps, **changes)


def _clinics(seats: int) -> list[Clinic]:
    """Wednesday mornings of each doctor, and Thursday mornings of the first."""
    clinic = Clinic(
        id="d1-3-am", hospital_id="h1", department_id="internal", doctor_id="d1", weekday=3, period="am",
        visit_kind="专家", start="08:00", end="09:00", slot_minutes=30, seats=seats, pools={}, fee_fen=5000,
    )  # fmt: skip
    women = {"department_id": "women", "doctor_id": "d2", "fee_fen": 2000}
    free = {"doctor_id": "d3", "fee_fen": 0, "start": "09:00", "end": "10:00"}
    return [
        clinic,
        clinic.model_copy(update={"id": "d2-3-am", **women}),
        clinic.model_copy(update={"id": "d3-3-am", **free}),
        clinic.model_copy(update={"id": "d1-4-am", "weekday": 4}),
    ]


class Phone:
    """One user at work."""

    def __init__(self, service: Service, caller: WeChatUser, patient_id: str) -> None:
        self.service = service
        self.caller = caller
        self.patient_id = patient_id
        self._taps = itertools.count(1)

    def book(
        self, slot_id: str | None = None, key: str | None = None, deps: Deps | None = None
    ) -> BookingPaymentReply:
        key = key or f"tap-{next(self._taps):08d}"
        request = BookRequest(
            slot_id=slot_id or self.service.slot_id(),
            patient_id=self.patient_id,
            idempotency_key=key,
        )
        return book(request, self.caller, deps or self.service.deps)

    def pay(self, booking_id: str) -> BookingPaymentReply:
        return pay(PayRequest(booking_id=booking_id), self.caller, self.service.deps)

    def cancel(self, booking_id: str) -> BookingReply:
        return cancel(CancelRequest(booking_id=booking_id), self.caller, self.service.deps)

    def bookings(self) -> BookingsReply:
        reply = my_bookings(MyBookingsRequest(), self.caller, self.service.deps)
        assert isinstance(reply, BookingsReply)
        return reply

    def booked_and_paid(self, slot_id: str | None = None) -> str:
        """A confirmed booking; its id."""
        identity = self.book(slot_id).booking.id
        self.service.settle(self.service.pays(identity))
        return identity
