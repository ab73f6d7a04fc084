"""Staff under the checker: what no use case leaves behind is told, what one leaves for a moment is only counted."""

from collections.abc import Callable

import pytest

from common.runtime.crypto import DerivedSigner, FieldCipher, PersonHasher
from ops.verify.findings import Keys
from ops.verify.walk import verify
from ops.verify.words import sentence
from tests.ops.world import Db
from tests.ops.world import opened as a_hospital
from tests.support.database import scratch
from tests.support.service import KEYS
from tests.support.staff import Office
from tests.usecases.test_admin_rows import save

ENTRY = ("9", "its audit entry is not there, or tells of something else")
Spoil = Callable[[Office, Db], object]


@pytest.fixture(scope="module")
def staffed(mongo_uri):
    with scratch(mongo_uri) as database:
        office = Office(a_hospital(database)).opened()
        office.signed_in("desk")
        notice = {
            "heading": "演示", "text": "演示", "from_date": "2026-01-01", "until_date": "2099-01-01",
        }  # fmt: skip
        save(office, "notice", notice)
        kept = {name: list(database[name].find({})) for name in database.list_collection_names()}
        yield office, kept


@pytest.fixture
def office(staffed) -> Office:
    found, kept = staffed
    for name, documents in kept.items():
        if (
            name.startswith(("staff", "audit", "doctors", "notices"))
            and list(found.service.db[name].find({})) != documents
        ):
            found.service.db[name].delete_many({})
            found.service.db[name].insert_many(documents)
    return found


def _report(office: Office, *, settled: bool):
    keys = Keys(FieldCipher(KEYS), PersonHasher(KEYS), DerivedSigner(KEYS))
    return verify(
        office.service.db, office.service.clock, settled=settled, sleep=lambda _: None, keys=keys
    )


def _told(office: Office, *, settled: bool = False) -> set[tuple[str, str]]:
    found = _report(office, settled=settled).violations
    assert all(sentence(finding.what) != finding.what for finding in found)
    return {(finding.invariant, finding.what) for finding in found}


def test_what_the_use_cases_leave_is_in_order(office):
    report = _report(office, settled=True)
    assert report.violations == []
    counts = ("staff", "staff_invites", "staff_logins", "staff_sessions")
    assert [report.counts[name] for name in counts] == [5, 5, 1, 1]
    assert report.counts["audit"] == 12


@pytest.mark.parametrize(
    ("collection", "change", "told"),
    [
        ("staff", {"audit": "nothing"}, ENTRY),
        ("staff", {"grants": "none"}, ("reference", "does not read: grants")),
        ("staff", {"name_sealed": "k1.2.AAAA"}, ("7", "a sealed field does not open")),
        ("staff_invites", {"audit": "nothing"}, ENTRY),
        ("staff_invites", {"name_sealed": "x"}, ("7", "a sealed field is not of the form in use")),
        ("notices", {"audit": "nothing"}, ENTRY),
        ("notices", {"notices": "none"}, ("reference", "does not read: notices")),
        ("staff_sessions", {"audit": "nothing"}, ENTRY),
        ("staff_sessions", {"staff_id": "nobody"}, ("reference", "names something that is not in staff")),
        ("doctors", {"photo": {"key": "photos/p1.jpg", "made_from": "0", "audit": "nothing"}}, ENTRY),
        ("staff_logins", {"state": "lost"}, ("reference", "does not read: state")),
    ],
    ids=str,
)  # fmt: skip
def test_what_no_use_case_leaves_is_told(office, collection, change, told):
    document = office.service.db[collection].find_one({})
    office.service.db[collection].update_one({"_id": document["_id"]}, {"$set": change})
    assert told in _told(office)


def test_an_entry_that_tells_of_somebody_else_is_told(office):
    db, other = office.service.db, office.member("mgr").audit
    db["staff"].update_one({"_id": office.member("desk").id}, {"$set": {"audit": other}})
    assert _told(office) == {ENTRY}


@pytest.mark.parametrize("spoilt", [{}, {"object": "x"}, {"object": {}}], ids=str)
def test_an_entry_that_is_spoilt_is_told_and_its_document_too(office, spoilt):
    query = {"_id": office.member("desk").audit}
    kept = {k: v for k, v in office.service.db["audit"].find_one(query).items() if k != "object"}
    office.service.db["audit"].replace_one(query, kept | spoilt)
    assert ENTRY in _told(office)
    assert ("9", "an audit entry is not as it was written") in _told(office)


def test_a_sealed_name_that_is_gone_is_told(office):
    office.service.db["staff"].update_one({}, {"$unset": {"name_sealed": ""}})
    assert _told(office) == {("7", "a sealed field is missing")}


def test_who_is_not_counted_on_their_post_is_pending(office):
    office.service.db["staff_posts"].update_one({"_id": "manager.h1"}, {"$set": {"holders": []}})
    what = "somebody with a post is not counted on it"
    assert _told(office) == set()
    assert _report(office, settled=False).pending == {what: 1}
    assert _told(office, settled=True) == {("9", what)}
