"""pictures: doctors' photos and printed codes, on the pages of who runs a hospital."""

import base64

from typing_extensions import assert_never

from common.contracts.pictures import (
    AnyPicturesRequest,
    AskCode,
    LookPhoto,
    PictureReply,
    PutPhoto,
    RemovePhoto,
)
from common.domain.staff_call import StaffCall
from common.protocol.deps import Deps
from common.usecases.codes import code
from common.usecases.photos import photo, put_photo, remove_photo

NOTHING = PictureReply(media=None, file=None)


def pictures(request: AnyPicturesRequest, call: StaffCall, deps: Deps) -> PictureReply:
    """Serve one action."""
    match request:
        case LookPhoto():
            return _view(photo(request.doctor_id, call.staff, deps))
        case PutPhoto():
            return _view(put_photo(request, call.staff, deps))
        case RemovePhoto():
            remove_photo(request, call.staff, deps)
            return NOTHING
        case AskCode():
            return _view(code(request, call.staff, deps))
        case _:
            assert_never(request)


def _view(content: bytes | None) -> PictureReply:
    if content is None:
        return NOTHING
    media = "image/jpeg" if content.startswith(b"\xff\xd8") else "image/png"
    return PictureReply(media=media, file=base64.b64encode(content).decode())
