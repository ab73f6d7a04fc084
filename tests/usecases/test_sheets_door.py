"""The function sheets as the platform calls it: a file comes whole by the desktop, and by no other way."""

import base64
import io
import json
import random
import zipfile

import pytest

from common.contracts.sheets import BODY_LIMIT
from common.importing.tables_out import tables_of
from common.importing.workbook_out import export
from tests.support.catalogue import fill_in
from tests.support.service import Service
from tests.usecases.staff_door import HTTP, opened_door, phone_context, request, told

BYTES = {"Content-Type": "application/octet-stream"}


@pytest.fixture
def both(service: Service, monkeypatch):
    office, main_handler = opened_door(service, monkeypatch, "sheets")
    fill_in(service)
    return office.opened(), main_handler


def _checks(content: bytes) -> dict[str, str]:
    file = base64.b64encode(content).decode()
    return {"action": "import_check", "hospital_id": "h1", "filename": "甲.xlsx", "file": file}


def _workbook(service: Service, padding: int) -> bytes:
    """The hospital's own, with so many bytes beside it that no packing makes smaller."""
    out = io.BytesIO(export(tables_of(service.store.catalogue_writes.whole("h1"))))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as packed:
        packed.writestr("xl/media/picture.png", random.Random(1).randbytes(padding))
    return out.getvalue()


@pytest.mark.parametrize("encoded", [False, True], ids=["text", "base64"])
@pytest.mark.parametrize("size", [750_000, 1_980_000])
def test_a_file_of_up_to_two_megabytes_is_taken(service, both, size, encoded):
    office, main_handler = both
    event = request(_checks(_workbook(service, size)), office.signed_in("mgr"), **BYTES)
    assert len(event["body"]) > 4 * size // 3
    if encoded:
        body = base64.b64encode(event["body"].encode()).decode()
        event |= {"body": body, "isBase64Encoded": True}
    response = main_handler(event, HTTP)
    assert told(response) == (200, "OK", "成功")
    reply = json.loads(response["body"])["data"]
    assert (reply["total"], reply["counts"]["same"]) == (0, 10)


def test_a_file_that_is_too_large_is_told_so(both):
    office, main_handler = both
    token = office.signed_in("mgr")
    refused = main_handler(request(_checks(b"x" * 2_010_000), token, **BYTES), HTTP)
    words = "甲.xlsx 文件超过 2 MB，请删掉图片和多余的内容，或分成几次导入"
    assert told(refused) == (400, "BAD_REQUEST", words)
    refused = main_handler(request("x" * (BODY_LIMIT + 1), token, **BYTES), HTTP)
    assert told(refused) == (400, "BAD_REQUEST", "内容太大，没有提交。请改小再试")


def test_the_phone_has_no_door(both):
    _, main_handler = both
    for asked in (_checks(b""), {"action": "export", "hospital_id": "h1", "what": "template"}):
        reply = main_handler(asked, phone_context("mgr"))
        assert (reply["code"], reply["message"]) == ("FORBIDDEN", "此功能不对外开放")
