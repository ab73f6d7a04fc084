"""pictures: a doctor's photo is put, seen by everybody, changed and taken away by the hospital's manager alone."""

import base64
from dataclasses import replace

import httpx
import pytest

from common.clients.files import Files, FilesError
from common.contracts.catalog import CATALOG_REQUEST
from common.contracts.pictures import PICTURES_REQUEST
from common.domain.actor import WeChatUser
from common.domain.audit import chain_of
from common.domain.catalogue import Photo
from common.protocol import sign_in
from common.store.catalogue_writes import CatalogueWrites
from common.usecases.catalog import catalog
from common.usecases.pictures import pictures
from tests.support.pictures import picture
from tests.usecases.catalogues import sound
from tests.usecases.test_admin_rows import retire, rows, save
from tests.usecases.test_staff_invites import NOT_YOURS, NOTHING_THERE, refused

NO_BUCKET = "BAD_STATE: 平台还没有设置存放照片的地方。请联系平台运营"
NOT_KEPT = "BUSY: 照片没有存好，请再试一次"
STALE = "STALE: 刚才有别人换过这张照片，没有改成。请刷新后再看"


def call(office, by, action, **data):
    request = PICTURES_REQUEST.validate_python({"action": action, **data})
    return pictures(request, sign_in.by_phone(by, office.deps), office.deps)


def put(office, content, by="mgr", doctor="d1"):
    file = base64.b64encode(content).decode()
    return call(office, by, "put_photo", doctor_id=doctor, file=file)


def remove(office, by="mgr", doctor="d1"):
    return call(office, by, "remove_photo", doctor_id=doctor, reason="演示原因")


def shown(office, doctor="d1"):
    """The address that patients are given."""
    request = CATALOG_REQUEST.validate_python({"action": "doctor", "doctor_id": doctor})
    return catalog(request, WeChatUser("o1"), office.deps).doctor.photo


def entries(office):
    found = office.service.db.audit.find({"chain": chain_of("h1")}).sort("seq", 1)
    return [raw for raw in found if raw["verb"].startswith("pictures.")]


def outcomes(office):
    return [(raw["verb"].partition(".")[2], raw["outcome"]) for raw in entries(office)]


def test_a_photo_is_shown_to_everybody_and_is_not_what_was_uploaded(office, bucket):
    assert shown(office) is None
    given = picture(comment=b"INVENTED")
    reply = put(office, given)
    answer = httpx.get(shown(office))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.content == base64.b64decode(reply.file) != given
    assert b"INVENTED" not in answer.content
    assert call(office, "mgr", "photo", doctor_id="d1") == reply
    assert shown(office, "d3") is None
    entry = entries(office)[0]
    assert entry["object"] == {"kind": "doctor", "id": "d1"}
    stored = office.service.db.doctors.find_one({"_id": "d1"})["photo"]
    assert stored["audit"] == entry["_id"]
    assert entry["changed"] == [{"field": "photo", "before": None, "after": stored["made_from"]}]
    sound(office.service)


def test_another_photo_has_another_name_and_the_one_before_is_gone(office, bucket):
    put(office, picture())
    first = shown(office)
    put(office, picture(left="green"))
    assert shown(office) != first
    assert httpx.get(first).status_code in (403, 404)
    assert len(bucket.keys()) == 1
    assert entries(office)[1]["follows"] == entries(office)[0]["_id"]


def test_the_same_file_again_changes_nothing(office, bucket):
    first, again = (put(office, picture()) for _ in "12")
    assert (first, outcomes(office)) == (again, [("put_photo", None)])
    assert len(bucket.keys()) == 1


def test_a_photo_is_taken_away_once(office, bucket):
    put(office, picture())
    for _ in "12":
        reply = remove(office)
        assert (reply.media, reply.file, shown(office), bucket.keys()) == (None, None, None, [])
    assert outcomes(office) == [("put_photo", None), ("remove_photo", None)]
    assert entries(office)[1]["reason"] == "演示原因"
    assert call(office, "mgr", "photo", doctor_id="d1").file is None
    put(office, picture())
    assert shown(office) is not None


def test_changing_and_importing_the_tables_leaves_the_photo(office, bucket):
    put(office, picture())
    before = shown(office)
    row = next(row for row in rows(office, "doctor") if row.values["doctor_id"] == "d1")
    reply = save(office, "doctor", {**row.values, "specialties": "近视"}, row.rev)
    assert reply.job.counts.changed == 1 and shown(office) == before
    assert "photo" not in reply.row.values


def test_a_photo_put_while_the_tables_are_written_stays(office, bucket, monkeypatch):
    put(office, picture())
    row = next(row for row in rows(office, "doctor") if row.values["doctor_id"] == "d1")
    written, newer = CatalogueWrites.write, []

    def after_a_photo(self, *given):
        if not newer:
            newer.append(put(office, picture(left="green")))
        return written(self, *given)

    monkeypatch.setattr(CatalogueWrites, "write", after_a_photo)
    save(office, "doctor", {**row.values, "specialties": "近视"}, row.rev)
    assert httpx.get(shown(office)).content == base64.b64decode(newer[0].file)


def test_a_doctor_who_left_has_no_photo_to_look_at(office, bucket):
    put(office, picture())
    row = next(row for row in rows(office, "doctor") if row.values["doctor_id"] == "d1")
    retire(office, "doctor", row)
    assert refused(put, office, picture()) == NOTHING_THERE
    assert refused(call, office, "mgr", "photo", doctor_id="d1") == NOTHING_THERE


def test_only_the_manager_of_the_hospital_may(office, bucket):
    for by in ("desk", "doc", "aud"):
        assert refused(put, office, picture(), by) == NOT_YOURS
        assert refused(remove, office, by) == NOT_YOURS
        assert refused(call, office, by, "photo", doctor_id="d1") == NOT_YOURS
    assert refused(put, office, picture(), "op") == NOTHING_THERE
    assert refused(put, office, picture(), doctor="nobody") == NOTHING_THERE
    assert bucket.keys() == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "只能上传 JPG、PNG 或 WebP 照片，没有上传。请换一张"),
        (b"GIF89a/*", "只能上传 JPG、PNG 或 WebP 照片，没有上传。请换一张"),
        (picture("PNG")[:200], "照片打不开，可能没有传完整，没有上传。请重新选一张"),
        (picture() + b"<script>", "照片里夹带了别的内容，没有上传。请用看图软件另存为 JPG 再传"),
        (picture() + b"\x00" * 2_000_000, "照片超过 2 MB，没有上传。请压缩后再传"),
        (b"", "只能上传 JPG、PNG 或 WebP 照片，没有上传。请换一张"),
    ],
    ids=range(6),
)  # fmt: skip
def test_what_is_no_photo_is_refused_before_anything_is_written(office, bucket, content, words):
    assert refused(put, office, content) == f"BAD_REQUEST: {words}"
    assert (bucket.keys(), entries(office), shown(office)) == ([], [], None)


def test_a_file_that_did_not_come_whole_is_refused(office, bucket):
    words = "BAD_REQUEST: 照片没有传完整，请再上传一次"
    assert refused(call, office, "mgr", "put_photo", doctor_id="d1", file="QUJDR") == words


def test_without_a_bucket_there_are_no_photos(office):
    assert refused(put, office, picture()) == NO_BUCKET
    assert call(office, "mgr", "photo", doctor_id="d1").file is None
    photo = Photo(key="photos/p1.jpg", made_from="0", audit="x")
    assert office.deps.store.catalogue_writes.show_photo(
        office.deps.store.catalogue.doctor("d1"), photo
    )
    assert shown(office) is None


@pytest.fixture
def failing(office, bucket):
    """The office whose bucket fails at what it is told to."""
    down = set()

    class Failing(Files):
        def _call(self, method, *given, **more):
            if method in down:
                raise FilesError("made to fail")
            return super()._call(method, *given, **more)

    office.service.files = Failing(bucket.base, "i", "k", office.service.clock)
    return down


def test_a_photo_that_was_not_kept_is_not_shown_and_told_so(office, bucket, failing):
    put(office, picture())
    before = shown(office)
    failing.add("PUT")
    assert refused(put, office, picture(left="green")) == NOT_KEPT
    assert (shown(office), len(bucket.keys())) == (before, 1)
    assert outcomes(office)[1:] == [("put_photo", None), ("put_photo", "not_done")]


def test_a_photo_that_cannot_be_deleted_or_read_is_shown_no_more_all_the_same(
    office, bucket, failing
):
    put(office, picture())
    failing |= {"DELETE", "GET"}
    words = "BUSY: 照片暂时打不开，请再试一次。小程序里看到的不变"
    assert refused(call, office, "mgr", "photo", doctor_id="d1") == words
    remove(office)
    assert shown(office) is None
    assert [line[1] for line in office.service.log.lines if line[0] == "warning"] == [
        "photo not read", "photo not deleted",
    ]  # fmt: skip


@pytest.mark.parametrize("act", ["put", "remove"])
def test_who_is_slower_changes_nothing_and_leaves_no_file(office, bucket, monkeypatch, act):
    put(office, picture())
    showing = CatalogueWrites.show_photo

    def after_another(self, *given):
        monkeypatch.setattr(CatalogueWrites, "show_photo", showing)
        put(office, picture(left="green"))
        return showing(self, *given)

    monkeypatch.setattr(CatalogueWrites, "show_photo", after_another)
    if act == "put":
        assert refused(put, office, picture(left="white")) == STALE
    else:
        assert refused(remove, office) == STALE
    assert len(bucket.keys()) == 1
    assert httpx.get(shown(office)).status_code == 200
    assert outcomes(office)[-1][1] == "not_done"


def test_a_run_that_ends_in_between_leaves_the_photo_before(office, bucket, monkeypatch):
    put(office, picture())
    before = shown(office)

    def ends(*_):
        raise KeyboardInterrupt

    deps = replace(office.deps, new_token=lambda: "cut")
    monkeypatch.setattr(CatalogueWrites, "show_photo", ends)
    office.deps, kept = deps, office.deps
    with pytest.raises(KeyboardInterrupt):
        put(office, picture(left="green"))
    monkeypatch.undo()
    office.deps = kept
    assert httpx.get(before).status_code == 200 and shown(office) == before
    put(office, picture(left="green"))
    assert sorted(bucket.keys()) != [] and httpx.get(shown(office)).status_code == 200
