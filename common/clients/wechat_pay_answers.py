"""Answers of WeChat Pay: what one that is not 2xx means, and how a verified one is read."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from common.clients.payments import PayError, PayRefused, PayTemporary, PayUnknown
from common.clients.wechat_pay_objects import text

_TEMPORARY = {"SYSTEMERROR", "FREQUENCYLIMITED", "RATELIMITEXCEEDED", "STATEMENTCREATING"}
T = TypeVar("T")


def asked(call: Callable[[], tuple[int, Any]]) -> tuple[int, Any]:
    """Run a call of the library, which raises bare exceptions for answers it cannot verify."""
    try:
        return call()
    except PayError:
        raise
    except Exception as error:  # noqa: BLE001  see above
        raise PayUnknown("NOANSWER", 0, type(error).__name__) from None


def failure(status: int, content: Any) -> PayError:
    """What an answer other than 2xx means. One without an error object is not WeChat Pay's."""
    try:
        error = json.loads(content)
        code, message = text(error, "code").replace("_", "").upper(), str(error.get("message"))
    except (ValueError, KeyError, TypeError):
        return PayUnknown("BADANSWER", status, "no error object in the answer")
    if status == 429 or code in _TEMPORARY:
        return PayTemporary(code, status, message)
    return (PayRefused if 400 <= status < 500 else PayUnknown)(code, status, message)


def read_answer(read: Callable[[], T]) -> T:
    """Read a verified answer; one that is not as documented settles nothing."""
    try:
        return read()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PayUnknown("BADANSWER", 200, type(error).__name__) from None
