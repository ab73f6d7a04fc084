"""`python -m tools.contract_types` writes the types of the functions' contracts, for each of the two doors.

`miniprogram/services/contracts.d.ts` is what the phone asks and gets, `staff/services/contracts.d.ts` what a desktop
browser does. pydantic says what crosses the wire as a JSON schema; json-schema-to-typescript turns that into types.
"""

import json
import runpy
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints
from unittest import mock

from pydantic import create_model
from pydantic.json_schema import GenerateJsonSchema

from common.contracts.base import Reply
from common.domain.errors import Code
from common.entry import phone, staff
from common.entry.phone import PhoneUse
from common.entry.staff import Side, StaffUse

ROOT = Path(__file__).resolve().parent.parent
PHONE = ROOT / "miniprogram" / "services" / "contracts.d.ts"
DESKTOP = ROOT / "staff" / "services" / "contracts.d.ts"

# Request and reply types by the function's name.
Types = dict[str, tuple[Any, Any]]
# What pages call things; every other model keeps its Python name, without `View` or `Card`.
_NAMES = {
    "DepartmentView": "VisitDepartment",
    "DoctorView": "VisitDoctor",
    "EntryView": "WaitlistEntry",
    "HospitalView": "VisitHospital",
    "LoginReply": "Session",
    "SessionView": "DesktopSession",
    "Status": "BookingStatus",
}
_HEAD = """\
/**
 * What crosses the wire between {who} and functions. Written by `python -m tools.contract_types`: do not edit.
 *
 * Money is an integer of fen, instants are RFC 3339 with +08:00, dates are YYYY-MM-DD in Asia/Shanghai.
 */

/** What every call is answered with; `data` of a refusal is its details or null. */
export interface Envelope<T> {
  code: Code;
  message: string;
  data: T | null;
  request_id: string;
  now: string;
}
"""


class _Schema(GenerateJsonSchema):
    def field_title_should_be_set(self, _: Any) -> bool:
        return False  # each title would become a type of its own

    def ser_schema(self, schema: Any) -> dict[str, Any] | None:
        # A reply with a serializer of its own leaves parts out; what they are, its fields say.
        return None if schema["type"] == "function-wrap" else super().ser_schema(schema)

    def model_schema(self, schema: Any) -> dict[str, Any]:
        made = super().model_schema(schema)
        if issubclass(schema["cls"], Reply) and "serialization" in schema:
            for part in made["properties"].values():
                part["anyOf"].remove({"type": "null"})  # left out instead
        elif issubclass(schema["cls"], Reply):
            made["required"] = list(made["properties"])  # a default is sent too
        return made


def schema(functions: Types) -> dict[str, Any]:
    """One JSON schema of all that a door sends and gets, and of the codes of refusals."""
    asked: dict[str, Any] = {name: (kinds[0], ...) for name, kinds in functions.items()}
    given: dict[str, Any] = {name: (kinds[1], ...) for name, kinds in functions.items()}
    requests = create_model("Requests", __doc__="What each function takes.", **asked)
    replies = create_model("Replies", __doc__="What each function answers.", **given)
    everything = create_model(
        "Contracts", requests=(requests, ...), replies=(replies, ...), code=(Code, ...)
    )
    made = everything.model_json_schema(mode="serialization", schema_generator=_Schema)
    for name, definition in made["$defs"].items():
        definition["title"] = _NAMES.get(name, name.removesuffix("View").removesuffix("Card"))
    return made


def render(target: Path) -> str:
    """The whole file of one door."""
    served = phone_functions() if target == PHONE else desktop_functions()
    program = [str(ROOT / "node_modules/.bin/json2ts"), "--no-additionalProperties"]
    program += ["--ignoreMinAndMaxItems", "--style.singleQuote", "--style.printWidth=100"]
    program += ["--bannerComment", ""]
    types = subprocess.run(
        program, input=json.dumps(schema(served)), stdout=subprocess.PIPE, text=True, check=True
    )
    head = _HEAD.replace("{who}", "phone" if target == PHONE else "browser")
    return f"{head}\n{types.stdout}"


class _Phone(NamedTuple):
    """Stands in for `phone_call`, and keeps what it decorates."""

    resolve: Callable[[], PhoneUse]


class _Staff(NamedTuple):
    """Stands in for `staff_call`, and keeps what it decorates."""

    resolve: Callable[[], StaffUse]


def functions() -> dict[str, PhoneUse | StaffUse]:
    """What every function serves that people call, by the function's name."""
    found: dict[str, PhoneUse | StaffUse] = {}
    for index in sorted((ROOT / "functions").glob("*/index.py")):
        with (
            mock.patch.object(phone, "phone_call", return_value=_Phone),
            mock.patch.object(staff, "staff_call", return_value=_Staff),
        ):
            function = runpy.run_path(str(index))["main_handler"]
        if isinstance(function, (_Phone, _Staff)):
            found[index.parent.name] = function.resolve()
    return found


def phone_functions() -> Types:
    """Request and reply types of every function the phone calls, by the function's name."""
    sides = {
        name: use.phone if isinstance(use, StaffUse) else use for name, use in functions().items()
    }
    return {name: _types(side) for name, side in sides.items() if side is not None}


def desktop_functions() -> Types:
    """The same of every function that a desktop browser calls."""
    return {
        name: _types(use.desktop) for name, use in functions().items() if isinstance(use, StaffUse)
    }


def _types(side: PhoneUse | Side) -> tuple[Any, Any]:
    # pydantic has no public name for what an adapter adapts
    return side.request._type, get_type_hints(side.use_case)["return"]


if __name__ == "__main__":
    for target in (PHONE, DESKTOP):
        target.write_text(render(target), "utf-8")
