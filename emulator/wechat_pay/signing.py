"""WeChat Pay's side of its signatures: requests verified, answers and notices signed and sealed.

Source: WeChat Pay APIv3, "签名认证" and "回调报文解密" (pay.weixin.qq.com/doc/v3).
"""

from __future__ import annotations

import base64
import re
import secrets
import string
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from emulator.wechat_pay.errors import PayError, invalid_request
from emulator.wechat_pay.merchants import Merchant

SCHEME = "WECHATPAY2-SHA256-RSA2048"
CLOCK_SKEW_SECONDS = 300
PROBE_PREFIX = "WECHATPAY/SIGNTEST/"
_PART = re.compile(r'([a-z_]+)="([^"]*)"')
_PARTS = {"mchid", "serial_no", "nonce_str", "timestamp", "signature"}


def rsa_verify(key: rsa.RSAPublicKey, message: str, signature: str) -> bool:
    """Whether `signature` (base64) is SHA256-with-RSA (PKCS#1 v1.5) over `message`."""
    try:
        raw = base64.b64decode(signature, validate=True)
        key.verify(raw, message.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (ValueError, InvalidSignature):
        return False
    return True


def rsa_sign(key: rsa.RSAPrivateKey, message: str) -> str:
    return base64.b64encode(
        key.sign(message.encode(), padding.PKCS1v15(), hashes.SHA256())
    ).decode()


def verify_request(
    accounts: Mapping[str, Merchant],
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> Merchant:
    """The merchant whose signature stands in `Authorization`; 401 SIGN_ERROR when it does not hold.

    `path` is path and query exactly as sent, without any prefix of ours.
    """
    parts = _authorization(headers.get("Authorization", ""))
    account = accounts.get(parts["mchid"])
    if account is None:
        raise _sign_error("商户号不存在或与签名不匹配")
    if parts["serial_no"] != account.serial_no:
        raise _sign_error("商户证书序列号有误。请使用签名私钥匹配的证书序列号")
    timestamp = parts["timestamp"]
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        raise _sign_error("Http头Authorization中的timestamp格式错误")
    if abs(now.timestamp() - int(timestamp)) > CLOCK_SKEW_SECONDS:
        raise _sign_error("Http头Authorization中的timestamp与发起请求的时间不得超过5分钟")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise _sign_error("请求报文主体不是UTF-8编码") from None
    message = f"{method}\n{path}\n{timestamp}\n{parts['nonce_str']}\n{text}\n"
    if not rsa_verify(account.public_key, message, parts["signature"]):
        raise _mismatch(method, path, message)
    # Source: "微信支付公钥": a request that names a key WeChat does not hold is refused.
    named = headers.get("Wechatpay-Serial")
    if named is not None and named != account.public_key_id:
        raise invalid_request("Http头Wechatpay-Serial不是商户当前的微信支付公钥ID")
    return account


def _authorization(header: str) -> dict[str, str]:
    scheme, _, rest = header.partition(" ")
    pieces = [_PART.fullmatch(piece.strip()) for piece in rest.split(",")]
    parts = {piece.group(1): piece.group(2) for piece in pieces if piece is not None}
    well_formed = None not in pieces and len(parts) == len(pieces) and set(parts) == _PARTS
    if scheme != SCHEME or not well_formed or not all(parts.values()):
        raise _sign_error("Http头Authorization值格式错误, 请参考《微信支付商户REST API签名规则》")
    return parts


def _sign_error(message: str) -> PayError:
    return PayError(401, "SIGN_ERROR", message)


def _mismatch(method: str, path: str, message: str) -> PayError:
    information = {
        "method": method,
        "url": path,
        # Without the body: it is the merchant's own, and errors end up in logs.
        "truncated_sign_message": "\n".join(message.split("\n", 4)[:4]) + "\n",
        "sign_message_length": len(message.encode()),
    }
    detail = {
        "field": "signature",
        "location": "authorization",
        "detail": {"issue": "sign not match"},
        "sign_information": information,
    }
    return PayError(401, "SIGN_ERROR", "错误的签名, 验签失败", detail)


def signature_headers(
    account: Merchant, body: str, now: datetime, key: rsa.RSAPrivateKey | None = None
) -> dict[str, str]:
    """The `Wechatpay-*` headers of an answer or notice; `key` other than the account's forges it."""
    timestamp = str(int(now.timestamp()))
    nonce = _nonce(32)
    signing_key = key or account.platform_private_key
    return {
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": account.public_key_id,
        "Wechatpay-Signature-Type": SCHEME,
        "Wechatpay-Signature": rsa_sign(signing_key, f"{timestamp}\n{nonce}\n{body}\n"),
    }


def probe_signature() -> str:
    """A signature as WeChat's probing traffic bears it: it must never be accepted."""
    return PROBE_PREFIX + base64.b64encode(secrets.token_bytes(256)).decode()


def seal(account: Merchant, plaintext: str, original_type: str) -> dict[str, Any]:
    """The `resource` of a notice: `plaintext` sealed with the merchant's APIv3 key."""
    nonce = _nonce(12)
    ciphertext = AESGCM(account.apiv3_key).encrypt(
        nonce.encode(), plaintext.encode(), original_type.encode()
    )
    return {
        "original_type": original_type,
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(ciphertext).decode(),
        "associated_data": original_type,
        "nonce": nonce,
    }


def _nonce(length: int) -> str:
    letters = string.ascii_letters + string.digits
    return "".join(secrets.choice(letters) for _ in range(length))
