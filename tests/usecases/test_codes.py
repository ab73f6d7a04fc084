"""pictures: codes that lead to a hospital, a department, a doctor; drawn once, then taken from the bucket."""

import base64

import pytest

from common.clients.files import Files, FilesError
from common.clients.wechat import WeChatRefused, WeChatTemporary, WeChatUnknown
from common.contracts.catalog import CATALOG_REQUEST
from common.domain.actor import WeChatUser
from common.usecases.catalog import catalog
from tests.usecases.test_photos import call
from tests.usecases.test_staff_invites import NOT_YOURS, NOTHING_THERE, refused

PNG = b"\x89PNG\r\n\x1a\n"
UNPUBLISHED = "BAD_STATE: 微信没有给小程序码（41030）。小程序还没有发布时不能印，请联系平台运营"
THINGS = {
    "hospital": ("h1", "h.h1"),
    "department": ("internal", "d.internal"),
    "doctor": ("d1", "dr.d1"),
}


def code(office, kind="hospital", by="mgr", hospital="h1", **more):
    identity = more.get("id", THINGS[kind][0])
    return call(office, by, "code", hospital_id=hospital, kind=kind, id=identity)


def drawn(office, kind="hospital", **more):
    return base64.b64decode(code(office, kind, **more).file)


@pytest.mark.parametrize("kind", THINGS)
def test_a_code_leads_the_mini_program_to_its_page(office, bucket, kind):
    identity, scene = THINGS[kind]
    assert code(office, kind).media == "image/png"
    assert drawn(office, kind) == PNG + f"pages/home/home?{scene}".encode()
    request = CATALOG_REQUEST.validate_python({"action": "scene", "scene": scene})
    assert getattr(catalog(request, WeChatUser("o1"), office.deps), kind).id == identity


def test_a_code_is_drawn_once_and_nobody_sees_it_in_the_bucket(office, bucket):
    first, again = drawn(office), drawn(office)
    assert (first, office.service.outside.calls) == (again, 1)
    (key,) = bucket.keys()
    assert bucket.read(key) == first
    assert drawn(office, "doctor") != first
    assert len(bucket.keys()) == 2


def test_without_a_bucket_and_with_one_that_fails_it_is_drawn_each_time(office, bucket):
    office.service.files = None
    assert drawn(office) == drawn(office)

    class Failing(Files):
        def _call(self, *_, **__):
            raise FilesError("made to fail")

    office.service.files = Failing(bucket.base, "i", "k", office.service.clock)
    assert drawn(office) == PNG + b"pages/home/home?h.h1"
    assert office.service.outside.calls == 3
    assert [line[1] for line in office.service.log.lines if line[0] == "warning"] == [
        "code not read", "code not kept",
    ]  # fmt: skip


def test_only_what_is_the_managers_own_has_a_code(office, bucket):
    for by in ("desk", "doc", "aud"):
        assert refused(code, office, by=by) == NOT_YOURS
    assert refused(code, office, by="op") == NOTHING_THERE
    assert refused(code, office, hospital="h2") == NOTHING_THERE
    for kind in THINGS:
        assert refused(code, office, kind, id="nobody") == NOTHING_THERE
    office.service.db.doctors.update_one({"_id": "d3"}, {"$set": {"hospital_id": "h2"}})
    assert refused(code, office, "doctor", id="d3") == NOTHING_THERE
    assert office.service.outside.calls == 0


def test_an_id_that_no_code_can_hold_is_told(office, bucket):
    longest = "x" * 29
    for identity in (longest, longest + "x"):
        doctor = office.service.db.doctors.find_one({"_id": "d1"})
        office.service.db.doctors.insert_one({**doctor, "_id": identity})
    assert drawn(office, "doctor", id=longest).endswith(longest.encode())
    words = "BAD_REQUEST: 编号太长，放不进小程序码。编号最多 29 个字符"
    assert refused(code, office, "doctor", id=longest + "x") == words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (WeChatRefused(41030, "no"), UNPUBLISHED),
        (WeChatTemporary(45009, "try later"), "BUSY: 微信没有回应，请过一分钟再试"),
        (WeChatUnknown(None, "no picture"), "BUSY: 微信没有回应，请过一分钟再试"),
    ],
    ids=["refused", "busy", "unknown"],
)  # fmt: skip
def test_what_wechat_does_not_draw_is_told_and_not_kept(office, bucket, error, words):
    office.service.outside.fail_next("code", error)
    assert refused(code, office) == words
    assert bucket.keys() == []
    assert drawn(office) == PNG + b"pages/home/home?h.h1"
