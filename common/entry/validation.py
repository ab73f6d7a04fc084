"""From what a phone sent to a request model, or to words a patient understands."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from common.domain.errors import Code, Refused

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

EVENT_LIMIT = 16 * 1024
# Put into every event by the platform, beside the caller's data. Never a source of identity.
PLATFORM_FIELDS = frozenset({"userInfo", "tcbContext"})

# What a person writes, chooses or scans.
WORDS = {
    "birth_date": "出生日期",
    "code": "邀请码",
    "file": "文件",
    "filename": "文件名",
    "guardian_id": "监护人",
    "id_number": "证件号码",
    "id_type": "证件类型",
    "name": "姓名",
    "phone": "手机号",
    "q": "搜索内容",
    "reason": "原因",
    "relation": "与本人关系",
    "role": "角色",
    "scene": "二维码",
    "seats": "号数",
    "sex": "性别",
    "visit_reason": "就诊原因",
}

# What a page fills in by itself: nobody can correct it, but the page can be opened anew.
OF_THE_PAGE = frozenset(
    {
        "action",
        "before",
        "booking_id",
        "confirm",
        "cursor",
        "date_from",
        "date_to",
        "job_id",
        "kind",
        "object_id",
        "department_id",
        "department_ids",
        "district",
        "doctor_id",
        "entry_id",
        "grants",
        "hospital_id",
        "id",
        "idempotency_key",
        "level",
        "match",
        "patient_id",
        "phone_code",
        "pool",
        "preview_id",
        "results",
        "rev",
        "session_id",
        "slot_id",
        "staff_id",
        "status",
        "ticket",
        "touched",
        "values",
        "verifier",
        "verifier_hash",
        "version",
        "waitlist_cursor",
        "what",
    }
)

STALE_PAGE = "页面过期了，没有提交。请返回重新进入"

R = TypeVar("R")


def parse(adapter: "TypeAdapter[R]", event: Any, limit: int = EVENT_LIMIT) -> R:
    """The request in an event of at most so many bytes, strictly.

    Raises `Refused(BAD_REQUEST)` without echoing a value.
    """
    from pydantic import ValidationError

    if not isinstance(event, Mapping):
        raise Refused(Code.BAD_REQUEST, STALE_PAGE)
    data = {key: value for key, value in event.items() if key not in PLATFORM_FIELDS}
    try:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        raise Refused(Code.BAD_REQUEST, STALE_PAGE) from None
    if len(text) > limit:
        raise Refused(Code.BAD_REQUEST, "写的内容太长，没有提交。请写短一些")
    try:
        # As JSON: strict then still reads a date from its text, but no number from "1".
        return adapter.validate_json(text, strict=True)
    except ValidationError as error:
        raise explain(error) from None


def explain(error: "ValidationError") -> Refused:
    """The first thing wrong, in words; only field names of our own list, so nothing is echoed."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    kind, place = first["type"], first["loc"]
    field = next((p for p in reversed(place) if p in WORDS or p in OF_THE_PAGE), None)
    if kind.startswith("union_tag"):
        field = "action"
    if kind == "extra_forbidden":
        return Refused(Code.BAD_REQUEST, STALE_PAGE)
    if not isinstance(field, str):
        return Refused(Code.BAD_REQUEST, STALE_PAGE)
    if field in OF_THE_PAGE:
        return Refused(Code.BAD_REQUEST, STALE_PAGE, {"field": field})
    word = WORDS[field]
    if kind == "missing":
        message = f"请填写{word}"
    elif kind.endswith("too_long"):
        message = f"{word}太长"
    elif kind.endswith("too_short"):
        message = f"{word}太短"
    else:
        message = f"{word}不正确，请检查后再试"
    return Refused(Code.BAD_REQUEST, message, {"field": field})
