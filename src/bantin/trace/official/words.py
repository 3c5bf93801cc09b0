"""A text as the words that are compared: figures whole, signs of money and percent too."""

import re
import unicodedata
from typing import NamedTuple

from bantin.core.folding import fold

_WORD = re.compile(r"\d+(?:[.,/:]\d+)*|[^\W\d_]+|[%‰°$€£¥₫+−]")
_OLD_MARKS = re.compile(r"(?<![qg])(o[aàáảãạ]|o[eèéẻẽẹ]|u[yỳýỷỹỵ])$", re.IGNORECASE)


class Word(NamedTuple):
    """One word and where it stands; words with the same ``key`` are the same word."""

    key: str
    start: int
    end: int


def words(text: str, *, without_marks: bool = False) -> list[Word]:
    """The words of ``text``; case and the older way to place a tone mark (hoà, hòa) do not count.

    ``without_marks`` compares as if nobody had written diacritics.
    """
    keys: dict[str, str] = {}  # forgotten with this call, as everything that a reader sends
    found = []
    for match in _WORD.finditer(text):
        word = match[0]
        if word not in keys:
            keys[word] = _folded(word) if without_marks else _key(word)
        found.append(Word(keys[word], *match.span()))
    return found


def lacks_marks(text: str) -> bool:
    """Whether a text was typed without diacritics, as on an old phone."""
    return text.isascii()


def _key(word: str) -> str:
    composed = unicodedata.normalize("NFKC", word).casefold()
    if composed.isascii() or not _OLD_MARKS.search(composed):
        return composed
    return _newer(composed)


def _newer(word: str) -> str:
    """The tone on the first of two last vowels: hoà → hòa."""
    first, last = word[-2], word[-1]
    letters = unicodedata.normalize("NFD", last)
    if len(letters) != 2:
        return word
    return word[:-2] + unicodedata.normalize("NFC", first + letters[1]) + letters[0]


def _folded(word: str) -> str:
    return fold(unicodedata.normalize("NFKC", word))
