"""At rest nobody can be read: no name, number, phone, key or token in a dump, raw or in base64."""

import base64
from datetime import timedelta

import pytest
from bson.json_util import dumps

from common.domain.person.patient import Relation
from common.runtime.crypto import FieldCipher, NoKeys, PersonHasher, SealError
from common.runtime.settings import Key
from common.store import open_store
from tests.store.samples import NOW, a_hold, a_patient, an_entry
from tests.support.service import KEYS

SECRETS = {
    "name": "欧阳测试",
    "number": "99000019800505002X",
    "phone": "13987654321",
    "birth": "1980-05-05",
    "own phone": "13912345678",
    "reason": "胸口疼了三天",
    "private key": "-----BEGIN PRIVATE KEY----- invented",
    "apiv3 key": "invented-apiv3-key-of-32-letters",
    "token": "invented-access-token",
}


@pytest.fixture
def filled(store):
    patient = a_patient(name=SECRETS["name"], id_number=SECRETS["number"], phone=SECRETS["phone"])
    store.patients.add(patient, NOW, 5)
    store.persons.identify("resident_id", SECRETS["number"], "n1")
    store.users.sign_in("o1", "u1", NOW)
    store.users.bind_phone("o1", SECRETS["own phone"])
    store.bookings.insert(a_hold(), SECRETS["reason"])
    store.waitlist.join(an_entry(), 3)
    store.merchants.put(
        {"id": "m1", "mchid": "1", "private_key_pem": SECRETS["private key"],
         "apiv3_key": SECRETS["apiv3 key"], "public_key_id": "pk"}
    )  # fmt: skip
    store.tokens.put(SECRETS["token"], NOW)
    return store


def _dump(db):
    return "\n".join(
        dumps(list(db[name].find()), ensure_ascii=False) for name in db.list_collection_names()
    )


def _forms(secret):
    """The text and what base64 makes of it wherever it may begin."""
    yield secret
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + secret.encode()).decode()
        yield encoded[4 if shift else 0 : -4]


def test_a_dump_gives_nobody_away(filled, db):
    dump = _dump(db)
    assert len(dump) > 2000
    found = [name for name, secret in SECRETS.items() for form in _forms(secret) if form in dump]
    assert found == []


@pytest.mark.parametrize("name", SECRETS)
def test_the_search_would_find_it(db, name):
    """The control: stored as it is, or in base64 in the middle of something, it is found."""
    db.patients.insert_one(
        {"_id": "x", "openid": "x", "person_id": "x", "quota_no": 1, "text": SECRETS[name]}
    )
    buried = base64.b64encode(b"ab" + SECRETS[name].encode() + b"tail").decode()
    db.patients.insert_one(
        {"_id": "y", "openid": "y", "person_id": "y", "quota_no": 1, "text": buried}
    )
    first, second = (
        dumps(db.patients.find_one({"_id": "x"}), ensure_ascii=False),
        dumps(db.patients.find_one({"_id": "y"})),
    )
    assert any(form in first for form in _forms(SECRETS[name]))
    assert any(form in second for form in _forms(SECRETS[name]))


def test_what_is_sealed_opens_again(filled):
    patient = filled.patients.owned("o1", "p1")
    assert (patient.name, patient.id_number, patient.phone) == (
        SECRETS["name"], SECRETS["number"], SECRETS["phone"],
    )  # fmt: skip
    assert patient.birth_date.isoformat() == SECRETS["birth"]
    assert filled.users.get("o1").phone == SECRETS["own phone"]
    assert filled.merchants.get("m1")["apiv3_key"] == SECRETS["apiv3 key"]
    assert [m["id"] for m in filled.merchants.by_public_key("pk")] == ["m1"]
    assert filled.merchants.by_public_key("other") == []


def test_a_sealed_field_moved_to_another_patient_does_not_open(filled, db):
    sealed = db.patients.find_one({"_id": "p1"})["phone_sealed"]
    filled.patients.add(a_patient("p2", "o2"), NOW, 5)
    db.patients.update_one({"_id": "p2"}, {"$set": {"phone_sealed": sealed}})
    moved = filled.patients.owned("o2", "p2")
    assert (moved.phone, moved.unreadable) == ("", ("phone",))
    assert moved.name == "测试员"


def test_a_patient_moved_to_another_user_does_not_open(filled, db):
    db.patients.update_one({"_id": "p1"}, {"$set": {"openid": "o2"}})
    stolen = filled.patients.owned("o2", "p1")
    assert stolen.unreadable == ("name", "id_number", "phone", "birth_date")
    assert (stolen.name, stolen.id_number, stolen.phone, stolen.birth_date) == ("", "", "", None)


def test_words_moved_to_another_user_do_not_open(filled, db):
    assert filled.bookings.own_words(["b1"]) == {"b1": {"visit_reason": SECRETS["reason"]}}
    db.bookings.update_one({"_id": "b1"}, {"$set": {"openid": "o2"}})
    assert filled.bookings.own_words(["b1"]) == {"b1": {"visit_reason": None}}


def test_a_phone_a_key_and_a_token_that_do_not_open_cost_only_themselves(filled, db):
    for collection, field in (("users", "phone"), ("merchants", "apiv3_key"), ("tokens", "token")):
        db[collection].update_many({}, {"$set": {f"{field}_sealed": "k1.2.AAAA"}})
    user = filled.users.get("o1")
    assert (user.phone, user.unreadable, user.public_id) == (None, ("phone",), "u1")
    assert "apiv3_key" not in filled.merchants.get("m1")
    assert filled.tokens.get(NOW - timedelta(hours=1)) is None


def test_what_does_not_open_stays_as_it_is_until_it_is_filled_in(filled, db):
    before = db.patients.find_one({"_id": "p1"})
    db.patients.update_one({"_id": "p1"}, {"$set": {"name_sealed": "k9.2.AAAA"}})
    known = filled.patients.owned("o1", "p1")
    assert filled.patients.replace(known.model_copy(update={"relation": Relation.CHILD}))
    raw = db.patients.find_one({"_id": "p1"})
    assert (raw["name_sealed"], "unreadable" in raw) == ("k9.2.AAAA", False)
    assert set(raw) == set(before)
    filled.patients.replace(known.model_copy(update={"name": "测试乙"}))
    again = filled.patients.owned("o1", "p1")
    assert (again.name, again.phone, again.unreadable) == ("测试乙", SECRETS["phone"], ())


def test_a_sealed_field_moved_to_another_field_does_not_open(filled, db):
    raw = db.patients.find_one({"_id": "p1"})
    db.patients.update_one({"_id": "p1"}, {"$set": {"name_sealed": raw["phone_sealed"]}})
    assert filled.patients.owned("o1", "p1").unreadable == ("name",)


def test_an_older_key_still_opens_and_a_lost_one_does_not(filled, db):
    new = Key("k2", b"2" * 32)
    both = open_store(db, FieldCipher((new, *KEYS)), PersonHasher(KEYS), NoKeys())
    assert both.patients.owned("o1", "p1").name == SECRETS["name"]
    lost = open_store(db, FieldCipher((new,)), PersonHasher(KEYS), NoKeys()).patients.owned(
        "o1", "p1"
    )
    assert lost.unreadable == ("name", "id_number", "phone", "birth_date")


def test_who_was_given_no_keys_is_a_mistake_of_ours(filled, db):
    with pytest.raises(SealError, match=r"^started without keys$"):
        open_store(db, NoKeys(), NoKeys(), NoKeys()).patients.owned("o1", "p1")
