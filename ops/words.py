"""How programs speak to a maintainer: Chinese, money in yuan, and under what is wrong one line with the next step."""

from collections.abc import Mapping

COUNTED = {
    "merchants": "商户", "hospitals": "医院", "departments": "科室", "doctors": "医生", "clinics": "出诊",
    "exceptions": "停诊和加诊", "message_templates": "消息模板",
    "new": "新增", "changed": "修改", "retired": "停用", "same": "不变",
}  # fmt: skip


def yuan(fen: int) -> str:
    """An amount as it stands on a receipt: `¥50.00`."""
    return f"¥{fen / 100:.2f}"


def with_step(sentence: str, step: str) -> str:
    """What is wrong, and below it what to do."""
    return f"{sentence}\n    → {step}"


def counts(numbers: Mapping[str, int]) -> str:
    """How many of each: `医院 3、科室 28`."""
    return "、".join(f"{COUNTED.get(name, name)} {number}" for name, number in numbers.items())
