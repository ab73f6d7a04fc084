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

WORDS = {
    "action": "操作",
    "birth_date": "出生日期",
    "booking_id": "预约",
    "confirm": "确认",
    "cursor": "翻页位置",
    "date_from": "开始日期",
    "date_to": "结束日期",
    "department_id": "科室",
    "district": "区域",
    "doctor_id": "医生",
    "entry_id": "候补",
    "guardian_id": "监护人",
    "hospital_id": "医院",
    "id_number": "证件号码",
    "id_type": "证件类型",
    "idempotency_key": "操作编号",
    "level": "医院等级",
    "name": "姓名",
    "patient_id": "就诊人",
    "phone": "手机号",
    "phone_code": "手机号授权码",
    "q": "搜索内容",
    "reason": "原因",
    "relation": "与本人关系",
    "results": "消息授权结果",
    "scene": "二维码内容",
    "sex": "性别",
    "slot_id": "号源",
    "status": "预约状态",
    "version": "协议版本",
    "visit_reason": "就诊原因",
}

R = TypeVar("R")


def parse(adapter: "TypeAdapter[R]", event: Any) -> R:
    """The request in an event, strictly. Raises `Refused(BAD_REQUEST)` without echoing a value."""
    from pydantic import ValidationError

    if not isinstance(event, Mapping):
        raise Refused(Code.BAD_REQUEST, "请求格式不正确")
    data = {key: value for key, value in event.items() if key not in PLATFORM_FIELDS}
    try:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        raise Refused(Code.BAD_REQUEST, "请求格式不正确") from None
    if len(text) > EVENT_LIMIT:
        raise Refused(Code.BAD_REQUEST, "提交的内容太长")
    try:
        # As JSON: strict then still reads a date from its text, but no number from "1".
        return adapter.validate_json(text, strict=True)
    except ValidationError as error:
        raise explain(error) from None


def explain(error: "ValidationError") -> Refused:
    """The first thing wrong, in words; only field names of our own list, so nothing is echoed."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    kind, place = first["type"], first["loc"]
    field = next((part for part in reversed(place) if part in WORDS), None)
    if kind.startswith("union_tag"):
        field = "action"
    if kind == "extra_forbidden":
        return Refused(Code.BAD_REQUEST, "请求中有不支持的内容")
    if not isinstance(field, str):
        return Refused(Code.BAD_REQUEST, "提交的内容不正确，请检查后再试")
    word = WORDS[field]
    if kind == "missing" or kind == "union_tag_not_found":
        message = f"请填写{word}"
    elif kind.endswith("too_long"):
        message = f"{word}太长"
    elif kind.endswith("too_short"):
        message = f"{word}太短"
    else:
        message = f"{word}不正确，请检查后再试"
    return Refused(Code.BAD_REQUEST, message, {"field": field})
