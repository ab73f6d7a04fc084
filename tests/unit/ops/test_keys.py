"""The key files of merchants: what is read, and what is said of a wrong one without quoting it."""

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from common.clients.payments import Merchant
from tests.unit.ops.conftest import Edit, read, refused

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
    found = read(keyed)
    (merchant,) = found.merchants
    assert found.keyless == []
    assert Merchant(**merchant).id == "m1"
    assert merchant["apiv3_key"] == "k" * 32
    assert merchant["private_key_pem"].startswith("-----BEGIN PRIVATE KEY-----")
    assert merchant["public_key_pem"].startswith("-----BEGIN PUBLIC KEY-----")
    assert (merchant["mchid"], merchant["sub_mchid"]) == ("1900000001", "1900000002")


def test_every_field_of_a_merchant(keyed: Path) -> None:
    (merchant,) = read(keyed).merchants
    keys = keyed / "keys"
    assert merchant == {
        "id": "m1",
        "mode": "partner",
        "mchid": "1900000001",
        "sub_mchid": "1900000002",
        "appid": "wx0123456789abcdef",
        "serial_no": "ABCDEF0123",
        "public_key_id": "PUB_KEY_ID_01",
        "private_key_pem": (keys / "private.pem").read_text(),
        "apiv3_key": "k" * 32,
        "public_key_pem": (keys / "public.pem").read_text(),
    }


APIV3 = ("apiv3_key_file APIv3密钥文件", "APIv3 密钥要是 32 个字符，文件里不要有别的内容")
PRIVATE = ("private_key_file 商户私钥文件", "要是 PEM 格式、不加密、至少 2048 位的 RSA 私钥")
PUBLIC = ("public_key_file 微信支付公钥文件", "要是 PEM 格式、不加密、至少 2048 位的 RSA 公钥")


def locked_pem() -> bytes:
    """A private key that asks for a password."""
    return rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"invented"),
    )


def public_pem(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> bytes:
    public = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, public)


@pytest.mark.parametrize(
    ("file", "content", "column", "words"),
    [
        ("apiv3", b"k" * 31, *APIV3),
        ("apiv3", b"k" * 33, *APIV3),
        ("apiv3", b"\xff" * 32, APIV3[0], "keys/apiv3 不是文本形式的密钥文件"),
        ("private.pem", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", *PRIVATE),
        ("private.pem", private_pem(ec.generate_private_key(ec.SECP256R1())), *PRIVATE),
        ("private.pem", private_pem(rsa.generate_private_key(65537, 1024)), *PRIVATE),
        ("private.pem", locked_pem(), *PRIVATE),
        ("public.pem", b"", *PUBLIC),
        ("public.pem", public_pem(ec.generate_private_key(ec.SECP256R1()).public_key()), *PUBLIC),
        ("public.pem", public_pem(rsa.generate_private_key(65537, 1024).public_key()), *PUBLIC),
        ("public.pem", None, PUBLIC[0], "读不到文件 keys/public.pem，路径相对于 merchants.csv 所在的目录"),
    ],
    ids=range(11),
)  # fmt: skip
def test_a_wrong_key_is_named_and_not_quoted(
    keyed: Path, file: str, content: bytes | None, column: str, words: str
) -> None:
    path = keyed / "keys" / file
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    (problem,) = refused(keyed)
    assert (problem.file, problem.line) == ("merchants.csv", 2)
    assert (problem.column, problem.message) == (column, words)
    assert not re.search("kkkk|BEGIN", str(problem))


TOGETHER = "商户号与密钥各列要么全部填写，要么全部留空（留空表示沿用已保存的密钥）"


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        (",1900000001,", ",,", "mchid", TOGETHER),
        (",wx0123456789abcdef,", ",,", "appid", TOGETHER),
        (",ABCDEF0123,", ",,", "serial_no", TOGETHER),
        (",keys/private.pem,", ",,", "private_key_file", TOGETHER),
        (",keys/apiv3,", ",,", "apiv3_key_file", TOGETHER),
        (",PUB_KEY_ID_01,", ",,", "public_key_id", TOGETHER),
        (",keys/public.pem", ",", "public_key_file", TOGETHER),
        (",1900000002,", ",,", "sub_mchid", "服务商模式必须填写特约商户号"),
        (",partner,", ",direct,", "sub_mchid", "直连模式不填特约商户号"),
        (",1900000001,", ",19,", "mchid", "请填 8–10 位数字的微信支付商户号"),
        (",wx0123456789abcdef,", ",wx01,", "appid", "请填 wx 开头、18 位的小程序 AppID"),
        (",PUB_KEY_ID_01,", ",01,", "public_key_id", "请填 PUB_KEY_ID_ 开头的公钥ID"),
    ],
)
def test_numbers_and_keys_come_together(
    keyed: Path, edit: Edit, old: str, new: str, column: str, words: str
) -> None:
    edit("merchants.csv", old, new)
    (problem,) = refused(keyed)
    assert (problem.column or "").split()[0] == column
    assert problem.message == words


def test_a_direct_merchant_has_no_sub_merchant(keyed: Path, edit: Edit) -> None:
    edit("merchants.csv", "partner", "direct")
    edit("merchants.csv", "1900000002", "")
    assert read(keyed).merchants[0]["sub_mchid"] is None


@pytest.mark.parametrize("mode", ["direct", "partner"])
def test_a_merchant_whose_keys_are_stored_is_only_named(folder: Path, mode: str) -> None:
    text = f"merchant_id,name,mode,sub_mchid,mchid\nm1,演示商户,{mode},,\n"
    (folder / "merchants.csv").write_text(text, "utf-8")
    found = read(folder)
    assert (found.merchants, found.keyless) == ([], ["m1"])


def test_a_sub_merchants_number_alone_asks_for_everything(keyed: Path) -> None:
    text = "merchant_id,name,mode,sub_mchid,mchid\nm1,演示商户,partner,1900000002,\n"
    (keyed / "merchants.csv").write_text(text, "utf-8")
    assert {(p.column or "").split()[0] for p in refused(keyed)} == {
        "mchid", "appid", "serial_no", "private_key_file", "apiv3_key_file", "public_key_id", "public_key_file",
    }  # fmt: skip


def two(keyed: Path, second: str, **files: bytes) -> list[str]:
    """Two rows of one directory; what is said of them."""
    first = KEYED.splitlines()[1]
    (keyed / "merchants.csv").write_text(KEYED + second.replace("FIRST", first) + "\n", "utf-8")
    hospitals = (
        (keyed / "hospitals.csv").read_text("utf-8").replace("示例路 2 号,\n", "示例路 2 号,m2\n")
    )
    (keyed / "hospitals.csv").write_text(hospitals, "utf-8")
    for name, content in files.items():
        (keyed / "keys" / name).write_bytes(content)
    return list(map(str, refused(keyed)))


SECOND = (
    "m2,演示乙,partner,1900000001,1900000003,wx0123456789abcdef,ABCDEF0123,keys/private.pem,"
    "keys/apiv3,PUB_KEY_ID_01,keys/public.pem"
)


def test_sub_merchants_of_one_partner_share_its_keys(keyed: Path) -> None:
    (keyed / "merchants.csv").write_text(KEYED + SECOND + "\n", "utf-8")
    assert [merchant["id"] for merchant in read(keyed).merchants] == ["m1", "m2"]


def test_one_account_is_one_merchant(keyed: Path) -> None:
    assert two(keyed, SECOND.replace("1900000003", "1900000002")) == [
        "merchants.csv 第 3 行 [sub_mchid 特约商户号]：与第 2 行是同一个商户号，请只留一行；"
        "两家医院的钱不能进同一个账户"
    ]


def test_one_key_has_one_id_and_one_account_one_secret(keyed: Path) -> None:
    another = public_pem(rsa.generate_private_key(65537, 2048).public_key())
    assert two(keyed, SECOND.replace("public.pem", "another"), another=another) == [
        "merchants.csv 第 3 行 [public_key_file 微信支付公钥文件]：与第 2 行公钥ID相同，公钥却不同，请核对这两行"
    ]
    assert two(keyed, SECOND.replace("ID_01", "ID_02")) == [
        "merchants.csv 第 3 行 [public_key_id 微信支付公钥ID]：与第 2 行公钥相同，公钥ID却不同，请核对这两行"
    ]
    assert two(keyed, SECOND.replace("keys/apiv3", "keys/other"), other=b"j" * 32) == [
        "merchants.csv 第 3 行 [apiv3_key_file APIv3密钥文件]：与第 2 行商户号相同，APIv3 密钥却不同，请核对这两行"
    ]


@pytest.mark.parametrize("way", ["above", "absolute", "link"])
def test_a_key_file_is_below_the_directory(
    keyed: Path, edit: Edit, tmp_path_factory: pytest.TempPathFactory, way: str
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "private.pem"
    outside.write_bytes((keyed / "keys" / "private.pem").read_bytes())
    (keyed / "keys" / "link.pem").symlink_to(outside)
    name = {
        "above": f"../{outside.parent.name}/private.pem", "absolute": str(outside), "link": "keys/link.pem",
    }[way]  # fmt: skip
    edit("merchants.csv", "keys/private.pem", name)
    assert list(map(str, refused(keyed))) == [
        f"merchants.csv 第 2 行 [private_key_file 商户私钥文件]：{name} 不在这个目录里；"
        "密钥文件要放在 merchants.csv 所在的目录或其下级目录，不能指到别处"
    ]
