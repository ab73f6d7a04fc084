"""The function pictures as the platform calls it: a photo comes whole by the desktop, and by no other way."""

import base64
import json

import pytest

from tests.support.pictures import picture
from tests.usecases.staff_door import HTTP, opened_door, phone_context, request, told

BYTES = {"Content-Type": "application/octet-stream"}


@pytest.fixture
def both(service, bucket, monkeypatch):
    office, main_handler = opened_door(service, monkeypatch, "pictures")
    return office.opened(), main_handler


def put(content: bytes) -> dict[str, str]:
    file = base64.b64encode(content).decode()
    return {"action": "put_photo", "doctor_id": "d1", "file": file}


def test_a_photo_of_two_megabytes_is_taken_and_a_larger_one_told_so(both):
    office, main_handler = both
    token = office.signed_in("mgr")
    whole = picture() + b"\x00" * (2_000_000 - len(picture()))
    response = main_handler(request(put(whole), token, **BYTES), HTTP)
    assert told(response) == (200, "OK", "成功")
    reply = json.loads(response["body"])["data"]
    assert (reply["media"], base64.b64decode(reply["file"])[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    response = main_handler(request(put(whole + b"\x00"), token, **BYTES), HTTP)
    assert told(response) == (400, "BAD_REQUEST", "照片超过 2 MB，没有上传。请压缩后再传")


def test_twenty_megabytes_are_refused_before_they_are_read(both):
    office, main_handler = both
    event = request(put(b"\xff\xd8\xff" * 5_000_000), office.signed_in("mgr"), **BYTES)
    assert len(event["body"]) > 20_000_000
    refused = (400, "BAD_REQUEST", "内容太大，没有提交。请改小再试")
    assert told(main_handler(event, HTTP)) == refused


def test_the_phone_has_no_door(both):
    _, main_handler = both
    for asked in (put(picture()), {"action": "photo", "doctor_id": "d1"}):
        reply = main_handler(asked, phone_context("mgr"))
        assert (reply["code"], reply["message"]) == ("FORBIDDEN", "此功能不对外开放")
