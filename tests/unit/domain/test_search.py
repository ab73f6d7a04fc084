"""Looking by what people type: what is told apart, what the index holds, and how well a document fits."""

import pytest

from common.domain.search import LONGEST, FoundBy, Pieces, Slip, Whole, grams, looks, normal

HEART = FoundBy(
    names=("心血管内科", "xin xue guan nei ke", "xxgnk"), words=("胸闷", "血压高"), also=("乏力",)
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" 心 内　科 ", "心内科"),
        ("ＣＴ", "ct"),
        ("Xin XUE", "xinxue"),
        ("头疼", "头痛"),
        ("阿依努尔·买买提", "阿依努尔买买提"),
        ("\u202a王\u200b伟", "王伟"),
        ("lü", "lv"),
        (" \u200b", ""),
    ],
)
def test_what_nobody_means_to_tell_apart(typed: str, meant: str) -> None:
    assert normal(typed) == meant


def test_the_grams_of_a_text_begin_everywhere_and_those_of_pinyin_at_its_syllables() -> None:
    assert grams(["心内科"]) == ["内", "内科", "心", "心内", "心内科", "科"]
    assert grams(["nei ke"]) == ["k", "ke", "n", "ne", "nei", "neik"]
    assert grams([]) == []


@pytest.mark.parametrize(
    ("words", "rank"),
    [
        ("心血管内科", 0),
        ("xxgnk", 0),
        ("心血", 1),
        ("xinxueg", 1),
        ("xxg", 1),
        ("内科", 2),
        ("neike", 2),
        ("血压", 3),
        ("乏力", 4),
        ("眼", None),
        (".", None),
    ],
)
def test_whole_words(words: str, rank: int | None) -> None:
    assert Whole(words).rank(HEART) == rank


@pytest.mark.parametrize(
    ("words", "rank"),
    [
        ("心血官内科", 0),
        ("血官内科", 1),
        ("心血管科", 0),
        ("心血血管内科", 0),
        ("xinxeguan", 0),
        ("xanxueguan", 0),
        ("心血菅肉科", None),
        ("(.*)内科", None),
    ],
)
def test_one_slip(words: str, rank: int | None) -> None:
    assert Slip(words).rank(HEART) == rank
    if rank is not None:
        assert set(Slip(words).grams()) & set(grams(HEART.names)), "the index would find it"


def test_a_sentence_is_judged_by_how_many_of_its_pairs_fit() -> None:
    look = Pieces("老是胸闷血压高")
    assert set(look.grams()) == {"老是", "是胸", "胸闷", "闷血", "血压", "压高"}
    assert look.rank(HEART) == 3
    assert look.rank(FoundBy(words=("血压",))) == 5
    assert look.rank(FoundBy(words=("骨折",))) is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", []),
        (" ", []),
        ("心", [Whole]),
        ("心内", [Whole]),
        ("心内科", [Whole, Slip, Pieces]),
        ("xxgn", [Whole]),
        ("xxgnk", [Whole, Slip]),
        ("心内|.*", [Whole]),
    ],
)
def test_the_ways_of_looking_the_strictest_first(text: str, kinds: list[type]) -> None:
    assert [type(look) for look in looks(text)] == kinds


def test_what_is_looked_for_has_an_end() -> None:
    for look in looks("心" * 64):
        assert len(look.words) == LONGEST
        assert len(look.grams()) <= LONGEST
