"""Which texts hold a key: an inverted table in sorted segments that are merged as they grow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .fold import I64, U8, U32, U64

_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_GROWTH = 2
_LARGEST_BITMAP = 27


@dataclass(frozen=True, slots=True)
class _Part:
    """Sorted postings, key above and text below; a bit for each value of the keys' spread bits."""

    packed: U64
    bitmap: U8
    shift: int

    @classmethod
    def of(cls, packed: U64) -> _Part:
        """A segment of ``packed``, which is sorted."""
        bits = min(_LARGEST_BITMAP, max(10, int(packed.size).bit_length() + 2))
        shift = 64 - bits
        filled = np.zeros(1 << bits, dtype=np.bool_)
        filled[_spread(packed) >> np.uint64(shift)] = True
        return cls(packed, np.packbits(filled, bitorder="little"), shift)

    def lookup(self, wanted: U64) -> tuple[I64, I64, I64]:
        """Which of ``wanted`` (keys in the upper half) are here, and from where to where."""
        bit = _spread(wanted) >> np.uint64(self.shift)
        seen = self.bitmap[bit >> np.uint64(3)] >> (bit & np.uint64(7)).astype(np.uint8)
        at = np.flatnonzero(seen & np.uint8(1))
        start = np.searchsorted(self.packed, wanted[at])
        held = self.packed[np.minimum(start, self.packed.size - 1)] & ~_LOW
        here = (start < self.packed.size) & (held == wanted[at])
        at, start = at[here], start[here]
        return at, start, self._ends(wanted[at] | _LOW, start)

    def _ends(self, last: U64, start: I64) -> I64:
        """Behind the postings of each key; most keys have one or two."""
        stop = start + 1
        more = np.flatnonzero(stop < self.packed.size)
        while more.size:
            more = more[self.packed[stop[more]] <= last[more]]
            stop[more] += 1
            more = more[stop[more] < self.packed.size]
        return stop


def _spread(packed: U64) -> U64:
    """The keys of postings, which are low numbers mostly, over all of 64 bits."""
    return (packed >> _HALF) * _SPREAD


class Postings:
    """Keys of the texts that others are compared with. Texts are numbers below 2**32."""

    def __init__(self) -> None:
        self._parts: list[_Part] = []

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return sum(part.packed.nbytes + part.bitmap.nbytes for part in self._parts)

    def add(self, key: U32, text: I64, posted: NDArray[np.bool_]) -> None:
        """Post keys of texts; texts that ``posted`` says no longer count are dropped in passing."""
        if not key.size:
            return
        packed = np.sort((key.astype(np.uint64) << _HALF) | text.astype(np.uint64))
        while self._parts and self._parts[-1].packed.size < _GROWTH * packed.size:
            older = self._parts.pop().packed
            older = older[posted[(older & _LOW).astype(np.int64)]]
            packed = np.sort(np.concatenate((older, packed)))
        self._parts.append(_Part.of(packed))

    def find(self, key: U32) -> tuple[I64, I64]:
        """For each hit the place in ``key`` and the text that holds the key."""
        wanted = key.astype(np.uint64) << _HALF
        places, texts = [], []
        for part in self._parts:
            at, start, stop = part.lookup(wanted)
            size = stop - start
            before = np.cumsum(size) - size
            place = np.repeat(np.arange(at.size), size)
            within = np.arange(place.size) - before[place] + start[place]
            places.append(at[place])
            texts.append((part.packed[within] & _LOW).astype(np.int64))
        if not places:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        return np.concatenate(places), np.concatenate(texts)
