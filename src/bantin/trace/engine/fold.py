"""Letters and syllables: many texts to token arrays at once, without Python per token.

Every code point is mapped through one table: letters lose case and diacritics (đ becomes d),
combining and zero-width characters vanish, digits of all scripts become ASCII digits, and
everything else separates. So NFC, NFD and text without diacritics give the same tokens, and
the offsets of the text as given are kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

BREAK, UNKNOWN, DROP, STOP, LINE = 0, 251, 252, 253, 254
"""Classes of code points that are no letter and no digit; STOP and LINE may end a sentence."""

DIGIT_0, DIGIT_9 = 27, 36
_OTHER_FIRST, _OTHER_COUNT = 37, 214
_STOPS = frozenset('.!?…;:\n\r"“”«»()|•')
_EAGER = 0x3000
_STROKED = {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ı": "i", "ħ": "h", "ŧ": "t"}

_WORD = np.dtype("<u8")
_BYTES = 8
_LOW_BYTES = np.array([(1 << (8 * n)) - 1 for n in range(_BYTES + 1)], dtype=_WORD)
MIXERS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0x9E3779B97F4A7C15)
"""Multipliers of ``mix`` and of the word hash."""

_MIX_1, _MIX_2, _GOLDEN = (np.uint64(value) for value in MIXERS)
NUMBER = np.uint32(0x5A17_C0DE)
"""The identity of every number in ``Tokens.masked``."""

NUMBER_GAP = 3
LONGEST_NUMBER = 8
"""Most numbers that are joined into one token."""

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]


@dataclass(frozen=True)
class Tokens:
    """Syllables of several texts, one after the other.

    ``masked`` is the identity of each syllable with every number alike, ``exact`` tells numbers
    apart; both uint32. A run of number tokens such as 21.300 or 28/5/2019 is one token.
    ``start`` and ``end`` are code points in the text the token is from; ``first[i]`` is the
    index of text i's first token (length: texts + 1); ``number`` marks numbers. ``stops`` are
    the full stops, quotation marks and line breaks, as places in all the texts together, and
    ``begins`` where each text begins there.
    """

    masked: U32
    exact: U32
    start: I64
    end: I64
    number: NDArray[np.bool_]
    first: I64
    stops: I64
    begins: I64

    def __len__(self) -> int:
        return int(self.masked.size)

    @cached_property
    def text_of(self) -> I64:
        """The number of each token's text."""
        return np.repeat(np.arange(self.first.size - 1), np.diff(self.first))

    def forget(self) -> None:
        """Free what can be worked out again."""
        self.__dict__.pop("text_of", None)

    @cached_property
    def opens(self) -> NDArray[np.bool_]:
        """Which tokens open a sentence or a quotation."""
        return self.opens_at(np.arange(len(self)))

    def opens_at(self, at: I64) -> NDArray[np.bool_]:
        """Whether each of the tokens ``at`` opens a sentence or a quotation.

        The first token of a text does, and so does the end of all tokens.
        """
        opens = np.ones(at.size, dtype=np.bool_)
        inner = np.flatnonzero((at > 0) & (at < len(self)))
        token = at[inner]
        text = self.text_of[token]
        offset = self.begins[text]
        last = np.searchsorted(self.stops, self.start[token] + offset) - 1
        after = self.end[token - 1] + offset
        follows = token > self.first[text]
        opens[inner] = ~follows | ((last >= 0) & (self.stops[last] >= after))
        return opens


def tokenise(texts: Sequence[str]) -> Tokens:
    """The syllables of ``texts`` with their offsets in each text."""
    points, begins = points_of(texts)
    classes = classes_of(points)
    start, end, exact, number = _syllables(classes)
    first = np.searchsorted(start, begins)
    shift = np.repeat(begins[:-1], np.diff(first))
    start -= shift
    end -= shift
    masked = exact.copy()
    masked[number] = NUMBER
    stops = np.flatnonzero(classes >= STOP)
    return Tokens(masked, exact, start, end, number, first, stops, begins)


def points_of(texts: Sequence[str]) -> tuple[U32, I64]:
    """The code points of the texts, a line break after each; and where each text begins."""
    joined = "\n".join((*texts, ""))
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    begins = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1, out=begins[1:])
    return points, begins


def classes_of(points: U32) -> U8:
    """The class of every code point."""
    classes: U8 = np.take(table(), points)
    if (classes == UNKNOWN).any():
        complete(points)
        classes = np.take(table(), points)
    return classes


def complete(points: U32) -> None:
    """Fill in the classes of code points that were not met before."""
    rare = np.unique(points[np.take(table(), points) == UNKNOWN])
    table()[rare] = [_class_of(chr(point)) for point in rare.tolist()]


def mix(words: U64) -> U64:
    """Spread the bits of ``words``: the finaliser of splitmix64."""
    words = (words ^ (words >> np.uint64(30))) * _MIX_1
    words = (words ^ (words >> np.uint64(27))) * _MIX_2
    return words ^ (words >> np.uint64(31))


def _syllables(classes: U8) -> tuple[I64, I64, U32, NDArray[np.bool_]]:
    """Start, end, hashed letters and is-number of every run of letters and digits."""
    kept = None
    whole = classes != DROP
    if not whole.all():
        kept = np.flatnonzero(whole)
        classes = np.take(classes, kept)
    inside = np.zeros(classes.size + 2, dtype=np.bool_)
    padded = np.zeros(classes.size + 4 * _BYTES, dtype=np.uint8)
    letters = padded[: classes.size]
    np.copyto(letters, classes)
    np.copyto(letters, BREAK, where=classes >= STOP)
    np.not_equal(letters, BREAK, out=inside[1:-1])
    inside[1:-1][_joints(classes, letters)] = True
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    start, end = np.ascontiguousarray(edges[0::2]), np.ascontiguousarray(edges[1::2])
    word = _words(padded, start, end - start)
    lead = np.take(classes, start)
    number = (lead >= DIGIT_0) & (lead <= DIGIT_9)
    if kept is not None:
        kept = np.append(kept, kept[-1] + 1 if kept.size else 0)
        start, end = np.take(kept, start), np.take(kept, end)
    return start, end, word, number


def _joints(classes: U8, letters: U8) -> I64:
    """Where a run of numbers goes on over what is no letter: the point of 21.300, the strokes of
    28/5/2019. Up to three characters join two numbers, and a line break never does.
    """
    digit = np.flatnonzero(classes - np.uint8(DIGIT_0) <= DIGIT_9 - DIGIT_0)
    if not digit.size:
        return digit
    ahead = np.diff(digit)
    heads = np.flatnonzero(np.append(True, ahead > 1))
    begin, end = digit[heads], digit[np.append(heads[1:], digit.size) - 1]
    pure = letters[np.maximum(begin - 1, 0)] == BREAK
    pure[0] |= begin[0] == 0
    gap = begin[1:] - end[:-1] - 1
    joins = np.flatnonzero(pure[:-1] & (gap <= NUMBER_GAP))
    joins = joins[_unbroken(classes, letters, end[joins], gap[joins])]
    alone = np.append(0, np.flatnonzero(np.diff(joins) > 1) + 1)[: joins.size]
    rank = np.arange(joins.size) - np.repeat(alone, np.diff(np.append(alone, joins.size)))
    joins = joins[(rank + 1) % LONGEST_NUMBER != 0]
    steps = range(1, NUMBER_GAP + 1)
    return np.concatenate([end[joins[step <= gap[joins]]] + step for step in steps])


def _unbroken(classes: U8, letters: U8, end: I64, gap: I64) -> NDArray[np.bool_]:
    """Whether neither a letter nor a line break stands in each gap."""
    result = np.ones(end.size, dtype=np.bool_)
    for step in range(1, NUMBER_GAP + 1):
        inner = np.flatnonzero(step <= gap)
        at = end[inner] + step
        result[inner] &= (letters[at] == BREAK) & (classes[at] != LINE)
    return result


def _words(padded: U8, start: I64, length: I64) -> U32:
    """One hash for each run: of all letters up to 8, of the first 24 and last 8 beyond."""
    aligned = padded[: padded.size // _BYTES * _BYTES].view(_WORD)
    word = _eight(aligned, start)
    word &= np.take(_LOW_BYTES, length, mode="clip")
    long = np.flatnonzero(length > _BYTES)
    if long.size:
        begin, size = start[long], length[long]
        whole = word[long]
        for more in (1, 2):
            whole = mix(whole)
            rest = np.maximum(size - more * _BYTES, 0)
            whole += _eight(aligned, begin + np.minimum(more * _BYTES, size)) & np.take(
                _LOW_BYTES, rest, mode="clip"
            )
        word[long] = mix(mix(whole) + _eight(aligned, begin + size - _BYTES)) + size.astype(
            np.uint64
        )
    word *= _GOLDEN
    word >>= np.uint64(32)
    return word.astype(np.uint32)


def _eight(aligned: U64, start: I64) -> U64:
    """The eight bytes from each start on, put together from two aligned words."""
    at = start >> 3
    shift = ((start & 7) << 3).view(np.uint64)
    word = np.take(aligned, at) >> shift
    at += 1
    high = np.take(aligned, at) << np.uint64(1)
    high <<= shift ^ np.uint64(63)
    word |= high
    return word


@lru_cache(maxsize=1)
def table() -> U8:
    """Class by code point; the rare ones are ``UNKNOWN`` until they are met."""
    classes = np.full(0x110000, UNKNOWN, dtype=np.uint8)
    classes[:_EAGER] = [_class_of(chr(point)) for point in range(_EAGER)]
    return classes


def _class_of(char: str) -> int:
    category = unicodedata.category(char)
    if category[0] == "M" or category in ("Cf", "Lm"):
        return DROP
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return DIGIT_0 + digit
    if not char.isalnum():
        return LINE if char == "\n" else STOP if char in _STOPS else BREAK
    base = unicodedata.normalize("NFD", unicodedata.normalize("NFD", char)[0].lower())[0]
    base = _STROKED.get(base, base)
    compatible = unicodedata.normalize("NFKD", base)
    if len(compatible) == 1:
        base = compatible
    if "a" <= base <= "z":
        return ord(base) - ord("a") + 1
    return _OTHER_FIRST + ord(base) % _OTHER_COUNT
