"""A merchant as it is stored: every field is there, none is real."""

from typing import Any

# Of a key pair that was thrown away.
PUBLIC_KEY = """\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArITpCnRklXEKInBi8hVn
heAbOa4+epX7Fn72zYAu61fYq7NVewVhzoqWvCsb5Otut/TMb/zjCkcMWRvzOf9M
C9zA2Y5nSzutpAkoEQJNLAro55DTllS3Et19hTPUig2O4EtgPD4l65LVlDVX0qWc
Tv651xYvA4xO+sEODy8TqVvXYW1xDnBpDuPKIdM3OIL+dML5x/U/HLAMRxsC5Jmn
0iSsRAIXco8ufHBIAyzFF/x26wJXHHg/NsnG5LCLnUHThTJOh3d3sBrqhHGhrKWQ
ueHciuKtXftOserQ2NV4fk2Cff6iGm5H+sY2Whuv979AqobO9aWQ81gaL2mwvuZ0
5wIDAQAB
-----END PUBLIC KEY-----
"""


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
        "public_key_pem": PUBLIC_KEY,
        **changes,
    }
