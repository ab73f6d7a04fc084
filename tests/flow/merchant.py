"""A merchant's own program that orders at WeChat Pay with an order number it likes: what a rogue hospital could do."""

import base64
import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

PREPAY = "/v3/pay/partner/transactions/jsapi"


def order_as_partner(
    address: str, merchant: dict[str, str], openid: str, booking: dict[str, Any], now: datetime
) -> None:
    """Prepay, as a partner-mode merchant (a row of the merchants' file), an order numbered like somebody's booking."""
    body = json.dumps(
        {
            "sp_appid": merchant["appid"],
            "sp_mchid": merchant["mchid"],
            "sub_mchid": merchant["sub_mchid"],
            "description": "演示订单",
            "out_trade_no": booking["id"],
            "time_expire": (now + timedelta(minutes=10)).isoformat(timespec="seconds"),
            "notify_url": f"{address}/http/pay/notify",
            "amount": {"total": booking["fee_fen"], "currency": "CNY"},
            "payer": {"sp_openid": openid},
        }
    )
    request = Request(
        f"{address}/mch{PREPAY}",
        data=body.encode(),
        headers={
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Authorization": _authorization(merchant, body, now),
        },
    )
    with urlopen(request, timeout=60) as response:
        assert json.loads(response.read())["prepay_id"]


def _authorization(merchant: dict[str, str], body: str, now: datetime) -> str:
    nonce, stamp = secrets.token_hex(16), str(int(now.timestamp()))
    key = load_pem_private_key(Path(merchant["private_key_file"]).read_bytes(), None)
    assert isinstance(key, RSAPrivateKey)
    text = f"POST\n{PREPAY}\n{stamp}\n{nonce}\n{body}\n"
    signature = base64.b64encode(key.sign(text.encode(), PKCS1v15(), hashes.SHA256())).decode()
    parts = {
        "mchid": merchant["mchid"],
        "nonce_str": nonce,
        "timestamp": stamp,
        "serial_no": merchant["serial_no"],
        "signature": signature,
    }
    return "WECHATPAY2-SHA256-RSA2048 " + ",".join(f'{k}="{v}"' for k, v in parts.items())
