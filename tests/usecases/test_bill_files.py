"""reconcile: the files of bills are kept in the bucket, and no money waits for them."""

import gzip

import pytest

from common.clients.files import Files, FilesError
from common.domain.booking.status import Status
from common.domain.money.bill import DAYS
from tests.support.merchants import a_merchant
from tests.usecases.world import quiet

MONDAY = "bills/m1/2026-03-02.csv.gz"


@pytest.fixture
def unheard(service):
    """Money of Monday that nobody told us of; it is Tuesday, and the bill is ready."""
    service.store.merchants.put(a_merchant())
    held = service.person().book().booking.id
    service.clock.pass_(minutes=17)
    service.sweep()
    service.outside.pay(held, late=True)
    service.clock.pass_(hours=26, minutes=3)
    return held


class Failing(Files):
    """A bucket that takes nothing, and counts how often it was asked."""

    asked = 0

    def _call(self, *_, **__):
        self.asked += 1
        raise FilesError("made to fail")


def kept(service):
    return {bill["day"]: bill["kept"] for bill in service.db.bills.find()}


def errors(service):
    return [line[1] for line in service.log.lines if line[0] == "error"]


def test_a_bill_is_kept_as_it_came_and_a_day_without_trade_has_none(service, bucket, unheard):
    counts = service.reconcile()
    assert (counts.bills, counts.payments, counts.failed) == (DAYS, 1, 0)
    assert bucket.keys() == [MONDAY]
    assert gzip.decompress(bucket.read(MONDAY)) == b"bill of 2026-03-02: 1 rows"
    assert set(kept(service).values()) == {True} and len(kept(service)) == DAYS
    asked = service.outside.calls
    service.reconcile()
    assert service.outside.calls == asked
    quiet(service)


def test_a_bucket_that_fails_keeps_no_money_and_is_asked_once_a_run(service, bucket, unheard):
    service.files = failing = Failing(bucket.base, "i", "k", service.clock)
    counts = service.reconcile()
    assert (counts.bills, counts.payments, counts.failed) == (DAYS, 1, 0)
    assert service.booking(unheard).status is Status.CONFIRMED
    assert (failing.asked, bucket.keys(), kept(service)["2026-03-02"]) == (1, [], False)
    assert errors(service).count("bill not kept") == 1
    service.files = bucket.files
    counts = service.reconcile()
    assert (counts.bills, counts.rows, counts.payments) == (0, 0, 0)
    assert bucket.keys() == [MONDAY] and set(kept(service).values()) == {True}
    quiet(service)


def test_a_bucket_that_comes_later_gets_what_can_still_be_fetched(service, bucket, unheard):
    service.files = None
    service.reconcile()
    assert set(kept(service).values()) == {False}
    asked = service.outside.calls
    service.reconcile()
    assert service.outside.calls == asked
    service.files = bucket.files
    service.reconcile()
    assert bucket.keys() == [MONDAY]


def test_a_run_that_ends_before_the_mark_puts_the_same_file_again(
    service, bucket, unheard, monkeypatch
):
    bills = type(service.store.bills)

    def ends(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(bills, "keep", ends)
        with pytest.raises(KeyboardInterrupt):
            service.reconcile()
    bucket.files.put(MONDAY, b"what an earlier run put", "application/gzip")
    service.reconcile()
    assert gzip.decompress(bucket.read(MONDAY)) == b"bill of 2026-03-02: 1 rows"
    assert bucket.keys() == [MONDAY]


def test_money_comes_before_files_when_time_is_short(service, bucket, unheard):
    service.files = None
    service.reconcile()
    service.files = bucket.files
    assert service.reconcile(seconds=1.0).left_over
    assert bucket.keys() == []
