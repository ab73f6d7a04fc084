"""The gate of WeChat Pay: whose request is believed, and how its answers are signed."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from emulator.wechat_pay import Identity, generate

from .conftest import IDENTITIES, Bench

QUERY = "/v3/pay/transactions/out-trade-no/order-0001?mchid=1900000001"
PREPAY = "/v3/pay/transactions/jsapi"


def test_a_signed_request_is_answered(bench: Bench) -> None:
    bench.prepay()
    assert bench.call("GET", QUERY).json["trade_state"] == "NOTPAY"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mchid": "1999999999"}, "商户号"),
        ({"mchid": "1900000002"}, "序列号"),
        ({"serial_no": "0" * 40}, "序列号"),
        ({"timestamp": "soon"}, "timestamp"),
        ({"timestamp": "-5"}, "timestamp"),
        ({"signature": "AAAA"}, "验签失败"),
        ({"signature": "not base64!"}, "验签失败"),
        ({"nonce_str": ""}, "格式错误"),
        ({"signature": ""}, "格式错误"),
    ],
)
def test_a_wrong_part_of_the_authorization_is_refused(
    bench: Bench, changes: dict[str, str], words: str
) -> None:
    header = bench.sides["direct"].authorization("GET", QUERY, "", **changes)
    answer = bench.call("GET", QUERY, headers={"Authorization": header})
    assert (answer.status, answer.code) == (401, "SIGN_ERROR")
    assert words in answer.json["message"]
    assert "Wechatpay-Signature" not in answer.headers


def test_an_authorization_of_another_form_is_refused(bench: Bench) -> None:
    good = bench.sides["direct"].authorization("GET", QUERY, "")
    for header in (
        None,
        "",
        "Bearer x",
        good.replace("WECHATPAY2-SHA256-RSA2048", "WECHATPAY2-SM2-WITH-SM3"),
        good.replace('serial_no="', 'serial="'),
        good.rsplit(",", 1)[0],
        good + ',mchid="1900000001"',
        good + ',extra="1"',
        good.replace('"', "'"),
    ):
        answer = bench.call("GET", QUERY, headers={"Authorization": header})
        assert (answer.status, answer.code) == (401, "SIGN_ERROR"), header


@pytest.mark.parametrize("off", [-301, 301])
def test_a_clock_more_than_five_minutes_off_is_refused(bench: Bench, off: int) -> None:
    header = bench.sides["direct"].authorization("GET", QUERY, "")
    bench.advance(off)
    answer = bench.call("GET", QUERY, headers={"Authorization": header})
    assert (answer.status, answer.code) == (401, "SIGN_ERROR")


@pytest.mark.parametrize("off", [-299, 299])
def test_a_clock_within_five_minutes_is_good_enough(bench: Bench, off: int) -> None:
    bench.prepay()
    header = bench.sides["direct"].authorization("GET", QUERY, "")
    bench.advance(off)
    assert bench.call("GET", QUERY, headers={"Authorization": header}).status == 200


def test_method_path_query_and_body_are_all_signed(bench: Bench) -> None:
    side = bench.sides["direct"]
    for header in (
        side.authorization("POST", QUERY, ""),
        side.authorization("GET", QUERY.split("?")[0], ""),
        side.authorization("GET", QUERY + "0", ""),
        side.authorization("GET", "/mch" + QUERY, ""),
        side.authorization("GET", QUERY, "{}"),
        bench.sides["other"].authorization("GET", QUERY, "", mchid="1900000001"),
    ):
        answer = bench.call("GET", QUERY, headers={"Authorization": header})
        assert (answer.status, answer.code) == (401, "SIGN_ERROR")


def test_a_signature_by_another_merchants_key_is_told_what_was_checked(bench: Bench) -> None:
    serial = bench.merchants["direct"].serial_no
    header = bench.sides["other"].authorization(
        "GET", QUERY, "", mchid="1900000001", serial_no=serial
    )
    answer = bench.call("GET", QUERY, headers={"Authorization": header})
    detail = answer.json["detail"]
    assert detail["detail"]["issue"] == "sign not match"
    assert detail["sign_information"]["url"] == QUERY


def test_escapes_in_the_path_are_signed_as_sent(bench: Bench) -> None:
    bench.prepay("a|b*c-0001")
    path = "/v3/pay/transactions/out-trade-no/a%7Cb%2Ac-0001?mchid=1900000001"
    assert bench.call("GET", path).json["out_trade_no"] == "a|b*c-0001"


def test_a_request_that_names_another_wechat_key_is_refused(bench: Bench) -> None:
    bench.prepay()
    for name, status in (("PUB_KEY_ID_" + "0" * 32, 400), (None, 200)):
        assert bench.call("GET", QUERY, headers={"Wechatpay-Serial": name}).status == status
    ours = bench.merchants["direct"].public_key_id
    assert bench.call("GET", QUERY, headers={"Wechatpay-Serial": ours}).status == 200


def test_headers_and_bodies_that_are_not_json_are_refused(bench: Bench) -> None:
    assert bench.call("GET", QUERY, headers={"Accept": "text/html"}).status == 406
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert bench.call("POST", PREPAY, bench.order(), headers=form).status == 415
    half = '{"description": "\\ud800"}'
    for raw in ("{", "[]", "null", "", '"text"', "\x00", "[" * 100_000, half):
        answer = bench.call("POST", PREPAY, raw=raw)
        assert (answer.status, answer.code) == (400, "PARAM_ERROR"), raw[:30]
    assert bench.call("GET", QUERY, raw="{}").status == 400


def test_a_body_that_is_not_utf8_cannot_be_signed(bench: Bench) -> None:
    answer = bench.call("POST", PREPAY, raw=b'{"a": "\xff"}')
    assert (answer.status, answer.code) == (401, "SIGN_ERROR")
    assert "UTF-8" in answer.json["message"]


@pytest.mark.parametrize("mchid", ["%ff", "%00", "%ED%A0%80", "a&mchid=b", "%E5%8F%B7"])
def test_an_odd_query_is_refused(bench: Bench, mchid: str) -> None:
    answer = bench.call("GET", QUERY.split("=", maxsplit=1)[0] + "=" + mchid)
    assert answer.status == 400


def test_what_does_not_exist_is_not_found(bench: Bench) -> None:
    assert bench.call("GET", "/v3/nothing").status == 404
    # Public-key mode: a client that downloads certificates is set up wrongly.
    answer = bench.call("GET", "/v3/certificates")
    assert (answer.status, answer.code) == (404, "RESOURCE_NOT_EXISTS")


def test_answers_are_signed_good_and_bad_and_empty(bench: Bench) -> None:
    side = bench.sides["direct"]
    bench.prepay()
    answers = [
        bench.call("GET", QUERY),
        bench.call("GET", QUERY.replace("0001?", "9999?")),
        bench.call(
            "POST",
            "/v3/pay/transactions/out-trade-no/order-0001/close",
            {"mchid": "1900000001"},
        ),
    ]
    assert [answer.status for answer in answers] == [200, 404, 204]
    for answer in answers:
        assert side.verifies(answer.headers, answer.text)
        assert not side.verifies(answer.headers, answer.text + " ")
        assert not bench.sides["other"].verifies(answer.headers, answer.text)


def test_openssl_agrees_about_an_answers_signature(bench: Bench, tmp_path: Path) -> None:
    bench.prepay()
    answer = bench.call("GET", QUERY)
    head = answer.headers
    signed = f"{head['Wechatpay-Timestamp']}\n{head['Wechatpay-Nonce']}\n{answer.text}\n"
    signature = tmp_path / "signature"
    signature.write_bytes(base64.b64decode(head["Wechatpay-Signature"]))
    key = bench.merchants["direct"].public_key_file
    command = ["openssl", "dgst", "-sha256", "-verify", str(key), "-signature", str(signature)]
    good = subprocess.run(command, input=signed.encode(), capture_output=True, check=False)
    bad = subprocess.run(command, input=signed.encode() + b" ", capture_output=True, check=False)
    assert (good.returncode, bad.returncode) == (0, 1), good.stderr


def test_keys_are_private_and_stay_what_they_are(bench: Bench) -> None:
    first = bench.merchants["direct"]
    folder = first.private_key_file.parent
    again = {merchant.merchant_id: merchant for merchant in generate(folder, IDENTITIES)}
    assert again["direct"].serial_no == first.serial_no
    assert again["direct"].public_key_id == first.public_key_id
    assert again["direct"].apiv3_key == first.apiv3_key
    assert len(first.apiv3_key) == 32
    assert again["partner"].serial_no == again["sibling"].serial_no
    assert first.serial_no != again["other"].serial_no
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_an_identity_that_cannot_be_is_refused() -> None:
    for mode, sub_mchid in (("indirect", None), ("direct", "1900000103"), ("partner", None)):
        with pytest.raises(ValueError, match="m-1"):
            Identity("m-1", mode, "1900000009", "wx", sub_mchid)


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "1900000009.merchant_private.pem").write_bytes(pem)
    with pytest.raises(TypeError, match="not an RSA"):
        generate(tmp_path, [Identity("m-1", "direct", "1900000009", "wx")])
