"""Seeds: the places where an item and an edition share a fingerprint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .fingerprints import fingerprints
from .fold import I64, U64, Tokens
from .places import REACH_UNIT, Place
from .segment import Segment

STEP = 2
"""Of an item only every second fingerprint is looked up; the rest follows from its neighbours."""

LONG = 50_000
"""Items of more tokens are cut where they repeat themselves."""

_REPEATS = 64
_BINS = 1 << 17


@dataclass(frozen=True, slots=True)
class Seeds:
    """Item token ``q`` and edition token ``r`` (in its segment) that begin a shared fingerprint."""

    q: I64
    r: I64


@dataclass(frozen=True, slots=True)
class Hits:
    """Fingerprints of a batch that a segment holds: first token in the batch, number of the key."""

    q: I64
    key: I64


def probe(tokens: Tokens, segments: Sequence[Segment]) -> tuple[list[Hits], frozenset[int]]:
    """What each segment holds of a batch, and the items of which not all was looked up."""
    key, at = fingerprints(tokens, STEP)
    cut: frozenset[int] = frozenset()
    if longest(tokens) > LONG:
        kept, left_out = _without_repeats(key, at, tokens)
        cut = frozenset(tokens.text_of[at[left_out]].tolist())
        key, at = key[kept], at[kept]
    found = [segment.lookup(key) for segment in segments]
    return [Hits(np.take(at, which), number) for which, number in found], cut


def longest(tokens: Tokens) -> int:
    """The tokens of the longest text."""
    return int(np.diff(tokens.first).max(initial=0))


def find_seeds(tokens: Tokens, hits: Hits, place: Place, hope: int, most_postings: int) -> Seeds:
    """The seeds of a segment, without those of pairs that cannot be worth ``hope`` together."""
    hit, r = place.segment.places(hits.key, most_postings)
    q = np.take(hits.q, hit)
    pair = np.take(tokens.text_of, q) * place.family.size + np.take(place.edition, r)
    kept = promising(pair, np.take(place.reach, r), hope // REACH_UNIT)
    return Seeds(np.take(q, kept), np.take(r, kept))


def promising(pair: I64, worth: NDArray[np.integer], hope: int) -> I64:
    """Which to keep, that every pair may stay whose parts are worth ``hope`` together.

    Pairs share slots, so that some stay in vain.
    """
    slot = pair & (_BINS - 1)
    total = np.bincount(slot, weights=worth, minlength=_BINS)
    return np.flatnonzero(np.take(total >= hope, slot))


def _without_repeats(key: U64, at: I64, tokens: Tokens) -> tuple[I64, I64]:
    """Which fingerprints to look up, at most 64 of each in a long item; and which not."""
    item = tokens.text_of[at]
    order = np.lexsort((at, key, item))
    fresh = np.ones(key.size, dtype=np.bool_)
    fresh[1:] = (key[order][1:] != key[order][:-1]) | (item[order][1:] != item[order][:-1])
    heads = np.flatnonzero(fresh)
    rank = np.arange(key.size) - np.repeat(heads, np.diff(np.append(heads, key.size)))
    fits = (np.diff(tokens.first)[item[order]] <= LONG) | (rank < _REPEATS)
    return np.sort(order[fits]), order[~fits]
