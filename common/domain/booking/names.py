"""Names made of other names: the same tap, the same money and the same entry always give the same one."""

import base64
import hashlib
import re


def booking_id(openid: str, idempotency_key: str) -> str:
    """The same tap of the same user is the same booking: 27 characters, fit for WeChat's out_trade_no too."""
    return "b" + digest("booking", openid, idempotency_key)[:26]


def is_order_no(text: str) -> bool:
    """Whether an order number is of our making; a merchant may sell by other systems too."""
    return re.fullmatch(r"[bq][a-z2-7]{26}", text) is not None


def pickup_code(identity: str) -> str:
    """取号凭证: the 8 digits shown at the window. Likely, not certainly, unique: the desk sees the name as well."""
    return f"{int.from_bytes(hashlib.sha256(identity.encode()).digest()[:8], 'big') % 10**8:08d}"


def refund_no(booking: str, transaction_id: str) -> str:
    """out_refund_no: a function of booking and transaction, because a new number would refund twice."""
    return "r" + digest("refund", booking, transaction_id)[:26]


def digest(*parts: str) -> str:
    """A name made of other names: lower-case letters and digits, fit for an id or an order number."""
    data = "\x00".join(parts).encode()
    return base64.b32encode(hashlib.sha256(data).digest()).decode().lower().rstrip("=")
