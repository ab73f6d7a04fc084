"""Looking for a hospital, a department or a doctor by what people type.

Each of them is stored with the texts it is found by and their grams: the first one to four characters at every place
where a look may begin. A look asks the index for grams by equality, which every server answers from a multikey index,
and judges the few documents that come back by their texts.
"""

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from common.domain.document import Part

GRAM = 4
LONGEST = 32

# A slip is forgiven in words of this many characters: below, everything is one slip from everything.
SLIP_IN_HAN = 3
SLIP_IN_LETTERS = 5


class FoundBy(Part):
    """The texts of a document, as `normal` makes them. A text with blanks is pinyin: looks begin at its syllables.

    `names` are what it is called, `words` what it is surely for, `also` what it may be for.
    """

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def normal(text: str) -> str:
    """Without what nobody means to tell apart: width, case, blanks, middle dots, marks nobody sees, 疼 and 痛."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    kept = [c for c in wide if not c.isspace() and c != "·" and unicodedata.category(c) != "Cf"]
    return "".join(kept).replace("疼", "痛").replace("ü", "v")


def grams(texts: Iterable[str]) -> list[str]:
    """What the index holds of some texts."""
    return sorted(
        {
            start[:length]
            for text in texts
            for start in _starts(text)
            for length in range(1, min(GRAM, len(start)) + 1)
        }
    )


def _starts(text: str) -> Iterator[str]:
    pieces = text.split(" ") if " " in text else list(text)
    for at in range(len(pieces)):
        yield "".join(pieces[at:])


@dataclass(frozen=True)
class Look(ABC):
    """One way of looking; `words` are normal. `in_words` also asks for what a document is for; what `corrects` takes
    the words for others than were typed.
    """

    words: str
    in_words: ClassVar[bool] = True
    corrects: ClassVar[bool] = False

    @abstractmethod
    def grams(self) -> list[str]:
        """Documents with any of these are worth judging."""

    @abstractmethod
    def rank(self, by: FoundBy) -> int | None:
        """How well a document fits, 0 best; None when it does not."""


class Whole(Look):
    """The words stand somewhere in a text as they are."""

    def grams(self) -> list[str]:
        return [self.words[:GRAM]]

    def rank(self, by: FoundBy) -> int | None:
        names = _joined(by.names)
        degrees = (
            self.words in names,
            any(name.startswith(self.words) for name in names),
            any(self.words in name for name in names),
            any(self.words in text for text in by.words),
            any(self.words in text for text in by.also),
        )
        return degrees.index(True) if any(degrees) else None


class Slip(Look):
    """A name with one character too much, too few or wrong."""

    in_words = False
    corrects = True

    def grams(self) -> list[str]:
        # One slip leaves one half of the words as it was: some gram of this length is right.
        length = max(1, min(GRAM, len(self.words) // 2))
        return sorted({self.words[at : at + length] for at in range(len(self.words) - length + 1)})

    def rank(self, by: FoundBy) -> int | None:
        pattern = re.compile("|".join(_one_slip(self.words)), re.DOTALL)
        names = _joined(by.names)
        if any(pattern.match(name) for name in names):
            return 0
        return 1 if any(pattern.search(name) for name in names) else None


class Pieces(Look):
    """A sentence: whatever has most of its pairs of characters."""

    def grams(self) -> list[str]:
        return sorted({self.words[at : at + 2] for at in range(len(self.words) - 1)})

    def rank(self, by: FoundBy) -> int | None:
        texts = [*_joined(by.names), *by.words, *by.also]
        pairs = self.grams()
        held = sum(any(pair in text for text in texts) for pair in pairs)
        return len(pairs) - held if held else None


def looks(text: str) -> list[Look]:
    """The ways of looking for what was typed, the strictest first; the next is for when one finds nothing."""
    words = normal(text)[:LONGEST]
    if not words:
        return []
    han = all("\u4e00" <= c <= "\u9fff" for c in words)
    letters = words.isascii() and words.isalpha()
    found: list[Look] = [Whole(words)]
    if (han and len(words) >= SLIP_IN_HAN) or (letters and len(words) >= SLIP_IN_LETTERS):
        found.append(Slip(words))
    if han and len(words) >= SLIP_IN_HAN:
        found.append(Pieces(words))
    return found


def _joined(texts: Iterable[str]) -> list[str]:
    return [text.replace(" ", "") for text in texts]


def _one_slip(words: str) -> Iterator[str]:
    for at in range(len(words)):
        before, after = re.escape(words[:at]), re.escape(words[at + 1 :])
        yield f"{before}.?{after}"
        yield f"{before}.{re.escape(words[at:])}"
