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
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

BREAK, STOP, UNKNOWN, DROP = 0, 253, 254, 255
"""Classes of code points that are no letter and no digit; STOP may end a sentence."""

DIGIT_0, DIGIT_9 = 27, 36
_OTHER_FIRST, _OTHER_COUNT = 37, 216
_STOPS = frozenset('.!?…;:\n\r"“”«»()|•')
_EAGER = 0x3000
_STROKED = {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ı": "i", "ħ": "h", "ŧ": "t"}

_WORD = np.dtype("<u8")
_BYTES = 8
_LOW_BYTES = np.array([(1 << (8 * n)) - 1 for n in range(_BYTES + 1)], dtype=_WORD)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_NUMBER = np.uint64(0x5A17_C0DE_0000_0001)
_NUMBER_GAP = 3
_LONGEST_NUMBER = 16
"""Most number tokens that are joined into one."""

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Syllables of several texts, one after the other.

    ``masked`` is the identity of each syllable with every number alike, ``exact`` tells numbers
    apart; both uint64. A run of number tokens such as 21.300 or 28/5/2019 is one token.
    ``start`` and ``end`` are code points in the text the token is from; ``first[i]`` is the
    index of text i's first token (length: texts + 1); ``number`` marks numbers and ``opens``
    the tokens that open a sentence or a quotation.
    """

    masked: U64
    exact: U64
    start: I64
    end: I64
    number: NDArray[np.bool_]
    opens: NDArray[np.bool_]
    first: I64

    def __len__(self) -> int:
        return int(self.masked.size)


def tokenise(texts: Sequence[str]) -> Tokens:
    """The syllables of ``texts`` with their offsets in each text."""
    joined = "\n".join(texts) + "\n"
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
    begins = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    classes = _fold(points)
    start, end, word, number = _syllables(classes)
    heads_of_texts = np.searchsorted(start, begins[:-1])
    start, end, masked, exact, number = _join_numbers(
        start, end, word, number, points, heads_of_texts
    )
    first = np.searchsorted(start, begins)
    opens = _opens(classes, start, end)
    shift = np.repeat(begins[:-1], np.diff(first))
    return Tokens(masked, exact, start - shift, end - shift, number, opens, first)


def mix(words: U64) -> U64:
    """Spread the bits of ``words``: the finaliser of splitmix64."""
    words = (words ^ (words >> np.uint64(30))) * _MIX_1
    words = (words ^ (words >> np.uint64(27))) * _MIX_2
    return words ^ (words >> np.uint64(31))


def _fold(points: NDArray[np.uint32]) -> U8:
    """The class of every code point."""
    table = _table()
    classes: U8 = table[points]
    if points.size and int(points.max()) >= _EAGER:
        rare = np.unique(points[classes == UNKNOWN])
        if rare.size:
            table[rare] = [_class_of(chr(point)) for point in rare.tolist()]
            classes = table[points]
    return classes


def _syllables(classes: U8) -> tuple[I64, I64, U64, NDArray[np.bool_]]:
    """Start, end, hashed letters and is-number of every run of letters and digits."""
    kept = None
    if (classes == DROP).any():
        kept = np.flatnonzero(classes != DROP)
        classes = classes[kept]
    inside = np.zeros(classes.size + 2, dtype=np.bool_)
    np.not_equal(classes, BREAK, out=inside[1:-1])
    inside[1:-1] &= classes != STOP
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    start, end = edges[0::2], edges[1::2]
    word = _words(classes, start, end - start)
    lead = classes[start]
    number = (lead >= DIGIT_0) & (lead <= DIGIT_9)
    if kept is not None:
        kept = np.append(kept, kept[-1] + 1 if kept.size else 0)
        start, end = kept[start], kept[end]
    return start, end, word, number


def _opens(classes: U8, start: I64, end: I64) -> NDArray[np.bool_]:
    """Which tokens are the first after a full stop, a quotation mark or a line break."""
    if not start.size:
        return np.zeros(0, dtype=np.bool_)
    stops = np.flatnonzero(classes == STOP)
    after = np.searchsorted(start, stops)
    within = (after > 0) & (stops < end[after - 1])
    opens = np.zeros(start.size + 1, dtype=np.bool_)
    opens[after[~within]] = True
    opens[0] = True
    return opens[:-1]


def _words(classes: U8, start: I64, length: I64) -> U64:
    """One hash for each run: exact up to 8 letters, of the first 16 and last 8 beyond."""
    padded = np.zeros(classes.size + 2 * _BYTES, dtype=np.uint8)
    padded[: classes.size] = classes
    rolling = np.lib.stride_tricks.sliding_window_view(padded, _BYTES)
    word: U64 = rolling[start].view(_WORD).ravel() & _LOW_BYTES[np.minimum(length, _BYTES)]
    long = np.flatnonzero(length > _BYTES)
    if long.size:
        begin, size = start[long], length[long]
        second = rolling[begin + _BYTES].view(_WORD).ravel()
        second &= _LOW_BYTES[np.minimum(size - _BYTES, _BYTES)]
        last = rolling[begin + size - _BYTES].view(_WORD).ravel()
        word[long] = mix(mix(mix(word[long]) + second) + last) + size.astype(np.uint64)
    return mix(word)


def _join_numbers(
    start: I64,
    end: I64,
    word: U64,
    number: NDArray[np.bool_],
    points: NDArray[np.uint32],
    heads_of_texts: I64,
) -> tuple[I64, I64, U64, U64, NDArray[np.bool_]]:
    """Make one token of each run of numbers that no line break and no long gap divides."""
    masked = np.where(number, _NUMBER, word)
    follows = np.zeros(number.size, dtype=np.bool_)
    pairs = np.flatnonzero(number[1:] & number[:-1]) + 1
    near = start[pairs] - end[pairs - 1] <= _NUMBER_GAP
    unbroken = points[end[pairs - 1]] != ord("\n")
    follows[pairs[near & unbroken]] = True
    follows[heads_of_texts[heads_of_texts < number.size]] = False
    alone = np.flatnonzero(~follows)
    rank = np.arange(number.size) - np.repeat(alone, np.diff(np.append(alone, number.size)))
    follows[rank % _LONGEST_NUMBER == 0] = False
    if not follows.any():
        return start, end, masked, word, number
    heads = np.flatnonzero(~follows)
    tails = np.append(heads[1:], number.size) - 1
    exact = word[heads]
    joined = np.flatnonzero(tails > heads)
    for step in range(1, int((tails - heads).max()) + 1):
        more = joined[tails[joined] >= heads[joined] + step]
        exact[more] = mix(exact[more] * _GOLDEN + word[heads[more] + step])
        joined = more
    return start[heads], end[tails], masked[heads], exact, number[heads]


@lru_cache(maxsize=1)
def _table() -> U8:
    """Class by code point; the rare ones are filled in when first met."""
    table = np.full(0x110000, UNKNOWN, dtype=np.uint8)
    table[:_EAGER] = [_class_of(chr(point)) for point in range(_EAGER)]
    return table


def _class_of(char: str) -> int:
    category = unicodedata.category(char)
    if category[0] == "M" or category in ("Cf", "Lm"):
        return DROP
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return DIGIT_0 + digit
    if not char.isalnum():
        return STOP if char in _STOPS else BREAK
    base = unicodedata.normalize("NFD", unicodedata.normalize("NFD", char)[0].lower())[0]
    base = _STROKED.get(base, base)
    compatible = unicodedata.normalize("NFKD", base)
    if len(compatible) == 1:
        base = compatible
    if "a" <= base <= "z":
        return ord(base) - ord("a") + 1
    return _OTHER_FIRST + ord(base) % _OTHER_COUNT
