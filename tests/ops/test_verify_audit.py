"""The audit log under the checker: the four tamperings are found, each where it was done, and a whole log is quiet."""

from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import Any

import pytest

from common.runtime.crypto import DerivedSigner
from common.runtime.settings import Key
from common.store import indexes
from common.store.audit import Audit
from ops.verify import audit
from ops.verify.findings import Finding, Keys
from ops.verify.walk import Report, verify
from ops.verify.words import sentence
from tests.ops.world import Db
from tests.store.test_audit import CHAIN, a_draft
from tests.support.service import KEYS

SIGNER = DerivedSigner(KEYS)
Spoil = Callable[[Db], object]


@pytest.fixture
def log(db: Db) -> Db:
    """A chain of five entries, and one of another chain."""
    for index in indexes.INDEXES:
        if index.collection == "audit":
            db.audit.create_index(index.keys, name=index.name, **index.options)
    store = Audit(db, SIGNER)
    for number in range(1, 6):
        store.append(a_draft(f"e{number}"))
    store.append(a_draft("p1", chain="platform"))
    return db


def _report(database: Db, signer: DerivedSigner | None = SIGNER) -> Report:
    now = datetime(2026, 3, 2, tzinfo=timezone.utc)
    return verify(
        database, lambda: now, settled=True, sleep=lambda _: None, keys=Keys(signer=signer)
    )


def _found(database: Db, signer: DerivedSigner | None = SIGNER) -> list[Finding]:
    return _report(database, signer).violations


def test_a_whole_log_is_quiet_with_keys_and_without(log: Db) -> None:
    assert _report(log).counts["audit"] == 6
    assert _found(log) == _found(log, None) == []


def _swap(database: Db) -> None:
    """Two entries change places, with nothing else changed."""
    for identity, seq in (("e2", 99), ("e3", 2), ("e2", 3)):
        database.audit.update_one({"_id": identity}, {"$set": {"seq": seq}})


CHANGED = "an audit entry is not as it was written"
MISSING = "an audit entry is missing before this one, or stands there twice"
LOOSE = "an audit entry does not follow the one before it"
CUT = "the end of an audit chain was cut off"
TAMPERINGS: dict[str, tuple[Spoil, set[tuple[str, str]]]] = {
    "changed": (
        lambda d: d.audit.update_one({"_id": "e2"}, {"$set": {"actor.staff_id": "s9"}}), {(CHANGED, "e2")},
    ),
    "its reason changed": (
        lambda d: d.audit.update_one({"_id": "e5"}, {"$set": {"reason": ""}}), {(CHANGED, "e5")},
    ),
    "a field added": (
        lambda d: d.audit.update_one({"_id": "e1"}, {"$set": {"more": 1}}), {(CHANGED, "e1")},
    ),
    "deleted": (lambda d: d.audit.delete_one({"_id": "e3"}), {(MISSING, "e4")}),
    "the first deleted": (lambda d: d.audit.delete_one({"_id": "e1"}), {(MISSING, "e2")}),
    "swapped": (_swap, {(CHANGED, "e3"), (LOOSE, "e3"), (CHANGED, "e2"), (LOOSE, "e2"), (LOOSE, "e4")}),
    "a tail cut off": (lambda d: d.audit.delete_one({"_id": "e5"}), {(CUT, CHAIN)}),
    "a longer tail cut off": (
        lambda d: d.audit.delete_many({"_id": {"$in": ["e4", "e5"]}}), {(CUT, CHAIN)},
    ),
    "a whole chain deleted": (lambda d: d.audit.delete_many({"chain": CHAIN}), {(CUT, CHAIN)}),
    "its head deleted": (
        lambda d: d.audit_heads.delete_one({"_id": CHAIN}),
        {("a chain of the audit log has no head", CHAIN)},
    ),
    "its head spoilt": (
        lambda d: d.audit_heads.update_one({"_id": CHAIN}, {"$set": {"seq": "five"}}),
        {("the head of an audit chain does not read", CHAIN)},
    ),
    "its head turned to another": (
        lambda d: d.audit_heads.update_one({"_id": CHAIN}, {"$set": {"seq": 4}}),
        {("the head of an audit chain is another entry's", CHAIN)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampering_is_found_where_it_was_done(log: Db, name: str) -> None:
    spoil, told = TAMPERINGS[name]
    spoil(log)
    found = _found(log)
    assert {(finding.what, finding.root[1]) for finding in found} == told
    for finding in found:
        assert finding.invariant == "9"
        assert sentence(finding.what) != finding.what, "add its sentence to ops/verify/words.py"


def test_a_chain_whose_first_entry_was_cut_off_before_its_head_is_quiet(log: Db) -> None:
    log.audit_heads.delete_one({"_id": "platform"})
    assert _found(log) == []


def test_a_chain_that_begins_during_the_walk_is_quiet(
    log: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = log.audit_heads.find_one_and_delete({"_id": CHAIN})
    real = audit._entry

    def meanwhile(*args: Any) -> Iterator[Finding]:
        log.audit_heads.replace_one({"_id": CHAIN}, head, upsert=True)
        yield from real(*args)

    monkeypatch.setattr(audit, "_entry", meanwhile)
    assert _found(log) == []


def test_an_entry_put_in_by_who_has_no_key_is_found(log: Db) -> None:
    forger = Audit(log, DerivedSigner((Key("k1", b"f" * 32),)))
    forger.append(a_draft("e6"))
    assert [(f.what, f.root[1]) for f in _found(log)] == [(CHANGED, "e6")]


def test_an_entry_whose_key_is_gone_is_told(log: Db) -> None:
    found = _found(log, DerivedSigner((Key("k2", b"2" * 32),)))
    assert {finding.what for finding in found} == {"an audit entry's key is not in DATA_KEYS"}
    assert {sentence(f.what) for f in found} == {"操作记录：签这一条的密钥不在 DATA_KEYS 里"}


def test_an_entry_that_does_not_read_is_told(log: Db) -> None:
    log.audit.update_one({"_id": "e2"}, {"$set": {"at": "noon"}})
    assert {f.what for f in _found(log)} == {"does not read: at", CHANGED}
