"""Payment notices over HTTP: lost, doubled, late, out of order and forged."""

import base64
import csv
import functools
import json
import secrets
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.flow.merchant import order_as_partner
from tests.flow.money_samples import _all_refunded, _refunded
from tests.flow.test_life import HOLD
from tests.flow.world import World
from tools.phone import Json


def _merchants(world: World) -> dict[str, dict[str, str]]:
    """The merchants as a hospital would have filled in their file."""
    folder = world.running.home / "import"
    text = (folder / "merchants.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    for row in rows:
        row["private_key_file"] = str(folder / row["private_key_file"])
    return {row["merchant_id"]: row for row in rows}


def _forge(world: World, booking: Json, serial: str, signature: str) -> tuple[int, bytes]:
    resource = {
        "original_type": "transaction",
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(json.dumps(booking).encode()).decode(),
        "associated_data": "transaction",
        "nonce": secrets.token_hex(6),
    }
    body = json.dumps(
        {
            "id": secrets.token_hex(8),
            "event_type": "TRANSACTION.SUCCESS",
            "resource_type": "encrypt-resource",
            "resource": resource,
        }
    )
    headers = {
        "Wechatpay-Serial": serial,
        "Wechatpay-Timestamp": str(int(world.now().timestamp())),
        "Wechatpay-Nonce": secrets.token_hex(16),
        "Wechatpay-Signature": signature,
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
    }
    return _post(world, body.encode(), headers)


def _post(world: World, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    request = Request(
        f"{world.emulator.address}/http/pay/notify",
        data=body,
        headers={"Content-Type": "application/json", **headers},
    )
    try:
        with urlopen(request, timeout=60) as response:
            return response.status, response.read()
    except HTTPError as error:
        return error.code, error.read()


def test_a_doubled_notice_confirms_once(world: World) -> None:
    patient = world.patient()
    booking = patient.book(world.slot())
    world.fault("pay_notice", "twice")
    world.pay(booking)
    assert patient.status(booking["id"]) == "confirmed"
    assert patient.messages() == ["booking_confirmed"]
    assert world.order(booking)["refunds"] == []


def test_a_lost_notice_is_made_good_by_asking_to_pay(world: World) -> None:
    patient = world.patient()
    booking = patient.book(world.slot())
    world.fault("pay_notice", "lost")
    world.pay(booking)
    assert patient.status(booking["id"]) == "held"
    again = patient.ok("pay", booking_id=booking["id"])
    assert (again["booking"]["status"], again["payment"]) == ("confirmed", None)


def test_a_lost_notice_is_made_good_when_the_hold_would_lapse(world: World) -> None:
    patient = world.patient()
    booking = patient.book(world.slot())
    world.fault("pay_notice", "lost")
    world.pay(booking)
    world.pass_(**HOLD)
    assert patient.status(booking["id"]) == "confirmed"


def test_a_late_notice_confirms_when_it_comes(world: World) -> None:
    patient = world.patient()
    booking = patient.book(world.slot())
    world.fault("pay_notice", "late", seconds=120)
    world.pay(booking)
    assert patient.status(booking["id"]) == "held"
    world.pass_(seconds=121)
    world.until(lambda: patient.status(booking["id"]) == "confirmed", "the notice came")


def test_notices_out_of_order_each_find_their_booking(world: World) -> None:
    first, second = world.patient(), world.patient()
    slot = world.slot()
    earlier, after = first.book(slot), second.book(slot)
    world.fault("pay_notice", "reordered")
    world.pay(earlier)
    assert first.status(earlier["id"]) == "held"
    world.pay(after)
    assert second.status(after["id"]) == "confirmed"
    world.until(lambda: first.status(earlier["id"]) == "confirmed", "the held notice came")


def test_a_notice_whose_answer_was_lost_comes_again_and_changes_nothing(world: World) -> None:
    patient = world.patient()
    booking = patient.book(world.slot())
    world.fault("pay_notice", "error_after_effect")
    world.pay(booking)
    assert patient.status(booking["id"]) == "confirmed"
    mark = world.last_call()
    world.pass_(seconds=20)
    world.until(lambda: world.calls("pay_notify", since=mark), "the notice came again")
    assert patient.messages() == ["booking_confirmed"]


def test_a_notice_with_a_bad_signature_is_refused_and_the_true_one_taken(world: World) -> None:
    patient = world.patient()
    booking = patient.book(world.slot())
    world.fault("pay_notice", "bad_signature")
    world.pay(booking)
    assert patient.status(booking["id"]) == "held"
    world.pass_(seconds=20)
    world.until(lambda: patient.status(booking["id"]) == "confirmed", "the true notice came")


@pytest.mark.parametrize("signature", ["WECHATPAY/SIGNTEST/" + "a" * 300, "", "forged"])
@pytest.mark.parametrize("known", [True, False], ids=["known-serial", "unknown-serial"])
def test_a_forged_notice_is_refused(world: World, signature: str, known: bool) -> None:
    patient = world.patient(messages=False)
    booking = patient.book(world.slot())
    serial = _merchants(world)["demo-direct"]["public_key_id"] if known else "PUB_KEY_ID_0"
    status, body = _forge(world, booking, serial, signature)
    assert status == 401
    assert json.loads(body)["code"] == "FAIL"
    assert patient.status(booking["id"]) == "held"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"resource": []}'])
def test_a_notice_that_is_none_is_refused(world: World, body: bytes) -> None:
    status, _ = _post(world, body, {})
    assert status == 401


def test_a_wrong_amount_never_confirms_and_goes_back(world: World) -> None:
    patient = world.patient()
    booking = patient.book(world.slot())
    world.pay(booking, amount_fen=booking["fee_fen"] - 1)
    assert patient.status(booking["id"]) == "held"
    world.pass_(seconds=10)
    world.until(lambda: _refunded(world, booking) == booking["fee_fen"] - 1, "the refund")
    world.until(lambda: patient.messages() == ["refund_result"], "the message about it")
    world.pass_(**HOLD)
    assert patient.status(booking["id"]) in ("held", "expired")


def test_a_notice_that_lies_about_the_amount_is_not_believed_but_the_order_is(
    world: World,
) -> None:
    patient = world.patient()
    booking = patient.book(world.slot())
    world.fault("pay_notice", "wrong_amount")
    world.pay(booking)
    assert patient.status(booking["id"]) == "held"
    assert patient.ok("pay", booking_id=booking["id"])["booking"]["status"] == "confirmed"
    assert world.order(booking)["refunds"] == []


def test_a_notice_of_one_merchant_for_a_booking_of_another_is_refused(world: World) -> None:
    patient = world.patient()
    booking = patient.book(world.slot(hospital_id="demo-a"))
    merchants = _merchants(world)
    partner = merchants["demo-partner"]
    order_as_partner(world.emulator.address, partner, patient.openid, booking, world.now())
    mark = world.last_call()
    world.pay(booking, mchid=partner["mchid"])
    assert [call["code"] for call in world.calls("pay_notify", since=mark)][-1] == 400
    assert patient.status(booking["id"]) == "held"
    world.pay(booking, mchid=merchants["demo-direct"]["mchid"])
    assert patient.status(booking["id"]) == "confirmed"


def test_each_hospital_is_paid_by_its_own_merchant(world: World) -> None:
    merchants = _merchants(world)
    for hospital, merchant, department in (
        ("demo-a", "demo-direct", None),
        ("demo-b", "demo-partner", "b-30"),
    ):
        patient = world.patient()
        slot = world.slot(hospital_id=hospital, department_id=department, days=(1, 3))
        booking = patient.booked_and_paid(slot)
        order = world.order(booking)
        assert order["mchid"] == merchants[merchant]["mchid"]
        assert (order["sub_mchid"] or "") == merchants[merchant]["sub_mchid"]
        assert patient.cancel(booking["id"])["refund"]["amount_fen"] == booking["fee_fen"]
        world.pass_(seconds=10)
        world.until(functools.partial(_all_refunded, world, booking), "the refund")
