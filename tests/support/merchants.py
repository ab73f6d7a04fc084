"""A merchant as it is stored: every field is there, none is real."""

from typing import Any


def a_merchant(identity: str = "m1", **changes: Any) -> dict[str, Any]:
    """The fields of `clients.payments.Merchant`; every id has a merchant number of its own."""
    number = int.from_bytes(identity.encode(), "big") % 10**8
    return {
        "id": identity,
        "mode": "direct",
        "mchid": f"19{number:08}",
        "sub_mchid": None,
        "appid": "wx0000000000000001",
        "serial_no": "5157F09EFDC096DE15EBE81A47057A7232000001",
        "private_key_pem": "演示私钥",
        "apiv3_key": "k" * 32,
        "public_key_id": "PUB_KEY_ID_1",
        "public_key_pem": "演示公钥",
        **changes,
    }
