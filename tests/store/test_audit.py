"""audit: one chain without gap or fork, however many append at once; each entry can be told from a changed one."""

import threading
from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest

from common.domain.actor import Door
from common.domain.audit import AuditActor, AuditObject, Draft, canonical, chain_of, changes
from common.domain.change import Change
from common.domain.errors import Refused
from common.runtime.crypto import DerivedSigner
from common.runtime.settings import Key
from common.store import audit as audit_module
from common.store.audit import Audit
from tests.store.samples import NOW
from tests.support.database import scratch
from tests.support.service import KEYS

WRITERS, EACH = 8, 12
CHAIN = chain_of("h1")


def a_draft(identity: str, **changed: object) -> Draft:
    """An entry of an invented manager."""
    given = {
        "id": identity, "chain": CHAIN, "at": NOW,
        "actor": AuditActor(staff_id="s1", role="manager", door=Door.DESKTOP, session="x"),
        "verb": "staff.change", "object": AuditObject(kind="staff", id="s2"),
        "changed": (Change(field="active", before=True, after=False),), "reason": "离职",
    }  # fmt: skip
    return Draft.model_validate({**given, **changed})


def test_a_chain_begins_and_goes_on(store):
    first, second = (store.audit.append(a_draft(f"e{n}")) for n in (1, 2))
    other = store.audit.append(a_draft("e3", chain=chain_of(None)))
    assert [(e.chain, e.seq, e.prev) for e in (first, second, other)] == [
        ("hospital.h1", 1, ""), ("hospital.h1", 2, first.hash), ("platform", 1, ""),
    ]  # fmt: skip
    assert store.audit.get("e2") == second == store.audit.last(CHAIN)
    assert store.audit.page(CHAIN) == [second, first]
    assert store.audit.page(CHAIN, before=2) == [first]
    assert (store.audit.get("e9"), store.audit.last("hospital.h9")) == (None, None)


def test_what_is_stored_is_what_was_hashed(store, db):
    at = datetime(2026, 3, 2, 1, 2, 3, 456000, tzinfo=timezone.utc)
    entry = store.audit.append(a_draft("e1", at=at))
    raw = db.audit.find_one({"_id": "e1"})
    signer = DerivedSigner(KEYS)
    assert signer.signed(entry.hash, canonical(raw)) is True
    for field, value in {"reason": "别的", "seq": 2, "at": at + timedelta(milliseconds=1)}.items():
        assert signer.signed(entry.hash, canonical({**raw, field: value})) is False
    assert signer.signed(entry.hash, canonical({**raw, "more": 1})) is False
    assert DerivedSigner((Key("k9", b"9" * 32),)).signed(entry.hash, canonical(raw)) is None


def test_an_older_key_still_tells(store, db):
    entry = store.audit.append(a_draft("e1"))
    rotated = DerivedSigner((Key("k2", b"2" * 32), *KEYS))
    assert rotated.signed(entry.hash, canonical(db.audit.find_one({"_id": "e1"}))) is True
    assert rotated.sign(b"x").startswith("k2.")


def test_the_head_follows_and_never_goes_back(store, db):
    first, second = (store.audit.append(a_draft(f"e{n}")) for n in (1, 2))
    store.audit._note_head(first)
    assert db.audit_heads.find_one({"_id": CHAIN})["hash"] == second.hash


def test_a_head_that_was_not_noted_any_more_is_passed(store, db):
    """Whoever wrote the last entry was cut off before the head."""
    first = store.audit.append(a_draft("e1"))
    store.audit.append(a_draft("e2"))
    db.audit_heads.update_one({"_id": CHAIN}, {"$set": {"seq": 1, "hash": first.hash}})
    assert store.audit.append(a_draft("e3")).seq == 3
    db.audit_heads.delete_one({"_id": CHAIN})
    assert store.audit.append(a_draft("e4")).seq == 4
    assert db.audit_heads.find_one({"_id": CHAIN})["seq"] == 4


def test_after_a_cut_the_chain_goes_on_behind_its_head(store, db):
    entries = [store.audit.append(a_draft(f"e{n}")) for n in (1, 2, 3)]
    db.audit.delete_many({"_id": {"$in": ["e2", "e3"]}})
    after = store.audit.append(a_draft("e4"))
    assert (after.seq, after.prev) == (4, entries[-1].hash)


def test_personal_fields_are_hidden_and_told_apart(store):
    before = {"name": "虚构甲", "active": True, "grants": [], "openid": ""}
    after = {"name": "虚构乙", "active": True, "grants": [{"role": "desk"}], "openid": "o1"}
    found = changes(before, after, ("name", "openid"), store.audit.hide)
    assert [change.field for change in found] == ["grants", "name", "openid"]
    assert "虚构" not in repr(found)
    assert "'o1'" not in repr(found)
    assert found[1].before != found[1].after
    assert found[1].before == store.audit.hide("name", "虚构甲") != store.audit.hide("q", "虚构甲")
    assert found[2].before == ""


def test_who_never_gets_a_turn_is_told(store, monkeypatch):
    monkeypatch.setattr(audit_module, "TRIES", 2)
    store.audit.append(a_draft("e1"))
    monkeypatch.setattr(Audit, "_end", lambda self, chain, behind_head: (0, ""))
    with pytest.raises(Refused) as told:
        store.audit.append(a_draft("e2"))
    assert str(told.value) == "BUSY: 同时操作的人太多，没有办成，请再点一次"


def _rush(store) -> None:
    start = threading.Barrier(WRITERS)

    def write(writer: int) -> None:
        start.wait()
        for number in range(EACH):
            store.audit.append(a_draft(f"w{writer}-{number}"))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_many_writers_leave_no_gap_and_no_fork(store, db):
    _rush(store)
    found = list(db.audit.find({}).sort([("seq", 1)]))
    assert [raw["seq"] for raw in found] == list(range(1, WRITERS * EACH + 1))
    assert [raw["prev"] for raw in found] == ["", *(raw["hash"] for raw in found[:-1])]
    assert db.audit_heads.find_one({"_id": CHAIN})["seq"] == len(found)


def test_the_control_without_the_unique_index_it_forks(mongo_uri):
    with scratch(mongo_uri) as database:
        store = Audit(database, DerivedSigner(KEYS))
        holder = type("Store", (), {"audit": store})
        _rush(holder)
        seqs = Counter(raw["seq"] for raw in database.audit.find({}))
        assert max(seqs.values()) > 1
