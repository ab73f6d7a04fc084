"""Writes `miniprogram/services/contracts.d.ts` from the contracts of the functions the phone calls.

`python -m tools.contract_types` writes the file; `--check` only says whether it is as it should be.
"""

import importlib.util
import sys
import types
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from unittest import mock

from pydantic import BaseModel, TypeAdapter

from common.contracts.base import Period
from common.contracts.catalog import CatalogReply
from common.contracts.patients import AddPatient
from common.domain.errors import Code
from common.entry import handler

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "miniprogram" / "services" / "contracts.d.ts"

# What pages call things; every other model keeps its Python name, without `View` or `Card`.
_NAMES = {
    "BookedPatientView": "VisitPatient",
    "By": "CancelledBy",
    "DepartmentView": "VisitDepartment",
    "DoctorView": "VisitDoctor",
    "EntryView": "WaitlistEntry",
    "HospitalView": "VisitHospital",
    "LoginReply": "Session",
    "Status": "BookingStatus",
}
_ALIASES = {Period: "Period"}
# Replies whose parts are left out when they were not asked for.
_SPARSE = {CatalogReply}
_PLAIN: dict[Any, str] = {
    Any: "unknown",
    bool: "boolean",
    date: "string",
    datetime: "string",
    float: "number",
    int: "number",
    str: "string",
    type(None): "null",
}

_HEAD = """\
/**
 * What crosses the wire between phone and functions. Written by `python -m tools.contract_types`: do not edit.
 *
 * BookingPayment is an integer of fen, instants are RFC 3339 with +08:00, dates are YYYY-MM-DD in Asia/Shanghai.
 */
"""
_ENVELOPE = """\
/** What every call is answered with; `data` of a refusal is its details or null. */
export interface Envelope<T> {
  code: Code;
  message: string;
  data: T | null;
  request_id: string;
  now: string;
}
"""


class Types:
    """TypeScript for Python types; every model and enumeration that is met is declared once, in that order."""

    def __init__(self) -> None:
        self.declared: dict[str, str] = {}

    def of(self, kind: Any) -> str:
        """The TypeScript of one Python type."""
        if kind in _ALIASES:
            return self._alias(_ALIASES[kind], [repr(value) for value in get_args(kind)])
        if kind in _PLAIN:
            return _PLAIN[kind]
        origin, parts = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self.of(parts[0])
        if origin in (Union, types.UnionType):
            return " | ".join(dict.fromkeys(self.of(part) for part in parts))
        if origin is Literal:
            return " | ".join(_literal(value) for value in parts)
        if origin in (list, tuple):
            item = self.of(parts[0])
            return f"({item})[]" if " | " in item else f"{item}[]"
        if origin is dict:
            return f"Record<string, {self.of(parts[1])}>"
        if isinstance(kind, type) and issubclass(kind, Enum):
            return self._alias(_name(kind), [_literal(member.value) for member in kind])
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self._interface(kind)
        raise TypeError(f"no TypeScript for {kind!r}")

    def _alias(self, name: str, values: list[str]) -> str:
        # As prettier would break it, so that formatting the folder changes nothing.
        union = " | ".join(values)
        line = f"export type {name} = {union};\n"
        if len(line) > 100:
            line = f"export type {name} =\n  {union};\n"
        if len(union) > 97:
            line = f"export type {name} =\n  | " + "\n  | ".join(values) + ";\n"
        self.declared[name] = line
        return name

    def _interface(self, model: type[BaseModel]) -> str:
        name = _name(model)
        if name not in self.declared:
            self.declared[name] = ""  # keeps its place before what it is made of
            fields = [f"\n  {self._field(model, field)};" for field in model.model_fields]
            body = "".join(fields) + "\n" if fields else ""
            about = (model.__doc__ or "").strip()
            self.declared[name] = f"/** {about} */\nexport interface {name} {{{body}}}\n"
        return name

    def _field(self, model: type[BaseModel], field: str) -> str:
        info = model.model_fields[field]
        asked = model.model_config.get("strict", False)
        kind = self.of(get_type_hints(model, include_extras=True)[field])
        if model in _SPARSE:
            return f"{field}?: {kind.removesuffix(' | null')}"
        return f"{field}{'?' if asked and not info.is_required() else ''}: {kind}"


def render() -> str:
    """The whole file."""
    made = Types()
    codes = made.of(Code)
    requests, replies = [], []
    for name, (request, reply) in sorted(phone_functions().items()):
        requests.append(f"  {name}: {made.of(request)};\n")
        replies.append(f"  {name}: {made.of(reply)};\n")
    form = f"export type PatientForm = Omit<{_name(AddPatient)}, 'action'>;\n"
    parts = [
        _HEAD,
        made.declared.pop(codes),
        _ENVELOPE,
        *made.declared.values(),
        "/** A new patient as the form holds it. */\n" + form,
        "/** What each function takes. */\nexport interface Requests {\n"
        + "".join(requests)
        + "}\n",
        "/** What each function answers. */\nexport interface Replies {\n"
        + "".join(replies)
        + "}\n",
    ]
    return "\n".join(parts)


def phone_functions() -> dict[str, tuple[Any, Any]]:
    """Request and reply types of every function the phone calls, by the function's name."""
    found = {}
    for index in sorted((ROOT / "functions").glob("*/index.py")):
        with mock.patch.object(handler, "phone_call", _Phone):
            spec = importlib.util.spec_from_file_location(f"contract_of_{index.parent.name}", index)
            if spec is None or spec.loader is None:
                raise ImportError(str(index))
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
        if isinstance(module.main_handler, _Phone):
            request, use_case = module.main_handler.resolve()
            if isinstance(request, TypeAdapter):
                request = request._type  # pydantic has no public name for what an adapter adapts
            found[index.parent.name] = (request, get_type_hints(use_case)["return"])
    return found


class _Phone:
    """Stands in for `phone_call`, and keeps what it decorates."""

    def __init__(self, resolve: Callable[[], tuple[Any, Callable[..., Any]]]) -> None:
        self.resolve = resolve


def _name(kind: type) -> str:
    return _NAMES.get(kind.__name__, kind.__name__.removesuffix("View").removesuffix("Card"))


def _literal(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else f"'{value}'"


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` compare it; returns the exit code."""
    wanted = render()
    if "--check" in arguments:
        same = TARGET.is_file() and TARGET.read_text("utf-8") == wanted
        if not same:
            print(f"{TARGET.relative_to(ROOT)} is out of date: python -m tools.contract_types")
        return 0 if same else 1
    TARGET.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
