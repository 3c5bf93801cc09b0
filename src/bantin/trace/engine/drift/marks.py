"""Names that differ in their diacritics alone: Hòa and Hoa, but Hoà is Hòa."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bantin.trace.engine.fold import I64, U8, U32

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

B = NDArray[np.bool_]


def points_of(text: str) -> U32:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def sums(points: U32, start: I64, end: I64) -> U8:
    """The sum of the marks of each token of a text.

    Marks are added up, so it does not matter on which letter they stand (Hoà, Hòa), nor in which
    normal form.
    """
    if not start.size:
        return np.zeros(0, dtype=np.uint8)
    size = end - start
    heads = size.cumsum() - size
    at = np.arange(int(size.sum())) + (start - heads).repeat(size)
    added: U8 = np.add.reduceat(_weights().take(points.take(at)), heads, dtype=np.uint8)
    return added


def capitals(points: U32) -> B:
    """Which code points may be capitals: every capital, and nothing else of common scripts."""
    return _capitals().take(points)


def written(mine: U8, theirs: U8) -> bool:
    """Whether most words with marks in the edition have some in the item."""
    marked = theirs > 0
    return bool(2 * np.count_nonzero(marked & (mine > 0)) >= np.count_nonzero(marked))


def spelled_alike(one: str, other: str) -> bool:
    """Whether marks differ only as spellings do: a stopped syllable without tone (Đăk, Đắk)."""
    mine, theirs = (unicodedata.normalize("NFD", word.lower()) for word in (one, other))
    if not mine.rstrip(_TONES).endswith(_STOPS) or _toneless(mine) != _toneless(theirs):
        return False
    return mine == _toneless(mine) or theirs == _toneless(theirs)


def _toneless(letters: str) -> str:
    return "".join(char for char in letters if char not in _TONES)


@lru_cache(maxsize=1)
def _weights() -> U8:
    """For each code point the weight of its marks."""
    table = np.zeros(0x110000, dtype=np.uint8)
    for point in range(_EAGER):
        letters = unicodedata.normalize("NFD", chr(point)).lower()
        table[point] = sum(_WEIGHTS.get(letter, 0) for letter in letters) % 256
    return table


@lru_cache(maxsize=1)
def _capitals() -> B:
    table = np.ones(0x110000, dtype=np.bool_)
    table[:_EAGER] = [chr(point).isupper() for point in range(_EAGER)]
    return table
