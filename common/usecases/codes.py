"""Mini-program codes of a hospital, its departments and doctors: WeChat draws each once, the bucket keeps it."""

import hashlib

from common.clients.files import FilesError
from common.clients.wechat import WeChatError, WeChatRefused
from common.contracts.pictures import AskCode
from common.domain.actor import Staff
from common.domain.errors import Code, Refused
from common.domain.permissions import NOTHING_THERE, Place
from common.protocol.deps import Deps
from common.protocol.on_record import allow

PAGE = "pages/home/home"
# What a scene begins with; `catalog` reads it again.
_PREFIX = {"hospital": "h", "department": "d", "doctor": "dr"}
_LONGEST = 32
TOO_LONG = "编号太长，放不进小程序码。编号最多 {most} 个字符"
REFUSED = "微信没有给小程序码（{errcode}）。小程序还没有发布时不能印，请联系平台运营"
NO_ANSWER = "微信没有回应，请过一分钟再试"


def code(request: AskCode, staff: Staff, deps: Deps) -> bytes:
    """The picture of a code. Raises `NOT_FOUND`, `BAD_REQUEST` for an id that no code can hold, `BAD_STATE`, `BUSY`."""
    hospital_id = request.hospital_id
    allow("pictures.code", Place(hospital_id), (request.kind, request.id), staff, deps)
    if _owner(request, deps) != hospital_id:
        raise Refused(Code.NOT_FOUND, NOTHING_THERE)
    scene = f"{_PREFIX[request.kind]}.{request.id}"
    if len(scene) > _LONGEST:
        most = _LONGEST - len(_PREFIX[request.kind]) - 1
        raise Refused(Code.BAD_REQUEST, TOO_LONG.format(most=most))
    return _drawn(scene, deps)


def _owner(request: AskCode, deps: Deps) -> str | None:
    """The hospital that something belongs to; None where there is nothing that patients see."""
    catalogue = deps.store.catalogue
    if catalogue.hospital(request.hospital_id) is None:
        return None
    if request.kind == "hospital":
        return request.id
    if request.kind == "department":
        department = catalogue.department(request.id)
        return department.hospital_id if department else None
    doctor = catalogue.doctor(request.id)
    return doctor.hospital_id if doctor else None


def _drawn(scene: str, deps: Deps) -> bytes:
    wechat, files = deps.wechat(), deps.files()
    made_for = f"{wechat.appid} {wechat.version} {scene}"
    key = f"codes/c{hashlib.sha256(made_for.encode()).hexdigest()}"
    try:
        kept = files.get(key) if files else None
        if kept is not None:
            return kept
    except FilesError as error:
        deps.log.warning("code not read", error)
    picture = _asked(scene, deps)
    try:
        if files:
            files.put(key, picture, "application/octet-stream")
    except FilesError as error:
        deps.log.warning("code not kept", error)
    return picture


def _asked(scene: str, deps: Deps) -> bytes:
    try:
        return deps.wechat().code(scene, PAGE)
    except WeChatRefused as error:
        deps.log.error("code refused", error, errcode=error.errcode)
        raise Refused(Code.BAD_STATE, REFUSED.format(errcode=error.errcode)) from None
    except WeChatError as error:
        deps.log.warning("code not drawn", error, errcode=error.errcode)
        raise Refused(Code.BUSY, NO_ANSWER) from None
