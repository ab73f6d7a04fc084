"""Keys change while the service runs: everything stays readable, and the old key can go."""

import base64
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from pymongo.collection import Collection

from common.domain.person.identity import IdType, Sex
from common.runtime import clock
from common.runtime.crypto import DerivedSigner, FieldCipher, PersonHasher
from common.runtime.settings import Key, parse_keys
from common.store import Store, open_store
from ops.__main__ import main
from ops.keys.hashes import forget_old, lacking, rehash, with_key
from ops.keys.sealed import by_key, reseal
from tests.ops.world import NEW_KEY, Db, opened
from tests.support.identity import resident_id
from tests.support.service import KEYS, MONDAY, Service
from tests.usecases.world import add_patient

OLD_KEY = KEYS[0]
NAME, PHONE = "测试员", "13900000000"


@pytest.fixture
def service(db: Db) -> Service:
    """Every kind of sealed field there is."""
    service = opened(db)
    for _ in range(3):
        phone = service.person()
        service.store.users.bind_phone(phone.caller.openid, PHONE)
    booking = service.booking(phone.book().booking.id)
    service.store.tokens.put("token-value", MONDAY + timedelta(days=1))
    service.store.bookings.insert(
        booking.model_copy(update={"id": "b-2", "pickup_code": "00000000"}), "头疼"
    )
    return service


def store_with(db: Db, *keys: Key) -> Store:
    return open_store(db, FieldCipher(keys), PersonHasher(keys), DerivedSigner(keys))


def readable(store: Store, db: Db) -> int:
    """Open everything that is sealed; how many documents."""
    users = [store.users.get(raw["_id"]) for raw in db["users"].find({})]
    assert {user.phone for user in users if user} == {PHONE}
    patients = [patient for user in users if user for patient in store.patients.of_user(user.id)]
    assert {(patient.name, patient.birth_date) for patient in patients} == {
        (NAME, date(1980, 5, 5))
    }
    merchant = store.merchants.get("m1")
    assert merchant is not None
    assert merchant["private_key_pem"] == "演示私钥"
    token = store.tokens.get(MONDAY)
    assert token is not None
    assert token[0] == "token-value"
    return len(users) + len(patients) + 2


def test_readable_before_during_and_after_and_the_old_key_can_go(
    service: Service, db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = store_with(db, NEW_KEY, OLD_KEY)
    assert readable(service.store, db) == readable(both, db) == 8
    original, during = Collection.bulk_write, []

    def bulk_write(self: Any, *arguments: Any, **options: Any) -> Any:
        done = original(self, *arguments, **options)
        during.append(readable(both, db))
        return done

    monkeypatch.setattr(Collection, "bulk_write", bulk_write)
    counts = reseal(db, FieldCipher((NEW_KEY, OLD_KEY)))
    assert during == [8] * 5
    assert (counts.resealed, counts.changed_meanwhile, counts.unreadable) == (9, 0, [])
    assert {key_id for _, _, key_id in by_key(db)} == {"k2"}
    assert readable(store_with(db, NEW_KEY), db) == 8
    lost = service.store.patients.of_user("o1")
    assert [one.unreadable for one in lost] == [("name", "id_number", "phone", "birth_date")]


def test_every_sealed_field_is_rotated(service: Service, db: Db) -> None:
    fields = {(collection, field) for collection, field, _ in by_key(db)}
    assert fields == {
        ("patients", "name"), ("patients", "id_number"), ("patients", "phone"),
        ("patients", "birth_date"), ("users", "phone"), ("merchants", "private_key_pem"),
        ("merchants", "apiv3_key"), ("tokens", "token"), ("bookings", "visit_reason"),
    }  # fmt: skip
    before = by_key(db)
    reseal(db, FieldCipher((NEW_KEY, OLD_KEY)))
    assert by_key(db) == {(c, f, "k2"): count for (c, f, _), count in before.items()}


def test_again_it_finds_nothing_to_do(service: Service, db: Db) -> None:
    cipher = FieldCipher((NEW_KEY, OLD_KEY))
    reseal(db, cipher)
    sealed = [list(db[name].find({})) for name in sorted(db.list_collection_names())]
    assert reseal(db, cipher).resealed == 0
    assert [list(db[name].find({})) for name in sorted(db.list_collection_names())] == sealed


def test_what_is_written_meanwhile_is_not_lost(
    service: Service, db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = db["users"].find_one({})
    assert raw is not None
    original = Collection.bulk_write

    def bulk_write(self: Any, *arguments: Any, **options: Any) -> Any:
        if self.name == "users":
            monkeypatch.setattr(Collection, "bulk_write", original)
            service.store.users.bind_phone(raw["_id"], "13911111111")
        return original(self, *arguments, **options)

    monkeypatch.setattr(Collection, "bulk_write", bulk_write)
    counts = reseal(db, FieldCipher((NEW_KEY, OLD_KEY)))
    assert counts.changed_meanwhile == 0
    user = store_with(db, NEW_KEY).users.get(raw["_id"])
    assert user is not None
    assert user.phone == "13911111111"


def test_what_keeps_changing_is_counted(
    service: Service, db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = db["users"].find_one({})
    assert raw is not None
    original = Collection.bulk_write

    def bulk_write(self: Any, *arguments: Any, **options: Any) -> Any:
        if self.name == "users":
            service.store.users.bind_phone(raw["_id"], "13911111111")
        return original(self, *arguments, **options)

    monkeypatch.setattr(Collection, "bulk_write", bulk_write)
    assert reseal(db, FieldCipher((NEW_KEY, OLD_KEY))).changed_meanwhile == 1


def test_what_does_not_open_is_named_and_the_rest_goes_on(service: Service, db: Db) -> None:
    raw = db["users"].find_one({})
    assert raw is not None
    db["users"].update_one({"_id": raw["_id"]}, {"$set": {"phone_sealed": "k1.AAAA"}})
    counts = reseal(db, FieldCipher((NEW_KEY, OLD_KEY)))
    assert counts.resealed == 8
    assert counts.unreadable == [f"users {raw['public_id']} phone"]
    kept = db["users"].find_one({"_id": raw["_id"]})
    assert kept is not None
    assert kept["phone_sealed"] == "k1.AAAA"


# --- hashes of persons


def test_persons_are_found_by_the_new_key_alone(service: Service, db: Db) -> None:
    hasher = PersonHasher((NEW_KEY, OLD_KEY))
    assert set(lacking(db, "k2")) == {raw["_id"] for raw in db["persons"].find({})}
    done = rehash(db, FieldCipher(KEYS), hasher, "k2")
    assert (done.added, done.doubles) == (3, [])
    assert list(lacking(db, "k2")) == []
    assert with_key(db) == {"k1": 3, "k2": 3}
    assert forget_old(db, {"k2"}, "k2") == 3
    assert with_key(db) == {"k2": 3}
    number = resident_id(date(1980, 5, 5), "female", 2)
    alone = store_with(db, NEW_KEY).persons
    assert alone.identify("resident_id", number, "new") != "new"
    assert rehash(db, FieldCipher(KEYS), hasher, "k2").added == 0


@pytest.mark.parametrize(
    ("id_type", "added", "renewed"),
    [("hkmo_permit", "H1234567801", "H12345678"), ("tw_permit", "0123456701", "01234567")],
)
def test_a_permit_is_found_by_what_of_its_number_stays(
    service: Service, db: Db, id_type: str, added: str, renewed: str
) -> None:
    permit = {"id_type": IdType(id_type), "sex": Sex.MALE, "birth_date": date(1990, 1, 1)}
    patient = add_patient(service.person(), added, **permit)
    rehash(db, FieldCipher(KEYS), PersonHasher((NEW_KEY, OLD_KEY)), "k2")
    found = store_with(db, NEW_KEY).persons.identify(id_type, renewed, "new")
    assert found == db["patients"].find_one({"_id": patient})["person_id"]  # type: ignore[index]


def test_a_hash_by_an_old_key_stays_while_the_key_is_known_or_alone(
    service: Service, db: Db
) -> None:
    assert forget_old(db, {"k2"}, "k2") == 0
    rehash(db, FieldCipher(KEYS), PersonHasher((NEW_KEY, OLD_KEY)), "k2")
    assert forget_old(db, {"k1", "k2"}, "k2") == 0
    assert with_key(db) == {"k1": 3, "k2": 3}


def test_two_persons_of_one_number_are_told(service: Service, db: Db) -> None:
    number = resident_id(date(1980, 5, 5), "female", 1)
    (first,) = [p["_id"] for p in db["persons"].find({}) if p["_id"] == _person_of(service, number)]
    store_with(db, NEW_KEY).persons.identify("resident_id", number, "double")
    done = rehash(db, FieldCipher(KEYS), PersonHasher((NEW_KEY, OLD_KEY)), "k2")
    assert done.doubles == [(first, "double")]
    assert done.added == 2


def _person_of(service: Service, number: str) -> str:
    return service.store.persons.identify("resident_id", number, "never")


# --- the program


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, mongo_uri: str, db: Db, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run `keys …` with these keys in the environment; its exit code and everything it printed."""

    def text(keys: tuple[Key, ...]) -> str:
        return ",".join(f"{k.id}:{base64.b64encode(k.secret).decode()}" for k in keys)

    def run(*arguments: str, keys: tuple[Key, ...] = ()) -> tuple[int, str]:
        monkeypatch.setenv("MONGO_URI", mongo_uri)
        monkeypatch.setenv("MONGO_DATABASE", db.name)
        monkeypatch.setenv("DATA_KEYS", text(keys))
        monkeypatch.setenv("HASH_KEYS", text(keys))
        monkeypatch.setattr(clock, "now", lambda: MONDAY)
        code = main(["keys", *arguments])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


def test_a_whole_rotation_prints_counts_and_no_secret(service: Service, db: Db, run: Run) -> None:
    texts = [
        text
        for name in db.list_collection_names()
        for raw in db[name].find({})
        for key, text in raw.items()
        if key.endswith("_sealed")
    ]
    db["persons"].insert_one({"_id": "nobody", "hashes": ["k1.00"], "claims": [], "rev": 0})
    printed = []
    for arguments, keys in (
        (["status"], ()),
        (["rotate-data"], (NEW_KEY, OLD_KEY)),
        (["rehash"], (NEW_KEY, OLD_KEY)),
        (["rehash", "--forget-old"], (NEW_KEY,)),
        (["status"], (NEW_KEY,)),
    ):
        code, out = run(*arguments, keys=keys)
        assert code == 0, out
        printed.append(out)
    assert "patients.name：密钥 k1 加密 3 处\n" in printed[0]
    assert printed[1] == "重新加密 9 个文档\n"
    assert "用密钥 k2 给 3 人算了散列" in printed[2]
    assert "没有密钥 k2 的散列：nobody" in printed[2]
    assert "patients.name：密钥 k2（当前）加密 3 处" in printed[4]
    assert "persons.hashes：密钥 k2（当前）散列 3 人" in printed[4]
    everything = "".join(printed)
    number = resident_id(date(1980, 5, 5), "female", 1)
    secrets = [base64.b64encode(key.secret).decode() for key in (OLD_KEY, NEW_KEY)]
    for hidden in [*texts, *secrets, NAME, PHONE, number, "token-value", "演示私钥"]:
        assert hidden not in everything


def test_a_fresh_key(run: Run) -> None:
    code, out = run("new")
    assert code == 0
    (key,) = parse_keys("DATA_KEYS", out.strip())
    assert key.id == "k20260302"
    assert run("new", "spring1")[1].startswith("spring1:")
    assert run("new")[1] != out
    assert run("new", "Spring 1")[0] == 2


def test_no_rotation_without_keys(run: Run) -> None:
    assert run("rotate-data") == (2, "没有完成：没有设置环境变量：DATA_KEYS\n")
    assert run("rehash")[0] == 2
