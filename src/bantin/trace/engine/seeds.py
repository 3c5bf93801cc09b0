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
    ``seen`` how many background texts hold each key. ``weight`` is what a seed of each key is
    worth when this is the only segment.
    """

    segment: Segment
    family: I64
    edition: NDArray[np.int32]
    seen: NDArray[np.int32]
    weight: F64


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
    weights = _weights(hits, places, keys.size, options)
    item = np.repeat(np.arange(tokens.first.size - 1), np.diff(tokens.first))
    least = options.threshold - options.sentence_bonus
    seeds = []
    for place, (which, key), weight in zip(places, hits, weights, strict=True):
        wanted = weight > 0
        hit, r = _expand(place.segment, key[wanted])
        q = at[which[wanted]][hit]
        edition = place.edition[r].astype(np.int64)
        found = Seeds(item[q], edition, q, r, weight[wanted][hit])
        seeds.append(_promising(found, len(place.segment.ids), least))
    return seeds, cut


def weight_of(seen: I64, spread: I64, postings: I64, options: Options) -> F64:
    """What a seed is worth: nothing when its fingerprint is a formula."""
    weight = 1.0 / (np.maximum(seen, 1) * np.maximum(spread, 1))
    formula = (postings > options.most_postings) | (spread > options.most_families)
    weight[formula] = 0.0
    return weight


def _weights(
    hits: Sequence[tuple[I64, I64]], places: Sequence[Place], count: int, options: Options
) -> list[F64]:
    """The weight of every hit, counting releases and places over all segments."""
    if len(places) == 1:
        return [places[0].weight[hits[0][1]]]
    postings, spread, seen = (np.zeros(count, dtype=np.int64) for _ in range(3))
    for place, (which, key) in zip(places, hits, strict=True):
        postings[which] += place.segment.sizes(key)
        spread[which] += place.segment.spread[key]
        seen[which] = place.seen[key]
    _count_once(spread, hits, places, postings <= options.most_postings)
    weight = weight_of(seen, spread, postings, options)
    return [weight[which] for which, _ in hits]


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
    rare = np.flatnonzero(place.segment.sizes(key) <= most_postings)
    hit, r = _expand(place.segment, key[rare])
    hit = rare[hit]
    item = np.repeat(np.arange(tokens.first.size - 1), np.diff(tokens.first))[at[which]]
    return Hits(item, key, hit, at[which[hit]], r)


def _expand(segment: Segment, key: I64) -> tuple[I64, I64]:
    """Every posting of the keys: the place of its key in ``key``, and the edition's token."""
    size = segment.sizes(key)
    which = np.repeat(np.arange(key.size), size)
    begin = segment.offset[key] - (np.cumsum(size) - size)
    r = segment.posting[begin[which] + np.arange(which.size)]
    return which, r.astype(np.int64)


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
        shared = several[which]
        number, r = _expand(place.segment, key[shared])
        found.append(which[shared][number])
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
