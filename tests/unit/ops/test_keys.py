"""The key files of merchants: what is read, and what is said of a wrong one without quoting it."""

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from common.clients.payments import Merchant
from ops.importing import read_directory
from tests.unit.ops.conftest import Edit, refused

KEYED = (
    "merchant_id,name,mode,mchid,sub_mchid,appid,serial_no,private_key_file,apiv3_key_file,"
    "public_key_id,public_key_file\n"
    "m1,演示商户,partner,1900000001,1900000002,wx0123456789abcdef,ABCDEF0123,keys/private.pem,keys/apiv3,"
    "PUB_KEY_ID_01,keys/public.pem\n"
)


def private_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def keyed(folder: Path, rsa_key: rsa.RSAPrivateKey) -> Path:
    keys = folder / "keys"
    keys.mkdir()
    (keys / "private.pem").write_bytes(private_pem(rsa_key))
    public = serialization.PublicFormat.SubjectPublicKeyInfo
    (keys / "public.pem").write_bytes(
        rsa_key.public_key().public_bytes(serialization.Encoding.PEM, public)
    )
    (keys / "apiv3").write_text("k" * 32 + "\n")
    (folder / "merchants.csv").write_text(KEYED, "utf-8")
    return folder


def test_keys_are_read_from_the_files_beside(keyed: Path) -> None:
    found = read_directory(keyed)
    (merchant,) = found.merchants
    assert found.keyless == []
    assert Merchant(**merchant).id == "m1"
    assert merchant["apiv3_key"] == "k" * 32
    assert merchant["private_key_pem"].startswith("-----BEGIN PRIVATE KEY-----")
    assert merchant["public_key_pem"].startswith("-----BEGIN PUBLIC KEY-----")
    assert (merchant["mchid"], merchant["sub_mchid"]) == ("1900000001", "1900000002")


@pytest.mark.parametrize(
    ("file", "content", "column"),
    [
        ("apiv3", b"k" * 31, "apiv3_key_file"),
        ("apiv3", b"\xff" * 32, "apiv3_key_file"),
        ("private.pem", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "private_key_file"),
        ("private.pem", private_pem(ec.generate_private_key(ec.SECP256R1())), "private_key_file"),
        ("private.pem", private_pem(rsa.generate_private_key(65537, 1024)), "private_key_file"),
        ("public.pem", b"", "public_key_file"),
        ("public.pem", None, "public_key_file"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_named_and_not_quoted(
    keyed: Path, file: str, content: bytes | None, column: str
) -> None:
    path = keyed / "keys" / file
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    (problem,) = refused(keyed)
    assert (problem.line, (problem.column or "").split()[0]) == (2, column)
    assert not re.search("kkkk|BEGIN", str(problem))


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (",1900000001,", ",,", "mchid"),
        (",1900000002,", ",,", "sub_mchid"),
        (",partner,", ",direct,", "sub_mchid"),
        (",1900000001,", ",19,", "mchid"),
        (",wx0123456789abcdef,", ",wx01,", "appid"),
        (",PUB_KEY_ID_01,", ",01,", "public_key_id"),
        (",keys/private.pem,", ",,", "private_key_file"),
    ],
)
def test_numbers_and_keys_come_together(
    keyed: Path, edit: Edit, old: str, new: str, column: str
) -> None:
    edit("merchants.csv", old, new)
    (problem,) = refused(keyed)
    assert (problem.column or "").split()[0] == column
