"""pictures: doctors' photos, and the mini-program codes of a hospital to print. Pictures travel as base64."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from common.contracts.base import Id, Reply, Request
from common.contracts.sheets import Base64
from common.contracts.staff import Reason


class LookPhoto(Request):
    """The photo of a doctor, as patients see it."""

    action: Literal["photo"]
    doctor_id: Id


class PutPhoto(Request):
    """Show a photo of a doctor to patients, in place of the one before: a JPEG, PNG or WebP of at most 2 MB."""

    action: Literal["put_photo"]
    doctor_id: Id
    file: Base64


class RemovePhoto(Request):
    """Show no photo of a doctor any more."""

    action: Literal["remove_photo"]
    doctor_id: Id
    reason: Reason | None = None


class AskCode(Request):
    """The mini-program code that leads to a hospital, or to a department or doctor of it."""

    action: Literal["code"]
    hospital_id: Id
    kind: Literal["hospital", "department", "doctor"]
    id: Id


class PictureReply(Reply):
    """A picture and its media type; both None: there is none."""

    media: Literal["image/jpeg", "image/png"] | None
    file: str | None


AnyPicturesRequest = LookPhoto | PutPhoto | RemovePhoto | AskCode
PICTURES_REQUEST: TypeAdapter[AnyPicturesRequest] = TypeAdapter(
    Annotated[AnyPicturesRequest, Field(discriminator="action")]
)
