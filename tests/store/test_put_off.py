"""What is put off is due later, and only while it still is what it was."""

import pytest

from tests.store.samples import MINUTE, MS, NOW, a_payment, a_refund, an_entry


def test_only_who_still_waits_is_passed_over(store):
    for identity in ("w1", "w2"):
        store.waitlist.join(an_entry(identity, identity), 1)
    store.waitlist.leave("w2")
    store.waitlist.pass_over(["w1", "w2"], NOW + MINUTE)
    assert store.waitlist.get("w1").ask_again_at == NOW + MINUTE
    assert store.waitlist.get("w2").ask_again_at is None


@pytest.mark.parametrize("collection", ["payments", "refunds"])
def test_only_what_is_still_due_is_put_off(store, collection):
    store.payments.record(a_payment("tx1", due_at=NOW))
    store.refunds.open(a_refund(due_at=NOW))
    documents, identity = getattr(store, collection), {"payments": "m1:tx1", "refunds": "r1"}
    documents.put_off(identity[collection], NOW - MS, NOW + MINUTE)
    assert documents.get(identity[collection]).due_at == NOW
    documents.put_off(identity[collection], NOW, NOW + MINUTE)
    assert documents.get(identity[collection]).due_at == NOW + MINUTE
