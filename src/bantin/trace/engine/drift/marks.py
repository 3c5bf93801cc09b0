"""Names that differ in their diacritics alone: Hòa and Hoa, but Hoà is Hòa."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bantin.trace.engine.fold import U8

_EAGER = 0x3000
_WEIGHTS = {
    "đ": 1, "\u0302": 2, "\u0306": 4, "\u031b": 6,
    "\u0300": 14, "\u0301": 28, "\u0309": 42, "\u0303": 56, "\u0323": 70,
}  # fmt: skip
"""Weights of the stroke of đ, circumflex, breve, horn and the five tones. No two syllables of the
same letters and other marks weigh the same: one tone at most, one horn or two, one other.
"""

DIACRITICS = re.compile("[À-ÖØ-öø-ỹ\u0300-\u0323]")
_TONES = "\u0300\u0301\u0309\u0303\u0323"
_STOPS = ("c", "ch", "k", "p", "t")


def differing(mine: U8, theirs: U8) -> list[int]:
    """Which of the aligned tokens have other diacritics, by the sums of their marks.

    None, when most words that have marks in the edition have none in the item: it is written
    without diacritics.
    """
    unlike = (mine != theirs).nonzero()[0]
    if not unlike.size or 2 * np.count_nonzero(mine[theirs > 0]) < np.count_nonzero(theirs):
        return []
    places: list[int] = unlike.tolist()
    return places


def sums(text: str, start: NDArray[np.integer], end: int) -> U8:
    """The sum of the marks of each token, from where it starts to where the next one does.

    Marks are added up, so it does not matter on which letter they stand (Hoà, Hòa), nor in which
    normal form. The last token ends at ``end``.
    """
    first = int(start[0])
    points = np.frombuffer(text[first:end].encode("utf-32-le", "surrogatepass"), dtype="<u4")
    added: U8 = np.add.reduceat(_table()[points], start - first, dtype=np.uint8)
    return added


def spelled_alike(one: str, other: str) -> bool:
    """Whether marks differ only as spellings do: a stopped syllable without tone (Đăk, Đắk)."""
    mine, theirs = (unicodedata.normalize("NFD", word.lower()) for word in (one, other))
    if not mine.rstrip(_TONES).endswith(_STOPS) or _toneless(mine) != _toneless(theirs):
        return False
    return mine == _toneless(mine) or theirs == _toneless(theirs)


def _toneless(letters: str) -> str:
    return "".join(char for char in letters if char not in _TONES)


@lru_cache(maxsize=1)
def _table() -> U8:
    """For each code point the weight of its marks."""
    table = np.zeros(0x110000, dtype=np.uint8)
    for point in range(_EAGER):
        letters = unicodedata.normalize("NFD", chr(point)).lower()
        table[point] = sum(_WEIGHTS.get(letter, 0) for letter in letters) % 256
    return table
