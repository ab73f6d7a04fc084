"""What may go into a field of a subscribe message, tried with the client that fits the values when one is sent."""

from common.clients.message_values import FIELD_TYPES, shows, type_of

# The values of `common.present.messages.values`, each with one as long as they come.
# `department_name` shows on a lock screen, so think before using it.
SAMPLES = {
    "hospital_name": "示例市第一人民医院东院区",
    "hospital_address": "示例市示例区示例路 1 号",
    "department_name": "心脏大血管外科",
    "location": "门诊楼 2 层 A 区",
    "doctor_name": "闻知秋 主任医师",
    "patient_name": "张*丰",
    "starts_at": "2026年12月7日 08:30",
    "number": "12",
    "pickup_code": "12345678",
    "fee": "¥50.00",
    "amount": "¥50.00",
    "status": "预约成功",
    "tip": "请按时就诊，凭取号凭证到窗口取号",
    "hold_until": "2026年12月7日 08:30",
    "handled_at": "2026年12月7日 08:30",
}


def objection(field: str, value: str) -> str:
    """Why a field cannot show a value, in words; empty when it can."""
    name = type_of(field)
    if value not in SAMPLES:
        return f"{field} 的内容“{value}”不认识，可用：{'、'.join(SAMPLES)}"
    if name not in FIELD_TYPES:
        return f"没有 {name} 这种字段类型，可用：{'、'.join(FIELD_TYPES)}"
    if not shows(field, SAMPLES[value]):
        sample = f"（例如“{SAMPLES[value]}”）"
        return f"{field} 是 {name} 类型，放不下 {value}{sample}，请换一个字段或内容"
    return ""
