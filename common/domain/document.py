"""The base of everything stored: a frozen model of one database document."""

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A piece of a document. Unknown fields are ignored, so an older version can read a newer one's documents."""

    # Built at its first use: a cold start pays only for the models its call needs.
    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="ignore", defer_build=True)


class Document(Part):
    """A whole document; `id` is stored as `_id`."""

    id: str = Field(alias="_id")
