"""Seeds: the places where an item and an edition share a fingerprint, and what each is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .chains import F64
from .fingerprints import fingerprints
from .fold import I64, U64, Tokens
from .options import Options
from .segment import Segment

_LONG = 50_000
_REPEATS = 64
_BINS = 1 << 16


@dataclass(frozen=True, slots=True)
class Place:
    """A segment with what the index knows about it.

    ``family`` is the number of each edition's release, ``edition`` of each token's edition,
    ``seen`` how many background texts hold each key.
    """

    segment: Segment
    family: I64
    edition: NDArray[np.int32]
    seen: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Seeds:
    """Item token ``q`` and edition token ``r`` (in its segment) that share a fingerprint."""

    item: I64
    edition: I64
    q: I64
    r: I64
    weight: F64

    def at(self, chosen: NDArray[np.generic]) -> Seeds:
        """Those that ``chosen`` selects."""
        return Seeds(
            self.item[chosen], self.edition[chosen], self.q[chosen], self.r[chosen],
            self.weight[chosen],
        )  # fmt: skip


def find_seeds(
    tokens: Tokens, places: Sequence[Place], options: Options
) -> tuple[list[Seeds], frozenset[int]]:
    """The seeds of each segment, in order of ``q``; and the items of which some were left out.

    A seed weighs one, divided by the number of releases that hold its fingerprint and by the
    number of unrelated background texts in which it was seen.
    """
    keys, at, cut = _without_repeats(*fingerprints(tokens), tokens)
    hits = [place.segment.lookup(keys) for place in places]
    sizes = [
        (place.segment.offset[key + 1] - place.segment.offset[key]).astype(np.int64)
        for place, (_, key) in zip(places, hits, strict=True)
    ]
    total, spread, seen = (np.zeros(keys.size, dtype=np.int64) for _ in range(3))
    for place, (which, key), size in zip(places, hits, sizes, strict=True):
        total[which] += size
        spread[which] += place.segment.spread[key]
        seen[which] = place.seen[key]
    if len(places) > 1:
        _count_once(spread, hits, places, total <= options.most_postings)
    wanted = (total <= options.most_postings) & (spread <= options.most_families)
    parts = [
        _expand(place.segment, which, key, size, wanted[which])
        for place, (which, key), size in zip(places, hits, sizes, strict=True)
    ]
    weight = 1.0 / (np.maximum(seen, 1) * np.maximum(spread, 1))
    item = np.repeat(np.arange(tokens.first.size - 1), np.diff(tokens.first))
    least = options.threshold - options.sentence_bonus
    seeds = [
        _promising(
            Seeds(item[at[which]], place.edition[r].astype(np.int64), at[which], r, weight[which]),
            len(place.segment.ids),
            least,
        )
        for place, (which, r) in zip(places, parts, strict=True)
    ]
    return seeds, cut


@dataclass(frozen=True, slots=True)
class Hits:
    """Fingerprints of a batch that a segment holds: item and key; and each posting of these.

    ``hit`` says which of ``item`` and ``key`` a posting belongs to, at tokens ``q`` and ``r``.
    """

    item: I64
    key: I64
    hit: I64
    q: I64
    r: I64


def every_hit(tokens: Tokens, place: Place, most_postings: int) -> Hits:
    """What a segment holds of a batch, unweighted; frequent keys without their postings."""
    keys, at, _cut = _without_repeats(*fingerprints(tokens), tokens)
    which, key = place.segment.lookup(keys)
    size = (place.segment.offset[key + 1] - place.segment.offset[key]).astype(np.int64)
    hit, r = _expand(place.segment, np.arange(which.size), key, size, size <= most_postings)
    item = np.repeat(np.arange(tokens.first.size - 1), np.diff(tokens.first))[at[which]]
    return Hits(item, key, hit, at[which[hit]], r)


def _expand(
    segment: Segment, which: I64, key: I64, size: I64, wanted: NDArray[np.bool_]
) -> tuple[I64, I64]:
    """Every posting of the wanted keys: the place of the fingerprint, and the edition's token."""
    which, key, size = which[wanted], key[wanted], size[wanted]
    before = np.cumsum(size) - size
    steps = np.arange(int(size.sum())) - np.repeat(before, size)
    r = segment.posting[np.repeat(segment.offset[key].astype(np.int64), size) + steps]
    return np.repeat(which, size), r.astype(np.int64)


def _count_once(
    spread: I64,
    hits: Sequence[tuple[I64, I64]],
    places: Sequence[Place],
    wanted: NDArray[np.bool_],
) -> None:
    """Correct ``spread`` where editions of one release lie in several segments."""
    segments = np.zeros(spread.size, dtype=np.int64)
    for which, _ in hits:
        segments[which] += 1
    several = wanted & (segments > 1)
    found, family = [], []
    for place, (which, key) in zip(places, hits, strict=True):
        size = (place.segment.offset[key + 1] - place.segment.offset[key]).astype(np.int64)
        number, r = _expand(place.segment, which, key, size, several[which])
        found.append(number)
        family.append(place.family[place.edition[r]])
    stride = max(int(place.family.max(initial=0)) for place in places) + 1
    pair = np.unique(np.concatenate(found) * stride + np.concatenate(family))
    exact = np.bincount(pair // stride, minlength=spread.size)
    spread[several] = exact[several]


def _promising(seeds: Seeds, editions: int, least: float) -> Seeds:
    """Without the seeds of pairs that cannot reach ``least`` together."""
    slot = (seeds.item * editions + seeds.edition) & (_BINS - 1)
    weight = np.bincount(slot, weights=seeds.weight, minlength=_BINS)
    return seeds.at((weight >= least - 1e-6)[slot])


def _without_repeats(keys: U64, at: I64, tokens: Tokens) -> tuple[U64, I64, frozenset[int]]:
    """Bound what a very long item can repeat: at most 64 of each fingerprint."""
    if int(np.diff(tokens.first).max(initial=0)) <= _LONG:
        return keys, at, frozenset()
    item = np.searchsorted(tokens.first, at, side="right")
    order = np.lexsort((at, keys, item))
    fresh = np.ones(keys.size, dtype=np.bool_)
    fresh[1:] = (keys[order][1:] != keys[order][:-1]) | (item[order][1:] != item[order][:-1])
    heads = np.flatnonzero(fresh)
    rank = np.arange(keys.size) - np.repeat(heads, np.diff(np.append(heads, keys.size)))
    long = np.diff(tokens.first)[item[order] - 1] > _LONG
    fits = ~long | (rank < _REPEATS)
    kept = np.sort(order[fits])
    return keys[kept], at[kept], frozenset((item[order[~fits]] - 1).tolist())
