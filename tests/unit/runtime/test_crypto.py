"""Sealed fields open only where they belong; a person is found under every key."""

import base64
import hashlib
import hmac
import json

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from common.domain.privacy import Cipher, Hasher
from common.runtime.crypto import DerivedSigner, FieldCipher, PersonHasher, SealError, form_of
from common.runtime.settings import Key

OLD, NEW = Key("k1", bytes(range(32))), Key("k2", bytes(range(32, 64)))
PLACE = {"collection": "patients", "field": "name", "document_id": "665f", "owner": "o1"}


def test_both_fit_what_the_domain_asks_for():
    cipher: Cipher = FieldCipher([NEW])
    hasher: Hasher = PersonHasher([NEW])
    assert cipher.current_key_id == "k2" and hasher.hashes("passport", "E00000000")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_what_is_sealed_opens_again_and_cannot_be_read(text):
    cipher = FieldCipher([NEW])
    sealed = cipher.seal(text, **PLACE)
    assert cipher.open(sealed, **PLACE) == text
    key_id, form, encoded = sealed.split(".")
    raw = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    assert (key_id, form) == ("k2", "2") and len(raw) == 12 + len(text.encode()) + 16
    assert "=" not in encoded
    assert len(text.encode()) < 8 or text.encode() not in raw


def test_the_same_text_is_never_sealed_alike():
    cipher = FieldCipher([NEW])
    assert len({cipher.seal("张三", **PLACE) for _ in range(50)}) == 50


@pytest.mark.parametrize(
    "place",
    [
        {**PLACE, "collection": "users"},
        {**PLACE, "field": "phone"},
        {**PLACE, "document_id": "665e"},
        {**PLACE, "owner": "o2"},
        {**PLACE, "owner": ""},
        {**PLACE, "document_id": "665fo", "owner": "1"},
        {**PLACE, "collection": "patientsn", "field": "ame"},
        {**PLACE, "collection": 'patients", "name', "field": ""},
    ],
    ids=str,
)
def test_a_text_moved_elsewhere_does_not_open(place):
    sealed = FieldCipher([NEW]).seal("张三", **PLACE)
    with pytest.raises(SealError, match="does not open"):
        FieldCipher([NEW]).open(sealed, **place)


def test_one_changed_bit_anywhere_is_noticed():
    cipher = FieldCipher([NEW])
    encoded = cipher.seal("张三", **PLACE).rpartition(".")[2]
    raw = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    for position in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(SealError):
            cipher.open("k2.2." + base64.urlsafe_b64encode(changed).decode().rstrip("="), **PLACE)


@pytest.mark.parametrize(
    "text",
    [
        "k2.",
        "k2.AAAA",
        "k2.!!!!",
        "k2.张",
        "k2.A",
        "k2",
        "",
        ".",
        "k2.2.",
        "k2.2.AAAA",
        "k2.3.AAAA",
    ],
)
def test_what_was_never_sealed_does_not_open(text):
    with pytest.raises(SealError):
        FieldCipher([NEW]).open(text, **PLACE)


def test_a_foreign_character_is_not_overlooked():
    sealed = FieldCipher([NEW]).seal("张三", **PLACE)
    with pytest.raises(SealError):
        FieldCipher([NEW]).open(sealed[:9] + "!!!!" + sealed[9:], **PLACE)


def test_an_error_shows_neither_text_nor_key():
    with pytest.raises(SealError) as caught:
        FieldCipher([NEW]).open("k2.c2VjcmV0LXRleHQtb2YtYS1wYXRpZW50", **PLACE)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__
    assert str(caught.value) == "patients.name sealed with key k2 does not open"


def test_rotation_reads_the_old_and_writes_the_new():
    sealed = FieldCipher([OLD]).seal("张三", **PLACE)
    rotated = FieldCipher([NEW, OLD])
    assert not rotated.is_current(sealed)
    again = rotated.seal(rotated.open(sealed, **PLACE), **PLACE)
    assert rotated.is_current(again) and again.startswith("k2.2.")
    assert FieldCipher([NEW]).open(again, **PLACE) == "张三"
    gone = "^a stored text was sealed with a key that is not in DATA_KEYS$"
    with pytest.raises(SealError, match=gone):
        FieldCipher([NEW]).open(sealed, **PLACE)


def test_a_text_of_the_form_before_opens_for_any_owner_and_is_not_current():
    place = json.dumps(["patients", "name", "665f"]).encode()
    sealed = AESGCM(NEW.secret).encrypt(b"twelve bytes", "张三".encode(), place)
    text = "k2." + base64.urlsafe_b64encode(b"twelve bytes" + sealed).decode().rstrip("=")
    cipher = FieldCipher([NEW])
    assert cipher.open(text, **PLACE) == cipher.open(text, **{**PLACE, "owner": "o2"}) == "张三"
    assert not cipher.is_current(text) and form_of(text) == ""
    marked = text.replace("k2.", "k2.2.")
    with pytest.raises(SealError, match=r"^patients\.name sealed with key k2 does not open$"):
        cipher.open(marked, **PLACE)


def test_a_key_id_does_not_stand_for_another_key():
    sealed = FieldCipher([OLD]).seal("张三", **PLACE)
    with pytest.raises(SealError):
        FieldCipher([Key("k1", NEW.secret)]).open(sealed, **PLACE)


@pytest.mark.parametrize(
    ("kind", "words"),
    [(FieldCipher, "^no data key is set$"), (PersonHasher, "^no hash key is set$")],
)
def test_no_key_is_said_at_once(kind, words):
    with pytest.raises(SealError, match=words):
        kind([])


def test_a_person_is_found_under_every_key_the_current_one_first():
    both = PersonHasher([NEW, OLD]).hashes("resident_id", "11010119900307123X")
    assert [text.partition(".")[0] for text in both] == ["k2", "k1"]
    assert both == [
        *PersonHasher([NEW]).hashes("resident_id", "11010119900307123X"),
        *PersonHasher([OLD]).hashes("resident_id", "11010119900307123X"),
    ]
    assert len(set(both)) == 2


def test_the_hash_is_hmac_sha256_over_type_and_number():
    message = json.dumps(["passport", "E12345678"]).encode()
    expected = hmac.new(NEW.secret, message, hashlib.sha256).hexdigest()
    assert PersonHasher([NEW]).hashes("passport", "E12345678") == [f"k2.{expected}"]


@pytest.mark.parametrize("spelling", ["e 1234-5678", "Ｅ１２３４５６７８", " E12345678\n"])
def test_one_document_has_one_hash_however_it_is_typed(spelling):
    hasher = PersonHasher([NEW])
    assert hasher.hashes("passport", spelling) == hasher.hashes("passport", "E12345678")


def test_another_type_or_number_is_another_person():
    hasher = PersonHasher([NEW])
    texts = [("passport", "E1"), ("passport", "E2"), ("hkmo_permit", "E1"), ("passportE", "1")]
    assert len({hasher.hashes(*text)[0] for text in texts}) == 4


def _derived(secret, info):
    """HKDF of RFC 5869 by its own text: extract with a salt of zeros, expand one block."""
    extracted = hmac.new(b"\0" * 32, secret, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()


def test_an_entry_is_signed_under_a_key_derived_from_the_data_key():
    key = _derived(NEW.secret, b"yuyue audit entry")
    assert (
        DerivedSigner([NEW]).sign(b"x") == f"k2.{hmac.new(key, b'x', hashlib.sha256).hexdigest()}"
    )


def test_a_signature_is_told_from_a_wrong_one_and_from_one_of_a_lost_key():
    signature = DerivedSigner([OLD]).sign(b"x")
    both = DerivedSigner([NEW, OLD])
    assert (both.signed(signature, b"x"), both.signed(signature, b"y")) == (True, False)
    assert DerivedSigner([NEW]).signed(signature, b"x") is None
    assert both.signed("k1.", b"x") is False
    assert both.signed("", b"x") is None


def test_no_purpose_makes_what_another_makes():
    signer = DerivedSigner([NEW])
    assert signer.hide("name", "甲") == signer.hide("name", "甲") != signer.hide("title", "甲")
    assert len(signer.hide("name", "甲")) == len("k2.") + 16
    assert signer.code("a", "bc") == signer.code("a", "bc") != signer.code("ab", "c")
    message = json.dumps(["name", "甲"]).encode()
    assert signer.hide("name", "甲") != signer.sign(message)[: len("k2.") + 16]
    assert signer.code("name", "甲").hex() != signer.sign(message).partition(".")[2]


def test_without_a_data_key_nothing_is_signed():
    with pytest.raises(SealError, match=r"^no data key is set$"):
        DerivedSigner([])
