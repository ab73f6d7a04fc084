"""The few kinds of text a request may carry, each on both sides of its bounds."""

import pytest
from pydantic import TypeAdapter, ValidationError

from common.contracts import account, patients
from common.contracts.base import Day, Id, Instant, Key, Period, Reply, Request, Sentence, Word
from tests.unit.samples import NOW


def _takes(kind, value):
    try:
        return TypeAdapter(kind).validate_python(value, strict=True)
    except ValidationError:
        return None


@pytest.mark.parametrize(
    "good", ["a", "Z", "0", "a.b_c:d-e", "s-2026-03-04-08:00", "a" * 64, "9" + "_" * 63]
)
def test_an_id(good):
    assert _takes(Id, good) == good


@pytest.mark.parametrize(
    "wrong", ["", "_a", ".a", ":a", "-a", "a" * 65, "a b", "a/b", "a$", "号", "a\nb", "{}", 7, None]
)
def test_no_id(wrong):
    assert _takes(Id, wrong) is None


@pytest.mark.parametrize("good", ["tap-0001", "A_" + "0" * 62, "________"])
def test_a_key(good):
    assert _takes(Key, good) == good


@pytest.mark.parametrize("wrong", ["tap-001", "a" * 65, "tap.0001", "tap 0001", "tap:0001", ""])
def test_no_key(wrong):
    assert _takes(Key, wrong) is None


@pytest.mark.parametrize("good", ["2026-01-01", "2099-12-31", "2000-02-29", "2026-10-30"])
def test_a_day(good):
    assert _takes(Day, good) == good


@pytest.mark.parametrize(
    "wrong",
    ["1999-12-31", "2100-01-01", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32", "2026-1-1",
     "2026/01/01", "x2026-01-01", "2026-01-01x", "２０２６-01-01"],
)  # fmt: skip
def test_no_day(wrong):
    assert _takes(Day, wrong) is None


def test_a_word_and_a_sentence_have_their_lengths():
    assert _takes(Word, "号" * 64) == "号" * 64
    assert _takes(Word, "号" * 65) is None
    assert _takes(Word, " ") is None
    assert _takes(Sentence, "号" * 200) == "号" * 200
    assert _takes(Sentence, "号" * 201) is None
    assert _takes(Sentence, "") == ""


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Id, "s1"), (Key, "tap-0001"), (Day, "2026-03-02"), (Word, "内科"), (Sentence, "头疼"),
        (account.Version, "2026-01"), (account.PhoneCode, "code-1"), (patients.Name, "测试员"),
        (patients.IdNumber, "E1234567"), (patients.Phone, "13900000000"),
    ],
)  # fmt: skip
def test_blanks_around_any_kind_of_text_do_not_matter(kind, text):
    assert _takes(kind, f" {text}\t") == text
    assert _takes(kind, f"{text}\u200b") is None


def test_text_is_composed():
    assert _takes(Word, "Zoe\u0308") == "Zo\u00eb"


@pytest.mark.parametrize(
    "hidden", ["\x00", "\n", "\x1b", "\u200b", "\u202e", "\ufeff", "\ue000", "\ud800"], ids=repr
)
def test_what_hides_in_a_text_is_refused(hidden):
    assert _takes(Word, f"内{hidden}科") is None


@pytest.mark.parametrize("visible", ["\u3000", "·", "é", "𠮷", "😀"])
def test_what_can_be_seen_is_not(visible):
    assert _takes(Word, f"内{visible}科") == f"内{visible}科"


def test_the_parts_of_a_day():
    assert [p for p in ("am", "pm", "night", "noon") if _takes(Period, p)] == ["am", "pm", "night"]


def test_an_instant_is_sent_in_the_hospitals_time():
    assert TypeAdapter(Instant).dump_python(NOW, mode="json") == "2026-03-02T08:00:00+08:00"


class Asked(Request):
    number: int


class Answered(Reply):
    number: int


@pytest.mark.parametrize("model", [Asked, Answered])
def test_nothing_unknown_and_nothing_changed_afterwards(model):
    with pytest.raises(ValidationError):
        model(number=1, other=2)
    made = model(number=1)
    with pytest.raises(ValidationError):
        made.number = 2


def test_a_request_takes_nothing_of_another_type():
    with pytest.raises(ValidationError):
        Asked(number="1")
    assert Answered(number="1").number == 1
