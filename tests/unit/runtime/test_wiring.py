"""What the use cases are given: the store and the clients, built from the settings and kept for an instance's life."""

from types import SimpleNamespace

import pytest

from common.clients.payments import Merchant, PayRefused
from common.domain.privacy import LoggableError
from common.runtime import clock, ids, log, settings, wiring
from common.runtime.crypto import FieldCipher, NoKeys, PersonHasher

KEY = settings.Key("k1", b"1" * 32)
FIELDS = {
    "id": "m1", "mode": "direct", "mchid": "1900000001", "sub_mchid": None, "appid": "wx01", "serial_no": "AB",
    "private_key_pem": "p", "apiv3_key": "3" * 32, "public_key_id": "PUB_KEY_ID_1", "public_key_pem": "q",
}  # fmt: skip


class Built:
    """Stands for a class: remembers what it was built with."""

    def __init__(self, *args, **kwargs):
        self.args, self.kwargs = args, kwargs


@pytest.fixture
def opened(monkeypatch):
    """Everything that is opened, and with what; no database is reached."""
    merchants = SimpleNamespace(get=lambda identity: FIELDS if identity == "m1" else None)
    store = SimpleNamespace(tokens="tokens", merchants=merchants)
    seen = SimpleNamespace(store=store, times=0)

    def open_store(database, cipher, hasher, signer):
        seen.database, seen.cipher, seen.hasher = database, cipher, hasher
        seen.signer = signer
        seen.times += 1
        return store

    monkeypatch.setattr(wiring, "connect", lambda uri, name: (uri, name))
    monkeypatch.setattr(wiring, "open_store", open_store)
    monkeypatch.setattr("common.clients.wechat.WeChat", Built)
    monkeypatch.setattr("common.clients.wechat_pay.WeChatPay", Built)
    return seen


def known(**changes):
    fields = {
        "mongo_uri": "mongodb://127.0.0.1/", "mongo_database": "clinic", "mini_appid": "wx01",
        "mini_secret": "invented",
        "data_keys": (), "hash_keys": (), "wechat_api_base": "", "wechat_pay_base": "",
        "notify_url": "https://notify.test/", "stage": "production",
    }  # fmt: skip
    return settings.Settings(**{**fields, **changes})


def test_a_function_reaches_its_own_database_and_the_real_time(opened):
    deps = wiring.wire(known())
    assert opened.database == ("mongodb://127.0.0.1/", "clinic")
    assert (deps.store, deps.clock, deps.log) == (opened.store, clock.now, log)
    assert (deps.new_id, deps.new_claim) == (ids.document_id, ids.claim_id)
    assert deps.new_pickup_code is ids.pickup_code
    assert (deps.new_token, deps.draw, deps.request_id) == (ids.token, ids.below, log.request_id)


def test_who_was_given_no_keys_seals_and_finds_nothing(opened):
    wiring.wire(known())
    assert isinstance(opened.cipher, NoKeys)
    assert isinstance(opened.hasher, NoKeys)
    place = {"collection": "c", "field": "f", "document_id": "d"}
    for act in (
        lambda: opened.cipher.seal("x", **place),
        lambda: opened.cipher.open("k1.x", **place),
        lambda: opened.cipher.is_current("k1.x"),
        lambda: opened.hasher.hashes("passport", "E1"),
        lambda: opened.signer.sign(b"x"),
        lambda: opened.signer.signed("k1.x", b"x"),
        lambda: opened.signer.hide("name", "x"),
        lambda: opened.signer.code("x"),
    ):
        with pytest.raises(LoggableError, match=r"^started without keys$"):
            act()
    assert opened.cipher.current_key_id == ""


def test_who_was_given_keys_seals_and_finds_with_them(opened):
    wiring.wire(known(data_keys=(KEY,), hash_keys=(settings.Key("h1", b"2" * 32),)))
    assert isinstance(opened.cipher, FieldCipher)
    assert opened.cipher.current_key_id == "k1"
    assert isinstance(opened.hasher, PersonHasher)
    assert opened.hasher.hashes("passport", "E1")[0].startswith("h1.")
    assert opened.signer.sign(b"x").startswith("k1.")


@pytest.mark.parametrize(
    ("stage", "version"), [("production", "formal"), ("development", "developer")]
)
def test_wechat_is_built_at_its_first_use_and_kept(opened, stage, version):
    deps = wiring.wire(known(stage=stage, wechat_api_base="http://127.0.0.1:9"))
    client = deps.wechat()
    assert client.args == ("wx01", "invented", "tokens", clock.now, log)
    assert client.kwargs == {"api_base": "http://127.0.0.1:9", "version": version}
    assert deps.wechat() is client


def test_a_bucket_is_there_where_one_is_set_up(opened):
    assert wiring.wire(known()).files() is None
    deps = wiring.wire(known(files_base="https://b.example.test", files_secret_id="i"))
    files = deps.files()
    assert files.address("a/b") == "https://b.example.test/a/b"
    assert deps.files() is files


def test_a_merchants_client_is_built_at_its_first_use_and_kept(opened):
    deps = wiring.wire(known(wechat_pay_base="http://127.0.0.1:9"))
    client = deps.pay_of("m1")
    assert client.args == (Merchant(**FIELDS), "https://notify.test/")
    assert client.kwargs == {"api_base": "http://127.0.0.1:9"}
    assert deps.pay_of("m1") is client


def test_a_merchant_nobody_set_up_is_a_definite_refusal(opened):
    with pytest.raises(PayRefused) as caught:
        wiring.wire(known()).pay_of("m9")
    error = caught.value
    assert (error.code, error.status) == ("NOMERCHANT", 0)
    assert error.message == "merchant m9 is not set up"


def test_a_deadline_counts_real_seconds(opened, monkeypatch):
    ticks = iter([100.0, 101.5, 109.0])
    monkeypatch.setattr(wiring, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
    deadline = wiring.wire(known()).deadline(8.0)
    assert [deadline.seconds_left(), deadline.seconds_left()] == [6.5, 0.0]


def test_an_instance_opens_its_store_once(opened):
    wiring.deps.cache_clear()
    try:
        first = wiring.deps(known())
        assert wiring.deps(known()) is first
        assert wiring.deps(known(mongo_database="other")) is not first
        assert opened.times == 2
    finally:
        wiring.deps.cache_clear()
