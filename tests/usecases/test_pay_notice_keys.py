"""Notices with real signatures, over the wiring that functions use: whose keys count, when, and how often."""

import json
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from wechatpayv3 import WeChatPay as Library

from common.domain.booking.status import Status
from common.runtime import wiring
from common.runtime.settings import Settings
from common.usecases.pay_notice import pay_notice
from tests.support.merchants import a_merchant
from tests.support.service import KEYS
from tests.unit.clients.outside import Platform

APIV3 = "k" * 32
PARTNER = "1900000777"


@pytest.fixture(scope="module")
def keys():
    return [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]


@pytest.fixture
def world(service, mongo_uri, keys, monkeypatch):
    """WeChat Pay's side with one key, and merchants whose clients are built as in a function."""
    known = Settings(
        mongo_uri=mongo_uri, mongo_database=service.db.name, mini_appid="", mini_secret="", data_keys=KEYS,
        hash_keys=KEYS, wechat_api_base="", wechat_pay_base="", notify_url="https://notify.test/", stage="development",
    )  # fmt: skip
    counted = SimpleNamespace(verified=0, built=0)
    callback, init = Library.callback, Library.__init__

    def count(self, *args, **kwargs):
        counted.verified += 1
        return callback(self, *args, **kwargs)

    def build(self, *args, **kwargs):
        counted.built += 1
        init(self, *args, **kwargs)

    monkeypatch.setattr(Library, "callback", count)
    monkeypatch.setattr(Library, "__init__", build)
    platforms = [Platform(key, f"PUB_KEY_ID_{n}", APIV3) for n, key in enumerate(keys)]
    deps = service.with_deps(pay_of=wiring.wire(known).pay_of)
    return SimpleNamespace(
        service=service, keys=keys, platforms=platforms, deps=deps, counted=counted
    )


def stored(world, identity, which=0, **changes):
    """A merchant whose own key and WeChat Pay's are the ones of that number."""
    private = world.keys[which].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    merchant = a_merchant(
        identity, private_key_pem=private.decode(), public_key_pem=public_pem(world.keys[which]),
        public_key_id=world.platforms[which].public_key_id, **changes,
    )  # fmt: skip
    world.service.store.merchants.put(merchant)
    return merchant


def public_pem(key):
    spki = PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(Encoding.PEM, spki).decode()


def tells(world, merchant, booking, which=0):
    """WeChat Pay tells of a payment; the answer's status and word."""
    paid = world.service.outside.pay(booking.id)
    partner = merchant["mode"] == "partner"
    names = (
        {"sp_mchid": merchant["mchid"], "sub_mchid": merchant["sub_mchid"], "sp_appid": merchant["appid"]}
        if partner
        else {"mchid": merchant["mchid"], "appid": merchant["appid"]}
    )  # fmt: skip
    order = {
        **names, "out_trade_no": booking.id, "transaction_id": paid.transaction_id, "trade_state": "SUCCESS",
        "success_time": "2026-03-02T08:00:00+08:00", "payer": {"sp_openid" if partner else "openid": "o1"},
        "amount": {"total": paid.amount_fen, "currency": "CNY"},
    }  # fmt: skip
    platform = world.platforms[which]
    body = platform.notice("TRANSACTION.SUCCESS", order)
    headers = platform.signed(body, int(world.service.clock().timestamp()))
    answer = pay_notice(headers, body, world.deps)
    return answer.status, answer.message


def held(world, merchant):
    """A hold whose money goes to this merchant."""
    booking = world.service.person().book().booking
    world.service.db.bookings.update_one(
        {"_id": booking.id}, {"$set": {"merchant_id": merchant["id"]}}
    )
    world.service.outside.orders[booking.id].merchant_id = merchant["id"]
    return booking


def test_new_keys_count_at_once_in_an_instance_that_knew_the_old_ones(world):
    old = stored(world, "m1")
    assert tells(world, old, held(world, old)) == (204, "")
    new = stored(world, "m1", 1)
    booking = held(world, new)
    assert tells(world, new, booking, 1) == (204, "")
    assert world.service.booking(booking.id).status is Status.CONFIRMED
    assert tells(world, old, held(world, old), 0) == (401, "serial")


def test_a_client_is_built_once_for_the_same_keys(world):
    merchant = stored(world, "m1")
    for _ in range(2):
        assert tells(world, merchant, held(world, merchant)) == (204, "")
    assert world.counted.built == 1


def test_a_notice_of_one_of_two_hundred_sub_merchants_is_verified_once(world):
    merchants = [
        stored(world, f"s{n}", mode="partner", mchid=PARTNER, sub_mchid=f"18{n:08}")
        for n in range(200)
    ]
    booking = held(world, merchants[-1])
    assert tells(world, merchants[-1], booking) == (204, "")
    assert world.service.booking(booking.id).status is Status.CONFIRMED
    assert (world.counted.verified, world.counted.built) == (1, 1)


def test_a_sub_merchant_of_nobody(world):
    known = stored(world, "s1", mode="partner", mchid=PARTNER, sub_mchid="1800000001")
    stranger = known | {"sub_mchid": "1800000002"}
    assert tells(world, stranger, held(world, known)) == (400, "merchant")


@pytest.mark.parametrize(
    "spoilt", ["another's key", "no key at all", "a field is missing", "not sealed by us"]
)
def test_a_merchant_with_wrong_keys_keeps_nobody_from_their_money(world, spoilt):
    same_id = world.platforms[0].public_key_id
    wrong = stored(world, "aaa", 1) | {"public_key_id": same_id}
    if spoilt == "no key at all":
        wrong |= {"public_key_pem": "-----BEGIN PUBLIC KEY-----", "private_key_pem": "nothing"}
    world.service.store.merchants.put(wrong)
    if spoilt == "a field is missing":
        world.service.db.merchants.update_one({"_id": "aaa"}, {"$unset": {"serial_no": ""}})
    if spoilt == "not sealed by us":
        change = {"$set": {"apiv3_key_sealed": "k1.AAAA"}}
        world.service.db.merchants.update_one({"_id": "aaa"}, change)
    right = stored(world, "bbb")
    assert tells(world, right, held(world, right)) == (204, "")


def test_what_was_signed_may_hold_anything(world):
    """Signed by WeChat Pay's own key, and yet no date, no text and no number of ours: refused, never a fault."""
    merchant = stored(world, "m1")
    sound = {
        "mchid": merchant["mchid"], "appid": merchant["appid"], "out_trade_no": "b1", "transaction_id": "4200",
        "trade_state": "SUCCESS", "success_time": "2026-03-02T08:00:00+08:00", "payer": {"openid": "o1"},
        "amount": {"total": 1, "currency": "CNY"},
    }  # fmt: skip
    deep = json.loads("[" * 900 + "]" * 900)
    for change in (
        {"success_time": "9999-12-31T23:59:59-08:00"},
        {"success_time": "0001-01-01T00:00:00+08:00"},
        {"transaction_id": "\ud800"},
        {"out_trade_no": "b\udfff"},
        {"payer": {"openid": "\ud800"}},
        {"amount": {"total": 2**70, "currency": "CNY"}},
        {"amount": deep},
        {"payer": deep},
    ):
        body = world.platforms[0].notice("TRANSACTION.SUCCESS", sound | change)
        headers = world.platforms[0].signed(body, int(world.service.clock().timestamp()))
        answer = pay_notice(headers, body, world.deps)
        assert (answer.status, answer.message) == (400, "body"), change
    assert world.service.db.payments.count_documents({}) == 0
