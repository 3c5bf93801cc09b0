"""Sketches: a sample of each text's fingerprints, so that two texts can be compared by few numbers.

A fingerprint is kept when its hash lies below a limit that depends on the length of the text
alone. So two sketches hold the same fingerprints below the lower of their limits, and what they
share there estimates what the texts share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .distinct import runs
from .fingerprints import fingerprints
from .fold import I64, U32, U64, tokenise

_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""Whatever bits a fingerprint uses, the upper half of its product with this is spread evenly."""

_LARGEST = 4096
"""Most fingerprints kept of one text, about."""

_Kind = TypeVar("_Kind", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Sample:
    """Sketches of several texts: ``key[first[i]:first[i + 1]]``, sorted, is that of text i.

    ``limit`` (up to 2**32) is what the text's keys lie below; ``digest`` is equal for equal
    sketches.
    """

    key: U32
    first: I64
    limit: U64
    digest: U64

    @property
    def size(self) -> I64:
        """Keys of each text."""
        return self.first[1:] - self.first[:-1]


def sample(texts: Sequence[str], least: int, part: int) -> Sample:
    """The sketch of each text: one in ``part`` fingerprints, but about ``least`` when there are.

    Figures count with their digits here: two lottery tables are not the same story.
    """
    tokens = tokenise(texts)
    keys, at = fingerprints(replace(tokens, masked=tokens.exact))
    high = (keys * _SPREAD) >> _HALF
    bounds = np.searchsorted(at, tokens.first)
    count = (bounds[1:] - bounds[:-1]).astype(np.uint64)
    wanted = np.minimum(np.clip(count // np.uint64(part), least, _LARGEST), count)
    limit = (wanted << _HALF) // np.maximum(count, np.uint64(1))
    kept = np.flatnonzero(high < np.repeat(limit, count.astype(np.int64)))
    text = np.repeat(np.arange(len(texts)), np.diff(np.searchsorted(kept, bounds)))
    packed, _ = runs((text.astype(np.uint64) << _HALF) | high[kept])
    owner = packed >> _HALF
    first = np.searchsorted(owner, np.arange(len(texts) + 1, dtype=np.uint64))
    key = (packed & _LOW).astype(np.uint32)
    return Sample(key, first, limit, digests(key, first, limit))


def digests(key: U32, first: I64, limit: U64) -> U64:
    """One number for each sketch."""
    wide = key.astype(np.uint64) * _SPREAD
    wide = (wide ^ (wide >> np.uint64(29))) * _SPREAD
    total = np.concatenate((np.zeros(1, np.uint64), np.cumsum(wide)))
    digest: U64 = (total[first[1:]] - total[first[:-1]]) ^ limit
    return digest


class Sketches:
    """All sketches, one after the other, in one growing array."""

    def __init__(self) -> None:
        self.key: U32 = np.zeros(1 << 12, np.uint32)
        self.first: I64 = np.zeros(1 << 8, np.int64)
        self.size: U32 = np.zeros(1 << 8, np.uint32)
        self.limit: U64 = np.zeros(1 << 8, np.uint64)
        self.count = 0
        self.used = 0
        self._gone = 0

    @classmethod
    def of_arrays(cls, key: U32, size: U32, limit: U64) -> Sketches:
        """Sketches of which keys, sizes and limits were saved."""
        sketches = cls()
        sketches.key, sketches.size, sketches.limit = key.copy(), size.copy(), limit.copy()
        wide = size.astype(np.int64)
        sketches.first = np.cumsum(wide) - wide
        sketches.count, sketches.used = size.size, key.size
        return sketches

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return sum(a.nbytes for a in (self.key, self.first, self.size, self.limit))

    def append(self, more: Sample, begin: int, end: int) -> None:
        """Add the texts ``begin`` to ``end`` of a sample."""
        keys = more.key[more.first[begin] : more.first[end]]
        count, used = self.count + end - begin, self.used + keys.size
        self.key = grown(self.key, used)
        self.first, self.size, self.limit = (
            grown(self.first, count), grown(self.size, count), grown(self.limit, count),
        )  # fmt: skip
        new = slice(self.count, count)
        self.key[self.used : used] = keys
        self.first[new] = more.first[begin:end] - more.first[begin] + self.used
        self.size[new] = more.size[begin:end]
        self.limit[new] = more.limit[begin:end]
        self.count, self.used = count, used

    def of(self, number: int) -> U32:
        """The keys of one text."""
        start = int(self.first[number])
        return self.key[start : start + int(self.size[number])]

    def gather(self, numbers: I64) -> tuple[U32, I64]:
        """The keys of several texts, and for each key its place in ``numbers``."""
        size = self.size[numbers].astype(np.int64)
        place = np.repeat(np.arange(numbers.size), size)
        begin = np.cumsum(size) - size
        at = np.arange(place.size) - begin[place] + self.first[numbers][place]
        return self.key[at], place

    def forget(self, number: int) -> None:
        """Drop one text's keys; the memory is freed once half of all keys are gone."""
        self._gone += int(self.size[number])
        self.size[number] = 0
        if self._gone * 2 > self.used:
            self.compact()

    def compact(self) -> None:
        """Close the gaps that forgotten texts left."""
        keys, _ = self.gather(np.arange(self.count))
        size = self.size[: self.count].astype(np.int64)
        self.key = keys
        self.first[: self.count] = np.cumsum(size) - size
        self.used, self._gone = keys.size, 0


def grown(array: NDArray[_Kind], count: int) -> NDArray[_Kind]:
    """``array``, or a copy with room for ``count`` and half as many more."""
    if count <= array.size:
        return array
    larger = np.zeros(count + count // 2, array.dtype)
    larger[: array.size] = array
    return larger
