"""patients, rates, payments, refunds, waitlist, users, messages: what each write lets through and what it does not."""

from collections import Counter
from datetime import timedelta

import pytest

from common.domain.money.bill import Bill, UnmatchedRefund
from common.domain.money.payment import Outcome, RefundStatus
from common.domain.waitlist import EntryStatus
from common.store.patients import Added
from common.store.waitlist import Joined
from tests.store.base import together
from tests.store.samples import MINUTE, MS, NOW, a_patient, a_payment, a_refund, an_entry

# --- patients


def test_five_places_however_many_adds_meet(store):
    def add(n):
        return store.patients.add(a_patient(f"p{n}", person=f"n{n}"), NOW, 5)

    answers = Counter(together(*[lambda n=n: add(n) for n in range(9)]))
    assert answers == {Added.DONE: 5, Added.NO_QUOTA: 4}
    assert len(store.patients.of_user("o1")) == 5
    assert store.patients.add(a_patient("q", "o2", "n0"), NOW, 5) is Added.DONE


def test_a_place_that_came_free_is_used_again(store):
    for n in range(2):
        store.patients.add(a_patient(f"p{n}", person=f"n{n}"), NOW, 2)
    assert store.patients.add(a_patient("p2", person="n2"), NOW, 2) is Added.NO_QUOTA
    assert store.patients.remove("o1", "p0")
    assert store.patients.add(a_patient("p2", person="n2"), NOW, 2) is Added.DONE


def test_one_person_once_a_user(store):
    answers = Counter(
        together(*[lambda n=n: store.patients.add(a_patient(f"p{n}"), NOW, 5) for n in range(4)])
    )
    assert answers == {Added.DONE: 1, Added.ALREADY_THERE: 3}


def test_a_patient_is_their_users_alone(store):
    store.patients.add(a_patient(), NOW, 5)
    assert store.patients.owned("o1", "p1") == a_patient()
    assert store.patients.owned("o2", "p1") is None
    assert not store.patients.remove("o2", "p1")
    assert not store.patients.replace(a_patient(openid="o2", name="别的人"))
    assert store.patients.owned("o1", "p1").name == "测试员"
    assert store.patients.replace(a_patient(name="新名字"))
    assert store.patients.owned("o1", "p1").name == "新名字"
    assert store.patients.remove_all("o1") == 1


# --- rates


def test_so_many_a_minute_then_the_next_minute(store):
    assert [store.rates.hit("o1", "book", 3, NOW) for _ in range(5)] == [True] * 3 + [False] * 2
    assert store.rates.hit("o2", "book", 3, NOW)
    assert store.rates.hit("o1", "all", 3, NOW)
    assert not store.rates.hit("o1", "book", 3, NOW + MINUTE - MS)
    assert store.rates.hit("o1", "book", 3, NOW + MINUTE)


def test_so_many_a_minute_even_all_at_once(store):
    answers = Counter(together(*[lambda: store.rates.hit("o1", "all", 5, NOW)] * 12))
    assert answers == {True: 5, False: 7}


# --- payments and refunds


def test_a_transaction_is_recorded_once(store):
    assert [store.payments.record(a_payment()) for _ in range(2)] == [True, False]
    assert store.payments.record(a_payment("tx2"))
    assert store.payments.get("m1:tx1") == a_payment()


def test_a_transaction_is_due_until_it_has_an_outcome(store):
    store.payments.record(a_payment())
    assert list(store.payments.due(NOW + MINUTE - MS)) == []
    assert list(store.payments.due(NOW + MINUTE)) == ["m1:tx1"]
    store.payments.postpone("m1:tx1", NOW + 2 * MINUTE)
    assert list(store.payments.due(NOW + MINUTE)) == []
    store.payments.mark("m1:tx1", Outcome.KEPT)
    store.payments.postpone("m1:tx1", NOW)
    assert list(store.payments.due(NOW + timedelta(days=9))) == []
    assert store.payments.get("m1:tx1").outcome is Outcome.KEPT


def test_a_refund_is_opened_once_and_ends_once(store):
    assert [store.refunds.open(a_refund()) for _ in range(2)] == [True, False]
    assert store.refunds.advance("r1", RefundStatus.PROCESSING, NOW, NOW + MINUTE)
    assert list(store.refunds.due(NOW + MINUTE)) == ["r1"]
    assert store.refunds.get("r1").status is RefundStatus.PROCESSING
    assert store.refunds.advance("r1", RefundStatus.SUCCESS, NOW, None)
    ended = store.refunds.get("r1")
    assert (ended.status, ended.finished_at, ended.due_at) == (RefundStatus.SUCCESS, NOW, None)


def test_only_a_refund_that_waits_for_its_answer_is_refused(store):
    store.refunds.open(a_refund())
    assert store.refunds.refuse("r1")
    assert not store.refunds.refuse("r1")
    assert [refund.status for refund in store.refunds.needing_staff()] == [RefundStatus.REFUSED]
    for status in (RefundStatus.PROCESSING, RefundStatus.SUCCESS):
        assert store.refunds.advance("r1", status, NOW, None)
        assert not store.refunds.refuse("r1")
        assert store.refunds.get("r1").status is status
    assert store.refunds.needing_staff() == []


def test_what_went_back_by_hand_is_added_up_over_bills(store):
    def bill(day, *unmatched):
        refunds = [
            UnmatchedRefund(refund_no=no, order_no=o, amount_fen=n) for no, o, n in unmatched
        ]
        store.bills.keep(
            Bill(
                id=f"m1:{day}",
                merchant_id="m1",
                day=day,
                read_at=NOW,
                rows=9,
                found=0,
                unmatched=tuple(refunds),
            )
        )

    bill("2026-03-02", ("x1", "b1", 2000), ("x2", "b2", 700))
    bill("2026-03-03", ("x3", "b1", 3000))
    bill("2026-03-04")
    returned = {order: store.bills.returned_by_hand(order) for order in ("b1", "b2", "b3")}
    assert returned == {"b1": 5000, "b2": 700, "b3": 0}


@pytest.mark.parametrize("end", [RefundStatus.SUCCESS, RefundStatus.ABNORMAL, RefundStatus.CLOSED])
def test_a_refund_that_ended_stays_as_it_ended(store, end):
    store.refunds.open(a_refund())
    store.refunds.advance("r1", end, NOW, None)
    for status in RefundStatus:
        assert not store.refunds.advance("r1", status, NOW, NOW)
    assert store.refunds.get("r1").status is end
    assert len(store.refunds.needing_staff()) == (end is not RefundStatus.SUCCESS)


def test_asking_later_is_only_later(store):
    store.refunds.open(a_refund(due_at=NOW))
    store.refunds.postpone("r1", NOW + MINUTE)
    store.refunds.postpone("r1", NOW)
    assert store.refunds.get("r1").due_at == NOW + MINUTE
    store.refunds.open(a_refund("r2"))
    store.refunds.postpone("r2", NOW)
    assert store.refunds.get("r2").due_at is None


# --- waitlist


def test_an_entry_moves_only_from_where_it_stands(store):
    ways = {
        "leave": (store.waitlist.leave, {"waiting"}, "left"),
        "close": (store.waitlist.close, {"waiting"}, "closed"),
        "offer": (lambda i: store.waitlist.mark_offered(i, NOW), {"waiting", "closed"}, "offered"),
        "taken": (
            lambda i: store.waitlist.end(i, EntryStatus.TAKEN),
            {"waiting", "offered", "lapsed"},
            "taken",
        ),
        "lapsed": (
            lambda i: store.waitlist.end(i, EntryStatus.LAPSED), {"waiting", "offered"}, "lapsed",
        ),
        "left": (
            lambda i: store.waitlist.end(i, EntryStatus.LEFT), {"waiting", "offered"}, "left",
        ),
    }  # fmt: skip
    for name, (act, from_, to) in ways.items():
        for number, status in enumerate(EntryStatus):
            identity = f"{name}-{number}"
            active = status.value in ("waiting", "offered")
            entry = an_entry(identity, identity, status=status, active=active)
            store.waitlist.join(entry, 1)
            assert act(identity) is (status.value in from_), (name, status)
            stored = store.waitlist.get(identity)
            assert stored.status.value == (to if status.value in from_ else status.value)


def test_places_in_queues_however_many_joins_meet(store):
    joins = [lambda n=n: store.waitlist.join(an_entry(f"w{n}", slot=f"s{n}"), 3) for n in range(6)]
    assert Counter(together(*joins)) == {Joined.DONE: 3, Joined.NO_QUOTA: 3}
    places = [entry.quota_no for entry in store.waitlist.of_user("o1")]
    assert sorted(places) == [1, 2, 3]


def test_an_open_entry_is_shown_before_however_many_that_ended(store):
    store.waitlist.join(an_entry("open", joined_at=NOW), 1)
    for n in range(50):
        ended = {"status": EntryStatus.LEFT, "active": False, "joined_at": NOW + (n + 1) * MINUTE}
        store.waitlist.join(an_entry(f"w{n:02}", f"other{n}", **ended), 1)
    shown = [entry.id for entry in store.waitlist.of_user("o1")]
    assert shown == ["open", *(f"w{n:02}" for n in range(49, 0, -1))]


def test_one_entry_a_person_and_slot_and_the_same_tap_is_the_same_entry(store):
    joins = [lambda n=n: store.waitlist.join(an_entry(f"w{n}"), 3) for n in (1, 1, 2)]
    answers = Counter(together(*joins))
    assert answers[Joined.DONE] == 1
    assert answers[Joined.SAME_TAP] + answers[Joined.ALREADY_WAITING] == 2
    store.waitlist.leave(store.waitlist.of_user("o1")[0].id)
    assert store.waitlist.join(an_entry("w3"), 3) is Joined.DONE


def test_first_come_first_and_by_id_when_they_cametogether(store):
    for identity, minutes in (("w2", 1), ("w1", 1), ("w3", 0)):
        store.waitlist.join(an_entry(identity, identity, joined_at=NOW + minutes * MINUTE), 1)
    assert [entry.id for entry in store.waitlist.waiting_for("s1")] == ["w3", "w1", "w2"]
    assert store.waitlist.slots_waited_for() == ["s1"]
    assert list(store.waitlist.to_close(NOW + timedelta(days=1) - MS)) == []
    assert len(list(store.waitlist.to_close(NOW + timedelta(days=1)))) == 3


# --- users


def test_a_user_is_made_once_and_keeps_their_public_id(store):
    users = together(*[lambda n=n: store.users.sign_in("o1", f"u{n}", NOW) for n in range(4)])
    assert len({user.public_id for user in users}) == 1


def test_changes_of_patients_are_counted_on_the_user_as_read(store):
    user = store.users.sign_in("o1", "u1", NOW)
    assert store.users.note_patient_change(user, [NOW])
    assert not store.users.note_patient_change(user, [NOW, NOW])
    assert store.users.get("o1").patient_changes == (NOW,)


def test_a_token_is_there_until_its_end(store):
    assert store.tokens.get(NOW) is None
    store.tokens.put("secret-token", NOW + MINUTE)
    assert store.tokens.get(NOW + MINUTE - MS) == ("secret-token", NOW + MINUTE)
    assert store.tokens.get(NOW + MINUTE) is None
