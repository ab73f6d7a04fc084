"""WeChat's side of the control API: phones, codes, permissions, payments that are not there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.running import Running


def test_three_phones_and_one_more(emulator: Running) -> None:
    before = emulator.get("phones")["phones"]
    assert len(before) >= 3
    phone = emulator.post("phones", name=" 第四部 ")["phone"]
    assert phone["name"] == "第四部"
    assert emulator.get("phones")["phones"] == [*before, phone]
    assert len({each["openid"] for each in [*before, phone]}) == len(before) + 1


@pytest.mark.parametrize("name", ["", " ", "x" * 21, 5, None])
def test_a_phone_needs_a_name(emulator: Running, name: object) -> None:
    assert emulator.http.post("/_emulator/phones", json={"name": name}).status_code == 400


@pytest.mark.parametrize("purpose", ["login_code", "phone_code"])
def test_codes_differ(emulator: Running, purpose: str) -> None:
    path = f"phones/oEmulator_phone_1/{purpose}"
    assert emulator.post(path)["code"] != emulator.post(path)["code"]
    assert emulator.http.post(f"/_emulator/phones/x/{purpose}", json={}).status_code == 400


def test_orders_that_are_not_there(emulator: Running) -> None:
    assert emulator.get("orders") == {"orders": []}
    answer = emulator.http.post("/_emulator/orders/none/pay", json={})
    assert (answer.status_code, answer.json()["code"]) == (404, "ORDER_NOT_EXIST")


@pytest.mark.parametrize("body", [{"late": 1}, {"price": 1}])
def test_senseless_ways_to_pay(emulator: Running, body: dict[str, Any]) -> None:
    assert emulator.http.post("/_emulator/orders/none/pay", json=body).status_code == 400


def test_a_payment_that_was_never_prepared(emulator: Running) -> None:
    asked = {"openid": "someone", "timeStamp": "1", "nonceStr": "n", "signType": "RSA"}
    asked |= {"package": "prepay_id=none", "paySign": "c2lnbg=="}
    answer = emulator.http.post("/_emulator/payments/check", json=asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "PREPAY_ID_INVALID")
    assert emulator.http.post("/_emulator/payments/check", json={}).status_code == 400


@pytest.mark.parametrize("body", [{}, {"openid": 1, "results": {}}, {"openid": "a", "results": []}])
def test_senseless_permissions(emulator: Running, body: dict[str, Any]) -> None:
    assert emulator.http.post("/_emulator/subscriptions", json=body).status_code == 400


def test_no_messages_yet_and_no_codes_without_a_demo(emulator: Running) -> None:
    assert emulator.get("messages?openid=nobody") == {"messages": []}
    assert emulator.get("codes") == {"codes": []}


def test_the_permission_sheet_knows_only_templates_that_are_there(emulator: Running) -> None:
    told = emulator.get("templates")["templates"]
    assert told
    assert all(len(each["template_id"]) == 43 and each["title"] for each in told)


def test_a_slot_that_is_not_there(emulator: Running) -> None:
    assert emulator.http.get("/_emulator/slots/none").status_code == 404


def test_calls_since(emulator: Running) -> None:
    emulator.probe("calls")
    last = emulator.last_call()["id"]
    emulator.probe("calls")
    assert [call["id"] for call in emulator.get(f"calls?since={last}")["calls"]] == [last + 1]
    assert emulator.http.get("/_emulator/calls?since=x").status_code == 400
