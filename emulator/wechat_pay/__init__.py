"""A strict simulator of WeChat Pay APIv3 (direct and partner JSAPI), written from its documents.

Beyond the emulator's common fault modes it knows, for `refund`, `not_enough`, `abnormal` and
`closed`, and for every request `frequency_limited`: see FAULT_MODES.
"""

from emulator.wechat.errors import ControlError
from emulator.wechat_pay.app import WECHAT_PAY, WeChatPay, build_wechat_pay
from emulator.wechat_pay.merchants import Identity, Merchant, generate

_REQUEST = ("slow", "error", "error_after_effect", "frequency_limited")
FAULT_MODES = {
    "pay_notice": (
        "lost",
        "twice",
        "late",
        "reordered",
        "wrong_amount",
        "bad_signature",
        "slow",
        "error",
        "error_after_effect",
    ),
    "prepay": _REQUEST,
    "query": _REQUEST,
    "close": _REQUEST,
    "refund": (*_REQUEST, "not_enough", "abnormal", "closed"),
}
"""What can be ordered of this simulator: target → modes."""

__all__ = [
    "FAULT_MODES",
    "WECHAT_PAY",
    "ControlError",
    "Identity",
    "Merchant",
    "WeChatPay",
    "build_wechat_pay",
    "generate",
]
