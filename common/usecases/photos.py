"""Photos of doctors: put into the bucket under a new name, then shown; what is shown no more is deleted.

A run that is cut off in between leaves a file that nothing names, and never a name without its file.
"""

import base64
import binascii
import hashlib

from common.clients.files import Files, FilesError
from common.contracts.pictures import PutPhoto, RemovePhoto
from common.domain.actor import Staff
from common.domain.audit import Entry, chain_of
from common.domain.catalogue import Doctor, Photo
from common.domain.change import Change
from common.domain.errors import Code, Refused
from common.domain.permissions import NOTHING_THERE, Place
from common.pictures.photo import Unfit, clean
from common.protocol.deps import Deps
from common.protocol.on_record import Deed, allow, not_done, on_record

NO_BUCKET = "平台还没有设置存放照片的地方。请联系平台运营"
NOT_WHOLE = "照片没有传完整，请再上传一次"
NOT_KEPT = "照片没有存好，请再试一次"
NOT_SEEN = "照片暂时打不开，请再试一次。小程序里看到的不变"
STALE = "刚才有别人换过这张照片，没有改成。请刷新后再看"


def photo(doctor_id: str, staff: Staff, deps: Deps) -> bytes | None:
    """The photo that patients see. Raises `BUSY` when it cannot be read."""
    doctor = _doctor(doctor_id, "pictures.photo", staff, deps)
    return _read(doctor.photo, deps)


def put_photo(request: PutPhoto, staff: Staff, deps: Deps) -> bytes | None:
    """Show another photo; as it is shown then. The same file again changes nothing.

    Raises `BAD_REQUEST` for what is no photo to show, `BUSY` when it could not be kept, `STALE`.
    """
    doctor = _doctor(request.doctor_id, "pictures.put_photo", staff, deps)
    files = _bucket(deps)
    content, digest = _content(request.file)
    if doctor.photo is not None and doctor.photo.made_from == digest:
        return _read(doctor.photo, deps)
    entry = _told("pictures.put_photo", doctor, digest, "", staff, deps)
    key = f"photos/p{deps.new_token()}.jpg"
    try:
        files.put(key, content, "image/jpeg", public=True)
    except FilesError as error:
        deps.log.warning("photo not kept", error)
        not_done(entry, staff, deps)
        raise Refused(Code.BUSY, NOT_KEPT) from None
    new = Photo(key=key, made_from=digest, audit=entry.id)
    if not deps.store.catalogue_writes.show_photo(doctor, new):
        _delete(key, files, deps)
        not_done(entry, staff, deps)
        raise Refused(Code.STALE, STALE)
    if doctor.photo is not None:
        _delete(doctor.photo.key, files, deps)
    return content


def remove_photo(request: RemovePhoto, staff: Staff, deps: Deps) -> None:
    """Show none; the same tap again changes nothing. Raises `STALE`."""
    doctor = _doctor(request.doctor_id, "pictures.remove_photo", staff, deps)
    if doctor.photo is None:
        return
    files = _bucket(deps)
    entry = _told("pictures.remove_photo", doctor, None, request.reason or "", staff, deps)
    if not deps.store.catalogue_writes.show_photo(doctor, None):
        not_done(entry, staff, deps)
        raise Refused(Code.STALE, STALE)
    _delete(doctor.photo.key, files, deps)


def _doctor(doctor_id: str, verb: str, staff: Staff, deps: Deps) -> Doctor:
    doctor = deps.store.catalogue.doctor(doctor_id)
    if doctor is None:
        raise Refused(Code.NOT_FOUND, NOTHING_THERE)
    place = Place(doctor.hospital_id, doctor.department_id, doctor.id)
    allow(verb, place, ("doctor", doctor.id), staff, deps)
    return doctor


def _bucket(deps: Deps) -> Files:
    files = deps.files()
    if files is None:
        raise Refused(Code.BAD_STATE, NO_BUCKET)
    return files


def _content(file: str) -> tuple[bytes, str]:
    """The photo to show, and the digest of the file it was made from."""
    try:
        given = base64.b64decode(file, validate=True)
        return clean(given), hashlib.sha256(given).hexdigest()
    except binascii.Error:
        raise Refused(Code.BAD_REQUEST, NOT_WHOLE) from None
    except Unfit as unfit:
        raise Refused(Code.BAD_REQUEST, str(unfit)) from None


def _told(
    verb: str, doctor: Doctor, digest: str | None, reason: str, staff: Staff, deps: Deps
) -> Entry:
    before = doctor.photo.made_from if doctor.photo else None
    changed = (Change(field="photo", before=before, after=digest),)
    follows = doctor.photo.audit if doctor.photo else None
    deed = Deed(
        chain_of(doctor.hospital_id), verb, "doctor", doctor.id, changed=changed, reason=reason, follows=follows
    )  # fmt: skip
    return on_record(deed, staff, deps)


def _read(shown: Photo | None, deps: Deps) -> bytes | None:
    files = deps.files()
    if shown is None or files is None:
        return None
    try:
        return files.get(shown.key)
    except FilesError as error:
        deps.log.warning("photo not read", error)
        raise Refused(Code.BUSY, NOT_SEEN) from None


def _delete(key: str, files: Files, deps: Deps) -> None:
    """What nothing names any more. It has no name that anybody could guess, so it may stay when this fails."""
    try:
        files.delete(key)
    except FilesError as error:
        deps.log.warning("photo not deleted", error)
