"""Photos that are taken lose whatever is not the picture; files that are none, or are made to harm, are refused."""

import random
import resource
import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from common.pictures.photo import Unfit, clean

TOO_LARGE = "照片超过 2 MB，没有上传。请压缩后再传"
OTHER_KIND = "只能上传 JPG、PNG 或 WebP 照片，没有上传。请换一张"
BROKEN = "照片打不开，可能没有传完整，没有上传。请重新选一张"
TOO_MANY = "照片超过 2500 万像素，没有上传。请缩小后再传"
CARRIES = "照片里夹带了别的内容，没有上传。请用看图软件另存为 JPG 再传"


def picture(kind="JPEG", size=(600, 400), mode="RGB", **more):
    """A picture whose left half is red."""
    image = Image.new(mode, size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def opened(content):
    image = Image.open(BytesIO(content))
    image.load()
    return image


def refused(content):
    with pytest.raises(Unfit) as raised:
        clean(content)
    return str(raised.value)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, *chunks):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join([chunk(b"IHDR", header), *chunks, chunk(b"IEND", b"")])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_becomes_a_small_jpeg_of_the_same_picture(kind):
    image = opened(clean(picture(kind)))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (480, 320))
    left, right = image.getpixel((100, 160)), image.getpixel((380, 160))
    assert left[0] > 200 > 60 > left[2] and right[2] > 200 > 60 > right[0]


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "P"), ("PNG", "L"), ("PNG", "1"), ("JPEG", "CMYK"), ("PNG", "RGBA")]
)
def test_every_way_of_colours_is_taken(kind, mode):
    out = BytesIO()
    Image.new("RGB", (50, 50), "white").convert(mode).save(out, kind)
    assert min(opened(clean(out.getvalue())).getpixel((25, 25))) > 250


def test_what_is_clear_is_white_and_a_small_one_is_not_blown_up():
    out = BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(out, "PNG")
    image = opened(clean(out.getvalue()))
    assert (image.size, min(image.getpixel((5, 5)))) == ((40, 30), 255)


def test_where_and_by_whom_it_was_taken_is_gone_and_it_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    exif[0x010F] = "INVENTED-CAMERA"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 15.0, 0.0)})
    marked = picture(exif=exif, comment=b"INVENTED-COMMENT")
    assert b"INVENTED-CAMERA" in marked and b"INVENTED-COMMENT" in marked
    cleaned = clean(marked)
    image = opened(cleaned)
    assert image.size == (320, 480)
    assert b"INVENTED" not in cleaned
    assert not image.getexif()
    assert all(name.startswith("jfif") for name in image.info)
    assert image.getpixel((160, 100))[0] > 200


def test_texts_in_a_png_are_gone():
    told = PngInfo()
    told.add_text("Author", "INVENTED-NAME")
    told.add_itxt("XML:com.adobe.xmp", "INVENTED-PLACE", zip=True)
    marked = picture("PNG", pnginfo=told)
    assert b"INVENTED-NAME" in marked
    assert b"INVENTED" not in clean(marked)


def test_what_stands_behind_the_end_of_a_photo_is_gone():
    """Some phones put a film there."""
    cleaned = clean(picture() + b"\x00\x00\x00\x18ftypmp42INVENTED-FILM")
    assert b"INVENTED" not in cleaned and opened(cleaned).size == (480, 320)


def test_two_megabytes_are_taken_and_a_byte_more_is_not():
    padding = b"\x00" * (2_000_000 - len(picture()))
    assert opened(clean(picture() + padding)).size == (480, 320)
    assert refused(picture() + padding + b"\x00") == TOO_LARGE
    assert refused(b"\xff\xd8\xff" * 7_000_000) == TOO_LARGE


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = b"GIF89a/*\x00\x00*/=1;alert(1)//" + b"\x00" * 40


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00", b"plain words", SVG, b"\xef\xbb\xbf" + SVG, b"<!DOCTYPE html><html></html>", GIF,
        b"BM" + b"\x00" * 60, picture("GIF"), picture("BMP"), picture("TIFF"), picture("ICO"), b"%PDF-1.7\n",
        b"PK\x03\x04" + b"\x00" * 30,
        b"RIFF\x00\x00\x00\x00WAVEfmt ", b"%!PS-Adobe-3.0 EPSF-3.0\n",
    ],
    ids=range(16),
)  # fmt: skip
def test_what_is_none_of_the_three_is_refused_whatever_it_is_called(content):
    assert refused(content) == OTHER_KIND


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_was_cut_off_is_refused(kind):
    whole = picture(kind, size=(900, 900))
    noisy = Image.frombytes("RGB", (300, 300), random.Random(1).randbytes(270_000))
    out = BytesIO()
    noisy.save(out, kind)
    for content in (whole, out.getvalue()):
        for share in (2, 3, 10):
            assert refused(content[: len(content) // share]) == BROKEN
    assert refused(content[:16]) == BROKEN


def test_a_photo_whose_bytes_are_wrong_is_refused():
    content = bytearray(picture("PNG"))
    content[-30] ^= 0xFF
    assert refused(bytes(content)) == BROKEN
    assert refused(png(10, 10)) == BROKEN
    assert refused(png(0, 10)) == BROKEN
    assert refused(b"\xff\xd8\xff\xe0" + b"\x00" * 100) == BROKEN


def bomb(side):
    """A PNG of a few kilobytes that would take side × side × 3 bytes."""
    row = zlib.compressobj(9)
    data = b"".join([*(row.compress(b"\x00" * (3 * side + 1)) for _ in range(200)), row.flush()])
    return png(side, side, chunk(b"IDAT", data))


def webp(side):
    """A WebP that says it is so large, and holds a picture of one pixel."""
    edge = (side - 1).to_bytes(3, "little")
    inner = picture("WEBP", size=(1, 1))[12:]
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + b"\x02\x00\x00\x00" + edge + edge + inner
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    "content", [bomb(5001), bomb(20_000), bomb(60_000), webp(16_384), webp(5001)], ids=range(5)
)
def test_what_would_fill_the_memory_is_refused_by_what_it_says_of_itself(content):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(content) == TOO_MANY
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def test_a_photo_of_a_phone_is_not_too_large():
    out = BytesIO()
    Image.new("RGB", (5000, 5000), "white").save(out, "JPEG")
    assert opened(clean(out.getvalue())).size == (480, 480)


def test_a_text_that_unpacks_without_end_is_refused():
    text = b"Comment\x00\x00" + zlib.compress(b"\x00" * 50_000_000, 9)
    assert refused(png(10, 10, chunk(b"zTXt", text))) == BROKEN


def zipped():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("index.html", "演示")
    return out.getvalue()


@pytest.mark.parametrize(
    "carried",
    [b"<script>alert(1)</script>", b"<HTML><body onload=alert(1)>", SVG, b"<?php echo 1;", b"%PDF-1.7\n1 0", zipped()],
    ids=range(6),
)  # fmt: skip
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_is_something_else_as_well_is_refused(kind, carried):
    assert opened(clean(picture(kind))).format == "JPEG"
    assert refused(picture(kind) + carried) == CARRIES


def test_a_page_in_the_comment_of_a_photo_is_refused():
    assert refused(picture(comment=b"<script>alert(1)</script>")) == CARRIES
