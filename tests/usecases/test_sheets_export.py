"""sheets: an export that is too large for an answer comes by a link that expires."""

import base64

import httpx

from common.clients.files import Files
from common.usecases import sheets as sheets_module
from tests.usecases.test_sheets import audit, call, check


def exported(office):
    return call(office, "mgr", "export", hospital_id="h1", what="catalogue")


def test_a_large_export_comes_by_a_link_and_is_the_same_file(office, bucket, monkeypatch):
    small = exported(office)
    assert (small.link, bucket.keys()) == (None, [])
    monkeypatch.setattr(sheets_module, "IN_ANSWER", 1000)
    reply = exported(office)
    assert (reply.filename, reply.file) == ("h1.xlsx", None)
    (key,) = bucket.keys()
    assert (
        "X-Amz-Expires=600" in reply.link
        and httpx.get(bucket.files.address(key)).status_code == 403
    )
    answer = httpx.get(reply.link)
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''h1.xlsx"
    assert check(office, answer.content).counts.same == 10
    assert audit(office)[:2] == [("sheets.export", None)] * 2


def test_without_a_bucket_or_with_one_that_fails_a_large_export_is_in_the_answer(
    office, bucket, monkeypatch
):
    monkeypatch.setattr(sheets_module, "IN_ANSWER", 10)
    office.service.files = Files("http://127.0.0.1:9/files", "i", "k", office.service.clock)
    for _ in "12":
        assert check(office, base64.b64decode(exported(office).file)).counts.same == 10
        office.service.files = None
    assert [line[1] for line in office.service.log.lines if line[0] == "warning"] == [
        "export not kept"
    ]
