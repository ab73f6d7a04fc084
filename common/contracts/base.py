"""The base of requests and replies, and the few kinds of text a request may carry."""

import unicodedata
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
)

from common.domain.business_time import wire
from common.domain.text import visible


class Request(BaseModel):
    """What a phone may send: nothing unknown, nothing of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


class Reply(BaseModel):
    """What a phone gets."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def _tidy(value: object) -> object:
    """NFC, trimmed; control and format characters are refused: they hide in names and break printed slips."""
    if not isinstance(value, str):
        return value
    return _without(("Cc", "Cf", "Cs", "Co"), unicodedata.normalize("NFC", value).strip())


def _typed(value: object) -> object:
    """As people type and paste it: what shows nothing is dropped, because nobody can see it to delete it."""
    return _without(("Cc", "Cs", "Co"), visible(value)) if isinstance(value, str) else value


def _without(categories: tuple[str, ...], text: str) -> str:
    if any(unicodedata.category(character) in categories for character in text):
        raise ValueError("control characters")
    return text


def _of_the_calendar(day: str) -> str:
    """30 February has the form of a day, and is none."""
    date.fromisoformat(day)
    return day


Tidy = BeforeValidator(_tidy)
Typed = BeforeValidator(_typed)
Id = Annotated[str, Tidy, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z_.:-]{0,63}$")]
Key = Annotated[str, Tidy, StringConstraints(pattern=r"^[0-9A-Za-z_-]{8,64}$")]
Day = Annotated[
    str,
    Tidy,
    StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"),
    AfterValidator(_of_the_calendar),
]
Word = Annotated[str, Typed, StringConstraints(min_length=1, max_length=64)]
Sentence = Annotated[str, Typed, StringConstraints(max_length=200)]
Period = Literal["am", "pm", "night"]
Instant = Annotated[datetime, PlainSerializer(wire, return_type=str)]
