"""Refusals of the WeChat Pay simulator, in WeChat's own codes."""

from __future__ import annotations

from typing import Any


class PayError(Exception):
    """An answer in WeChat Pay's error form `{"code", "message", "detail"}` with its HTTP status."""

    def __init__(
        self, status: int, code: str, message: str, detail: dict[str, Any] | None = None
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.detail = detail

    def document(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.detail is not None:
            answer["detail"] = self.detail
        return answer


def param_error(field: str, issue: str) -> PayError:
    """400 PARAM_ERROR naming the field as WeChat does, by its JSON pointer."""
    location = "body" if field.startswith("/body") else "query"
    detail = {"location": location, "field": field, "issue": issue}
    return PayError(400, "PARAM_ERROR", f"参数错误: {field} {issue}", detail)


def invalid_request(message: str) -> PayError:
    return PayError(400, "INVALID_REQUEST", message)


def system_error() -> PayError:
    return PayError(500, "SYSTEM_ERROR", "系统错误, 请使用相同参数稍后重新调用")
