"""Which earlier items a group of new ones resembles, and how much: all pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .distinct import runs
from .fold import I64, U32, U64
from .postings import Postings
from .sketches import Sketches
from .story_model import StoryOptions

_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_TABLE = np.uint32(12)

F64 = NDArray[np.float64]


class Formulas:
    """Keys that are boilerplate."""

    def __init__(self, key: U32 | None = None) -> None:
        self.key: U32 = np.zeros(0, np.uint32)
        self._seen = np.zeros(1 << 20, dtype=np.bool_)
        if key is not None:
            self.add(key)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.key.nbytes + self._seen.nbytes

    def add(self, key: U32) -> None:
        """Make these keys boilerplate from now on."""
        self.key = np.union1d(self.key, key)
        self._seen[key >> _TABLE] = True

    def free(self, key: U32) -> NDArray[np.bool_]:
        """Which of ``key`` are not boilerplate."""
        maybe = np.flatnonzero(self._seen[key >> _TABLE])
        free = np.ones(key.size, dtype=np.bool_)
        if maybe.size:
            at = np.minimum(np.searchsorted(self.key, key[maybe]), self.key.size - 1)
            free[maybe] = self.key[at] != key[maybe]
        return free


@dataclass(frozen=True, slots=True)
class Pairs:
    """Items and earlier texts that may tell the same, sorted by item, then by earlier text.

    ``common`` are keys of new items that so many texts hold that they may be boilerplate.
    """

    item: I64
    other: I64
    of_shorter: F64
    of_longer: F64
    common: U32


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the search looks in. ``posted`` says which texts new ones are compared with."""

    sketches: Sketches
    postings: Postings
    formulas: Formulas
    posted: NDArray[np.bool_]


def pairs_of(items: I64, earlier: Earlier, options: StoryOptions) -> Pairs:
    """The pairs of new ``items`` (rising numbers of sketches) that pass the limits of ``options``.

    Earlier items of the same group are paired too, whether or not they will be posted.
    """
    key, place = earlier.sketches.gather(items)
    free = earlier.formulas.free(key)
    key, owner = key[free].astype(np.uint64), items[place[free]].astype(np.uint64)
    by_owner = (owner << _HALF) | key
    by_key = np.sort((key << _HALF) | owner)
    item, other, used = _hits(by_key, earlier)
    pair, shared = runs((item << _HALF) | other)
    found = _measured(pair, shared, by_owner, earlier, options)
    common = (by_key[used >= options.most_stories] >> _HALF).astype(np.uint32)
    return Pairs(*found, common)


def _hits(by_key: U64, earlier: Earlier) -> tuple[U64, U64, I64]:
    """Item and earlier text of every key in common, and in how many texts each key stands."""
    key, owner = (by_key >> _HALF).astype(np.uint32), by_key & _LOW
    at, text = earlier.postings.find(key)
    valid = earlier.posted[text]
    at, text = at[valid], text[valid]
    fresh = np.ones(key.size, dtype=np.bool_)
    fresh[1:] = key[1:] != key[:-1]
    place = np.arange(key.size)
    before = place - np.maximum.accumulate(np.where(fresh, place, 0))
    later = np.repeat(place, before)
    back = np.arange(later.size) - (np.cumsum(before) - before)[later]
    item = np.concatenate((owner[at], owner[later]))
    other = np.concatenate((text.astype(np.uint64), owner[later - 1 - back]))
    return item, other, np.bincount(at, minlength=key.size) + before


def _measured(
    pair: U64, shared: I64, by_owner: U64, earlier: Earlier, options: StoryOptions
) -> tuple[I64, I64, F64, F64]:
    """Shares of each pair, below the lower of the limits of both sketches."""
    item, other = (pair >> _HALF).astype(np.int64), (pair & _LOW).astype(np.int64)
    limit = np.minimum(earlier.sketches.limit[item], earlier.sketches.limit[other])
    lead = item.astype(np.uint64) << _HALF
    own = np.searchsorted(by_owner, lead + limit) - np.searchsorted(by_owner, lead)
    likely = (shared >= options.least_shared) & (shared >= options.of_longer * own)
    item, other, shared, own = item[likely], other[likely], shared[likely], own[likely]
    key, place = earlier.sketches.gather(other)
    below = (key < limit[likely][place]) & earlier.formulas.free(key)
    theirs = np.bincount(place[below], minlength=other.size)
    of_shorter = shared / np.maximum(np.minimum(own, theirs), 1)
    of_longer = shared / np.maximum(np.maximum(own, theirs), 1)
    passed = (of_shorter >= options.of_shorter) & (of_longer >= options.of_longer)
    return item[passed], other[passed], of_shorter[passed], of_longer[passed]


def same_part(item: U32, one: U32, two: U32, limit: int) -> float:
    """How far what ``item`` shares with ``one`` is what it shares with ``two``: 0 to 1."""
    item = item[item < limit]
    first, second = np.intersect1d(item, one), np.intersect1d(item, two)
    both = np.intersect1d(first, second)
    return both.size / max(1, min(first.size, second.size))
