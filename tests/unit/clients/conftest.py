"""Merchants with keys made for the run, and a world outside that answers as told."""

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from common.clients.payments import Merchant
from common.clients.wechat_pay import WeChatPay

from .outside import Outside, Platform, serving

APIV3_KEY = "0123456789abcdef0123456789ABCDEF"


@pytest.fixture(scope="session")
def merchant_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def platform() -> Platform:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return Platform(key, "PUB_KEY_ID_0112345678901234567890123456", APIV3_KEY)


@pytest.fixture(scope="session")
def direct(merchant_key: rsa.RSAPrivateKey, platform: Platform) -> Merchant:
    private = merchant_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = platform.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return Merchant(
        id="m1",
        mode="direct",
        mchid="1900000001",
        sub_mchid=None,
        appid="wx0000000000000001",
        serial_no="5157F09EFDC096DE15EBE81A47057A7232000001",
        private_key_pem=private.decode(),
        apiv3_key=APIV3_KEY,
        public_key_id=platform.public_key_id,
        public_key_pem=public.decode(),
    )


@pytest.fixture(scope="session")
def partner(direct: Merchant) -> Merchant:
    values = vars(direct) | {"id": "m2", "mode": "partner", "sub_mchid": "1900000102"}
    return Merchant(**values)


@pytest.fixture(scope="session")
def server() -> Iterator[Outside]:
    with serving() as outside:
        yield outside


@pytest.fixture
def outside(server: Outside) -> Iterator[Outside]:
    yield server
    server.forget()


@pytest.fixture(scope="session")
def kept_pay(direct: Merchant, server: Outside) -> WeChatPay:
    return WeChatPay(direct, "https://notify.test/pay/notify", server.base, timeout_s=20)


@pytest.fixture(scope="session")
def kept_partner_pay(partner: Merchant, server: Outside) -> WeChatPay:
    return WeChatPay(partner, "https://notify.test/pay/notify", server.base, timeout_s=20)


@pytest.fixture(scope="session")
def hasty_pay(direct: Merchant, server: Outside) -> WeChatPay:
    return WeChatPay(direct, "https://notify.test/pay/notify", server.base, timeout_s=0.05)


@pytest.fixture
def pay(kept_pay: WeChatPay, outside: Outside) -> WeChatPay:
    """Loading keys is slow, so the client lasts for the run; what is asked and answered does not."""
    return kept_pay


@pytest.fixture
def partner_pay(kept_partner_pay: WeChatPay, outside: Outside) -> WeChatPay:
    return kept_partner_pay
