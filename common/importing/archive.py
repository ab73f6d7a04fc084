"""A workbook, or an archive of CSV files, unpacked within limits, whatever it claims to hold."""

import re
import zipfile
from io import BytesIO

MAX_BYTES = 2_000_000
MAX_UNZIPPED = 20_000_000
MAX_ROWS = 20_000
TOO_MANY_ROWS = f"超过 {MAX_ROWS} 行，请删掉空行和多余的内容，或分成几次导入"
_MAX_PARTS = 500
_AT_A_TIME = 65_536
# Of these no more is unpacked than is asked for; the others give all that a chunk holds at once.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MACROS = re.compile(r"vbaProject|macrosheets?/|activeX", re.IGNORECASE)
_ELSEWHERE = re.compile(r"externalLinks?/|connections\.xml|embeddings/", re.IGNORECASE)
# Entities grow without end; a workbook never declares any.
_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
_TOO_LARGE = "解开后超过 20 MB，请删掉多余的内容，或分成几次导入"
WORKBOOK = "xl/workbook.xml"
_NO_WORKBOOK = "打不开：请用表格软件另存为 .xlsx（不加密码）再上传"


class Unfit(Exception):
    """A file that is not read; the text says why in Chinese."""


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name, or the files of an archive, each read to its end. Raises `Unfit`."""
    if len(content) > MAX_BYTES:
        raise Unfit("文件超过 2 MB，请删掉图片和多余的内容，或分成几次导入")
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return _parts(packed)
    except Unfit:
        raise
    except Exception:  # noqa: BLE001  whatever is wrong inside, it is the file
        raise Unfit(_NO_WORKBOOK) from None


def plain(parts: dict[str, bytes]) -> bytes:
    """A workbook of these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return out.getvalue()


def _parts(packed: zipfile.ZipFile) -> dict[str, bytes]:
    infos = [info for info in packed.infolist() if not info.is_dir()]
    names = [info.filename for info in infos]
    if len(names) > _MAX_PARTS or len(set(names)) < len(names):
        raise Unfit(_NO_WORKBOOK)
    if any(info.compress_type not in _PACKED for info in infos):
        raise Unfit(_NO_WORKBOOK)
    if any(map(_MACROS.search, names)):
        raise Unfit("文件里有宏，请另存为不带宏的 .xlsx 再上传")
    if any(map(_ELSEWHERE.search, names)):
        raise Unfit("文件引用了别的文件或嵌入了别的内容，请断开链接、删掉嵌入的内容再上传")
    left, parts = MAX_UNZIPPED, dict[str, bytes]()
    for info in infos:
        part = _read(packed, info, left)
        left -= len(part)
        _check_part(info.filename, part)
        parts[info.filename] = part
    return parts


def _read(packed: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """A part, counted while it is unpacked: what it says of its size is not believed."""
    read = bytearray()
    with packed.open(info) as part:
        while chunk := part.read(_AT_A_TIME):
            read += chunk
            if len(read) > most:
                raise Unfit(_TOO_LARGE)
    return bytes(read)


def _check_part(name: str, part: bytes) -> None:
    if not name.endswith((".xml", ".rels")):
        return
    if part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in part[:64]:
        raise Unfit(_NO_WORKBOOK)  # not UTF-8, as every spreadsheet writes it
    if any(mark in part for mark in _DECLARES):
        raise Unfit(_NO_WORKBOOK)
    if name == "[Content_Types].xml" and b"macroEnabled" in part:
        raise Unfit("文件里有宏，请另存为不带宏的 .xlsx 再上传")
