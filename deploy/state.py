"""What exists, or should: a flat map from (kind, name, attribute) to a comparable text.

Desired, actual and recorded state have this one shape, so that comparing them is comparing maps.
"""

from __future__ import annotations

import base64
import binascii
from typing import NamedTuple

# In the order in which they are applied; deletions run the other way.
KINDS = ("layer", "function", "trigger", "site", "route", "rule")

CODE = "code"
CONTENT = "content"
# Stands in a route for a function's name: the environment's static hosting.
HOSTING = "staticstore"
FAILED = "failed"
_VARIABLE = "variable "


class Resource(NamedTuple):
    """One thing that is made, changed or deleted as a whole."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Key(NamedTuple):
    """One attribute of a resource."""

    kind: str
    name: str
    attribute: str

    @property
    def resource(self) -> Resource:
        return Resource(self.kind, self.name)


State = dict[Key, str]


def variable(name: str) -> str:
    """The attribute that holds an environment variable."""
    return _VARIABLE + name


def variable_name(attribute: str) -> str | None:
    """The environment variable an attribute holds, or None."""
    return attribute.removeprefix(_VARIABLE) if attribute.startswith(_VARIABLE) else None


def attributes(state: State, resource: Resource) -> dict[str, str]:
    """The attributes of one resource; empty when it is not there."""
    return {key.attribute: value for key, value in state.items() if key.resource == resource}


def resources(state: State) -> list[Resource]:
    """Every resource of a state, in the order of KINDS and as they came."""
    found = dict.fromkeys(key.resource for key in state)
    return sorted(found, key=lambda resource: KINDS.index(resource.kind))


def trigger_name(function: str, timer: str) -> str:
    """A trigger's name is unique within its function only."""
    return f"{function}/{timer}"


def hex_digest(text: str) -> str:
    """A SHA-256 in hex, given so or in base64: the platform's pages do not say which it returns."""
    stripped = text.strip()
    if len(stripped) == 64:
        return stripped.lower()
    try:
        raw = base64.b64decode(stripped, validate=True)
    except binascii.Error:
        return stripped
    return raw.hex() if len(raw) == 32 else stripped
